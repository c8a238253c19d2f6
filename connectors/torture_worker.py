"""One process that books, confirms, moves and cancels at random until it is killed, and writes down what it was promised."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import Connection, select

from actions.booking import changes, closures, expiry, holds, queue
from actions.booking.errors import BookingError
from actions.booking.model import Claim, Order, Quota, Slot, Status
from actions.booking.tables import appointments, waitlist
from actions.booking.tables import closures as closed
from bot.clock import now
from bot.db import connect
from bot.privacy import Cipher
from bot.retry import run

HELD_FOR = timedelta(seconds=0.3)
BANDS = ("morning", "noon", "evening")
PEOPLE = 40
"""So few that they get into their own way."""


@dataclass(frozen=True)
class Ground:
    """Where it happens."""

    url: str
    keys: str
    lookup_key: str
    service: str
    day: date

    @property
    def slots(self) -> list[Slot]:
        """The bands of one day."""
        return [Slot(self.service, "office", self.day, band) for band in BANDS]


class Journal:
    """What one worker has asked for and was promised, safe from its own death: a line of JSON each, the last one perhaps torn."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)

    def write(self, **line: Any) -> None:
        """Returns when it is on the disk."""
        # A torn line of a life before stays alone on its line.
        os.write(self._file, f"\n{json.dumps(line)}".encode())
        os.fsync(self._file)


def lines(path: Path) -> Iterator[dict[str, Any]]:
    """Every whole line of a journal."""
    for line in path.read_text().splitlines() if path.exists() else []:
        if line.startswith("{") and line.endswith("}"):
            yield json.loads(line)


def work(ground: Ground, path: Path, seed: int) -> None:
    """Never returns. What was asked for without an answer in the life before is asked for again first."""
    unanswered: dict[str, dict[str, Any]] = {}
    for line in lines(path):
        if "asks" in line:
            unanswered[line["asks"]] = line
        unanswered.pop(line.get("answered", ""), None)
    worker = Worker(ground, Journal(path), Random(seed))  # noqa: S311 chance, no secret
    for line in unanswered.values():
        worker.tries(partial(worker.ask, line))
    while True:
        worker.tries(worker.anything())


class Worker:
    """Its operations, each chosen by chance."""

    def __init__(self, ground: Ground, journal: Journal, chance: Random) -> None:
        self._ground, self._journal, self._chance = ground, journal, chance
        self._engine = connect(ground.url)
        self._cipher = Cipher(ground.keys, ground.lookup_key)
        self._often = {
            self.book: 40,
            self.cancel: 14,
            self.move: 14,
            self.wait: 8,
            self.offer: 8,
            self.answer_offer: 8,
            self.expire: 4,
            self.mark: 2,
            self.close: 1,
            self.reopen: 4,
        }

    def anything(self) -> Any:
        """One of the operations."""
        return self._chance.choices(list(self._often), list(self._often.values()))[0]

    def tries(self, operation: Any) -> None:
        """Refusals are what most of them meet; anything else is written down as a fault."""
        try:
            operation()
        except BookingError:
            pass
        except Exception as error:
            self._journal.write(fault=repr(error))
            raise

    def book(self) -> None:
        """Something new, at once or in two steps."""
        slot, person = self._chance.choice(self._ground.slots), self._chance.randrange(PEOPLE)
        key = f"{self._chance.getrandbits(64):016x}"
        amounts = {"persons": self._chance.randint(1, 3)} | ({"vehicles": 1} if self._chance.random() < 0.3 else {})
        self.ask(
            {"asks": key, "band": slot.band, "person": person, "amounts": amounts, "hold": self._chance.random() < 0.6}
        )

    def ask(self, line: dict[str, Any]) -> None:
        """Under the key by which it can be asked again."""
        self._journal.write(**line)
        order = self._order(line["band"], line["person"], line["amounts"], line["asks"])
        booking = (self._cipher, order, line["asks"], now())
        if not line["hold"]:
            self._journal.write(confirmed=run(self._engine, holds.book, *booking).number, answered=line["asks"])
            return
        held = run(self._engine, holds.hold, *booking, HELD_FOR)
        if self._chance.random() < 0.8:
            confirmed = run(self._engine, holds.confirm, held.number, now())
            self._journal.write(confirmed=confirmed.number, answered=line["asks"])

    def cancel(self) -> None:
        """Anybody's."""
        for row in self._some(appointments, appointments.c.status == Status.CONFIRMED):
            self._journal.write(cancels=row.id)
            run(self._engine, changes.cancel, self._cipher, row.id, f"cancel {self._chance.random()}", now())

    def move(self) -> None:
        """Anybody's, to another band or another size."""
        for row in self._some(appointments, appointments.c.status == Status.CONFIRMED):
            to, amounts = self._chance.choice(self._ground.slots), {"persons": self._chance.randint(1, 3)}
            uses = (self._claim(to.band, self._chance.randrange(PEOPLE)),)
            key = f"move {self._chance.random()}"
            run(self._engine, changes.reschedule, self._cipher, row.id, to, key, now(), amounts, uses)

    def wait(self) -> None:
        """In the queue of a band."""
        slot, person = self._chance.choice(self._ground.slots), self._chance.randrange(PEOPLE)
        order = self._order(slot.band, person, {"persons": self._chance.randint(1, 3)}, f"waits {person}")
        run(self._engine, queue.join, self._cipher, order, now())

    def offer(self) -> None:
        """To the head of a queue."""
        slot = self._chance.choice(self._ground.slots)
        run(self._engine, queue.offer, slot.id, Quota.PUBLIC, now(), HELD_FOR)

    def answer_offer(self) -> None:
        """Anybody's; or leaves the queue."""
        for row in self._some(waitlist, waitlist.c.status.in_(["offered", "waiting"])):
            if row.status == "waiting" or self._chance.random() < 0.3:
                run(self._engine, queue.decline, row.id, now())
            else:
                self._journal.write(confirmed=run(self._engine, queue.accept, row.id, now()).number)

    def expire(self) -> None:
        """As the system's worker does."""
        run(self._engine, expiry.expire, now())

    def mark(self) -> None:
        """That somebody came."""
        for row in self._some(appointments, appointments.c.status == Status.CONFIRMED):
            run(self._engine, changes.mark, row.id, self._chance.random() < 0.5, now())

    def close(self) -> None:
        """A band, or the day."""
        slot = self._chance.choice([*self._ground.slots, replace(self._ground.slots[0], band="")])
        run(self._engine, closures.close, slot, "torture", now())

    def reopen(self) -> None:
        """Whatever was closed."""
        for row in self._some(closed, closed.c.reopened_at.is_(None)):
            run(self._engine, closures.reopen, row.id, now())

    def _order(self, band: str, person: int, amounts: dict[str, int], owner: str) -> Order:
        slot = Slot(self._ground.service, "office", self._ground.day, band)
        claims = (self._claim(band, person),)
        return Order(slot, amounts, self._cipher.lookup(owner), {"name": "样本"}, claims)

    def _claim(self, band: str, person: int) -> Claim:
        return Claim("meal", self._cipher.lookup(f"person {person}"), band, most=1 + person % 2)

    def _some(self, table: Any, which: Any) -> list[Any]:
        """One such row, or none."""
        rows = run(self._engine, _first, table, which)
        return [self._chance.choice(rows)] if rows else []


def _first(db: Connection, table: Any, which: Any) -> list[Any]:
    return list(db.execute(select(table).where(which).limit(50)))
