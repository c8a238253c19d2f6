"""What the citizen says of a visit: 评单."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select

from actions.booking.tables import appointments
from actions.dispatch import orders, staff, tables
from actions.dispatch.errors import Ended, NotYet, TooLate
from actions.dispatch.model import POOR, RATED_WITHIN, RATING_CHANGED_WITHIN, SERVED, Event, Kind, Status, Why
from bot.privacy import Cipher

_o = tables.orders.c
OVER = (Status.CANCELLED, Status.FAILED)


def rate(db: Connection, cipher: Cipher, number: int, stars: int, words: str | None, now: datetime) -> list[Event]:
    """1 to 5 stars, within 14 days, once; changed once within a day. Few stars go to staff. The work of one transaction, to be
    run through `bot.retry`. Unknown, NotYet, Ended, TooLate; ValueError for other stars."""
    if not 1 <= stars <= 5:
        raise ValueError(f"{stars} stars")
    order = orders.lock(db, number)
    if order.status not in SERVED:
        raise Ended(str(number)) if order.status in OVER else NotYet(str(number))
    if order.status == Status.DONE:
        if now >= order.done_at + RATED_WITHIN:
            raise TooLate(str(number))
        when = {"rated_at": now}
    else:
        before = (order.stars, cipher.decrypt(order.words) if order.words else None)
        if before == (stars, words or None):
            return []
        if order.rating_changed_at is not None or now >= order.rated_at + RATING_CHANGED_WITHIN:
            raise TooLate(str(number))
        when = {"rating_changed_at": now}
    kept = cipher.encrypt(words) if words else None
    orders.becomes(db, order, Status.RATED, now, stars=stars, words=kept, **when)
    if stars > POOR:
        staff.settle_all(db, order, Why.POOR, now)
    elif staff.raise_concern(db, order, Why.POOR, now, order.provider_id):
        return [orders.event(Kind.POOR, order, order.provider_id)]
    return []


def ratable(db: Connection, conversation_id: str) -> list[tuple[int, str]]:
    """Numbers and skills of the visits of a conversation that are done, the latest first."""
    mine = (appointments.c.conversation_id == conversation_id) & _o.status.in_(SERVED)
    found = select(_o.id, _o.skill).join(appointments, appointments.c.id == _o.id)
    rows = db.execute(found.where(mine).order_by(_o.done_at.desc(), _o.id))
    return [(row.id, row.skill) for row in rows]
