"""Measure bookings beside two bare guarded transactions, with many writers, and as the table grows: `python -m bench.booking`."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Connection, Engine, insert, text

from actions.booking import changes, holds
from actions.booking.model import Claim, Order, Slot
from actions.booking.schedule import Session, open_session
from actions.booking.tables import appointments, booking_requests, ledger
from bench.sides import ROOT
from bot.clock import day_of, now
from bot.db import Database, connect
from bot.migrations.upgrade import upgrade
from bot.privacy import Cipher
from bot.retry import run, run_async
from bot.settings import fresh_secrets
from bot.tables import conversations
from tests.servers import make_postgresql_database, postgresql_server

FIGURES = ROOT / "docs/figures/booking.json"
PAIRS = 600
"""Of bare and ours, one after the other, so that both meet the same machine."""
WRITERS, EACH = 50, 20
SIZES = [10**3, 10**4, 10**5, 10**6]
AT_SIZE = 300
AT_ONCE = 5000
Figures = dict[str, Any]
BARE = [
    "CREATE TABLE bare_capacities (id INTEGER PRIMARY KEY, capacity INTEGER NOT NULL, taken INTEGER NOT NULL, "
    "CHECK (taken BETWEEN 0 AND capacity))",
    "CREATE TABLE bare_holds (id VARCHAR(32) PRIMARY KEY, capacity_id INTEGER NOT NULL, status VARCHAR(16) NOT NULL, "
    "held_until VARCHAR(32) NOT NULL)",
    "INSERT INTO bare_capacities VALUES (1, 100000000, 0)",
]
TAKE = text("UPDATE bare_capacities SET taken = taken + 1 WHERE id = 1 AND taken + 1 <= capacity")
HOLD = text("INSERT INTO bare_holds VALUES (:id, 1, 'held', :until)")
CONFIRM = text("UPDATE bare_holds SET status = 'confirmed' WHERE id = :id AND status = 'held' AND held_until > :now")


@dataclass
class Place:
    """A database with sessions that do not fill up, and a conversation."""

    engine: Engine
    cipher: Cipher
    day: date
    conversation: str

    def slot(self, office: int = 0) -> Slot:
        return Slot("bench", f"office{office}", self.day, "lunch")

    def order(self, claims: int, office: int = 0) -> Order:
        uses = tuple(Claim(f"rule{i}", uuid.uuid4().hex, "today") for i in range(claims))
        who = {"name": "样本", "telephone": "13800000000"}
        return Order(self.slot(office), {"portions": 1}, uuid.uuid4().hex, who, uses, conversation_id=self.conversation)

    def ours(self, order: Order) -> int:
        """Holds and confirms through the domain code; the number."""
        held = run(self.engine, holds.hold, self.cipher, order, uuid.uuid4().hex, now())
        return run(self.engine, holds.confirm, held.number, now()).number

    def bare(self) -> None:
        """The least that keeps a place, with SQLAlchemy: take it and write a hold; confirm the hold."""
        name = uuid.uuid4().hex
        with self.engine.begin() as db:
            assert db.execute(TAKE).rowcount == 1
            db.execute(HOLD, {"id": name, "until": (now() + holds.HOLD).isoformat()})
        with self.engine.begin() as db:
            assert db.execute(CONFIRM, {"id": name, "now": now().isoformat()}).rowcount == 1

    def bare_driver(self) -> None:
        """The same, with the driver's own cursor in SQLAlchemy's transactions."""
        name = uuid.uuid4().hex
        with self.engine.begin() as db, closing(db.connection.cursor()) as cursor:
            cursor.execute(self.driver_sql[TAKE])
            assert cursor.rowcount == 1
            cursor.execute(self.driver_sql[HOLD], {"id": name, "until": (now() + holds.HOLD).isoformat()})
        with self.engine.begin() as db, closing(db.connection.cursor()) as cursor:
            cursor.execute(self.driver_sql[CONFIRM], {"id": name, "now": now().isoformat()})
            assert cursor.rowcount == 1

    @cached_property
    def driver_sql(self) -> dict[Any, str]:
        """The bare statements as the driver has them, their parameters named."""
        style = {"sqlite": "named", "postgresql": "pyformat"}[self.engine.dialect.name]
        dialect = type(self.engine.dialect)(paramstyle=style)
        return {one: str(one.compile(dialect=dialect)) for one in (TAKE, HOLD, CONFIRM)}


def main() -> None:
    """Measure on SQLite and PostgreSQL, print a table, write docs/figures/booking.json."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    sizes = parser.parse_args().sizes
    found = {}
    with TemporaryDirectory() as folder, postgresql_server(fsync="on") as server:
        urls = {
            "SQLite": f"sqlite:///{Path(folder, 'bench.db')}",
            "PostgreSQL": make_postgresql_database(server, "bench"),
        }
        for name, url in urls.items():
            with place(url) as one:
                found[name] = {"side_by_side": side_by_side(one), "writers": asyncio.run(writers(one, url))}
                found[name]["growing"] = [at_size(one, size) for size in sizes]
            print(table(name, found[name]))
    FIGURES.write_text(json.dumps(found, indent=2) + "\n")


