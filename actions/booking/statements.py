"""The statements of a booking, put together once: SQLAlchemy takes longer to build one than a database to run it.

Each change of a capacity is one guarded statement, and nothing is read first in order to be written later.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import (
    Integer,
    String,
    Text,
    and_,
    bindparam,
    case,
    cast,
    exists,
    func,
    literal_column,
    not_,
    null,
    or_,
    select,
    update,
)

from actions.booking.model import ALL, Status
from actions.booking.tables import STANDING, appointments, booking_requests, capacities, ledger, sessions, waitlist
from bot.db import INSERTS, Instant
from bot.prepared import Prepared

_now, _one = bindparam("now", type_=Instant), bindparam("number", type_=Integer)
_by = bindparam("amount", type_=Integer)
_a, _c, _w = appointments.c, capacities.c, waitlist.c
# Written out, not bound: SQLite uses a partial index only if it sees that the row is in it.
_held, _waiting = _a.status == literal_column("'held'"), _w.status == literal_column("'waiting'")
_queued = exists().where(_w.session_id == bindparam("session"), _w.quota == bindparam("of_quota"), _waiting)
_spent = exists().where(booking_requests.c.key == bindparam("asked"))

FIND_SESSION = (
    select(
        *(_c.id, _c.session_id, _c.dimension, _c.closed),
        (_c.capacity - _c.taken).label("free"),
        *(sessions.c.opens_at, sessions.c.closes_at),
        *(_queued.label("queued"), _spent.label("spent")),
    )
    .join(sessions, sessions.c.id == _c.session_id)
    .where(_c.session_id.in_([bindparam("session"), bindparam("day")]), _c.quota.in_([bindparam("of_quota"), ALL]))
    .order_by(_c.id)
)
"""The capacities of a session and the ceilings of its day, for one quota."""


@cache
def take_all(dimensions: int) -> Prepared:
    """Takes what an order of so many dimensions needs, in one statement: the rows that it took, how many it needed, whether the
    session can be booked at all. Rows are locked in the order of their ids, as everywhere."""
    named = [bindparam(f"dimension{i}", type_=String) for i in range(dimensions)]
    by = case(*((_c.dimension == name, bindparam(f"amount{i}", type_=Integer)) for i, name in enumerate(named)))
    every = capacities.alias()
    needed = (
        select(every.c.id)
        .where(
            every.c.session_id.in_([bindparam("session"), bindparam("day")]),
            every.c.quota.in_([bindparam("of_quota"), ALL]),
            every.c.dimension.in_(named),
        )
        .order_by(every.c.id)
        .with_for_update()
        .cte("needed")
    )
    is_open = exists().where(
        sessions.c.id == bindparam("session"), sessions.c.opens_at <= _now, sessions.c.closes_at > _now
    )
    take = (
        update(capacities)
        .where(_c.id.in_(select(needed.c.id)), _c.taken + by <= _c.capacity, _c.closed.is_(False))
        .values(taken=_c.taken + by)
        .returning(
            *(_c.id, _c.session_id, _c.dimension),
            select(func.count()).select_from(needed).scalar_subquery().label("needed"),
            and_(is_open, not_(_queued), not_(_spent)).label("bookable"),
        )
    )
    return Prepared(dict.fromkeys(INSERTS, take))


TAKE = (
    update(capacities)
    .where(_c.id == bindparam("row"), _c.taken + _by <= _c.capacity, _c.closed.is_(False))
    .values(taken=_c.taken + _by)
)
GIVE_BACK = update(capacities).where(_c.id == bindparam("row"), _c.taken >= _by).values(taken=_c.taken - _by)
LOOK = select(_c.dimension, _c.closed, (_c.capacity - _c.taken).label("free")).where(_c.id == bindparam("row"))

KEEP_AS_IT_IS = (
    select(_c.id)
    .where(_c.session_id.in_([bindparam("session"), bindparam("day")]))
    .order_by(_c.id)
    .with_for_update(read=True)
)

FIND = (
    select(appointments, sessions.c.changes_until, sessions.c.starts_at, sessions.c.ends_at)
    .join(sessions, sessions.c.id == _a.session_id)
    .where(_a.id == _one)
)

CONFIRM = Prepared(
    dict.fromkeys(
        INSERTS,
        update(appointments)
        .where(_a.id == _one, _a.status == Status.HELD, _a.held_until > _now)
        .values(status=Status.CONFIRMED, changed_at=_now)
        .returning(_a.session_id, cast(_a.amounts, Text).label("amounts"), _a.entry_id),
    )
)

END = (
    update(appointments)
    .where(_a.id == _one, _a.status == bindparam("was"), _a.version == bindparam("read"))
    .values(status=bindparam("becomes"), changed_at=_now)
    .returning(_a.places, _a.entry_id)
)
"""From one status to another, unless it was moved since it was read."""

MOVE = (
    update(appointments)
    .where(
        *(_a.id == _one, _a.status == Status.CONFIRMED, _a.version == bindparam("read")),
        _a.closure_id.is_not_distinct_from(bindparam("read_closure", type_=String)),
    )
    .values(
        session_id=bindparam("session"),
        amounts=bindparam("new_amounts", type_=_a.amounts.type),
        places=bindparam("new_places", type_=_a.places.type),
        owner=bindparam("owner", type_=_a.owner.type),
        phone=bindparam("phone", type_=_a.phone.type),
        who=bindparam("who", type_=_a.who.type),
        first=bindparam("answered", type_=_a.first.type),
        version=_a.version + 1,
        closure_id=null(),
        changed_at=_now,
    )
)
"""Unless it was moved, or its session closed, since it was read."""

RUN_OUT = (
    select(_a.id)
    .where(_held, or_(_a.held_until <= _now, _a.created_at > bindparam("ahead", type_=Instant)))
    .order_by(_a.held_until)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
"""Holds whose time is over, or that were made by a clock which was put back since."""
LAPSE = (
    update(appointments)
    .where(_a.id.in_(bindparam("ids", expanding=True)), _a.status == Status.HELD)
    .values(status=Status.LAPSED, changed_at=_now)
    .returning(_a.id, _a.places, _a.entry_id)
)

END_ENTRIES = (
    update(waitlist)
    .where(_w.id.in_(bindparam("ids", expanding=True)), _w.status == "offered")
    .values(status=bindparam("becomes"))
)

USED_BY = select(ledger.c.appointment_id).where(
    ledger.c.rule == bindparam("of_rule"),
    ledger.c.person == bindparam("of_person"),
    ledger.c.period == bindparam("of_period"),
    STANDING,
)
ENTERED = select(ledger.c.rule, ledger.c.person, ledger.c.period).where(
    ledger.c.appointment_id == _one, ledger.c.nth == bindparam("nth_use"), STANDING
)
RETURN = (
    update(ledger)
    .where(ledger.c.appointment_id.in_(bindparam("ids", expanding=True)), STANDING)
    .values(returned_at=_now)
)

ASKED_BEFORE = select(booking_requests.c.digest, booking_requests.c.answer).where(
    booking_requests.c.key == bindparam("asked")
)

HEAD = (
    select(waitlist)
    .where(_w.session_id == bindparam("session"), _w.quota == bindparam("of_quota"), _waiting)
    .order_by(_w.seq)
    .limit(1)
)
NEXT_IN_LINE = select(func.coalesce(func.max(_w.seq), 0) + 1).where(
    _w.session_id == bindparam("session"), _w.quota == bindparam("of_quota")
)


BY_NUMBER = select(appointments).where(_a.id == _one)
LOCK = select(_a.id).where(_a.id == _one).with_for_update()


def _if_new(table: Any) -> dict[str, Any]:
    """An INSERT that changes no row where there is one already; its rowcount tells."""
    return {
        name: kept(table).on_conflict_do_nothing().inline().execution_options(preserve_rowcount=True)
        for name, kept in INSERTS.items()
    }


@cache
def use(claims: int) -> Prepared:
    """Enters so many claims in one statement, in their order, and leaves out those that are used up; its rowcount tells."""
    kinds = {name: ledger.c[name].type for name in ("rule", "person", "period", "nth", "appointment_id", "taken_at")}
    of_each = ("rule", "person", "period")
    rows = [
        {name: bindparam(f"{name}{i}" if name in of_each else name, type_=kind) for name, kind in kinds.items()}
        for i in range(claims)
    ]
    key = {"index_elements": ["rule", "person", "period", "nth"], "index_where": STANDING}
    return Prepared({name: kept(ledger).values(rows).on_conflict_do_nothing(**key) for name, kept in INSERTS.items()})


NEW = (
    *(
        "id",
        "session_id",
        "quota",
        "status",
        "version",
        "amounts",
        "places",
        "owner",
        "who",
        "phone",
        "conversation_id",
    ),
    *("held_until", "entry_id", "follows_id", "key", "digest", "created_at", "changed_at"),
)
"""The columns of a new appointment; the others are empty."""
BOOK = Prepared(_if_new(appointments), NEW)
ASK = _if_new(booking_requests)
JOIN = _if_new(waitlist)
