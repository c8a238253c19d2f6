"""Callers who all begin at the same moment."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from sqlalchemy import Connection, Engine, text

from actions.booking.errors import BookingError
from tests.servers import wait_until


def together(works: Sequence[Callable[[], Any]]) -> list[Any]:
    """What each gave, or the BookingError that it met, in order; anything else is raised."""
    barrier = Barrier(len(works))

    def one(work: Callable[[], Any]) -> Any:
        barrier.wait()
        try:
            return work()
        except BookingError as error:
            return error

    with ThreadPoolExecutor(len(works)) as threads:
        return list(threads.map(one, works))


def while_open(engine: Engine, first: Callable[[Connection], Any], second: Callable[[], Any]) -> tuple[Any, Any]:
    """What both gave: `second` begins after all that `first` does in its transaction, and before that is committed."""
    with ThreadPoolExecutor(1) as thread:
        with engine.begin() as db:
            done = first(db)
            answer = thread.submit(second)
            wait_until(lambda: answer.done() or waits_for_a_lock(engine), what="an end of the second")
        return done, answer.result()


def waits_for_a_lock(engine: Engine) -> bool:
    """Whether somebody does. On SQLite everybody waits as soon as he begins."""
    if engine.dialect.name == "sqlite":
        return True
    of_this = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    with engine.connect() as db:
        return bool(db.scalar(text(of_this)))
