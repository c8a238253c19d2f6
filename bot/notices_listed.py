"""What waits to be sent or was given up, as the staff sees it: neither texts nor numbers. Each function is one transaction."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, or_, select, update

from bot.notices import KEPT, State
from bot.notices_tables import deliveries, notices


class NoSuchDelivery(Exception):
    """None, or more than one, has an id that begins so; the message is what was given."""


@dataclass(frozen=True)
class Listed:
    """One way of one notice."""

    id: str
    way: str
    """conversation or sms."""
    about: str
    state: str
    try_at: datetime
    expires_at: datetime | None
    attempts: int
    error: str | None
    """What went wrong last."""
    settled_at: datetime | None


_LISTED = select(
    *(deliveries.c[name] for name in ("id", "way", "state", "try_at", "attempts", "error", "settled_at")),
    notices.c.about,
    notices.c.expires_at,
).join(notices)


def read(db: Connection, states: Collection[State] = KEPT) -> list[Listed]:
    """Those in these states, those due first at the top."""
    wanted = _LISTED.where(deliveries.c.state.in_(states)).order_by(deliveries.c.try_at, deliveries.c.id)
    return [Listed(**row._mapping) for row in db.execute(wanted)]


def find(db: Connection, beginning: str) -> Listed:
    """The one whose id begins so. NoSuchDelivery."""
    rows = db.execute(_LISTED.where(deliveries.c.id.startswith(beginning, autoescape=True)).limit(2)).all()
    if len(rows) != 1 or not beginning:
        raise NoSuchDelivery(beginning)
    return Listed(**rows[0]._mapping)


def retry(db: Connection, delivery_id: str, now: datetime) -> bool:
    """Has what was given up tried again from the start; False if it was not given up, or would come too late."""
    in_time = select(notices.c.id).where(or_(notices.c.expires_at.is_(None), notices.c.expires_at > now))
    mine = update(deliveries).where(
        deliveries.c.id == delivery_id, deliveries.c.state == State.DEAD, deliveries.c.notice_id.in_(in_time)
    )
    fresh = {"state": State.WAITING, "try_at": now, "attempts": 0, "settled_at": None}
    return db.execute(mine.values(fresh)).rowcount == 1
