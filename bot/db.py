"""The database: one URL, SQLite (WAL) for one machine or PostgreSQL for more; tables of other folders join `metadata`."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, DateTime, Dialect, Engine, MetaData, create_engine, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.types import TypeDecorator

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)
ENCRYPTED = {"encrypted": True}
"""`info` of a column whose values are encrypted: they are written anew when a key goes."""
INSERTS: dict[str, Any] = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}
"""INSERTs that know ON CONFLICT, by dialect: both databases have it, SQLAlchemy keeps it in their dialects."""
T = TypeVar("T")


class Instant(TypeDecorator[datetime]):
    """A moment, kept and given in UTC; a datetime without its zone is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To the database."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """From the database; SQLite forgets the zone."""
        return value.replace(tzinfo=UTC) if value is not None and value.tzinfo is None else value


class Database:
    """Runs functions of a connection, each in a transaction of its own, off the event loop."""

    def __init__(self, url: str) -> None:
        self.engine = connect(url)
        # SQLite takes one writer at a time: they queue here rather than in its busy handler, which sleeps.
        workers = 1 if self.engine.dialect.name == "sqlite" else 10
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix="database")

    async def run(self, work: Callable[..., T], *arguments: Any) -> T:
        """`work(connection, *arguments)`, committed when it returns and rolled back when it raises."""

        def transaction() -> T:
            with self.engine.begin() as connection:
                return work(connection, *arguments)

        return await asyncio.get_running_loop().run_in_executor(self._threads, transaction)

    def close(self) -> None:
        """Waits for what is running, then closes every connection."""
        self._threads.shutdown()
        self.engine.dispose()


def connect(url: str) -> Engine:
    """An engine; for SQLite the file's folder is made, and the connection is set up for several processes."""
    address = make_url(url)
    if address.get_backend_name() != "sqlite":
        return create_engine(address, pool_size=10, max_overflow=0, pool_pre_ping=True)
    if address.database and address.database != ":memory:":
        Path(address.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(address, connect_args={"timeout": 30, "check_same_thread": False})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_immediate)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # SQLAlchemy says when a transaction begins, see below
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_immediate(connection: Connection) -> None:
    # A transaction that reads first and then writes would otherwise fail when another process wrote in between.
    connection.exec_driver_sql("BEGIN IMMEDIATE")