@contextmanager
def place(url: str) -> Iterator[Place]:
    upgrade(url)
    secrets = fresh_secrets()
    engine, cipher = connect(url), Cipher(secrets["keys"], secrets["lookup_key"])
    one = Place(engine, cipher, day_of(now()) + timedelta(days=3), uuid.uuid4().hex)
    times = (now() - timedelta(days=1), *[now() + timedelta(days=3)] * 3, now() + timedelta(days=3, hours=2))
    for office in range(20):
        run(engine, open_session, Session(one.slot(office), *times, {("portions", "public"): 10**8}))
    run(engine, _prepare, one.conversation)
    yield one
    engine.dispose()


def side_by_side(one: Place) -> Figures:
    """Milliseconds of hold and confirm, alternating: bare, ours, ours with one entry in the ledger. The ratios are those of the
    medians; those of the sums hold what it costs now and then too, such as SQLite's checkpoints."""
    ways: dict[str, Callable[[int], Any]] = {
        "bare": lambda _: one.bare(),
        "bare_driver": lambda _: one.bare_driver(),
        "ours": lambda i: one.ours(plain[i]),
        "with_claim": lambda i: one.ours(limited[i]),
    }
    plain, limited = ([one.order(claims) for _ in range(PAIRS + 20)] for claims in (0, 1))
    times: dict[str, list[float]] = {name: [] for name in ways}
    for attempt in range(PAIRS + 20):
        for name, way in ways.items():
            began = time.perf_counter()
            way(attempt)
            if attempt >= 20:
                times[name].append(1000 * (time.perf_counter() - began))
    medians = {name: statistics.median(values) for name, values in times.items()}
    figures = {name: round(value, 2) for name, value in medians.items()}
    for name in ("ours", "with_claim"):
        figures[f"{name}_ratio"] = round(medians["bare"] / medians[name], 3)
        figures[f"{name}_ratio_of_sums"] = round(sum(times["bare"]) / sum(times[name]), 3)
        figures[f"{name}_ratio_to_driver"] = round(medians["bare_driver"] / medians[name], 3)
    return figures


async def writers(one: Place, url: str) -> Figures:
    """Milliseconds of hold and of confirm while so many write at once, half of them into one session."""
    database, waited = Database(url), {"hold": list[float](), "confirm": list[float]()}

    async def timed(what: str, *work: Any) -> Any:
        began = time.perf_counter()
        answer = await run_async(database, *work)
        waited[what].append(1000 * (time.perf_counter() - began))
        return answer

    async def writer(office: int) -> None:
        for _ in range(EACH):
            held = await timed("hold", holds.hold, one.cipher, one.order(1, office), uuid.uuid4().hex, now())
            await timed("confirm", holds.confirm, held.number, now())

    began = time.perf_counter()
    await asyncio.gather(*(writer(i % 20 if i % 2 else 0) for i in range(WRITERS)))
    seconds = time.perf_counter() - began
    database.close()
    figures: Figures = {"bookings_per_second": round(WRITERS * EACH / seconds)}
    for what, times in waited.items():
        cuts = statistics.quantiles(times, n=100)
        figures |= {f"{what}_p50": round(cuts[49], 1), f"{what}_p99": round(cuts[98], 1)}
    return figures


