"""Closing a day or a band: nothing more can be booked, and whose appointments cannot take place is known.

Each function is the work of one transaction, to be run through `bot.retry`.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, or_, select, text, update

from actions.booking.errors import Unknown
from actions.booking.expiry import lapse
from actions.booking.model import WHOLE_DAY, Slot, Status
from actions.booking.tables import appointments, capacities, closures, sessions, waitlist

_a = appointments.c


def close(db: Connection, slot: Slot, why: str, now: datetime) -> str:
    """Closes a band, or the day with all its bands, also those that are opened later; the closure's id, the same one if it is
    done again for the same moment. Holds are given back, who waits is sent home, and confirmed appointments stay until each is
    moved or cancelled."""
    one_at_a_time(db)
    closure = {
        "service": slot.service,
        "office": slot.office,
        "date": slot.date,
        "band": slot.band,
        "why": why,
        "closed_at": now,
    }
    same = select(closures.c.id).filter_by(**closure, reopened_at=None)
    if (done := db.scalar(same)) is not None:
        return str(done)
    closure_id = uuid.uuid4().hex
    db.execute(closures.insert().values(id=closure_id, **closure))
    shut = _lock_all(db, slot)
    of_these = _a.session_id.in_(shut)
    db.execute(update(capacities).where(capacities.c.session_id.in_(shut)).values(closed=True))
    live = _a.status.in_([Status.HELD, Status.CONFIRMED]) & _a.closure_id.is_(None)
    db.execute(update(appointments).where(of_these, live).values(closure_id=closure_id, changed_at=now))
    held = list(db.scalars(select(_a.id).where(_a.closure_id == closure_id, _a.status == Status.HELD)))
    lapse(db, held, now, "ended")
    waiting = waitlist.c.session_id.in_(shut) & (waitlist.c.status == "waiting")
    db.execute(update(waitlist).where(waiting).values(status="ended"))
    return closure_id


def reopen(db: Connection, closure_id: str, now: datetime) -> None:
    """Takes it back. What was neither moved nor cancelled takes place after all, unless another closure holds. Unknown."""
    one_at_a_time(db)
    row = db.execute(select(closures).where(closures.c.id == closure_id)).one_or_none()
    if row is None:
        raise Unknown(closure_id)
    db.execute(update(closures).where(closures.c.id == closure_id).values(reopened_at=now))
    slot = Slot(row.service, row.office, row.date, row.band)
    shut = _lock_all(db, slot)
    for session_id in shut:
        other = standing(db, Slot.of(session_id))
        mine = (_a.session_id == session_id) & (_a.closure_id == closure_id)
        db.execute(update(appointments).where(mine).values(closure_id=other))
        if other is None:
            db.execute(update(capacities).where(capacities.c.session_id == session_id).values(closed=False))


def affected(db: Connection, closure_id: str, most: int = 100, after: int = 0) -> list[int]:
    """Numbers of appointments that still have to be moved or cancelled because of it, in order of their numbers."""
    some = select(_a.id).where(_a.closure_id == closure_id, _a.status == Status.CONFIRMED, _a.id > after)
    return list(db.scalars(some.order_by(_a.id).limit(most)))


@dataclass(frozen=True)
class Closure:
    """One that holds."""

    id: str
    slot: Slot
    """Its band is empty where the whole day is closed."""
    why: str
    """As citizens are told."""


def standing_ones(db: Connection, first: date) -> list[Closure]:
    """Those of that day and later, in the order in which they were made."""
    c = closures.c
    wanted = select(closures).where(c.date >= first, c.reopened_at.is_(None)).order_by(c.closed_at, c.id)
    return [Closure(row.id, Slot(row.service, row.office, row.date, row.band), row.why) for row in db.execute(wanted)]


def standing(db: Connection, slot: Slot) -> str | None:
    """A closure that holds for the session; None if it takes place."""
    c = closures.c
    its_band = or_(c.band == slot.band, c.band == WHOLE_DAY)
    of_day = (c.service == slot.service) & (c.office == slot.office) & (c.date == slot.date)
    return db.scalar(select(c.id).where(of_day, its_band, c.reopened_at.is_(None)).order_by(c.closed_at).limit(1))


def one_at_a_time(db: Connection) -> None:
    """Closing, reopening, and opening sessions keep each other out, so that a session opened meanwhile is not left open."""
    if db.dialect.name == "postgresql":
        db.execute(text("LOCK TABLE closures IN SHARE ROW EXCLUSIVE MODE"))


def _lock_all(db: Connection, slot: Slot) -> list[str]:
    """In the order of all. Who came in between is locked last, and not waited for: if somebody is busy with him and wants the
    capacities, the transaction is tried again."""
    _lock_people(db, slot)
    shut = _lock_capacities(db, slot)
    _lock_people(db, slot, nowait=True)
    return shut


def _lock_people(db: Connection, slot: Slot, nowait: bool = False) -> None:
    """Appointments and the queue."""
    s, w = sessions.c, waitlist.c
    concerned = select(s.id).where(s.service == slot.service, s.office == slot.office, s.date == slot.date)
    if slot.band != WHOLE_DAY:
        concerned = concerned.where(s.band == slot.band)
    live = _a.status.in_([Status.HELD, Status.CONFIRMED]) & _a.session_id.in_(concerned)
    db.execute(select(_a.id).where(live).order_by(_a.id).with_for_update(nowait=nowait))
    in_queue = w.status.in_(["waiting", "offered"]) & w.session_id.in_(concerned)
    db.execute(select(w.id).where(in_queue).order_by(w.id).with_for_update(nowait=nowait))


def _lock_capacities(db: Connection, slot: Slot) -> list[str]:
    """Keeps everybody else from booking these sessions meanwhile; their ids. The day's ceilings too: holds are given back to
    them."""
    s = sessions.c
    wanted = select(s.id, s.band).join(capacities, s.id == capacities.c.session_id)
    wanted = wanted.where(s.service == slot.service, s.office == slot.office, s.date == slot.date)
    if slot.band != WHOLE_DAY:
        wanted = wanted.where(s.band.in_([slot.band, WHOLE_DAY]))
    rows = db.execute(wanted.order_by(capacities.c.id).with_for_update(of=capacities)).all()
    return list(dict.fromkeys(row.id for row in rows if slot.band in (WHOLE_DAY, row.band)))
