"""Showing how far a long step is, on standard error: a bar on a terminal, now and then a line elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import Progress


@contextmanager
def progress_line(title: str) -> Iterator[Callable[[int, int], None]]:
    """Gives a function to call with (done, all)."""
    console = Console(stderr=True)
    if console.is_terminal:
        with Progress(console=console) as bar:
            task = bar.add_task(title)
            yield lambda done, whole: bar.update(task, completed=done, total=whole)
        return
    shown = -1

    def print_quarters(done: int, whole: int) -> None:
        nonlocal shown
        if (quarter := 4 * done // whole) > shown:
            shown = quarter
            console.print(f"{title}: {25 * quarter} %")

    yield print_quarters
