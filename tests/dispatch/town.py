"""A made-up town in which people are sent to other people's homes: 演示数据."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Engine, select

from actions.booking import changes, closures, holds
from actions.booking.model import Booked, Order, Slot, Whose
from actions.booking.reading import by_number
from actions.booking.schedule import Session, open_session
from actions.booking.tables import appointments
from actions.dispatch import checks, following, offers, providers, ratings, staff, tables, visits
from actions.dispatch import desk as desks
from actions.dispatch.model import Concern, Event, Visit
from bot.clock import SHANGHAI
from bot.privacy import Cipher
from bot.retry import run
from knowledge.providers import Provider
from tests.fakes import NOON

DAY = date(2026, 5, 22)
HOURS = {"morning": (8.5, 11.5), "late": (10.0, 12.0), "afternoon": (14.0, 17.0)}
"""The late band overlaps the morning."""
MORNING, LATE, AFTERNOON = (Slot("shangmen", "tianhe", DAY, band) for band in HOURS)
NEXT_DAY = Slot("shangmen", "tianhe", DAY + timedelta(days=1), "morning")
SLOTS = (MORNING, LATE, AFTERNOON, NEXT_DAY)
PLACE, SKILL = "天河区", "bathing"
PHONES = itertools.count(20_000_000)
_KEYS = itertools.count(1)


def starts(slot: Slot) -> datetime:
    return datetime.combine(slot.date, time(), SHANGHAI).astimezone(UTC) + timedelta(hours=HOURS[slot.band][0])


def session(slot: Slot) -> Session:
    """Booked and changed until its start, by as many as like."""
    ends = starts(slot) + timedelta(hours=HOURS[slot.band][1] - HOURS[slot.band][0])
    opens, closes = starts(slot) - timedelta(days=9), starts(slot)
    return Session(slot, opens, closes, closes, closes, ends, {("visits", "public"): 1000})


def provider(name: str, most: int = 9, active: bool = True, **where: Sequence[str]) -> Provider:
    """In the town's district, with its skill, if nothing else is said."""
    return Provider(
        id=name,
        name=f"样本{name}",
        phone=f"020-{next(PHONES)}",
        districts=tuple(where.get("districts", (PLACE,))),
        skills=tuple(where.get("skills", (SKILL,))),
        most_per_day=most,
        active=active,
        demonstration=True,
    )


def told(events: Sequence[Event]) -> list[tuple[str, str | None]]:
    """Of what and about whom, without the order."""
    return [(event.kind.value, event.provider) for event in events]


@dataclass
class Town:
    """Runs the operations, each in a transaction of its own."""

    engine: Engine
    cipher: Cipher
    now: datetime = NOON

    def opens(self, *slots: Slot) -> None:
        for slot in slots:
            run(self.engine, open_session, session(slot))

    def has(self, *listed: Provider) -> None:
        run(self.engine, providers.take_over, self.cipher, listed)

    def book(self, slot: Slot = MORNING, who: str = "样本甲") -> int:
        """A confirmed appointment that is no order yet."""
        details = {"names": [who], "phone": "13800000000", "answers": {"address": "样本路1号", "kind": ["bathing"]}}
        order = Order(slot, {"visits": 1}, f"owner {next(_KEYS)}", details)
        return run(self.engine, holds.book, self.cipher, order, f"key {next(_KEYS)}", self.now).number

    def begin(self, number: int, skill: str = SKILL, district: str = PLACE) -> list[Event]:
        return run(self.engine, offers.begin, number, skill, district, self.now)

    def order(self, slot: Slot = MORNING) -> int:
        """An appointment that was made an order."""
        self.begin(number := self.book(slot))
        return number

    def dispatch(self, number: int) -> list[Event]:
        return run(self.engine, offers.dispatch, number, self.now)

    def accept(self, number: int, name: str) -> list[Event]:
        return run(self.engine, offers.accept, number, name, self.now)

    def decline(self, number: int, name: str, why: str | None = "样本理由") -> list[Event]:
        return run(self.engine, offers.decline, self.cipher, number, name, why, self.now)

    def time_out(self) -> list[Event]:
        return run(self.engine, offers.time_out, self.now)

    def assign(self, number: int, name: str) -> list[Event]:
        return run(self.engine, offers.assign, number, name, self.now)

    def arrive(self, number: int, name: str) -> list[Event]:
        return run(self.engine, visits.arrive, number, name, self.now)

    def complete(self, number: int, name: str) -> list[Event]:
        return run(self.engine, visits.complete, number, name, self.now)

    def missed(self) -> list[Event]:
        return run(self.engine, visits.missed, self.now)

    def rate(self, number: int, stars: int, words: str | None = None) -> list[Event]:
        return run(self.engine, ratings.rate, self.cipher, number, stars, words, self.now)

    def follow(self) -> list[Event]:
        return run(self.engine, following.follow, self.now)

    def cancel(self, number: int) -> Booked:
        return run(self.engine, changes.cancel, self.cipher, number, f"key {next(_KEYS)}", self.now, True)

    def move(self, number: int, to: Slot) -> Booked:
        key = f"key {next(_KEYS)}"
        return run(self.engine, changes.reschedule, self.cipher, number, to, key, self.now, None, (), True)

    def change(self, number: int, kind: str) -> None:
        """Something else is to be done."""
        details = {"names": ["样本甲"], "phone": "13800000000", "answers": {"address": "样本路1号", "kind": [kind]}}
        key, whose = f"key {next(_KEYS)}", Whose(f"owner {next(_KEYS)}", details)
        slot = run(self.engine, by_number, self.cipher, number).slot
        run(self.engine, changes.reschedule, self.cipher, number, slot, key, self.now, None, (), True, whose)

    def take_changes(self, skill: str, district: str = PLACE) -> list[Event]:
        """What `Dispatching` reads from the appointments is given."""
        found = run(self.engine, following.changed)
        return [
            event
            for number in found
            for event in run(
                self.engine,
                following.take_change,
                *(number, run(self.engine, by_number, self.cipher, number).version, skill, district, self.now),
            )
        ]

    def mark(self, number: int, came: bool) -> None:
        run(self.engine, changes.mark, number, came, self.now)

    def close(self, slot: Slot) -> str:
        return run(self.engine, closures.close, slot, "暴雨", self.now)

    def reopen(self, closure_id: str) -> None:
        run(self.engine, closures.reopen, closure_id, self.now)

    def concerns(self) -> list[Concern]:
        return run(self.engine, staff.for_staff)

    def settle(self, concern: Concern) -> None:
        run(self.engine, staff.settle, concern.id, self.now)

    def desk(self, name: str, day: date = DAY) -> list[Visit]:
        return run(self.engine, desks.desk, self.cipher, name, day)

    def reads(self, work: Callable[..., Any], *arguments: Any) -> Any:
        return run(self.engine, work, *arguments)

    def row(self, number: int) -> Any:
        with self.engine.connect() as db:
            return db.execute(select(tables.orders).where(tables.orders.c.id == number)).one()

    def stands(self, number: int) -> tuple[str, str | None]:
        """Its status, and who holds it."""
        row = self.row(number)
        return row.status, row.provider_id

    def appointment(self, number: int) -> str:
        with self.engine.connect() as db:
            return str(db.scalar(select(appointments.c.status).where(appointments.c.id == number)))

    def problems(self) -> list[str]:
        return run(self.engine, checks.problems)

    def unfollowed(self) -> list[str]:
        return run(self.engine, checks.unfollowed)
