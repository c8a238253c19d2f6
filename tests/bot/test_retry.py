"""Transactions that are tried again, and those that are not."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from threading import Barrier, Thread
from typing import Any

import psycopg
import pytest
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import IntegrityError, OperationalError, ProgrammingError

from bot import retry
from bot.db import Database, connect
from bot.retry import ATTEMPTS, Again, Unavailable, is_away, run, run_async


@pytest.fixture
def engine(database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    monkeypatch.setattr(retry, "UNTIL_BACK", 0)
    engine = connect(database_url)
    with engine.begin() as db:
        db.execute(text("CREATE TABLE counters (id INTEGER PRIMARY KEY, value INTEGER NOT NULL)"))
        db.execute(text("INSERT INTO counters VALUES (1, 0), (2, 0)"))
    yield engine
    engine.dispose()


def add(db: Connection, row: int, by: int = 1) -> None:
    db.execute(text("UPDATE counters SET value = value + :by WHERE id = :row"), {"row": row, "by": by})


def value(engine: Engine, row: int = 1) -> int:
    with engine.connect() as db:
        return int(db.execute(text("SELECT value FROM counters WHERE id = :row"), {"row": row}).scalar_one())


class Fails:
    """Work that meets an error so many times before it goes well."""

    def __init__(self, error: Exception, times: int) -> None:
        self.error, self.left, self.begun = error, times, 0

    def __call__(self, db: Connection) -> str:
        self.begun += 1
        add(db, 1)
        if self.left:
            self.left -= 1
            raise self.error
        return "done"


def busy() -> Exception:
    error = sqlite3.OperationalError("database is locked")
    error.sqlite_errorcode = sqlite3.SQLITE_BUSY_SNAPSHOT
    return OperationalError("UPDATE", {}, error)


TURN_LOST = {
    "somebody was faster": lambda: Again("somebody was faster"),
    "a deadlock": lambda: OperationalError("UPDATE", {}, psycopg.errors.DeadlockDetected()),
    "a serialization failure": lambda: OperationalError("UPDATE", {}, psycopg.errors.SerializationFailure()),
    "a busy file": busy,
}
AWAY = {
    "no connection": lambda: OperationalError("UPDATE", {}, psycopg.OperationalError("connection refused")),
    "a lost connection": lambda: OperationalError(
        "UPDATE", {}, psycopg.errors.AdminShutdown(), connection_invalidated=True
    ),
}
LASTING = {
    "a broken constraint": lambda: IntegrityError("UPDATE", {}, psycopg.errors.CheckViolation()),
    "a missing table": lambda: ProgrammingError("UPDATE", {}, psycopg.errors.UndefinedTable()),
    "SQLite without the table": lambda: OperationalError("UPDATE", {}, sqlite_error(sqlite3.SQLITE_ERROR)),
    "a full disk": lambda: OperationalError("UPDATE", {}, sqlite_error(sqlite3.SQLITE_FULL)),
    "a fault of ours": lambda: ValueError("ours"),
}


def sqlite_error(code: int) -> sqlite3.OperationalError:
    error = sqlite3.OperationalError("no")
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize("what", TURN_LOST)
def test_who_lost_his_turn_tries_again_and_what_he_began_is_rolled_back(engine: Engine, what: str) -> None:
    work = Fails(TURN_LOST[what](), 3)
    assert run(engine, work) == "done"
    assert (work.begun, value(engine)) == (4, 1)


@pytest.mark.parametrize("what", TURN_LOST)
def test_after_many_attempts_it_is_told(engine: Engine, what: str) -> None:
    work = Fails(TURN_LOST[what](), 1000)
    with pytest.raises(type(work.error)):
        run(engine, work)
    assert (work.begun, value(engine)) == (ATTEMPTS, 0)


@pytest.mark.parametrize("what", AWAY)
def test_a_database_that_was_away_is_asked_once_more(engine: Engine, what: str) -> None:
    assert run(engine, Fails(AWAY[what](), 1)) == "done"
    work = Fails(AWAY[what](), 2)
    with pytest.raises(Unavailable, match="does not answer"):
        run(engine, work)
    assert (work.begun, value(engine)) == (2, 1)


@pytest.mark.parametrize("what", LASTING)
def test_what_another_attempt_would_not_mend_is_raised_at_once(engine: Engine, what: str) -> None:
    work = Fails(LASTING[what](), 1)
    with pytest.raises(type(work.error)):
        run(engine, work)
    assert (work.begun, value(engine)) == (1, 0)


def test_what_is_to_be_done_first_is_done_in_a_transaction_of_its_own(engine: Engine) -> None:
    def first(db: Connection) -> None:
        add(db, 2)

    work = Fails(Again("some holds have run out", first), 2)
    assert run(engine, work) == "done"
    assert (work.begun, value(engine, 1), value(engine, 2)) == (3, 1, 2)


async def test_off_the_event_loop_it_is_the_same(engine: Engine, database_url: str) -> None:
    database = Database(database_url)
    work = Fails(Again("somebody was faster", lambda db: add(db, 2)), 2)
    assert await run_async(database, work) == "done"
    assert (work.begun, value(engine, 1), value(engine, 2)) == (3, 1, 2)
    database.close()


def test_two_who_lock_each_other_out_both_get_through(engine: Engine) -> None:
    barrier = Barrier(2, timeout=20)

    def both(db: Connection, first: int, second: int, met: list[Any]) -> None:
        add(db, first)
        if engine.dialect.name == "postgresql" and not met:
            met.append(barrier.wait())
        add(db, second)

    threads = [Thread(target=run, args=(engine, both, *rows, [])) for rows in ((1, 2), (2, 1))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (value(engine, 1), value(engine, 2)) == (2, 2)


def test_a_server_that_drops_the_connection_is_away_and_then_back(engine: Engine) -> None:
    if engine.dialect.name != "postgresql":
        pytest.skip("SQLite has no server")
    dropped: list[int] = []

    def work(db: Connection) -> str:
        add(db, 1)
        if not dropped:
            dropped.append(db.execute(text("SELECT pg_backend_pid()")).scalar_one())
            with engine.connect() as other:
                other.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": dropped[0]})
            db.execute(text("SELECT 1"))
        return "done"

    assert run(engine, work) == "done"
    assert value(engine) == 1


def test_a_server_that_is_not_there_is_away() -> None:
    engine = connect("postgresql+psycopg://nobody@127.0.0.1:1/nothing")
    with pytest.raises(OperationalError) as refused:
        engine.connect()
    assert is_away(refused.value)
