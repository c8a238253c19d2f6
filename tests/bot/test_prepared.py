"""A prepared statement does what the statement does, and fails as it does."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import (
    JSON,
    Column,
    Connection,
    Engine,
    Integer,
    MetaData,
    String,
    Table,
    bindparam,
    select,
    text,
    update,
)
from sqlalchemy.exc import IntegrityError, OperationalError

from bot import retry
from bot.db import INSERTS, Instant, connect
from bot.prepared import Prepared
from bot.retry import run

things = Table(
    "things",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("name", String(16), nullable=False),
    Column("at", Instant),
    Column("parts", JSON),
)
PUT = Prepared({name: insert(things) for name, insert in INSERTS.items()}, ["id", "name", "at", "parts"])
RENAME = Prepared(
    dict.fromkeys(
        INSERTS,
        update(things)
        .where(things.c.at <= bindparam("now", type_=Instant), things.c.name != "fixed")
        .values(name=bindparam("becomes"))
        .returning(things.c.id, things.c.name),
    )
)
MOMENT = datetime(2026, 5, 20, 12, tzinfo=UTC)


@pytest.fixture
def engine(database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    monkeypatch.setattr(retry, "UNTIL_BACK", 0)
    engine = connect(database_url)
    things.metadata.create_all(engine)
    yield engine
    engine.dispose()


def put(db: Connection, number: int, name: str | None = "one") -> int:
    return PUT.execute(db, {"id": number, "name": name, "at": MOMENT, "parts": {"样本": [number]}})


def test_values_are_kept_as_their_types_ask(engine: Engine) -> None:
    assert run(engine, put, 1) == 1
    with engine.connect() as db:
        assert db.execute(select(things)).one() == (1, "one", MOMENT, {"样本": [1]})


def test_moments_are_compared_in_utc_and_values_of_the_statement_itself_count(engine: Engine) -> None:
    run(engine, put, 1)
    run(engine, put, 2, "fixed")
    in_shanghai = MOMENT.astimezone(timezone(timedelta(hours=8)))
    renames = [
        run(engine, RENAME.rows, {"now": in_shanghai + by, "becomes": "new"})
        for by in (timedelta(seconds=-1), timedelta(0))
    ]
    assert renames == [[], [(1, "new")]]


def test_a_broken_constraint_is_sqlalchemys_error_without_what_was_to_be_kept(engine: Engine) -> None:
    run(engine, put, 1)
    with pytest.raises(IntegrityError) as error:
        run(engine, put, 1, "secret")
    assert "secret" not in str(error.value)
    with pytest.raises(IntegrityError):
        run(engine, put, 2, None)


def test_it_is_no_transaction_of_its_own(engine: Engine) -> None:
    with engine.connect() as db, pytest.raises(AssertionError):
        put(db, 1)


def test_a_connection_that_broke_is_told_and_the_work_is_done_on_another(engine: Engine) -> None:
    if engine.dialect.name == "sqlite":
        pytest.skip("a file does not go away")
    errors = []

    def work(db: Connection) -> int:
        if not errors:
            with engine.connect() as other:
                pid = db.scalar(text("SELECT pg_backend_pid()"))
                other.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": pid})
        try:
            return put(db, 1)
        except OperationalError as error:
            errors.append(error)
            raise

    assert run(engine, work) == 1
    assert [error.connection_invalidated for error in errors] == [True]
    assert run(engine, put, 2) == 1
