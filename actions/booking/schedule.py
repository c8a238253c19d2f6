"""What can be booked: sessions are opened from the services' files, looked through, and deleted when they are long past."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, delete, select

from actions.booking.closures import one_at_a_time, standing
from actions.booking.model import ALL, WHOLE_DAY, Quota, Slot, Status
from actions.booking.tables import appointments, capacities, closures, sessions, waitlist
from bot.clock import day_of
from bot.db import INSERTS

_s, _c = sessions.c, capacities.c


@dataclass(frozen=True)
class Session:
    """As a service's file has it."""

    slot: Slot
    opens_at: datetime
    closes_at: datetime
    changes_until: datetime
    starts_at: datetime
    ends_at: datetime
    capacities: Mapping[tuple[str, str], int]
    """By dimension and quota: public, counter, or `all` for both."""


@dataclass(frozen=True)
class Vacancy:
    """What is left of a session."""

    slot: Slot
    opens_at: datetime
    closes_at: datetime
    starts_at: datetime
    free: Mapping[str, int]
    """Of each dimension, the least of the band's and the day's."""
    capacity: Mapping[str, int]
    """Of each dimension, the band's."""
    closed: bool


def open_session(db: Connection, session: Session) -> list[tuple[str, str]]:
    """Adds it, or changes it to this. A capacity below what is taken becomes what is taken; the dimensions and quotas of those
    are given back, for a clerk to see."""
    one_at_a_time(db)
    write_times(db, [session])
    mine = _c.session_id == session.slot.id
    rows = db.execute(select(_c.dimension, _c.quota, _c.taken).where(mine).order_by(_c.id).with_for_update())
    taken = {(row.dimension, row.quota): row.taken for row in rows}
    kept = {key: max(capacity, taken.get(key, 0)) for key, capacity in session.capacities.items()}
    write_capacities(db, [(session.slot, kept, standing(db, session.slot) is not None)])
    return [key for key, capacity in sorted(session.capacities.items()) if kept[key] > capacity]


def write_times(db: Connection, of: Iterable[Session]) -> None:
    """Adds the sessions, or changes their times; whoever opens the same ones at the same moment waits until this is committed."""
    rows = [
        {
            "id": one.slot.id,
            "service": one.slot.service,
            "office": one.slot.office,
            "date": one.slot.date,
            "band": one.slot.band,
            "opens_at": one.opens_at,
            "closes_at": one.closes_at,
            "changes_until": one.changes_until,
            "starts_at": one.starts_at,
            "ends_at": one.ends_at,
        }
        for one in sorted(of, key=lambda one: one.slot.id)
    ]
    new: Any = INSERTS[db.dialect.name](sessions)
    times = {name: new.excluded[name] for name in rows[0] if name.endswith(("_at", "_until"))}
    db.execute(new.on_conflict_do_update(index_elements=["id"], set_=times), rows)


def write_capacities(db: Connection, of: Iterable[tuple[Slot, Mapping[tuple[str, str], int], bool]]) -> None:
    """Of each session by dimension and quota, and whether it is closed; rows that are there already are locked by the caller."""
    new: Any = INSERTS[db.dialect.name](capacities)
    changed = {name: new.excluded[name] for name in ("capacity", "closed")}
    upsert = new.on_conflict_do_update(index_elements=["session_id", "dimension", "quota"], set_=changed)
    rows = [
        {"session_id": slot.id, "dimension": key[0], "quota": key[1], "capacity": much, "taken": 0, "closed": closed}
        for slot, to, closed in of
        for key, much in sorted(to.items())
    ]
    if rows:
        db.execute(upsert, rows)


def vacancies(
    db: Connection, service: str, first: date, last: date, quota: Quota = Quota.PUBLIC, office: str | None = None
) -> list[Vacancy]:
    """Every session of those days, by start; the whole days themselves are left out where they have bands."""
    wanted = (
        select(sessions, _c.dimension, _c.capacity, _c.taken, _c.closed)
        .join(capacities, _c.session_id == _s.id)
        .where(_s.service == service, _s.date.between(first, last), _c.quota.in_([quota, ALL]))
        .order_by(_s.starts_at, _s.id)
    )
    if office is not None:
        wanted = wanted.where(_s.office == office)
    rows = db.execute(wanted).all()
    by_session: dict[str, list[Any]] = {}
    for row in rows:
        by_session.setdefault(row.id, []).append(row)
    banded = {Slot.of(name).day for name in by_session if Slot.of(name).band != WHOLE_DAY}
    return [
        _vacancy(of_band, by_session.get(Slot.of(name).day, []))
        for name, of_band in by_session.items()
        if name not in banded
    ]


def ended(db: Connection, now: datetime, most: int = 100) -> list[int]:
    """Numbers of confirmed appointments whose session is over: nobody has said whether they came."""
    over = select(appointments.c.id).join(sessions, _s.id == appointments.c.session_id)
    some = over.where(_s.ends_at <= now, appointments.c.status == Status.CONFIRMED, appointments.c.closure_id.is_(None))
    return list(db.scalars(some.order_by(_s.ends_at).limit(most)))


def forget(db: Connection, before: datetime) -> int:
    """Deletes sessions that ended before then, with all that was booked there; how many appointments they were."""
    old = select(_s.id).where(_s.ends_at < before)
    count = db.execute(delete(appointments).where(appointments.c.session_id.in_(old))).rowcount
    db.execute(delete(waitlist).where(waitlist.c.session_id.in_(old)))
    db.execute(delete(sessions).where(_s.ends_at < before))
    db.execute(delete(closures).where(closures.c.date < day_of(before)))
    return count


def _vacancy(of_band: list[Any], of_day: list[Any]) -> Vacancy:
    free: dict[str, int] = {}
    capacity: dict[str, int] = {}
    for row in of_band:
        capacity[row.dimension] = min(row.capacity, capacity.get(row.dimension, row.capacity))
    for row in [*of_band, *(row for row in of_day if row.dimension in capacity)]:
        left = row.capacity - row.taken
        free[row.dimension] = min(left, free.get(row.dimension, left))
    closed = any(row.closed for row in [*of_band, *of_day])
    first = of_band[0]
    return Vacancy(Slot.of(first.id), first.opens_at, first.closes_at, first.starts_at, free, capacity, closed)
