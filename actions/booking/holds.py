"""Booking: a place is held for some minutes and then confirmed, or booked at once. Each function is the work of one
transaction, to be run through `bot.retry`."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from actions.booking import claims, once, places, statements
from actions.booking.errors import Closed, Ended, Expired, OtherRequest, Unknown
from actions.booking.expiry import HOLD, check_run_out, lapse
from actions.booking.model import Booked, Order, Slot, Status
from actions.booking.places import Places, Room
from bot.privacy import Cipher

_json = json.JSONEncoder(ensure_ascii=False, sort_keys=True).encode
"""The same text for the same data."""


def hold(db: Connection, cipher: Cipher, order: Order, key: str, now: datetime, lasts: timedelta = HOLD) -> Booked:
    """Takes the places until then. Unknown, TooEarly, TooLate, Closed, Full, AlreadyBooked, LimitReached, OtherRequest."""
    return _book(db, cipher, order, key, now, Status.HELD, now + lasts)


def book(db: Connection, cipher: Cipher, order: Order, key: str, now: datetime) -> Booked:
    """Holds and confirms in one; fails as `hold` does."""
    return _book(db, cipher, order, key, now, Status.CONFIRMED, None)


def confirm(db: Connection, number: int, now: datetime) -> Booked:
    """Makes a hold an appointment; again and again gives the same answer. Unknown, Expired, Closed, Ended."""
    for session_id, amounts, entry_id in statements.CONFIRM.rows(db, {"number": number, "now": now}):
        if entry_id is not None:
            db.execute(statements.END_ENTRIES, {"ids": [entry_id], "becomes": "accepted"})
        return Booked(number, Slot.of(session_id), json.loads(amounts))
    found = read(db, number)
    if found.status in (Status.CONFIRMED, Status.ATTENDED, Status.NO_SHOW):
        return Booked(found.id, Slot.of(found.session_id), found.amounts)
    if found.status == Status.CANCELLED:
        raise Ended
    raise Closed if found.closure_id else Expired


def release(db: Connection, number: int, now: datetime) -> None:
    """Gives a hold up. Nothing happens if it is none any more. Unknown."""
    found = read(db, number)
    if found.status == Status.HELD:
        lapse(db, [number], now, "declined")


def room_for(db: Connection, order: Order, now: datetime, own: Places | None = None, key: str | None = None) -> Room:
    """What is left for it, with its own places if it has some. Again if that is too little, but some holds have run out."""
    room = places.find(db, order.slot, order.quota, order.amounts, own, key)
    if not room.fits(order.amounts):
        check_run_out(db, now)
    return room


def read(db: Connection, number: int) -> Any:
    """Its row, with the times of its session. Unknown."""
    row = db.execute(statements.FIND, {"number": number}).one_or_none()
    if row is None:
        raise Unknown(str(number))
    return row


def row_of(
    order: Order, who: str, taken: Places, status: Status, now: datetime, until: datetime | None
) -> dict[str, Any]:
    """A new appointment, as the table has it; `who` is encrypted."""
    return {
        "session_id": order.slot.id,
        "quota": order.quota.value,
        "status": status.value,
        "version": 0,
        "amounts": dict(order.amounts),
        "places": dict(taken),
        "owner": order.owner,
        "phone": order.phone,
        "who": who,
        "conversation_id": order.conversation_id,
        "held_until": until,
        "entry_id": None,
        "follows_id": order.follows_id,
        "digest": None,
        "created_at": now,
        "changed_at": now,
    }


def _book(
    db: Connection, cipher: Cipher, order: Order, key: str, now: datetime, status: Status, until: datetime | None
) -> Booked:
    who = _json(dict(order.who))
    name, digest = once.hashed(cipher, key, (status.value, who, *_asked(order)))
    taken = places.take_at_once(db, order, name, now)
    if taken is None:
        before = once.booked_before(db, name)
        if before is not None:
            return once.answer_of(before, digest)
        taken = _take_or_refuse(db, order, name, now)
    row = row_of(order, cipher.encrypt(who), taken, status, now, until)
    number, before = once.put_in(db, {**row, "digest": digest}, name)
    if before is not None:
        places.give_back(db, [taken])
        return once.answer_of(before, digest)
    claims.use(db, order.claims, number, now)
    return Booked(number, order.slot, dict(order.amounts), until)


def _take_or_refuse(db: Connection, order: Order, name: str, now: datetime) -> Places:
    room = room_for(db, order, now, key=name)
    if room.spent:
        raise OtherRequest
    room.check(now, order.amounts)
    places.take(db, room.places)
    return room.places


def _asked(order: Order) -> tuple[str, ...]:
    uses = [[claim.rule, claim.person, claim.period, claim.most] for claim in sorted(order.claims)]
    rest = _json([dict(order.amounts), order.conversation_id, order.follows_id, uses])
    return order.slot.id, order.quota.value, order.owner, rest
