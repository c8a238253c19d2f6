"""Requests that are repeated: the same key and the same request get the same answer, and nothing is done twice.

The number of an appointment is made of the key under which it was booked, so that a repeated request meets its own
appointment; keys of changes have a table. A request that failed leaves no trace.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete

from actions.booking import statements
from actions.booking.errors import OtherRequest
from actions.booking.model import Booked, Slot
from actions.booking.number import candidates
from actions.booking.tables import booking_requests
from bot.privacy import Cipher


def hashed(cipher: Cipher, key: str, asked: tuple[str, ...]) -> tuple[str, str]:
    """The caller's key and what he asks, as they are kept."""
    return cipher.lookup("request", key), cipher.lookup("asked", *asked)


def put_in(db: Connection, row: dict[str, Any], key: str) -> tuple[int, Any]:
    """Writes a new appointment under the first free number of its key; that number, and the appointment that was booked under
    the key before, if there is one: then nothing is written."""
    for number in candidates(key):
        if statements.BOOK.execute(db, {**row, "id": number, "key": key}) == 1:
            return number, None
        before = db.execute(statements.BY_NUMBER, {"number": number}).one()
        if before.key == key:
            return number, before
    raise AssertionError("numbers do not end")


def booked_before(db: Connection, key: str) -> Any:
    """The appointment that was booked under that key, None if there is none."""
    for number in candidates(key):
        row = db.execute(statements.BY_NUMBER, {"number": number}).one_or_none()
        if row is None or row.key == key:
            return row
    raise AssertionError("numbers do not end")


def answer_of(before: Any, digest: str) -> Booked:
    """What was answered when it was booked. OtherRequest if something else was asked then."""
    if before.digest != digest:
        raise OtherRequest
    if before.first is not None:
        return Booked.from_json(before.first)
    return Booked(before.id, Slot.of(before.session_id), before.amounts, before.held_until)


def changed_before(
    db: Connection, cipher: Cipher, key: str, asked: tuple[str, ...], answer: Booked, now: datetime
) -> Booked | None:
    """None for a new key, which now stands for this answer if the transaction is committed; else what was answered then.
    OtherRequest if something else was asked then."""
    name, digest = hashed(cipher, key, asked)
    row = {"key": name, "digest": digest, "answer": answer.to_json(), "created_at": now}
    if db.execute(statements.ASK[db.dialect.name], row).rowcount == 1:
        if booked_before(db, name) is not None:
            raise OtherRequest
        return None
    before = db.execute(statements.ASKED_BEFORE, {"asked": name}).one()
    if before.digest != digest:
        raise OtherRequest
    return Booked.from_json(before.answer)


def forget(db: Connection, before: datetime) -> int:
    """Deletes keys of changes that nobody repeats any more; how many they were."""
    return db.execute(delete(booking_requests).where(booking_requests.c.created_at < before)).rowcount
