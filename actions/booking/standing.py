"""Standing orders: every Monday, Wednesday and so on, until they are stopped. Each day of one is an appointment of its own."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select, update

from actions.booking.model import Quota, Slot
from actions.booking.tables import standing_orders
from actions.booking.wish import Wish
from bot.clock import day_of
from bot.db import INSERTS
from bot.privacy import Cipher
from knowledge.service import Service
from knowledge.service_days import open_days

_s = standing_orders.c


@dataclass(frozen=True)
class StandingOrder:
    """As it is kept."""

    id: str
    wish: Wish
    """Its slot is that of the day on which it was ordered; each day has its own."""
    weekdays: tuple[int, ...]
    since: datetime


@dataclass(frozen=True)
class Filled:
    """What became of the days that can be booked now."""

    booked: list[Slot] = field(default_factory=list)
    full: list[Slot] = field(default_factory=list)


def begin(
    db: Connection, cipher: Cipher, wish: Wish, weekdays: Sequence[int], request: str, now: datetime
) -> StandingOrder:
    """Keeps it; the same request keeps it once."""
    slot, name = wish.slot, cipher.lookup("standing", request)
    row = {
        "id": uuid.uuid4().hex,
        "conversation_id": wish.conversation_id,
        "service": slot.service,
        "office": slot.office,
        "band": slot.band,
        "weekdays": list(weekdays),
        "wish": cipher.encrypt(json.dumps(_plain(wish), ensure_ascii=False)),
        "key": name,
        "since": now,
    }
    new = INSERTS[db.dialect.name](standing_orders).values(row)
    db.execute(new.on_conflict_do_nothing(index_elements=["key"]))
    return _order(cipher, db.execute(select(standing_orders).where(_s.key == name)).one())


def live(db: Connection, cipher: Cipher) -> list[StandingOrder]:
    """All that are not stopped."""
    rows = db.execute(select(standing_orders).where(_s.stopped_at.is_(None)).order_by(_s.since, _s.id))
    return [_order(cipher, row) for row in rows]


def of_conversation(db: Connection, cipher: Cipher, conversation_id: str) -> list[StandingOrder]:
    """Those of it that are not stopped."""
    mine = (_s.conversation_id == conversation_id) & _s.stopped_at.is_(None)
    return [_order(cipher, row) for row in db.execute(select(standing_orders).where(mine).order_by(_s.since))]


def stop(db: Connection, conversation_id: str, now: datetime) -> int:
    """Stops those of a conversation; how many they were. What is booked already stands."""
    mine = (_s.conversation_id == conversation_id) & _s.stopped_at.is_(None)
    return db.execute(update(standing_orders).where(mine).values(stopped_at=now)).rowcount


def slots(order: StandingOrder, service: Service, now: datetime) -> Iterator[Slot]:
    """The days of it that the service may take bookings for."""
    today, slot = day_of(now), order.wish.slot
    for day in open_days(service, today + timedelta(days=1), today + timedelta(days=service.booking.opens.days)):
        if day.weekday() in order.weekdays:
            yield Slot(slot.service, slot.office, day, slot.band)


def key(order: StandingOrder, slot: Slot) -> str:
    """Of the appointment of that day: booked once, also when it is cancelled."""
    return f"standing/{order.id}/{slot.date.isoformat()}"


def _plain(wish: Wish) -> dict[str, Any]:
    return {**asdict(wish), "slot": wish.slot.id, "quota": wish.quota.value}


def _order(cipher: Cipher, row: Any) -> StandingOrder:
    kept = json.loads(cipher.decrypt(row.wish))
    answers = {name: tuple(a) if isinstance(a, list) else a for name, a in kept["answers"].items()}
    wish = Wish(
        **{
            **kept,
            "slot": Slot.of(kept["slot"]),
            "names": tuple(kept["names"]),
            "answers": answers,
            "quota": Quota(kept["quota"]),
        }
    )
    return StandingOrder(row.id, wish, tuple(row.weekdays), row.since)
