"""A booking while it is talked about, kept encrypted between two turns."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection

from actions.booking.model import Slot
from actions.booking.tables import drafts
from actions.kept import Kept
from bot.privacy import Cipher
from knowledge.wish_said import Answer

FORGOTTEN = timedelta(hours=2)
YOU = "您"


class Aim(StrEnum):
    """What is to be done."""

    BOOK = "book"
    CHANGE = "change"
    CANCEL = "cancel"
    SHOW = "show"
    RATE = "rate"


@dataclass
class Draft:
    """What is known so far."""

    aim: Aim
    service: str | None = None
    office: str | None = None
    day: str | None = None
    """ISO."""
    band: str | None = None
    unheard: list[str] = field(default_factory=list)
    """What was said before the service was known."""
    said_when: str | None = None
    """The sentence that told when, as long as no session is found for it."""
    said_at: str | None = None
    """When it was said, ISO: 明天 is the day after that."""
    full: str | None = None
    """The id of a full session for which one may wait."""
    as_before: bool = False
    """Whether it is to be as it was booked last."""
    who: str = YOU
    """How the person is called for whom it is."""
    consents: bool | None = None
    """Whether he knows and agrees; None: not asked, or he books himself."""
    names: list[str] = field(default_factory=list)
    phone: str | None = None
    answers: dict[str, Answer] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)
    """What the price hangs on, by fact."""
    refused: list[str] = field(default_factory=list)
    """Facts that are not known, or not told."""
    weekdays: list[int] = field(default_factory=list)
    """Of a standing order; 0 is Monday."""
    waits: bool = False
    """Whether to wait in the queue of a full session."""
    follows: int | None = None
    """Number of the first of two linked appointments."""
    first_day: str | None = None
    """Its day, ISO."""
    asked: str | None = None
    """What was asked last: the id of a question or a fact, or a step's name."""
    question: dict[str, Any] | None = None
    """What was asked last, in words."""
    listed: list[str] = field(default_factory=list)
    """Ids of sessions, offices, services or numbers of bookings that were listed to choose from."""
    number: int | None = None
    """Of the hold, or of the appointment that is cancelled."""
    target: int | None = None
    """Of the appointment that is changed."""
    proven: list[int] = field(default_factory=list)
    """Numbers of bookings made elsewhere of which it was shown that they are his: not asked for again as long as it is kept."""
    begun: str = ""
    """The message with which it began."""
    attempt: int = 0
    """How often places were held for it: part of the key, so that a turn that is repeated holds nothing twice."""
    puzzled: int = 0
    """How often in a row nothing was understood."""
    over: bool = False
    answered: str = ""
    """The message that was answered last, and how: handed in again, it gets the same."""
    replies: list[dict[str, Any]] = field(default_factory=list)

    @property
    def slot(self) -> Slot | None:
        """None as long as the time or the place is open."""
        if self.service and self.office and self.day and self.band is not None:
            return Slot(self.service, self.office, date.fromisoformat(self.day), self.band)
        return None

    def leave_open(self, what: str) -> None:
        """Takes back what was said of when, office, name or phone."""
        if what == "when":
            self.day = self.band = None
        elif what == "office":
            self.office = None
        elif what == "name":
            self.names = []
        else:
            self.phone = None

    def take(self, slot: Slot) -> None:
        """Sets time and place."""
        self.service, self.office, self.day, self.band = slot.service, slot.office, slot.date.isoformat(), slot.band


_kept = Kept(drafts, FORGOTTEN)
forget, forget_old = _kept.forget, _kept.forget_old


def load(db: Connection, cipher: Cipher, conversation_id: str, now: datetime) -> Draft | None:
    """None if there is none that is still gone on with."""
    data = _kept.load(db, cipher, conversation_id, now)
    if data is None:
        return None
    data["answers"] = {name: tuple(a) if isinstance(a, list) else a for name, a in data["answers"].items()}
    return Draft(**{**data, "aim": Aim(data["aim"])})


def save(db: Connection, cipher: Cipher, conversation_id: str, draft: Draft, now: datetime) -> None:
    """Keeps it."""
    _kept.save(db, cipher, conversation_id, asdict(draft), now)
