"""What the two sides of the bench have in common: started, asked, looked at, stopped."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import time
from abc import ABC, abstractmethod
from collections.abc import Sequence
from pathlib import Path

import aiohttp

from bench.processes import Usage, tree

START_SECONDS = 180
ROOT = Path(__file__).parents[1]
STATE = ROOT / "var/bench"


class WrongAnswer(Exception):
    """A turn that was not answered as it should be; says which question, and what came."""


class Side(ABC):
    """One of the two systems that are compared."""

    name: str
    url: str
    """Where it answers, without a slash at the end."""

    def __init__(self) -> None:
        self._processes: list[subprocess.Popen[bytes]] = []

    @abstractmethod
    async def send(self, session: aiohttp.ClientSession, conversation: str, text: str) -> None:
        """One turn. Raises WrongAnswer unless the answer is one."""

    @abstractmethod
    async def ready(self, session: aiohttp.ClientSession) -> bool:
        """Tell whether a turn could be answered now."""

    @abstractmethod
    def launch(self) -> None:
        """Start the processes, without waiting."""

    async def start(self) -> float:
        """Start everything and return the seconds until it was ready."""
        began = time.monotonic()
        self.launch()
        async with aiohttp.ClientSession() as session:
            while not await self._is_ready(session):
                if time.monotonic() - began > START_SECONDS:
                    raise TimeoutError(f"{self.name} is not ready after {START_SECONDS} s; see {STATE}/{self.name}.log")
                self._require_alive()
                await asyncio.sleep(0.1)
        return time.monotonic() - began

    def stop(self) -> None:
        """Stop what was started, the last first."""
        for process in reversed(self._processes):
            process.send_signal(signal.SIGTERM)
        for process in reversed(self._processes):
            process.wait(timeout=60)
        self._processes.clear()

    def usage(self) -> list[Usage]:
        """Return every process of this side."""
        return [usage for process in self._processes for usage in tree(process.pid)]

    def run(self, command: Sequence[str | Path], env: dict[str, str], folder: Path = ROOT) -> None:
        """Start one process; what it writes goes to var/bench/<name>.log."""
        STATE.mkdir(parents=True, exist_ok=True)
        with (STATE / f"{self.name}.log").open("ab") as log:
            process = subprocess.Popen(command, env=os.environ | env, cwd=folder, stdout=log, stderr=log)
        self._processes.append(process)

    async def _is_ready(self, session: aiohttp.ClientSession) -> bool:
        try:
            return await self.ready(session)
        except (aiohttp.ClientError, TimeoutError):
            return False

    def _require_alive(self) -> None:
        for process in self._processes:
            if process.poll() is not None:
                raise RuntimeError(f"{process.args!r} of {self.name} ended at once; see {STATE}/{self.name}.log")


def free_port() -> int:
    """Return a port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
