"""What an interview has come to, kept encrypted between two turns."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Connection

from actions.eligibility.tables import interviews
from actions.kept import Kept
from bot.privacy import Cipher
from knowledge.facts import Between, Value

FORGOTTEN = timedelta(hours=2)
"""After so long without a word an interview is not gone on with."""
YOU = "您"


@dataclass
class State:
    """An interview under way."""

    about: list[str]
    """Ids of the policies asked about; empty for the whole list."""
    who: str = YOU
    """How the person is called whom it is about."""
    known: dict[str, Value | Between] = field(default_factory=dict)
    days: dict[str, str] = field(default_factory=dict)
    """The day on which each fact was told, ISO."""
    born: str | None = None
    """The day of birth, ISO, as it was told last."""
    refused: list[str] = field(default_factory=list)
    """Facts that are not known, or not told."""
    asked: str | None = None
    """The fact that was asked for last."""
    order: list[str] = field(default_factory=list)
    """Facts in the order in which they were told, for going back."""
    puzzled: int = 0
    """How often in a row nothing was understood."""
    asides: int = 0
    """How often in a row something else was asked."""
    rests: bool = False
    """Whether it waits until somebody says that it shall go on."""
    over: bool = False
    """Whether its result was told; it is kept a while, for somebody who wants it remembered."""


_kept = Kept(interviews, FORGOTTEN)
forget, forget_old = _kept.forget, _kept.forget_old


def load(db: Connection, cipher: Cipher, conversation_id: str, now: datetime) -> State | None:
    """The conversation's interview; None if there is none, or none that is still gone on with."""
    data = _kept.load(db, cipher, conversation_id, now)
    if data is None:
        return None
    data["known"] = {name: Between(**v) if isinstance(v, dict) else v for name, v in data["known"].items()}
    return State(**data)


def save(db: Connection, cipher: Cipher, conversation_id: str, state: State, now: datetime) -> None:
    """Keeps it."""
    _kept.save(db, cipher, conversation_id, asdict(state), now)
