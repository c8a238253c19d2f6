"""Orders follow their appointments: what was cancelled, moved or closed by whoever, through whichever door."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, or_, select, update

from actions.booking.model import Status as AppointmentStatus
from actions.booking.tables import appointments, sessions
from actions.dispatch import orders, staff, tables
from actions.dispatch.choice import can_come, reserve
from actions.dispatch.model import LIVE, Event, Kind, Outcome, Status, Why
from actions.dispatch.offers import offer

_o, _a = tables.orders.c, appointments.c
UNFINISHED = (Status.WAITING, Status.REFUSED_BY_ALL, *LIVE)
AGREED = (Status.ACCEPTED, Status.ARRIVED)


def follow(db: Connection, now: datetime, most: int = 100) -> list[Event]:
    """Cancelled ones are cancelled; those moved stay with who had accepted if he is free then, else they are offered anew, also
    those for which nobody was found or that nobody came to; those whose session is closed wait. The work of one transaction, to
    be run through `bot.retry`, until `behind` is empty."""
    found = orders.lock_some(db, _behind(), most)
    reserved = reserve(db, found)
    events: list[Event] = []
    for order in found:
        events += _follow(db, order, reserved, now)
    return events


def changed(db: Connection) -> list[int]:
    """Numbers of unfinished orders whose appointments were changed since: `take_change` has not been there."""
    joined = select(_o.id).join(_a.id.table, _a.id == _o.id)
    takes_place = and_(_a.status == AppointmentStatus.CONFIRMED, _a.closure_id.is_(None))
    return list(db.scalars(joined.where(_o.status.in_(UNFINISHED), takes_place, _o.version != _a.version)))


def take_change(db: Connection, number: int, version: int, skill: str, district: str, now: datetime) -> list[Event]:
    """As the appointment is in that version: where something else is to be done, or elsewhere, it is offered anew. Unknown."""
    order = orders.lock(db, number)
    if order.status not in UNFINISHED or order.appointment != AppointmentStatus.CONFIRMED:
        return []
    if (order.skill, order.district) == (skill, district):
        db.execute(update(tables.orders).where(_o.id == number).values(version=version))
        return []
    times = {"starts_at": order.begins, "ends_at": order.finishes}
    _let_go(db, order, Status.WAITING, now, version=version, skill=skill, district=district, **times)
    staff.settle_all(db, order, Why.REFUSED_BY_ALL, now)
    anew = orders.read(db, order.id)
    return [*_withdrawn(order), *offer(db, anew, reserve(db, [anew]), now)]


def behind(db: Connection) -> list[int]:
    """Numbers of orders that are not what their appointments are: `follow` has not been there."""
    joined = select(_o.id).join(_a.id.table, _a.id == _o.id).join(sessions, sessions.c.id == _a.session_id)
    return list(db.scalars(joined.where(_behind()).order_by(_o.id)))


def _behind() -> ColumnElement[bool]:
    over = _a.status.not_in([AppointmentStatus.CONFIRMED, AppointmentStatus.ATTENDED])
    # Where somebody has come without an order, nobody else is to come.
    served = and_(_a.status == AppointmentStatus.ATTENDED, _o.status.not_in(AGREED))
    shut = and_(_a.closure_id.is_not(None), _o.status.in_(LIVE))
    stands = and_(_a.status == AppointmentStatus.CONFIRMED, _a.closure_id.is_(None))
    moved = and_(stands, ~orders.UNMOVED)
    return or_(
        and_(_o.status.in_(UNFINISHED), or_(over, served, and_(_a.status == AppointmentStatus.CONFIRMED, shut), moved)),
        and_(_o.status == Status.FAILED, moved),
    )


def _follow(db: Connection, order: Any, reserved: Sequence[Any], now: datetime) -> list[Event]:
    if order.appointment != AppointmentStatus.CONFIRMED:
        _let_go(db, order, Status.CANCELLED, now)
        staff.settle_all(db, order, Why.REFUSED_BY_ALL, now)
        return [orders.event(Kind.CANCELLED, order, order.provider_id)] if order.status in LIVE else []
    if order.closure_id is not None:
        _let_go(db, order, Status.WAITING, now)
        return [orders.event(Kind.WITHDRAWN, order, order.provider_id)]
    return _move(db, order, reserved, now)


def _move(db: Connection, order: Any, reserved: Sequence[Any], now: datetime) -> list[Event]:
    times = {"starts_at": order.begins, "ends_at": order.finishes}
    if order.status in AGREED:
        his = next(one for one in reserved if one.id == order.provider_id)
        if can_come(db, his, order, order.begins, order.finishes):
            orders.move_offer(db, order)
            orders.becomes(db, order, Status.ACCEPTED, now, arrived_at=None, **times)
            return [orders.event(Kind.MOVED, order, order.provider_id)]
    _let_go(db, order, Status.WAITING, now, **times)
    staff.settle_all(db, order, Why.REFUSED_BY_ALL, now)
    return [*_withdrawn(order), *offer(db, orders.read(db, order.id), reserved, now)]


def _let_go(db: Connection, order: Any, becomes: Status, now: datetime, **values: Any) -> None:
    orders.end_offer(db, order, Outcome.WITHDRAWN, now)
    orders.becomes(db, order, becomes, now, provider_id=None, arrived_at=None, **values)


def _withdrawn(order: Any) -> list[Event]:
    """Told to who held it, and to the citizen if he had been told who would come."""
    events = [orders.event(Kind.WITHDRAWN, order, order.provider_id)] if order.status in LIVE else []
    return [*events, orders.event(Kind.SEEKING, order, order.provider_id)] if order.status in AGREED else events
