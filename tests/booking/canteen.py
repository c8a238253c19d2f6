"""A made-up canteen for the tests of booking: 演示数据."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Engine, select

from actions.booking import changes, checks, closures, expiry, holds, queue
from actions.booking.model import WHOLE_DAY, Booked, Claim, Order, Quota, Slot
from actions.booking.reading import owner_of
from actions.booking.schedule import Session, open_session
from actions.booking.tables import appointments, capacities
from bot.clock import SHANGHAI
from bot.privacy import Cipher
from bot.retry import run
from tests.fakes import NOON

DAY = date(2026, 5, 22)
LUNCH, DINNER = Slot("meals", "canteen", DAY, "lunch"), Slot("meals", "canteen", DAY, "dinner")
TODAY = Slot("meals", "canteen", DAY)
STARTS = {"lunch": 11, "dinner": 17, WHOLE_DAY: 0}
_KEYS = itertools.count(1)


def session(slot: Slot, persons: int, counter: int | None = None, **others: int) -> Session:
    """Booked from a week before until the evening before."""
    begins = datetime.combine(slot.date, time(STARTS[slot.band]), SHANGHAI).astimezone(UTC)
    evening = datetime.combine(slot.date - timedelta(days=1), time(20), SHANGHAI).astimezone(UTC)
    capacity = {("persons", "public"): persons} | {(name, "all"): most for name, most in others.items()}
    if counter is not None:
        capacity["persons", "counter"] = counter
    return Session(slot, evening - timedelta(days=7), evening, evening, begins, begins + timedelta(hours=2), capacity)


@dataclass
class Canteen:
    """Runs the operations, each in a transaction of its own."""

    engine: Engine
    cipher: Cipher
    now: datetime = NOON

    def opens(self, *sessions: Session) -> None:
        for one in sessions:
            run(self.engine, open_session, one)

    def order(self, slot: Slot = LUNCH, who: str = "样本甲", *claims: Claim, **amounts: int) -> Order:
        owner = owner_of(self.cipher, "phone", who)
        return Order(slot, amounts or {"persons": 1}, owner, {"name": who}, claims)

    def meal(self, who: str, slot: Slot = LUNCH, most: int = 1) -> Claim:
        return Claim("subsidised-meal", owner_of(self.cipher, "phone", who), f"{slot.date}/{slot.band}", most)

    def hold(self, order: Order, key: str | None = None) -> Booked:
        return run(self.engine, holds.hold, self.cipher, order, key or fresh_key(), self.now)

    def book(self, order: Order, key: str | None = None) -> Booked:
        return run(self.engine, holds.book, self.cipher, order, key or fresh_key(), self.now)

    def confirm(self, booked: Booked) -> Booked:
        return run(self.engine, holds.confirm, booked.number, self.now)

    def release(self, booked: Booked) -> None:
        run(self.engine, holds.release, booked.number, self.now)

    def expire(self) -> int:
        return run(self.engine, expiry.expire, self.now)

    def cancel(self, booked: Booked, key: str | None = None, late: bool = False) -> Booked:
        return run(self.engine, changes.cancel, self.cipher, booked.number, key or fresh_key(), self.now, late)

    def move(
        self,
        booked: Booked,
        to: Slot,
        key: str | None = None,
        amounts: Mapping[str, int] | None = None,
        uses: tuple[Claim, ...] = (),
    ) -> Booked:
        key = key or fresh_key()
        return run(self.engine, changes.reschedule, self.cipher, booked.number, to, key, self.now, amounts, uses)

    def mark(self, booked: Booked, came: bool) -> None:
        run(self.engine, changes.mark, booked.number, came, self.now)

    def join(self, order: Order) -> str:
        return run(self.engine, queue.join, self.cipher, order, self.now)

    def offer(self, slot: Slot = LUNCH, quota: Quota = Quota.PUBLIC) -> queue.Offer | None:
        return run(self.engine, queue.offer, slot.id, quota, self.now)

    def accept(self, entry_id: str) -> Booked:
        return run(self.engine, queue.accept, entry_id, self.now)

    def decline(self, entry_id: str) -> None:
        run(self.engine, queue.decline, entry_id, self.now)

    def close(self, slot: Slot, why: str = "暴雨") -> str:
        return run(self.engine, closures.close, slot, why, self.now)

    def reopen(self, closure_id: str) -> None:
        run(self.engine, closures.reopen, closure_id, self.now)

    def reads(self, work: Callable[..., Any], *arguments: Any) -> Any:
        return run(self.engine, work, *arguments)

    def taken(self, slot: Slot = LUNCH, dimension: str = "persons") -> int:
        c = capacities.c
        wanted = select(c.taken).where(c.session_id == slot.id, c.dimension == dimension).order_by(c.id)
        with self.engine.connect() as db:
            return int(db.execute(wanted).scalars().first() or 0)

    def status(self, booked: Booked) -> str:
        with self.engine.connect() as db:
            return str(db.scalar(select(appointments.c.status).where(appointments.c.id == booked.number)))

    def problems(self) -> list[str]:
        return run(self.engine, checks.problems)


def fresh_key() -> str:
    return f"key {next(_KEYS)}"
