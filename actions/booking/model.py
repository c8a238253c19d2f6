"""The words of booking: what is asked for, and what is answered. Dates and bands are those of Asia/Shanghai."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from typing import Any

WHOLE_DAY = ""
"""The band whose capacities are ceilings over all bands of the day."""
ALL = "all"
"""The quota from which both the public and the counter take."""


class Quota(StrEnum):
    """Through which door places go."""

    PUBLIC = "public"
    COUNTER = "counter"


class Status(StrEnum):
    """Of an appointment. The first four take places; lapsed: a hold that ran out or was given up."""

    HELD = "held"
    CONFIRMED = "confirmed"
    ATTENDED = "attended"
    NO_SHOW = "no_show"
    CANCELLED = "cancelled"
    LAPSED = "lapsed"


TAKES_PLACE = (Status.HELD, Status.CONFIRMED, Status.ATTENDED, Status.NO_SHOW)


@dataclass(frozen=True, order=True)
class Slot:
    """A session by its names; they hold no slash."""

    service: str
    office: str
    date: date
    band: str = WHOLE_DAY

    @cached_property
    def id(self) -> str:
        """As the tables have it."""
        return f"{self.service}/{self.office}/{self.date.isoformat()}/{self.band}"

    @cached_property
    def day(self) -> str:
        """The id of the whole day's."""
        return f"{self.service}/{self.office}/{self.date.isoformat()}/"

    @classmethod
    def of(cls, session_id: str) -> Slot:
        """From an id. ValueError if it is none."""
        service, office, day, band = session_id.split("/")
        return cls(service, office, date.fromisoformat(day), band)


@dataclass(frozen=True, order=True)
class Claim:
    """What a booking uses up: one of `most` that the rule allows a person in a period."""

    rule: str
    person: str
    """A keyed hash."""
    period: str
    most: int = 1


@dataclass(frozen=True)
class Whose:
    """Whom a booking is for."""

    owner: str
    """A keyed hash of the person."""
    who: Mapping[str, Any] = field(repr=False)
    """Name, contact, and what else the service asks: kept encrypted."""
    phone: str | None = None
    """A keyed hash of the telephone number under which it is found again."""


@dataclass(frozen=True)
class Order:
    """What is asked for."""

    slot: Slot
    amounts: Mapping[str, int]
    """How much of each dimension, at least 1."""
    owner: str
    """A keyed hash of the person whom it is for."""
    who: Mapping[str, Any]
    """Name, contact, and what else the service asks: kept encrypted."""
    claims: tuple[Claim, ...] = ()
    quota: Quota = Quota.PUBLIC
    conversation_id: str | None = None
    follows_id: int | None = None
    """The appointment of which this is the second part."""
    phone: str | None = None
    """A keyed hash of the telephone number under which it is found again."""

    def __post_init__(self) -> None:
        if not self.amounts or any(amount < 1 for amount in self.amounts.values()):
            raise ValueError("a booking takes at least one of something")


@dataclass(frozen=True)
class Booked:
    """The answer to a booking, a change or a cancellation; the same for the same request."""

    number: int
    slot: Slot
    amounts: Mapping[str, int]
    held_until: datetime | None = None
    """Until then it must be confirmed; None: it needs no confirming."""

    def to_json(self) -> dict[str, Any]:
        """As it is kept."""
        until = self.held_until.isoformat() if self.held_until else None
        return {
            "number": self.number,
            "session": self.slot.id,
            "amounts": dict(self.amounts),
            "held_until": until,
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Booked:
        """As it was answered."""
        until = kept["held_until"]
        return cls(
            kept["number"],
            Slot.of(kept["session"]),
            kept["amounts"],
            datetime.fromisoformat(until) if until else None,
        )


@dataclass(frozen=True)
class Appointment:
    """As it stands."""

    number: int
    status: Status
    slot: Slot
    quota: Quota
    amounts: Mapping[str, int]
    owner: str
    who: Mapping[str, Any] = field(repr=False)
    conversation_id: str | None
    held_until: datetime | None
    closure_id: str | None
    follows_id: int | None
    created_at: datetime
    changed_at: datetime
    """When it became what it is: held, confirmed, moved."""
    starts_at: datetime
    ends_at: datetime
    changes_until: datetime
    """Until then it can be cancelled and moved."""
    version: int
    """Counts the times that it was moved."""
