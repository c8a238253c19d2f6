"""Requests that are repeated: the same key and the same request get the same answer, and nothing is done twice."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete

from actions.booking import statements
from actions.booking.errors import OtherRequest
from actions.booking.model import Booked
from actions.booking.tables import booking_requests
from bot.privacy import Cipher


def answered(
    db: Connection, cipher: Cipher, key: str, asked: tuple[str, ...], answer: Booked, now: datetime
) -> Booked | None:
    """None for a new key, which now stands for this answer if the transaction is committed; else what was answered then.
    OtherRequest if something else was asked then. A request that failed leaves no trace."""
    row = {
        "key": cipher.lookup("request", key),
        "digest": cipher.lookup("asked", *asked),
        "answer": answer.to_json(),
        "created_at": now,
    }
    if db.execute(statements.ASK[db.dialect.name], row).one_or_none() is not None:
        return None
    before = db.execute(statements.ASKED_BEFORE, {"asked": row["key"]}).one()
    if before.digest != row["digest"]:
        raise OtherRequest
    return Booked.from_json(before.answer)


def forget(db: Connection, before: datetime) -> int:
    """Deletes keys that nobody repeats any more; how many they were."""
    return db.execute(delete(booking_requests).where(booking_requests.c.created_at < before)).rowcount
