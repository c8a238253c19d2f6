"""When the papers that appointments require are looked at: once before the moment, to remind, and once at it. What came of it is
noted in the transaction that does what follows from it, so that it follows once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Connection, exists, select, update

from actions.booking.model import Appointment, Status
from actions.booking.tables import appointments, sessions
from actions.documents.tables import looks
from bot.clock import day_of
from bot.db import INSERTS
from knowledge.service import Service
from knowledge.service_days import moment

NONE, ASK = "none", "ask"
"""Nothing was required; staff have to look."""
REMINDED = (timedelta(days=1), timedelta(hours=2))
"""Before the moment, the first of them that is after the booking was made."""
_a, _l = appointments.c, looks.c


class Stage(StrEnum):
    """Which of the two looks."""

    REMINDER = "reminder"
    UNTIL = "until"


@dataclass(frozen=True)
class ForStaff:
    """An appointment whose papers staff have to look at."""

    number: int
    at: datetime


def note(db: Connection, one: Appointment, stage: Stage, outcome: str, now: datetime) -> bool:
    """False if it was noted before, by whomever."""
    row = {"appointment": one.number, "version": one.version, "stage": stage.value, "outcome": outcome, "at": now}
    new = INSERTS[db.dialect.name](looks).values(row).on_conflict_do_nothing().returning(_l.appointment)
    return db.scalar(new) is not None


def outcome(db: Connection, one: Appointment) -> str | None:
    """What was decided for the appointment as it is now; None if nothing is yet."""
    of_it = (_l.appointment == one.number) & (_l.version == one.version) & (_l.stage == Stage.UNTIL.value)
    found: str | None = db.scalar(select(_l.outcome).where(of_it))
    return found


def due(db: Connection, service: Service, stage: Stage, now: datetime) -> list[int]:
    """Numbers of the service's appointments that are to be looked at now and were not yet."""
    assert service.precheck is not None
    lead = REMINDED[0] if stage is Stage.REMINDER else timedelta()
    until, day = {}, day_of(now)
    while (last := moment(service.precheck.until, day)) - lead <= now:
        until[day] = last
        day += timedelta(days=1)
    done = exists().where(_l.appointment == _a.id, _l.version == _a.version, _l.stage == stage.value)
    wanted = (
        select(_a.id, _a.changed_at, sessions.c.date)
        .join(sessions, sessions.c.id == _a.session_id)
        .where(sessions.c.service == service.id, sessions.c.date.in_(list(until)), sessions.c.starts_at > now)
        .where(_a.status == Status.CONFIRMED, ~done)
        .order_by(_a.id)
    )
    rows = db.execute(wanted).all()
    if stage is Stage.UNTIL:
        return [row.id for row in rows]
    return [row.id for row in rows if _is_reminded(until[row.date], row.changed_at, now)]


def for_staff(db: Connection) -> list[ForStaff]:
    """Those that come up and that nobody has seen to, the oldest first."""
    open_ = (_l.outcome == ASK, _l.stage == Stage.UNTIL.value, _l.settled_at.is_(None), _l.version == _a.version)
    of_it = select(_l.appointment, _l.at).join(appointments, _a.id == _l.appointment)
    rows = db.execute(of_it.where(*open_, _a.status == Status.CONFIRMED).order_by(_l.at, _l.appointment))
    return [ForStaff(row.appointment, row.at) for row in rows]


def settle(db: Connection, number: int, now: datetime) -> None:
    """Staff have seen to it."""
    db.execute(update(looks).where(_l.appointment == number, _l.settled_at.is_(None)).values(settled_at=now))


def _is_reminded(until: datetime, since: datetime, now: datetime) -> bool:
    at = next((until - before for before in REMINDED if until - before > since), None)
    return at is not None and at <= now < until
