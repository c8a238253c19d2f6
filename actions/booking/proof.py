"""Who asks proves that a booking is his: by its number and the last four digits of the telephone, or by a code sent to it.

Wrong tries are counted in the database, so that neither a restart nor a second process forgets them. Each function is the
work of one transaction, to be run through `bot.retry`.
"""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import Connection, case, delete, or_, update

from actions.booking import reading
from actions.booking.errors import TooManyTries, TooSoon, Unknown
from actions.booking.model import Appointment
from actions.booking.phone import last_four, phone_key
from actions.booking.tables import proof_codes, proof_tries
from actions.booking.waiting import Entry, entry
from bot.db import INSERTS
from bot.privacy import Cipher

MOST_TRIES = 5
"""Wrong ones, for one number and from one address, within `WINDOW`."""
WINDOW = timedelta(hours=1)
CODE_LASTS = timedelta(minutes=10)
CODE_TRIES = 3
BETWEEN_CODES = timedelta(minutes=1)
MOST_CODES = 5
"""To one telephone within `WINDOW`."""
MOST_CODES_ASKED = 20
"""From one address within `WINDOW`."""
_t, _c = proof_tries.c, proof_codes.c


class SendsCodes(Protocol):
    """What brings a code to a telephone."""

    async def send_code(self, phone: str, code: str) -> None:
        """By SMS."""


def prove(db: Connection, cipher: Cipher, number: int, last4: str, address: str, now: datetime) -> Appointment | None:
    """The appointment, if these are its last four digits; None for other digits and for a number that is none, so that nobody
    learns which numbers exist. TooManyTries."""
    keys = _count_both(db, cipher, str(number), address, now)
    try:
        found = reading.by_number(db, cipher, number)
    except Unknown:
        return None
    return found if _is_right(db, keys, found.who["phone"], last4) else None


def prove_entry(db: Connection, cipher: Cipher, entry_id: str, last4: str, address: str, now: datetime) -> Entry | None:
    """The same for an entry of the queue."""
    keys = _count_both(db, cipher, entry_id, address, now)
    try:
        found = entry(db, cipher, entry_id)
    except Unknown:
        return None
    return found if _is_right(db, keys, found.who["phone"], last4) else None


def new_code(db: Connection, cipher: Cipher, phone: str, address: str, now: datetime) -> str | None:
    """Six digits to be sent to the telephone; None if it has no bookings, which who asks is not to be told. TooSoon,
    TooManyTries."""
    key, code = phone_key(cipher, phone), f"{secrets.randbelow(10**6):06d}"
    row = {"sent_at": now, "expires_at": now + CODE_LASTS, "tries": 0, "code": cipher.lookup("code", key, code)}
    put: Any = INSERTS[db.dialect.name](proof_codes).values(phone=key, **row)
    long_ago = or_(_c.sent_at <= now - BETWEEN_CODES, _c.sent_at > now)
    anew = put.on_conflict_do_update(index_elements=["phone"], set_=row, where=long_ago)
    if db.scalar(anew.returning(_c.phone)) is None:
        raise TooSoon
    limits = [(cipher.lookup("codes", phone), MOST_CODES), (cipher.lookup("asked codes", address), MOST_CODES_ASKED)]
    for name, most in sorted(limits):
        _count(db, name, now, most)
    return code if reading.of_phone(db, cipher, phone) else None


def check_code(db: Connection, cipher: Cipher, phone: str, code: str, now: datetime) -> list[Appointment] | None:
    """What is booked under the telephone and still to come; None if the code is wrong, has run out or was used before."""
    key = phone_key(cipher, phone)
    still_good = (_c.expires_at > now) & (_c.sent_at <= now) & (_c.tries < CODE_TRIES)
    tried = update(proof_codes).where(_c.phone == key, still_good).values(tries=_c.tries + 1).returning(_c.code)
    sent = db.scalar(tried)
    if sent is None or not hmac.compare_digest(sent, cipher.lookup("code", key, code)):
        return None
    db.execute(update(proof_codes).where(_c.phone == key).values(tries=CODE_TRIES))
    return reading.of_phone(db, cipher, phone)


def forget(db: Connection, now: datetime) -> None:
    """Deletes what limits nobody any more."""
    db.execute(delete(proof_tries).where(_t.since <= now - WINDOW))
    db.execute(delete(proof_codes).where(_c.expires_at <= now))


def _count_both(db: Connection, cipher: Cipher, what: str, address: str, now: datetime) -> list[str]:
    """Before it is looked whether the try is right: of many at the same moment no more go through than one after another."""
    keys = sorted([cipher.lookup("proof of", what), cipher.lookup("proof from", address)])
    for key in keys:
        _count(db, key, now, MOST_TRIES)
    return keys


def _count(db: Connection, key: str, now: datetime, most: int) -> None:
    fresh = or_(_t.since <= now - WINDOW, _t.since > now)
    put: Any = INSERTS[db.dialect.name](proof_tries).values(key=key, since=now, tries=1)
    once_more = put.on_conflict_do_update(
        index_elements=["key"],
        set_={"since": case((fresh, now), else_=_t.since), "tries": case((fresh, 1), else_=_t.tries + 1)},
        where=or_(fresh, _t.tries < most),
    )
    if db.scalar(once_more.returning(_t.tries)) is None:
        raise TooManyTries


def _is_right(db: Connection, keys: list[str], phone: str, last4: str) -> bool:
    """What is right is taken off the count again."""
    right = hmac.compare_digest(last_four(phone), last4)
    if right:
        for key in keys:
            db.execute(update(proof_tries).where(_t.key == key).values(tries=_t.tries - 1))
    return right