def at_size(one: Place, size: int) -> Figures:
    """Milliseconds of hold with confirm, and of cancel, once so many appointments are there; and of the bare transactions at the
    same time, to which the size is nothing: what grows with them is the machine's."""
    _fill(one, size)
    times: dict[str, list[float]] = {"bare": [], "hold_and_confirm": [], "cancel": []}
    for _ in range(AT_SIZE):
        order, number = one.order(1), 0
        for name in times:
            began = time.perf_counter()
            if name == "bare":
                one.bare()
            elif name == "cancel":
                run(one.engine, changes.cancel, one.cipher, number, uuid.uuid4().hex, now())
            else:
                number = one.ours(order)
            times[name].append(1000 * (time.perf_counter() - began))
    return {"appointments": size} | {name: round(statistics.median(ms), 2) for name, ms in times.items()}


def _prepare(db: Connection, conversation: str) -> None:
    for statement in BARE:
        db.execute(text(statement))
    row = {"id": conversation, "door": "bench", "sender_hash": "bench", "sender": "", "status": "bot", "seq": 0}
    db.execute(insert(conversations), {**row, "created_at": now(), "updated_at": now()})


def _fill(one: Place, size: int) -> None:
    """Brings the table to that size with confirmed appointments, each with an entry in the ledger, over twenty offices."""
    with one.engine.begin() as db:
        there = db.execute(text("SELECT count(*) FROM appointments")).scalar_one()
    who = one.cipher.encrypt("样本" * 10)
    for first in range(there, size, AT_ONCE):
        rows = [_appointment(one, i, who) for i in range(first, min(first + AT_ONCE, size))]
        with one.engine.begin() as db:
            db.execute(insert(appointments), rows)
            db.execute(insert(ledger), [_entry(row) for row in rows])
            db.execute(insert(booking_requests), [_request(row) for row in rows])
    # What was filled in is to be on the disk before anything is measured.
    settle = {"sqlite": "PRAGMA wal_checkpoint(TRUNCATE)", "postgresql": "CHECKPOINT"}[one.engine.dialect.name]
    bare = one.engine.raw_connection()
    for statement in ("ANALYZE", settle):
        bare.cursor().execute(statement)
        bare.commit()
    bare.close()
    os.sync()


def _appointment(one: Place, i: int, who: str) -> Figures:
    order = one.order(0, i % 20)
    row = holds.row_of(order, who, {str(1 + i % 20): 1}, holds.Status.CONFIRMED, now(), now())
    number = 10**9 + (i * 7_654_321) % 899_999_963
    return {**row, "id": number, "key": uuid.uuid4().hex * 2, "digest": uuid.uuid4().hex * 2}


def _entry(row: Figures) -> Figures:
    entry = {"rule": "rule0", "person": row["owner"] * 2, "period": "today", "nth": 1}
    return {**entry, "appointment_id": row["id"], "taken_at": row["created_at"]}


def _request(row: Figures) -> Figures:
    return {"key": row["key"], "digest": row["digest"], "answer": {}, "created_at": row["created_at"]}


def table(name: str, found: Figures) -> str:
    """The figures in Markdown."""
    lines = [
        f"\n## {name}\n",
        "| | ms | of the bare rate | by sums | of the bare rate without SQLAlchemy's `execute` |",
    ]
    beside = found["side_by_side"]
    lines += ["|---|---:|---:|---:|---:|", f"| two bare guarded transactions | {beside['bare']} | | | |"]
    lines += [f"| the same on the driver's cursor | {beside['bare_driver']} | | | |"]
    for way, what in (("ours", "hold and confirm"), ("with_claim", "the same with an entry in the ledger")):
        ratios = (beside[f"{way}_ratio{kind}"] for kind in ("", "_of_sums", "_to_driver"))
        lines += [f"| {what} | {beside[way]} | " + " | ".join(map(str, ratios)) + " |"]
    lines += [f"\n{WRITERS} writers: " + ", ".join(f"{what} {value}" for what, value in found["writers"].items())]
    lines += ["\n| appointments | bare, ms | hold and confirm, ms | cancel, ms |", "|---:|---:|---:|---:|"]
    lines += ["| {appointments:,} | {bare} | {hold_and_confirm} | {cancel} |".format(**one) for one in found["growing"]]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
