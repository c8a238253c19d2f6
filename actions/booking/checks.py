"""What must hold over all bookings at any moment, whatever was killed or raced."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from sqlalchemy import Connection, exists, select

from actions.booking.model import TAKES_PLACE, Status
from actions.booking.tables import STANDING, appointments, capacities, ledger, waitlist

GOES_WITH: dict[str | None, set[str]] = {
    None: {"waiting", "declined", "ended"},
    Status.HELD: {"offered"},
    Status.LAPSED: {"declined", "lapsed", "ended"},
}
"""What an entry of the queue may be, by what became of the places offered to it; else it was accepted."""
_a, _c, _l, _w = appointments.c, capacities.c, ledger.c, waitlist.c


def problems(db: Connection) -> list[str]:
    """A sentence for each thing that is wrong, in English; nothing if all adds up."""
    return [*_capacities(db), *_ledger(db), *_queue(db), *_closures(db)]


def leaks(db: Connection, now: datetime) -> list[int]:
    """Numbers of holds whose time is over and that still take their places: `expire` has not been there."""
    return list(db.scalars(select(_a.id).where(_a.status == Status.HELD, _a.held_until <= now)))


def _capacities(db: Connection) -> list[str]:
    """Whether each is taken as much as its appointments take, and no more than there is."""
    live: Counter[int] = Counter()
    for places in db.scalars(select(_a.places).where(_a.status.in_(TAKES_PLACE))):
        live.update({int(row): amount for row, amount in places.items()})
    rows = db.execute(select(capacities)).all()
    found = [
        f"capacity {row.id} of {row.session_id}: {row.taken} taken of {row.capacity}, {live[row.id]} by appointments"
        for row in rows
        if row.taken != live[row.id] or not 0 <= row.taken <= row.capacity
    ]
    gone = live.keys() - {row.id for row in rows}
    return found + [f"appointments take capacity {row}, which is not there" for row in sorted(gone)]


def _ledger(db: Connection) -> list[str]:
    """Whether what stands belongs to appointments that take places, and to no other."""
    rows = db.execute(
        select(_l.id, _l.rule, _l.period, _l.appointment_id, _a.status)
        .join(appointments, _a.id == _l.appointment_id)
        .where(STANDING, _a.status.not_in(TAKES_PLACE))
    )
    used = [f"entry {row.id} of the ledger stands for a {row.status} appointment" for row in rows]
    returned = db.execute(
        select(_l.id, _a.status)
        .join(appointments, _a.id == _l.appointment_id)
        .where(_l.returned_at.is_not(None), _a.status.in_(TAKES_PLACE), _a.version == 0)
    )
    return used + [f"entry {row.id} of the ledger is returned for a {row.status} appointment" for row in returned]


def _queue(db: Connection) -> list[str]:
    """Whether exactly those entries are offered something for which places are held."""
    rows = db.execute(select(_w.id, _w.status, _a.status.label("places")).outerjoin(appointments, _a.entry_id == _w.id))
    return [
        f"entry {row.id} of the queue is {row.status}, the places offered to it are {row.places}"
        for row in rows
        if row.status not in GOES_WITH.get(row.places, {"accepted"})
    ]


def _closures(db: Connection) -> list[str]:
    """Whether exactly those know of a closure whose session does not take place, and nobody waits for one."""
    closed = exists().where(_c.session_id == _a.session_id, _c.closed.is_(True))
    live = _a.status.in_([Status.HELD, Status.CONFIRMED]) & (closed != _a.closure_id.is_not(None))
    wrong = [
        f"appointment {row.id} is {row.status}, its session and its closure {row.closure_id} say different things"
        for row in db.execute(select(_a.id, _a.status, _a.closure_id).where(live))
    ]
    shut_out = exists().where(_c.session_id == _w.session_id, _c.closed.is_(True))
    waiting = db.scalars(select(_w.id).where(_w.status == "waiting", shut_out))
    return wrong + [f"entry {one} of the queue waits for a closed session" for one in waiting]
