"""What sends SMS: anything that speaks `Sms`. The one that comes along writes them into a folder, for another program to send."""

from __future__ import annotations

import asyncio
import os
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Protocol

ENDING = ".sms"
"""Of files with UTF-8 text; hidden ones are not finished."""


class SmsFailed(Exception):
    """It was not taken; the message says why, to the staff."""

    def __init__(self, why: str, retry: bool) -> None:
        super().__init__(why)
        self.retry = retry
        """Whether another attempt may succeed: not where the number does not exist."""


class Sms(Protocol):
    """A way to send SMS."""

    async def send(self, id: str, phone: str, text: str) -> None:
        """Takes one over. Handed over again with the same id it is the same SMS and arrives once. SmsFailed."""


class FileSms:
    """Writes each SMS into a file of its own, named by its id: the number in the first line, the text in the others. Whoever
    picks them up sends each name once and leaves the file there; it is deleted in time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def send(self, id: str, phone: str, text: str) -> None:
        """The file is there whole or not at all."""
        try:
            await asyncio.to_thread(self._write, id, f"{phone}\n{text}\n")
        except OSError as error:
            raise SmsFailed(f"{type(error).__name__}: {error.strerror}", retry=True) from error

    def forget(self, before: datetime) -> int:
        """Deletes what was written before, also what a killed process left half written; how many files."""
        old = [file for file in self._folder.glob(f"*{ENDING}") if _written(file) < before.timestamp()]
        for file in old:
            file.unlink(missing_ok=True)
        return len(old)

    def _write(self, id: str, content: str) -> None:
        path = self._folder / f"{id}{ENDING}"
        if path.exists():
            return
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with NamedTemporaryFile(
            "w", dir=self._folder, prefix=".", suffix=ENDING, encoding="utf-8", delete=False
        ) as file:
            try:
                file.write(content)  # readable by its owner only, as temporary files are
                file.flush()
                os.fsync(file.fileno())
                Path(file.name).replace(path)
            finally:
                Path(file.name).unlink(missing_ok=True)
        folder = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _written(file: Path) -> float:
    """Seconds since 1970; endless, if it is gone meanwhile."""
    with suppress(FileNotFoundError):
        return file.stat().st_mtime
    return float("inf")
