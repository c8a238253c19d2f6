"""Transactions that are tried again when the database asks for it: a deadlock, a busy SQLite file, a lost connection.

The work is a function of a connection that can be done anew after it was rolled back. Whether a transaction was committed
when the connection broke is not known: work that must not be done twice carries a key by which it knows itself again.
"""

from __future__ import annotations

import asyncio
import secrets
import sqlite3
import time
from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, OperationalError

from bot.db import Database

T = TypeVar("T")
ATTEMPTS = 10
SHORTEST = 0.005
"""Seconds to wait; the longest wait doubles with each attempt, so that those who collided come apart."""
UNTIL_BACK = 0.5
"""Seconds given to a database that was lost."""
_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_TURN_LOST = {"40001", "40P01", "55P03"}
"""PostgreSQL's serialization failure, deadlock, and lock not available."""


class Again(Exception):
    """Somebody else was faster; the same work is to be done anew."""

    def __init__(self, why: str, first: Callable[[Connection], Any] | None = None) -> None:
        super().__init__(why)
        self.first = first
        """What is to be done before, in a transaction of its own, so that it holds no locks of the work."""


class Unavailable(Exception):
    """The database does not answer, at the second try either."""


def run(engine: Engine, work: Callable[..., T], *arguments: Any) -> T:
    """`work(connection, *arguments)` in a transaction of its own. Unavailable if the database is away."""
    attempts = _Attempts()
    while True:
        try:
            with engine.begin() as connection:
                return work(connection, *arguments)
        except (DBAPIError, Again) as error:
            time.sleep(attempts.pause_after(error))
            if isinstance(error, Again) and error.first is not None:
                run(engine, error.first)


async def run_async(database: Database, work: Callable[..., T], *arguments: Any) -> T:
    """The same, off the event loop."""
    attempts = _Attempts()
    while True:
        try:
            return await database.run(work, *arguments)
        except (DBAPIError, Again) as error:
            await asyncio.sleep(attempts.pause_after(error))
            if isinstance(error, Again) and error.first is not None:
                await run_async(database, error.first)


class _Attempts:
    """Those made so far at one piece of work."""

    def __init__(self) -> None:
        self._made, self._was_away = 0, False

    def pause_after(self, error: Exception) -> float:
        """Seconds until the next; raises what another attempt would not mend."""
        self._made += 1
        if is_away(error):
            if self._was_away:
                raise Unavailable("the database does not answer") from error
            self._was_away = True
            return UNTIL_BACK
        if not _lost_its_turn(error) or self._made == ATTEMPTS:
            raise error
        if isinstance(error, Again) and error.first is not None:
            return 0
        return secrets.SystemRandom().uniform(SHORTEST, SHORTEST * 2**self._made)


def is_away(error: Exception) -> bool:
    """Whether the connection broke, or none could be made."""
    if not isinstance(error, DBAPIError) or isinstance(error.orig, sqlite3.Error):
        return False
    state = getattr(error.orig, "sqlstate", None)
    never_asked = isinstance(error, OperationalError) and state is None
    return error.connection_invalidated or never_asked or (state or "").startswith(("08", "57P"))


def _lost_its_turn(error: Exception) -> bool:
    original = error.orig if isinstance(error, OperationalError) else None
    if isinstance(original, sqlite3.Error):
        return (original.sqlite_errorcode & 0xFF) in _BUSY
    return isinstance(error, Again) or getattr(original, "sqlstate", None) in _TURN_LOST
