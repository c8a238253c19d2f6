"""Offering a visit to one provider after another until one accepts. Each function is the work of one transaction, to be run
through `bot.retry`; a repeated one changes nothing and gives no event. Who may ask for it is settled before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, or_, select

from actions.booking.model import Status as AppointmentStatus
from actions.booking.tables import appointments, sessions
from actions.dispatch import orders, staff, tables
from actions.dispatch.choice import Choice, choose, is_busy, reserve
from actions.dispatch.errors import Busy, Ended, Gone, Unknown
from actions.dispatch.model import LATEST, OFFER, SERVED, Event, Kind, Outcome, Status, Why
from bot.db import INSERTS
from bot.privacy import Cipher

_o, _a, _s = tables.orders.c, appointments.c, sessions.c
UNANSWERED = (Status.WAITING, Status.OFFERED, Status.REFUSED_BY_ALL)


def begin(db: Connection, number: int, skill: str, district: str, now: datetime) -> list[Event]:
    """Makes a confirmed appointment an order, and offers it. Unknown, Ended (it is not confirmed)."""
    find = (
        select(_a.status, _a.version, _s.starts_at, _s.ends_at)
        .join(_s.id.table, _s.id == _a.session_id)
        .where(_a.id == number)
    )
    found = db.execute(find).one_or_none()
    if found is None:
        raise Unknown(str(number))
    if found.status != AppointmentStatus.CONFIRMED:
        raise Ended(str(number))
    row = {
        "id": number,
        "status": Status.WAITING.value,
        "skill": skill,
        "district": district,
        "version": found.version,
        "starts_at": found.starts_at,
        "ends_at": found.ends_at,
        "created_at": now,
        "changed_at": now,
    }
    db.execute(INSERTS[db.dialect.name](tables.orders).values(row).on_conflict_do_nothing())
    return dispatch(db, number, now)


def unordered(db: Connection, services: Sequence[str], now: datetime) -> list[int]:
    """Numbers of confirmed appointments to come of those services that are no orders yet, by their start."""
    found = select(_a.id).join(_s.id.table, _s.id == _a.session_id).outerjoin(tables.orders, _o.id == _a.id)
    coming = found.where(_s.service.in_(services), _s.starts_at > now, _a.status == AppointmentStatus.CONFIRMED)
    return list(db.scalars(coming.where(_o.id.is_(None)).order_by(_s.starts_at, _a.id)))


def waiting(db: Connection) -> list[int]:
    """Numbers of orders that are offered to nobody, by their start: to be dispatched, when somebody may be free."""
    return list(db.scalars(select(_o.id).where(tables.WAITING).order_by(_o.starts_at, _o.id)))


def dispatch(db: Connection, number: int, now: datetime) -> list[Event]:
    """Offers a waiting order to the best provider. It goes on waiting while those who could come think about other visits, or
    while its session is closed. Unknown."""
    order = orders.lock(db, number)
    if order.status != Status.WAITING or not _takes_place(order):
        return []
    return offer(db, order, reserve(db, [order]), now)


def accept(db: Connection, number: int, provider_id: str, now: datetime) -> list[Event]:
    """The visit is his. Unknown, Gone."""
    order = orders.lock(db, number)
    if order.provider_id == provider_id and order.status in (Status.ACCEPTED, Status.ARRIVED, *SERVED):
        return []
    is_his = order.provider_id == provider_id and order.status == Status.OFFERED and order.offered_until > now
    if not is_his or not _takes_place(order):
        raise Gone(str(number))
    orders.accept_offer(db, order, now)
    orders.becomes(db, order, Status.ACCEPTED, now)
    return [orders.event(Kind.ACCEPTED, order, provider_id)]


def decline(
    db: Connection, cipher: Cipher, number: int, provider_id: str, why: str | None, now: datetime
) -> list[Event]:
    """He will not come, also if he had accepted; the next is asked. Nothing if it was taken from him before. Unknown, Gone (it
    was never offered to him), Ended (he is there, or was)."""
    order = orders.lock(db, number)
    if order.provider_id != provider_id:
        if not _was_offered(db, number, provider_id):
            raise Gone(str(number))
        return []
    if order.status not in (Status.OFFERED, Status.ACCEPTED):
        raise Ended(str(number))
    orders.end_offer(db, order, Outcome.DECLINED, now, cipher.encrypt(why) if why else None)
    orders.becomes(db, order, Status.WAITING, now, provider_id=None)
    had_accepted = order.status == Status.ACCEPTED
    seeking = [orders.event(Kind.SEEKING, order, provider_id)] if had_accepted else []
    return [*seeking, *_next(db, order, reserve(db, [order]), now)]


def time_out(db: Connection, now: datetime, most: int = 100) -> list[Event]:
    """Takes back what nobody has answered in time, and asks the next."""
    # Beyond that, it was offered by a clock which was put back since.
    over = or_(_o.offered_until <= now, _o.offered_until > now + OFFER)
    late = orders.lock_some(db, (_o.status == Status.OFFERED) & over, most)
    reserved = reserve(db, late)
    events = []
    for order in late:
        orders.end_offer(db, order, Outcome.TIMED_OUT, now)
        orders.becomes(db, order, Status.WAITING, now, provider_id=None)
        events.append(orders.event(Kind.WITHDRAWN, order, order.provider_id))
        events += _next(db, order, reserved, now)
    return events


def assign(db: Connection, number: int, provider_id: str, now: datetime) -> list[Event]:
    """Staff gives what nobody has accepted to a provider who agreed by telephone, whatever his district, skill and most for a
    day. Nothing if it is his already. Unknown, Ended, Busy."""
    order = orders.lock(db, number)
    if (order.provider_id, order.status) == (provider_id, Status.ACCEPTED):
        return []
    if order.status not in UNANSWERED or not _takes_place(order):
        raise Ended(str(number))
    provider = next((one for one in reserve(db, [order], [provider_id]) if one.id == provider_id), None)
    if provider is None:
        raise Unknown(provider_id)
    if is_busy(db, provider, order):
        raise Busy(provider_id)
    orders.end_offer(db, order, Outcome.WITHDRAWN, now)
    orders.put_offer(db, order, provider_id, now, accepted_at=now)
    orders.becomes(db, order, Status.ACCEPTED, now, provider_id=provider_id)
    staff.settle_all(db, order, Why.REFUSED_BY_ALL, now)
    another = order.provider_id not in (None, provider_id)
    return [
        *([orders.event(Kind.WITHDRAWN, order, order.provider_id)] if another else []),
        orders.event(Kind.ASSIGNED, order, provider_id),
        orders.event(Kind.ACCEPTED, order, provider_id),
    ]


def offer(db: Connection, order: Any, reserved: Sequence[Any], now: datetime) -> list[Event]:
    """Offers a locked order that waits to the best of those reserved; to staff if there is none, or it is too late to ask."""
    latest = order.starts_at - LATEST
    choice = choose(db, order, reserved) if now < latest else Choice(None)
    if choice.provider is not None:
        orders.put_offer(db, order, choice.provider, now)
        until = min(now + OFFER, latest)
        orders.becomes(db, order, Status.OFFERED, now, provider_id=choice.provider, offered_until=until)
        return [orders.event(Kind.OFFERED, order, choice.provider)]
    if choice.later:
        return []
    orders.becomes(db, order, Status.REFUSED_BY_ALL, now)
    staff.raise_concern(db, order, Why.REFUSED_BY_ALL, now)
    return [orders.event(Kind.REFUSED_BY_ALL, order)]


def _next(db: Connection, order: Any, reserved: Sequence[Any], now: datetime) -> list[Event]:
    """If the visit still takes place as it was offered; else `follow` sees to it."""
    return offer(db, order, reserved, now) if _takes_place(order) else []


def _takes_place(order: Any) -> bool:
    """Whether its appointment stands, at the time that the order has."""
    stands = order.appointment == AppointmentStatus.CONFIRMED and order.closure_id is None
    return bool(stands and (order.begins, order.finishes) == (order.starts_at, order.ends_at))


def _was_offered(db: Connection, number: int, provider_id: str) -> bool:
    c = tables.offers.c
    mine = select(c.id).where(c.order_id == number, c.provider_id == provider_id).limit(1)
    return db.scalar(mine) is not None
