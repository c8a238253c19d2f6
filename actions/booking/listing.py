"""Bookings as the office lists them, and how many a closure would touch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Connection, Join, func, select

from actions.booking.model import WHOLE_DAY, Appointment, Slot, Status
from actions.booking.reading import LIVE, appointment_of
from actions.booking.tables import appointments, closures, sessions
from bot.privacy import Cipher

_a, _s, _c = appointments.c, sessions.c, closures.c


@dataclass(frozen=True)
class Which:
    """Those that are listed: of days from first to last, both included; what is None does not matter."""

    first: date
    last: date
    service: str | None = None
    office: str | None = None
    statuses: Sequence[Status] = (*LIVE, Status.ATTENDED, Status.NO_SHOW)


def numbers(db: Connection, which: Which) -> list[int]:
    """Theirs, by day, service, office and start."""
    wanted = select(_a.id).select_from(_joined()).where(*_of(which))
    return list(db.scalars(wanted.order_by(_s.date, _s.service, _s.office, _s.starts_at, _a.created_at, _a.id)))


def of_numbers(db: Connection, cipher: Cipher, some: Sequence[int]) -> list[Appointment]:
    """In that order; some hundreds at a time, so that nobody who books waits for a long list."""
    wanted = (
        select(appointments, _s.starts_at, _s.ends_at, _s.changes_until).select_from(_joined()).where(_a.id.in_(some))
    )
    found = {row.id: appointment_of(cipher, row) for row in db.execute(wanted)}
    return [found[one] for one in some if one in found]


def live(db: Connection, slot: Slot) -> int:
    """How many are held or confirmed in a band, or in all of the day."""
    of_day = (_s.service == slot.service) & (_s.office == slot.office) & (_s.date == slot.date)
    its_band = _s.band == slot.band if slot.band != WHOLE_DAY else _s.band.is_not(None)
    wanted = select(func.count()).select_from(_joined()).where(of_day, its_band, _a.status.in_(LIVE))
    return db.scalar(wanted) or 0


def closures_of(db: Connection, slot: Slot) -> dict[str, str]:
    """Why just this band, or the day as a whole, is closed: by the id of each closure that stands."""
    of_day = (_c.service == slot.service) & (_c.office == slot.office) & (_c.date == slot.date)
    rows = db.execute(select(_c.id, _c.why).where(of_day, _c.band == slot.band, _c.reopened_at.is_(None)))
    return {row.id: row.why for row in rows}


def _joined() -> Join:
    return appointments.join(sessions, _s.id == _a.session_id)


def _of(which: Which) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = [_s.date.between(which.first, which.last), _a.status.in_(which.statuses)]
    if which.service is not None:
        wanted.append(_s.service == which.service)
    if which.office is not None:
        wanted.append(_s.office == which.office)
    return wanted
