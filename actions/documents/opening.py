"""Files of strangers, opened in a process that is thrown away: bytes in, pages out."""

from __future__ import annotations

import asyncio
import json
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from actions.documents.sniffing import refused
from actions.documents.texts import texts

Page = NDArray[np.uint8]
"""Height × width × 3, RGB, as it is seen: turned as the camera noted."""
OPENER = Path(__file__).with_name("opener.py")


@dataclass(frozen=True)
class Limits:
    """How much a file may ask for; bytes, pixels of the longer side, seconds."""

    file: int = 20_000_000
    pixels: int = 64_000_000
    """Of one picture; telephones take 12 to 50 million."""
    pages: int = 10
    side: int = 2400
    """Pages come no larger: 290 dots per inch of an A5 page, 205 of A4."""
    memory: int = 1 << 30
    """Address space of the process: three times what 64 million pixels take."""
    seconds: int = 15
    """Of computing."""
    patience: float = 30.0
    """Of waiting for the process, whatever it does."""


class CannotOpen(Exception):
    """A file that cannot be opened; ``reason`` is a name, the message a Chinese sentence that says what to do."""

    def __init__(self, reason: str, limits: Limits) -> None:
        said = texts("opening")[reason]
        super().__init__(said.format(megabytes=limits.file // 1_000_000, pages=limits.pages))
        self.reason = reason


class Opening:
    """Opens files, a few at once; the others wait."""

    def __init__(self, limits: Limits | None = None, at_once: int = 2) -> None:
        self.limits = limits or Limits()
        self._free = asyncio.Semaphore(at_once)

    async def open_pages(self, data: bytes) -> list[Page]:
        """The pages of a picture or PDF, 1 to ``limits.pages``. CannotOpen if there are none to be had."""
        if not data:
            raise CannotOpen("empty", self.limits)
        if len(data) > self.limits.file:
            raise CannotOpen("too_large", self.limits)
        if reason := refused(data):
            raise CannotOpen(reason, self.limits)
        async with self._free:
            try:
                async with asyncio.timeout(self.limits.patience):
                    return await self._opened(data)
            except TimeoutError:
                raise CannotOpen("too_heavy", self.limits) from None

    async def _opened(self, data: bytes) -> list[Page]:
        """Ask the process, and see it ended, whatever happens."""
        limits = self.limits
        asked = json.dumps(
            {
                "pixels": limits.pixels,
                "pages": limits.pages,
                "side": limits.side,
                "memory": limits.memory,
                "seconds": limits.seconds,
            }
        )
        process = await asyncio.create_subprocess_exec(
            # Isolated: neither the environment nor the folder decides what it imports.
            *(sys.executable, "-I", str(OPENER), asked),
            stdin=PIPE,
            stdout=PIPE,
            stderr=DEVNULL,
            env={},
            cwd="/",
        )
        giving = asyncio.create_task(_give(process, data))
        try:
            return await self._answer(process)
        finally:
            giving.cancel()
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()

    async def _answer(self, process: Process) -> list[Page]:
        """What it says. It may have been taken over by what it read, so nothing in it is trusted."""
        assert process.stdout
        try:
            line = json.loads(await process.stdout.readline())
            if reason := line.get("cannot"):
                raise CannotOpen(reason if reason in texts("opening") else "broken", self.limits)
            sizes = [(int(width), int(height)) for width, height in line["pages"]]
            if not 1 <= len(sizes) <= self.limits.pages or not all(
                0 < side <= self.limits.side for size in sizes for side in size
            ):
                raise CannotOpen("broken", self.limits)
            pages = []
            for width, height in sizes:
                values = await process.stdout.readexactly(width * height * 3)
                pages.append(np.frombuffer(values, dtype=np.uint8).reshape(height, width, 3))
            return pages
        except (ValueError, TypeError, KeyError, AttributeError, asyncio.IncompleteReadError):
            # No line: the system ended it for what it asked for, or a decoder crashed.
            raise CannotOpen("too_heavy", self.limits) from None


async def _give(process: Process, data: bytes) -> None:
    """Hand over the bytes; a process that ended before has said what it had to say."""
    assert process.stdin
    with suppress(BrokenPipeError, ConnectionResetError):
        process.stdin.write(data)
        await process.stdin.drain()
        process.stdin.close()
        await process.stdin.wait_closed()
