"""Callers who all begin at the same moment."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from actions.booking.errors import BookingError


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
