"""Says that something is still going on, once it takes longer than a moment."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import typer

FIRST = 1.0
EVERY = 5.0


@contextmanager
def patience(doing: str, first: float = FIRST, every: float = EVERY) -> Iterator[None]:
    """Prints `doing` to standard error after `first` seconds, and the seconds so far each `every` seconds after that."""
    done = threading.Event()
    began = time.monotonic()

    def tell() -> None:
        if done.wait(first):
            return
        typer.echo(f"{doing}……", err=True)
        while not done.wait(every):
            typer.echo(f"{doing}……已用 {time.monotonic() - began:.0f} 秒", err=True)

    teller = threading.Thread(target=tell, daemon=True)
    teller.start()
    try:
        yield
    finally:
        done.set()
        teller.join()
