"""Sessions opened from the services' files, as far ahead as each can be booked, and changed when the files are.

What is booked stands: a band that the file has no more is closed to new bookings, a capacity is never less than is taken.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import Connection, delete, select

from actions.booking.closures import one_at_a_time
from actions.booking.model import WHOLE_DAY, Slot
from actions.booking.opened import Opened, beside_ceiling, closed_ones, last_day, lock, opened
from actions.booking.schedule import Session, write_capacities, write_times
from actions.booking.shares import Shares, share
from actions.booking.tables import capacities, sessions
from bot.clock import day_of
from bot.db import Database
from bot.retry import run_async
from knowledge.service import Service
from knowledge.service_days import Sitting, horizon, open_days, sittings

_c = capacities.c
SPARE = 1
"""Days more than can be booked, so that none is missing when its moment comes."""
AT_ONCE = 7
"""Days that are read in one transaction."""


class Why(StrEnum):
    """What a clerk has to see to."""

    SHORT = "short"
    """More is taken than there is now."""
    GONE = "gone"
    """It is booked, and the file has it no more: what is booked stands, nothing more can be."""
    KEPT = "kept"
    """Something that the file has no more, or shares in another way, is in use: it stays as it was until nobody has it."""


@dataclass(frozen=True, order=True)
class Trouble:
    """A session that is not as the file has it."""

    slot: Slot
    why: Why


@dataclass(frozen=True)
class _Step:
    """What is to be done about one session."""

    slot: Slot
    capacities: Shares
    closed: bool
    unused: frozenset[tuple[str, str]]
    """Rows that the file has no more."""
    changed: bool
    trouble: Trouble | None


async def open_service(database: Database, service_id: str, service: Service | None, now: datetime) -> list[Trouble]:
    """Opens every session that can be booked by then, or changes it to what the file says, and gives the public what the counter
    or a later wave had kept back until now. None: the service is no more. Each day is a transaction; an unchanged one is none."""
    today = day_of(now)
    last = await run_async(database, last_day, service_id) or today
    days = await asyncio.to_thread(_sittings, service, today, last) if service else {}
    end = max([last, *days])
    outdated, troubles = [], []
    for first in range(0, (end - today).days + 1, AT_ONCE):
        some = [today + timedelta(days=ahead) for ahead in range(first, first + AT_ONCE)]
        there = await run_async(database, _read, service_id, some[0], some[-1])
        found = await asyncio.to_thread(_compare, some, days, *there, now)
        outdated += found[0]
        troubles += found[1]
    for day in outdated:
        troubles += await run_async(database, _open_day, service_id, days.get(day, []), day, now)
    return sorted(troubles)


def services_open(db: Connection, now: datetime) -> list[str]:
    """Ids of those that have sessions ahead."""
    wanted = select(sessions.c.service).where(sessions.c.date >= day_of(now)).distinct()
    return sorted(db.scalars(wanted))


def _sittings(service: Service, today: date, last: date) -> dict[date, list[Sitting]]:
    """By day, of all that can be booked, and as far as there are sessions already."""
    ahead = max(today + timedelta(days=horizon(service) + SPARE), last)
    return {
        day: [one for office in service.offices for one in sittings(service, office, day)]
        for day in open_days(service, today, ahead)
    }


def _read(db: Connection, service_id: str, first: date, last: date) -> tuple[dict[Slot, Opened], set[Slot]]:
    return opened(db, service_id, first, last), closed_ones(db, service_id, first, last)


def _compare(
    some: list[date],
    days: Mapping[date, list[Sitting]],
    there: Mapping[Slot, Opened],
    closed: set[Slot],
    now: datetime,
) -> tuple[list[date], list[Trouble]]:
    """Those of the days on which something is to be changed, and the troubles of the others."""
    by_day: dict[date, dict[Slot, Opened]] = {}
    for slot, one in there.items():
        by_day.setdefault(slot.date, {})[slot] = one
    outdated, troubles = [], []
    for day in some:
        steps = list(_steps(days.get(day, []), by_day.get(day, {}), closed, now))
        if any(step.changed for step in steps):
            outdated.append(day)
        else:
            troubles += _troubles(steps)
    return outdated, troubles


def _open_day(db: Connection, service_id: str, of: list[Sitting], day: date, now: datetime) -> list[Trouble]:
    one_at_a_time(db)
    if of:
        write_times(db, [Session(_slot(one), *_times(one), one.capacities) for one in of])
    lock(db, service_id, day)
    steps = list(_steps(of, *_read(db, service_id, day, day), now))
    write_capacities(db, [(step.slot, step.capacities, step.closed) for step in steps if step.changed])
    for step in steps:
        for dimension, quota in step.unused:
            row = (_c.session_id == step.slot.id) & (_c.dimension == dimension) & (_c.quota == quota)
            db.execute(delete(capacities).where(row, _c.taken == 0))
    return _troubles(steps)


def _steps(of: list[Sitting], there: dict[Slot, Opened], closed: set[Slot], now: datetime) -> Iterator[_Step]:
    """For each session of a day, of the file or in the database."""
    wanted = {_slot(one): one for one in of}
    offices = {slot.office for slot in wanted}
    for slot in sorted(wanted.keys() | there.keys()):
        one, here = wanted.get(slot), there.get(slot)
        if one is None and here is not None and (slot.band != WHOLE_DAY or slot.office not in offices):
            booked = any(here.taken.values())
            yield _Step(
                slot,
                here.capacity,
                True,
                frozenset(),
                False in here.closed,
                Trouble(slot, Why.GONE) if booked else None,
            )
        else:
            is_closed = not closed.isdisjoint({slot, Slot(slot.service, slot.office, slot.date)})
            yield _step(slot, one, here, beside_ceiling(slot, there), is_closed, now)


def _step(
    slot: Slot, one: Sitting | None, here: Opened | None, beside: dict[str, int], closed: bool, now: datetime
) -> _Step:
    file = one.capacities if one else {}
    before = here or Opened(())
    released = {(late.dimension, late.quota) for late in one.releases if late.at <= now} if one else set()
    to = share(file, before.taken, released, beside)
    kept = {dimension for (dimension, quota), much in before.taken.items() if much and (dimension, quota) not in to}
    unused = {key for key in before.capacity.keys() - to.keys() if key[0] not in kept}
    becomes = {key: much for key, much in before.capacity.items() if key[0] in kept} | to
    changed = bool(unused) or becomes != before.capacity or (bool(becomes) and before.closed != {closed})
    changed = changed or (one is not None and before.times != _times(one))
    trouble = Trouble(slot, Why.KEPT) if kept else Trouble(slot, Why.SHORT) if _short(to, file, beside) else None
    return _Step(slot, becomes, closed, frozenset(unused), changed, trouble)


def _short(to: Shares, file: Shares, beside: dict[str, int]) -> bool:
    """Whether more is taken of a dimension than there is."""
    return any(
        sum(much for (of, _), much in to.items() if of == dimension)
        > sum(much for (of, _), much in file.items() if of == dimension) - beside.get(dimension, 0)
        for dimension in {dimension for dimension, _ in to}
    )


def _troubles(steps: Iterable[_Step]) -> list[Trouble]:
    return [step.trouble for step in steps if step.trouble is not None]


def _slot(one: Sitting) -> Slot:
    return Slot(one.service, one.office, one.day, one.band)


def _times(one: Sitting) -> tuple[datetime, datetime, datetime, datetime, datetime]:
    return one.opens_at, one.closes_at, one.changes_until, one.starts_at, one.ends_at
