"""Reading and changing one order. Order of locks in every operation: appointments, orders by id, providers by id, the rest.

Who has an order's row locked is alone with its offers and concerns.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, select, update

from actions.booking.tables import appointments, sessions
from actions.dispatch.errors import Unknown
from actions.dispatch.model import Event, Kind, Outcome, Status
from actions.dispatch.tables import STANDING, offers, orders

_o, _a, _s = orders.c, appointments.c, sessions.c
FIND = (
    select(
        orders,
        *(_a.status.label("appointment"), _a.closure_id, _a.conversation_id),
        *(_s.starts_at.label("begins"), _s.ends_at.label("finishes")),
    )
    .join(appointments, _a.id == _o.id)
    .join(sessions, _s.id == _a.session_id)
)
"""An order, and how its appointment stands now."""
UNMOVED = and_(_o.starts_at == _s.starts_at, _o.ends_at == _s.ends_at)
"""Of such a row: the order has its session's times."""


def read(db: Connection, number: int) -> Any:
    """Unknown if there is none."""
    return _one(db.execute(FIND.where(_o.id == number)).one_or_none(), number)


def lock(db: Connection, number: int) -> Any:
    """The same, and nobody else changes it meanwhile."""
    return _one(db.execute(FIND.where(_o.id == number).with_for_update(of=orders)).one_or_none(), number)


def lock_some(db: Connection, which: ColumnElement[bool], most: int) -> Sequence[Any]:
    """Those of them that nobody else is busy with, in the order of their ids."""
    some = FIND.where(which).order_by(_o.id).limit(most)
    return db.execute(some.with_for_update(of=orders, skip_locked=True)).all()


def becomes(db: Connection, order: Any, status: Status, now: datetime, **values: Any) -> None:
    """Gives a locked order another status; it is not offered any more unless `values` say so."""
    new = {"status": status.value, "offered_until": None, "changed_at": now, **values}
    db.execute(update(orders).where(_o.id == order.id).values(new))


def put_offer(db: Connection, order: Any, provider_id: str, now: datetime, accepted_at: datetime | None = None) -> None:
    """Notes to whom it is offered, or given."""
    row = {
        "id": uuid.uuid4().hex,
        "order_id": order.id,
        "provider_id": provider_id,
        "starts_at": order.starts_at,
        "offered_at": now,
        "accepted_at": accepted_at,
    }
    db.execute(offers.insert().values(row))


def accept_offer(db: Connection, order: Any, now: datetime) -> None:
    """Notes that the offer that stands is accepted."""
    db.execute(update(offers).where(offers.c.order_id == order.id, STANDING).values(accepted_at=now))


def move_offer(db: Connection, order: Any) -> None:
    """Notes that the offer that stands is for the time that the appointment has now."""
    db.execute(update(offers).where(offers.c.order_id == order.id, STANDING).values(starts_at=order.begins))


def end_offer(db: Connection, order: Any, outcome: Outcome, now: datetime, why: str | None = None) -> None:
    """Ends the offer that stands, if there is one; `why` is encrypted."""
    standing = update(offers).where(offers.c.order_id == order.id, STANDING)
    db.execute(standing.values(ended_at=now, outcome=outcome.value, why=why))


def event(kind: Kind, order: Any, provider: str | None = None) -> Event:
    """About the order."""
    return Event(kind, order.id, provider, order.conversation_id)


def _one(row: Any, number: int) -> Any:
    if row is None:
        raise Unknown(str(number))
    return row
