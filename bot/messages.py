"""The words between the doors and the dialogue. Nothing else passes between them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class UserMessage:
    """What a citizen said, as a door hands it in."""

    id: str
    """The door's own id, the same when the same message is delivered again."""
    door: str
    """web, terminal, …"""
    sender: str
    """The address to answer to, as the door knows it."""
    text: str
    at: datetime
    """When it was said, with its time zone."""


@dataclass(frozen=True)
class Button:
    """A suggestion the citizen may tap."""

    title: str
    payload: str
    """The sentence it sends."""


@dataclass(frozen=True)
class SourceCard:
    """A clause an answer rests on. Dates are ISO, or None where not known."""

    policy: str
    text: str
    title: str
    number: str | None
    issuer: str
    article: str | None
    published: str | None
    effective: str
    lapses: str | None
    force: str
    """in_force, lapsed or replaced, on the day asked about."""
    note: str | None
    url: str | None


@dataclass(frozen=True)
class Reply:
    """One thing the bot says."""

    text: str
    outcome: str | None = None
    """Name of how it ended, such as answered or out_of_scope; None for small talk."""
    buttons: tuple[Button, ...] = ()
    sources: tuple[SourceCard, ...] = ()
    topic: dict[str, Any] | None = None
    """What a follow-up will be about; None leaves it as it was. Not shown."""
    trace: dict[str, Any] | None = None
    """How the answer came about, for staff. Not shown."""

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON; `from_dict` reads it back."""
        return {
            **vars(self),
            "buttons": [dict(vars(button)) for button in self.buttons],
            "sources": [dict(vars(card)) for card in self.sources],
        }

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Reply:
        """The reply that `to_dict` gave; TypeError or KeyError if it is none."""
        return cls(
            **{
                **data,
                "buttons": tuple(Button(**button) for button in data.get("buttons") or ()),
                "sources": tuple(SourceCard(**card) for card in data.get("sources") or ()),
            }
        )
