"""Bookings under processes that are killed at random moments, and what must hold afterwards."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from uuid import uuid4

from sqlalchemy import Connection, Engine, func, select

from actions.booking import checks, expiry
from actions.booking.model import TAKES_PLACE, Slot, Status
from actions.booking.schedule import Session, open_session
from actions.booking.tables import STANDING, appointments, ledger
from bot.clock import day_of, now
from bot.db import connect
from bot.migrations.upgrade import upgrade
from bot.privacy import Cipher
from bot.retry import run
from bot.settings import fresh_secrets
from connectors.torture_worker import HELD_FOR, Ground, lines, work

WORKERS = 4
NOTICED_AFTER = 20.0
"""Seconds within which a database server has noticed that a client is dead."""
PREFIX = "torture-"
PERSONS, VEHICLES, CEILING = 12, 4, 30
CAME_TRUE = {Status.CONFIRMED, Status.ATTENDED, Status.NO_SHOW}


class InUse(Exception):
    """Somebody has booked in that database: it is not to be tortured."""


@dataclass
class Outcome:
    """What was done, and what was found wrong afterwards."""

    kills: int = 0
    asked: int = 0
    confirmed: int = 0
    cancelled: int = 0
    standing: int = 0
    problems: list[str] = field(default_factory=list)


def torture(url: str, seconds: float, kills: int, progress: Callable[[int, int], None]) -> Outcome:
    """Brings the database to the newest shape, works on it for so long with so many kills, and looks. InUse."""
    upgrade(url)
    engine = connect(url)
    try:
        run(engine, _refuse_bookings_of_others)
        secrets = fresh_secrets()
        day = day_of(now()) + timedelta(days=7)
        ground = Ground(url, secrets["keys"], secrets["lookup_key"], f"{PREFIX}{uuid4().hex[:8]}", day)
        _open(engine, ground)
        with TemporaryDirectory() as folder:
            paths = [Path(folder, f"worker{i}.jsonl") for i in range(WORKERS)]
            outcome = Outcome(kills=_kill_often(ground, paths, seconds, kills, progress))
            _expire_all(engine)
            run(engine, _look, ground, paths, outcome)
        return outcome
    finally:
        engine.dispose()


def _kill_often(
    ground: Ground, paths: list[Path], seconds: float, kills: int, progress: Callable[[int, int], None]
) -> int:
    """Kills one of the workers at a time, at moments by chance, and starts it anew; in the end all of them. How many."""
    chance = Random()  # noqa: S311 chance, no secret
    with _workers(ground, paths) as start:
        running = [start(i) for i in range(len(paths))]
        moments = sorted(chance.uniform(0, seconds) for _ in range(kills))
        began = time.monotonic()
        for done, moment in enumerate(moments):
            time.sleep(max(0.0, began + moment - time.monotonic()))
            one = chance.randrange(len(running))
            running[one].kill()
            running[one].join()
            running[one] = start(one)
            progress(done + 1, kills)
        time.sleep(max(0.0, began + seconds - time.monotonic()))
    return kills


@contextmanager
def _workers(ground: Ground, paths: list[Path]) -> Iterator[Callable[[int], BaseProcess]]:
    """Starts the worker of a journal; all that run at the end are killed."""
    context = get_context("forkserver")
    context.set_forkserver_preload(["__main__", "connectors.torture_worker", "psycopg"])
    started: list[BaseProcess] = []

    def start(one: int) -> BaseProcess:
        process = context.Process(target=work, args=(ground, paths[one], len(started)), daemon=True)
        process.start()
        started.append(process)
        return process

    try:
        yield start
    finally:
        for process in started:
            process.kill()
        for process in started:
            process.join()


def _expire_all(engine: Engine) -> None:
    """Waits until the holds have run out, and until the server has noticed who was killed and rolled back what he had begun."""
    deadline = time.monotonic() + HELD_FOR.total_seconds() + NOTICED_AFTER
    time.sleep(HELD_FOR.total_seconds())
    while run(engine, expiry.expire, now()) or (run(engine, checks.leaks, now()) and time.monotonic() < deadline):
        time.sleep(0.05)


def _refuse_bookings_of_others(db: Connection) -> None:
    a = appointments.c
    if db.scalar(select(a.id).where(~a.session_id.startswith(PREFIX)).limit(1)) is not None:
        raise InUse


def _open(engine: Engine, ground: Ground) -> None:
    begins = now() + timedelta(days=7)
    times = (now() - timedelta(days=1), begins, begins, begins, begins + timedelta(hours=2))
    room = {("persons", "public"): PERSONS, ("vehicles", "all"): VEHICLES}
    for slot in ground.slots:
        run(engine, open_session, Session(slot, *times, room))
    whole_day = Slot(ground.service, "office", ground.day)
    run(engine, open_session, Session(whole_day, *times, {("persons", "all"): CEILING}))


def _look(db: Connection, ground: Ground, paths: list[Path], outcome: Outcome) -> None:
    a = appointments.c
    mine = a.session_id.startswith(f"{ground.service}/")
    status = {row.id: Status(row.status) for row in db.execute(select(a.id, a.status).where(mine))}
    written = [line for path in paths for line in lines(path)]
    promised = {line["confirmed"] for line in written if "confirmed" in line}
    given_up = {line["cancels"] for line in written if "cancels" in line}
    outcome.asked = len({line["asks"] for line in written if "asks" in line})
    outcome.confirmed, outcome.cancelled = len(promised), len(promised & given_up)
    outcome.standing = sum(one in CAME_TRUE for one in status.values())
    found = [line["fault"] for line in written if "fault" in line]
    for number in sorted(promised):
        allowed = CAME_TRUE | ({Status.CANCELLED} if number in given_up else set())
        if status.get(number) not in allowed:
            found.append(f"{number} was confirmed, and is {status.get(number)}")
    found += [f"{one} still holds its places" for one in checks.leaks(db, now())]
    outcome.problems = [*found, *checks.problems(db), *_twice(db, ground, written), *_unbalanced(db, ground)]


def _twice(db: Connection, ground: Ground, written: list[dict[str, str]]) -> list[str]:
    """A request that was repeated after a kill was carried out once: each has an owner of its own."""
    cipher = Cipher(ground.keys, ground.lookup_key)
    keys = {cipher.lookup(line["asks"]): line["asks"] for line in written if "asks" in line}
    owner, count = appointments.c.owner, func.count()
    rows = db.execute(select(owner, count).group_by(owner).having(count > 1)).all()
    return [f"request {keys[one]} was carried out {times} times" for one, times in rows if one in keys]


def _unbalanced(db: Connection, ground: Ground) -> list[str]:
    """Every appointment that takes places uses up one meal, and nobody more than are allowed."""
    a, entries = appointments.c, ledger.c
    uses = Counter(db.scalars(select(entries.appointment_id).where(STANDING)))
    live = db.scalars(select(a.id).where(a.session_id.startswith(f"{ground.service}/"), a.status.in_(TAKES_PLACE)))
    found = [f"{one} uses up {uses[one]} meals" for one in live if uses[one] != 1]
    most = select(entries.person, entries.period, func.count().label("count")).where(STANDING)
    rows = db.execute(most.group_by(entries.rule, entries.person, entries.period).having(func.count() > 2))
    return found + [f"somebody has {row.count} meals in {row.period}" for row in rows]
