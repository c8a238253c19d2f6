"""The visit itself: the provider comes, and is done; or nobody comes. Each function is the work of one transaction, to be run
through `bot.retry`; a repeated one changes nothing and gives no event."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from actions.booking import changes
from actions.booking.errors import Ended as AppointmentEnded
from actions.booking.model import Status as AppointmentStatus
from actions.booking.tables import appointments
from actions.dispatch import orders, staff, tables
from actions.dispatch.errors import Ended, Gone, NotYet
from actions.dispatch.model import EARLIEST, MISSED, SERVED, Event, Kind, Outcome, Status, Why
from bot.retry import Again

_o = tables.orders.c


def arrive(db: Connection, number: int, provider_id: str, now: datetime) -> list[Event]:
    """He is there. Unknown, Gone, NotYet (he has not accepted, or it is too early), Ended."""
    order = orders.lock(db, number)
    _check_his(order, provider_id)
    if order.status in (Status.ARRIVED, *SERVED):
        return []
    if order.status == Status.FAILED:
        raise Ended(str(number))
    if order.status != Status.ACCEPTED or now < order.starts_at - EARLIEST:
        raise NotYet(str(number))
    orders.becomes(db, order, Status.ARRIVED, now, arrived_at=now)
    return [orders.event(Kind.ARRIVED, order, provider_id)]


def complete(db: Connection, number: int, provider_id: str, now: datetime) -> list[Event]:
    """He is done: the appointment is attended, and can be rated. Unknown, Gone, NotYet (he has not arrived), Ended."""
    found = orders.read(db, number)
    _check_his(found, provider_id)
    if found.status in SERVED:
        return []
    if found.status == Status.FAILED:
        raise Ended(str(number))
    if found.status != Status.ARRIVED:
        raise NotYet(str(number))
    try:
        changes.mark(db, number, True, now)
    except AppointmentEnded as error:
        raise Ended(str(number)) from error
    order = orders.lock(db, number)
    if (order.status, order.provider_id) != (found.status, found.provider_id):
        raise Again("it was changed at the same moment")
    orders.becomes(db, order, Status.DONE, now, done_at=now)
    return [orders.event(Kind.DONE, order, provider_id)]


def missed(db: Connection, now: datetime, most: int = 100) -> list[Event]:
    """Visits to which nobody has come have failed, and go to staff; they are offered anew when the appointment is moved."""
    late = (_o.status == Status.ACCEPTED) & (_o.starts_at <= now - MISSED)
    stands = (appointments.c.status == AppointmentStatus.CONFIRMED) & appointments.c.closure_id.is_(None)
    events = []
    for order in orders.lock_some(db, late & stands & orders.UNMOVED, most):
        orders.end_offer(db, order, Outcome.MISSED, now)
        orders.becomes(db, order, Status.FAILED, now)
        staff.raise_concern(db, order, Why.MISSED, now, order.provider_id)
        events.append(orders.event(Kind.MISSED, order, order.provider_id))
    return events


def _check_his(order: Any, provider_id: str) -> None:
    if order.provider_id != provider_id:
        raise Gone(provider_id)
