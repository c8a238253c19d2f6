"""Reading appointments, with who booked them."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import ColumnElement, Connection, select

from actions.booking.errors import Unknown
from actions.booking.model import Appointment, Quota, Slot, Status
from actions.booking.phone import phone_key
from actions.booking.tables import appointments, sessions
from bot.privacy import Cipher

_a = appointments.c
LIVE = (Status.HELD, Status.CONFIRMED)


def by_number(db: Connection, cipher: Cipher, number: int) -> Appointment:
    """Unknown if there is none. Whether the asker may see it is for the caller to find out."""
    found = _many(db, cipher, _a.id == number)
    if not found:
        raise Unknown(str(number))
    return found[0]


def of_conversation(db: Connection, cipher: Cipher, conversation_id: str) -> list[Appointment]:
    """Held and confirmed ones that were booked in it, by their start."""
    return _many(db, cipher, (_a.conversation_id == conversation_id) & _a.status.in_(LIVE))


def last_of(db: Connection, cipher: Cipher, conversation_id: str, service: str | None) -> Appointment | None:
    """What was booked last in it, of that service or of any, whatever became of it; None if nothing was."""
    mine = (_a.conversation_id == conversation_id) & _a.status.not_in([Status.LAPSED, Status.HELD])
    found = _many(db, cipher, mine if service is None else mine & (sessions.c.service == service))
    return max(found, key=lambda one: one.created_at, default=None)


def following(db: Connection, number: int) -> list[int]:
    """Numbers of those that are the second part of it, and stand."""
    return list(db.scalars(select(_a.id).where(_a.follows_id == number, _a.status.in_(LIVE))))


def of_owner(db: Connection, cipher: Cipher, owner: str) -> list[Appointment]:
    """Held and confirmed ones for that person (a keyed hash), by their start."""
    return _many(db, cipher, (_a.owner == owner) & _a.status.in_(LIVE))


def of_phone(db: Connection, cipher: Cipher, phone: str) -> list[Appointment]:
    """Held and confirmed ones under that telephone number, by their start."""
    return _many(db, cipher, (_a.phone == phone_key(cipher, phone)) & _a.status.in_(LIVE))


def of_session(db: Connection, cipher: Cipher, slot: Slot, *statuses: Status) -> list[Appointment]:
    """Those of one session that have one of these statuses, in the order in which they were booked."""
    return _many(db, cipher, (_a.session_id == slot.id) & _a.status.in_(statuses))


def owner_of(cipher: Cipher, kind: str, value: str) -> str:
    """The keyed hash by which a person is found and limited: of an identity number, or of a telephone number."""
    return cipher.lookup("owner", kind, value)


def _many(db: Connection, cipher: Cipher, which: ColumnElement[bool]) -> list[Appointment]:
    with_times = select(appointments, sessions.c.starts_at, sessions.c.ends_at, sessions.c.changes_until).join(
        sessions, sessions.c.id == _a.session_id
    )
    rows = db.execute(with_times.where(which).order_by(sessions.c.starts_at, _a.created_at, _a.id))
    return [appointment_of(cipher, row) for row in rows]


def appointment_of(cipher: Cipher, row: Any) -> Appointment:
    """From its row, with the times of its session."""
    return Appointment(
        number=row.id,
        status=Status(row.status),
        slot=Slot.of(row.session_id),
        quota=Quota(row.quota),
        amounts=row.amounts,
        owner=row.owner,
        who=json.loads(cipher.decrypt(row.who)),
        conversation_id=row.conversation_id,
        held_until=row.held_until,
        closure_id=row.closure_id,
        follows_id=row.follows_id,
        created_at=row.created_at,
        changed_at=row.changed_at,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        changes_until=row.changes_until,
        version=row.version,
    )
