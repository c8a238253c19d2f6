"""A provider's day, as his telephone shows it."""

from __future__ import annotations

import json
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Connection, select

from actions.booking.tables import appointments
from actions.dispatch.choice import day_bounds
from actions.dispatch.model import TAKEN, Status, Visit
from actions.dispatch.tables import orders
from bot.clock import SHANGHAI
from bot.privacy import Cipher

_o = orders.c
SHOWN = (Status.ACCEPTED, Status.ARRIVED)


def desk(db: Connection, cipher: Cipher, provider_id: str, day: date) -> list[Visit]:
    """What is offered to him, and what he has accepted or done on that day in China, by start. Whether the asker is he is for
    the caller to find out."""
    begins, ends = day_bounds(datetime.combine(day, time(), SHANGHAI))
    found = select(orders, appointments.c.who).join(appointments, appointments.c.id == _o.id)
    of_day = found.where(
        _o.provider_id == provider_id, _o.starts_at >= begins, _o.starts_at < ends, _o.status.in_(TAKEN)
    )
    return [_visit(cipher, row) for row in db.execute(of_day.order_by(_o.starts_at, _o.id))]


def _visit(cipher: Cipher, row: Any) -> Visit:
    who = json.loads(cipher.decrypt(row.who))
    shown = who if row.status in SHOWN else {}
    return Visit(
        order=row.id,
        status=Status(row.status),
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        district=row.district,
        item=row.skill,
        offered_until=row.offered_until,
        name="、".join(shown["names"]) if shown else None,
        phone=shown.get("phone"),
        address=shown["answers"].get("address") if shown else None,
    )
