"""What staff must see to: visits for which nobody was found, that nobody came to, or that were rated poorly."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, update

from actions.dispatch.errors import Unknown
from actions.dispatch.model import Concern, Why
from actions.dispatch.tables import UNSETTLED, concerns
from bot.db import INSERTS

_c = concerns.c


def for_staff(db: Connection) -> list[Concern]:
    """All that is unsettled, the oldest first."""
    rows = db.execute(select(concerns).where(UNSETTLED).order_by(_c.raised_at, _c.order_id, _c.why))
    return [Concern(row.id, row.order_id, Why(row.why), row.provider_id, row.raised_at) for row in rows]


def settle(db: Connection, concern_id: str, now: datetime) -> None:
    """It has been seen to; settled again it stays as it is. Unknown."""
    if db.execute(select(_c.id).where(_c.id == concern_id)).one_or_none() is None:
        raise Unknown(concern_id)
    db.execute(update(concerns).where(_c.id == concern_id, UNSETTLED).values(settled_at=now))


def raise_concern(db: Connection, order: Any, why: Why, now: datetime, provider: str | None = None) -> bool:
    """Whether it is a new one; what is unsettled is not raised again."""
    row = {"id": uuid.uuid4().hex, "order_id": order.id, "why": why.value, "provider_id": provider, "raised_at": now}
    insert = INSERTS[db.dialect.name](concerns).values(row)
    new = insert.on_conflict_do_nothing(index_elements=["order_id", "why"], index_where=UNSETTLED).returning(_c.id)
    return db.scalar(new) is not None


def settle_all(db: Connection, order: Any, why: Why, now: datetime) -> None:
    """What was raised for that reason has solved itself."""
    mine = update(concerns).where(_c.order_id == order.id, _c.why == why.value, UNSETTLED)
    db.execute(mine.values(settled_at=now))
