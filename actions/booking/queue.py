"""The queue for a full session: who is at its head is offered what gets free, held for him for a time; nobody else is.

While somebody waits, what gets free is not to be had by who comes later (`Full.queued`), also if it is too little for the head.
Each function is the work of one transaction, to be run through `bot.retry`.
"""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, select, update

from actions.booking import claims, holds, once, places, statements
from actions.booking.errors import Closed, Expired, Full, LimitReached, Unknown
from actions.booking.model import ALL, Booked, Claim, Order, Quota, Slot, Status
from actions.booking.tables import appointments, capacities, sessions, waitlist
from bot.privacy import Cipher
from bot.retry import Again

OFFER = timedelta(minutes=30)
_w = waitlist.c
IN_THE_QUEUE = ("waiting", "offered")


@dataclass(frozen=True)
class Offer:
    """Places held for the head of the queue."""

    entry_id: str
    conversation_id: str | None
    booked: Booked
    """`held_until`: how long the offer stands."""


def join(db: Connection, cipher: Cipher, order: Order, now: datetime) -> str:
    """Waits for the session; the entry's id, the same one for who waits already. Unknown, TooEarly, TooLate, Closed; Full if
    the session would be too small when empty."""
    # Nobody closes the session meanwhile: who waits would not be sent home.
    db.execute(statements.KEEP_AS_IT_IS, {"session": order.slot.id, "day": order.slot.day})
    room = places.find(db, order.slot, order.quota, order.amounts)
    room.check_open(now)
    _check_size(db, order)
    mine = select(_w.id).where(
        _w.session_id == order.slot.id,
        _w.quota == order.quota,
        _w.owner == order.owner,
        _w.status.in_(IN_THE_QUEUE),
    )
    if (waiting := db.scalar(mine)) is not None:
        return str(waiting)
    line = {"session": order.slot.id, "of_quota": order.quota.value}
    row = {
        "id": uuid.uuid4().hex,
        "session_id": order.slot.id,
        "quota": order.quota.value,
        "seq": db.scalar(statements.NEXT_IN_LINE, line),
        "status": "waiting",
        "amounts": dict(order.amounts),
        "claims": [[claim.rule, claim.person, claim.period, claim.most] for claim in order.claims],
        "owner": order.owner,
        "phone": order.phone,
        "who": cipher.encrypt(json.dumps(dict(order.who), ensure_ascii=False)),
        "conversation_id": order.conversation_id,
        "joined_at": now,
    }
    if db.execute(statements.JOIN[db.dialect.name], row).rowcount == 0:
        raise Again("somebody else joined at the same moment")
    return str(row["id"])


def ahead(db: Connection, entry_id: str) -> int | None:
    """How many wait before this one; None if it does not wait."""
    entry = _entry(db, entry_id)
    before = select(func.count()).where(
        _w.session_id == entry.session_id, _w.quota == entry.quota, _w.status == "waiting", _w.seq < entry.seq
    )
    return db.scalar(before) if entry.status == "waiting" else None


def offer(db: Connection, session_id: str, quota: Quota, now: datetime, lasts: timedelta = OFFER) -> Offer | None:
    """Holds what is free for the head of the queue; None if nobody waits or the head does not fit. Who may not have it any more
    leaves the queue, and the next one is the head."""
    slot = Slot.of(session_id)
    while (head := db.execute(statements.HEAD, {"session": session_id, "of_quota": quota.value}).first()) is not None:
        order = _order(slot, quota, head)
        room = holds.room_for(db, order, now)
        if room.closed or not room.opens_at <= now < room.closes_at or not room.fits(order.amounts):
            return None
        until = min(now + lasts, room.closes_at)
        if _becomes(db, head.id, "waiting", "offered", until) == 0:
            raise Again("somebody else offered it at the same moment")
        try:
            with db.begin_nested():
                row = holds.row_of(order, head.who, room.places, Status.HELD, now, until)
                number, _ = once.put_in(db, {**row, "entry_id": head.id}, head.id)
                places.take(db, room.places)
                claims.use(db, order.claims, number, now)
        except LimitReached:
            _becomes(db, head.id, "offered", "ended", None)
        except (Full, Closed) as error:
            raise Again("somebody else took or closed it at the same moment") from error
        else:
            return Offer(head.id, head.conversation_id, Booked(number, slot, dict(order.amounts), until))
    return None


def accept(db: Connection, entry_id: str, now: datetime) -> Booked:
    """Confirms what was offered; again and again gives the same answer. Unknown, Expired, Closed, Ended."""
    return holds.confirm(db, _offered(db, entry_id), now)


def decline(db: Connection, entry_id: str, now: datetime) -> None:
    """Leaves the queue, and gives back what was offered. Nothing happens to who has left it or accepted. Unknown."""
    if _becomes(db, entry_id, "waiting", "declined", None) == 0 and _entry(db, entry_id).status == "offered":
        holds.release(db, _offered(db, entry_id), now)


def queues(db: Connection) -> list[tuple[str, Quota]]:
    """Sessions and quotas for which somebody waits."""
    rows = db.execute(select(_w.session_id, _w.quota).where(_w.status == "waiting").distinct().order_by(_w.session_id))
    return [(row.session_id, Quota(row.quota)) for row in rows]


def end(db: Connection, now: datetime) -> list[str]:
    """Sends home who waits for sessions that cannot be booked any more; the entries' ids."""
    over = select(sessions.c.id).where(sessions.c.closes_at <= now)
    going = update(waitlist).where(_w.status == "waiting", _w.session_id.in_(over)).values(status="ended")
    return list(db.scalars(going.returning(_w.id)))


def _order(slot: Slot, quota: Quota, entry: Any) -> Order:
    uses = tuple(Claim(*claim) for claim in entry.claims)
    return Order(slot, entry.amounts, entry.owner, {}, uses, quota, entry.conversation_id, phone=entry.phone)


def _entry(db: Connection, entry_id: str) -> Any:
    row = db.execute(select(waitlist).where(_w.id == entry_id)).one_or_none()
    if row is None:
        raise Unknown(entry_id)
    return row


def _offered(db: Connection, entry_id: str) -> int:
    """The appointment that holds what was offered. Expired if nothing was."""
    _entry(db, entry_id)
    found = db.scalar(select(appointments.c.id).where(appointments.c.entry_id == entry_id))
    if found is None:
        raise Expired(entry_id)
    return int(found)


def _becomes(db: Connection, entry_id: str, was: str, status: str, until: datetime | None) -> int:
    change = update(waitlist).where(_w.id == entry_id, _w.status == was).values(status=status, offered_until=until)
    return db.execute(change).rowcount


def _check_size(db: Connection, order: Order) -> None:
    c = capacities.c
    rows = db.execute(
        select(c.dimension, c.capacity).where(
            c.session_id.in_([order.slot.id, order.slot.day]), c.quota.in_([order.quota, ALL])
        )
    )
    small = {row.dimension: row.capacity for row in rows if order.amounts.get(row.dimension, 0) > row.capacity}
    if small:
        raise Full(small)
