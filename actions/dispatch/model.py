"""The words of dispatching: what becomes of a home visit, and what somebody must be told of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

OFFER = timedelta(minutes=30)
"""How long a provider may think."""
LATEST = timedelta(hours=2)
"""So long before the visit it is offered to nobody any more: staff must telephone."""
EARLIEST = timedelta(hours=1)
"""Nobody arrives longer before the visit."""
MISSED = timedelta(minutes=30)
"""So long after the start nobody has come."""
RATED_WITHIN = timedelta(days=14)
RATING_CHANGED_WITHIN = timedelta(days=1)
POOR = 2
"""So many stars or less are looked into."""


class Status(StrEnum):
    """Of an order."""

    WAITING = "waiting"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    ARRIVED = "arrived"
    DONE = "done"
    RATED = "rated"
    REFUSED_BY_ALL = "refused_by_all"
    CANCELLED = "cancelled"
    FAILED = "failed"


LIVE = (Status.OFFERED, Status.ACCEPTED, Status.ARRIVED)
"""The provider's time is taken."""
TAKEN = (*LIVE, Status.DONE, Status.RATED)
"""It counts as one of his visits of the day."""
SERVED = (Status.DONE, Status.RATED)


class Outcome(StrEnum):
    """Why an offer does not stand any more."""

    DECLINED = "declined"
    TIMED_OUT = "timed_out"
    WITHDRAWN = "withdrawn"
    MISSED = "missed"


class Kind(StrEnum):
    """Of an event, and who is to be told."""

    OFFERED = "offered"
    """The provider: will he come?"""
    WITHDRAWN = "withdrawn"
    """The provider: it is not his any more, he was too slow, or the visit was moved or closed."""
    CANCELLED = "cancelled"
    """The provider: the visit was cancelled."""
    MOVED = "moved"
    """The provider: the visit that stays his is at another time."""
    ASSIGNED = "assigned"
    """The provider: staff gave it to him, as agreed by telephone."""
    ACCEPTED = "accepted"
    """The citizen: who will come."""
    SEEKING = "seeking"
    """The citizen: who had accepted will not come, another is looked for."""
    REFUSED_BY_ALL = "refused_by_all"
    """The citizen, and staff: nobody was found."""
    ARRIVED = "arrived"
    """The citizen, or who looks after him: the provider is there."""
    DONE = "done"
    """The citizen: it can be rated now."""
    MISSED = "missed"
    """The citizen, staff and the provider: nobody came."""
    POOR = "poor"
    """Staff: the citizen was not content."""


@dataclass(frozen=True)
class Event:
    """Something that somebody must be told. It is written down in the transaction that gave it, or it is lost."""

    kind: Kind
    order: int
    provider: str | None
    """Whom it is about; None if nobody holds the order."""
    conversation_id: str | None
    """The citizen's."""

    @property
    def number(self) -> int:
        """Of the appointment, as people read it out: an order bears the same."""
        return self.order


class Why(StrEnum):
    """A concern goes to staff."""

    REFUSED_BY_ALL = "refused_by_all"
    MISSED = "missed"
    POOR = "poor"


@dataclass(frozen=True)
class Concern:
    """Something that staff must see to."""

    id: str
    order: int
    why: Why
    provider: str | None
    raised_at: datetime


@dataclass(frozen=True)
class Visit:
    """An order as its provider sees it. Who and where he is told when he has accepted, until he is done."""

    order: int
    status: Status
    starts_at: datetime
    ends_at: datetime
    district: str
    item: str
    offered_until: datetime | None
    name: str | None = field(repr=False)
    phone: str | None = field(repr=False)
    address: str | None = field(repr=False)
