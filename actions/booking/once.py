"""Requests that are repeated: the same key and the same request get the same answer, and nothing is done twice.

What was booked keeps its key itself; keys of changes have a table. A request that failed leaves no trace.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete

from actions.booking import statements
from actions.booking.errors import OtherRequest
from actions.booking.model import Booked, Slot
from actions.booking.tables import booking_requests
from bot.privacy import Cipher


def hashed(cipher: Cipher, key: str, asked: tuple[str, ...]) -> tuple[str, str]:
    """The caller's key and what he asks, as they are kept."""
    return cipher.lookup("request", key), cipher.lookup("asked", *asked)


def booked_before(db: Connection, key: str, digest: str) -> Booked | None:
    """What was answered when it was booked under that key. OtherRequest if something else was asked then."""
    row = db.execute(statements.BOOKED_BEFORE, {"asked": key}).one_or_none()
    if row is None:
        return None
    if row.digest != digest:
        raise OtherRequest
    if row.first is not None:
        return Booked.from_json(row.first)
    return Booked(row.id, Slot.of(row.session_id), row.amounts, row.held_until)


def changed_before(
    db: Connection, cipher: Cipher, key: str, asked: tuple[str, ...], answer: Booked, now: datetime
) -> Booked | None:
    """None for a new key, which now stands for this answer if the transaction is committed; else what was answered then.
    OtherRequest if something else was asked then."""
    name, digest = hashed(cipher, key, asked)
    row = {"key": name, "digest": digest, "answer": answer.to_json(), "created_at": now}
    if db.execute(statements.ASK[db.dialect.name], row).rowcount == 1:
        booked_before(db, name, digest)
        return None
    before = db.execute(statements.ASKED_BEFORE, {"asked": name}).one()
    if before.digest != digest:
        raise OtherRequest
    return Booked.from_json(before.answer)


def forget(db: Connection, before: datetime) -> int:
    """Deletes keys of changes that nobody repeats any more; how many they were."""
    return db.execute(delete(booking_requests).where(booking_requests.c.created_at < before)).rowcount
