"""Sessions as they are in the database, beside what the file says of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import Connection, func, select

from actions.booking.model import WHOLE_DAY, Slot
from actions.booking.tables import capacities, closures, sessions

_s, _c = sessions.c, capacities.c


@dataclass
class Opened:
    """One of them."""

    times: tuple[datetime, ...]
    """opens_at, closes_at, changes_until, starts_at, ends_at."""
    capacity: dict[tuple[str, str], int] = field(default_factory=dict)
    """By dimension and quota."""
    taken: dict[tuple[str, str], int] = field(default_factory=dict)
    closed: set[bool] = field(default_factory=set)
    """Of its rows: all of them alike."""


def last_day(db: Connection, service: str) -> date | None:
    """The last one on which it has sessions."""
    last: date | None = db.scalar(select(func.max(_s.date)).where(_s.service == service))
    return last


def opened(db: Connection, service: str, first: date, last: date) -> dict[Slot, Opened]:
    """Those of these days, both included."""
    days = _s.date.between(first, last)
    found = {
        row.id: Opened((row.opens_at, row.closes_at, row.changes_until, row.starts_at, row.ends_at))
        for row in db.execute(select(sessions).where(_s.service == service, days))
    }
    rows = select(_c.session_id, _c.dimension, _c.quota, _c.capacity, _c.taken, _c.closed)
    for row in db.execute(rows.join(sessions, _c.session_id == _s.id).where(_s.service == service, days)):
        one = found[row.session_id]
        one.capacity[row.dimension, row.quota] = row.capacity
        one.taken[row.dimension, row.quota] = row.taken
        one.closed.add(row.closed)
    return {Slot.of(name): one for name, one in found.items()}


def lock(db: Connection, service: str, day: date) -> None:
    """Keeps everybody from taking places of that day meanwhile."""
    mine = select(_s.id).where(_s.service == service, _s.date == day)
    db.execute(select(_c.id).where(_c.session_id.in_(mine)).order_by(_c.id).with_for_update())


def closed_ones(db: Connection, service: str, first: date, last: date) -> set[Slot]:
    """Slots of the closures that hold on these days; a whole day's holds for its bands too."""
    c = closures.c
    wanted = select(c.office, c.date, c.band).where(
        c.service == service, c.date.between(first, last), c.reopened_at.is_(None)
    )
    return {Slot(service, row.office, row.date, row.band) for row in db.execute(wanted)}


def beside_ceiling(slot: Slot, there: Mapping[Slot, Opened]) -> dict[str, int]:
    """Of a whole day: how much of each dimension was taken in its bands without the day's being counted."""
    if slot.band != WHOLE_DAY:
        return {}
    counts: Counter[str] = Counter()
    for other, one in there.items():
        if (other.office, other.date) == (slot.office, slot.date):
            sign = -1 if other == slot else 1
            for (dimension, _), amount in one.taken.items():
                counts[dimension] += sign * amount
    return {dimension: amount for dimension, amount in counts.items() if amount > 0}
