"""Turns under load, and one long conversation, timed from outside."""

from __future__ import annotations

import asyncio
import itertools
import secrets
import statistics
import time
from dataclasses import dataclass

import aiohttp

from bench.sides import Side

CLIENTS = 16
TURNS_PER_CONVERSATION = 5
"""After so many questions a client begins a new conversation, as a citizen would."""


@dataclass(frozen=True)
class Round:
    """What one round of load measured."""

    seconds: float
    latencies: list[float]
    """Milliseconds, one a turn."""
    rasa_cpu_seconds: float

    @property
    def turns_per_second(self) -> float:
        return len(self.latencies) / self.seconds

    @property
    def p50(self) -> float:
        return statistics.median(self.latencies)

    @property
    def p99(self) -> float:
        return statistics.quantiles(self.latencies, n=100)[98]

    @property
    def rasa_cpu_ms(self) -> float:
        """CPU time of the Rasa process for one turn, in milliseconds."""
        return 1000 * self.rasa_cpu_seconds / len(self.latencies)


async def load(side: Side, questions: list[str], seconds: float) -> Round:
    """Ask with CLIENTS clients at once for `seconds`. Every answer is checked."""
    latencies: list[float] = []
    cpu_before = _rasa_cpu(side)
    began = time.perf_counter()
    async with _session() as session:
        clients = [_client(side, session, questions[n:] + questions[:n], began + seconds) for n in range(CLIENTS)]
        for times in await asyncio.gather(*clients):
            latencies += times
    return Round(time.perf_counter() - began, latencies, _rasa_cpu(side) - cpu_before)


async def conversation(side: Side, questions: list[str], turns: int) -> tuple[float, float]:
    """Return the milliseconds of the first and of the last turn of one conversation."""
    name = _new_conversation()
    async with _session() as session:
        times = [await _turn(side, session, name, text) for text in itertools.islice(itertools.cycle(questions), turns)]
    return times[0], times[-1]


async def _client(side: Side, session: aiohttp.ClientSession, questions: list[str], until: float) -> list[float]:
    times: list[float] = []
    name = _new_conversation()
    for text in itertools.cycle(questions):
        if time.perf_counter() > until:
            break
        if len(times) % TURNS_PER_CONVERSATION == 0:
            name = _new_conversation()
        times.append(await _turn(side, session, name, text))
    return times


async def _turn(side: Side, session: aiohttp.ClientSession, name: str, text: str) -> float:
    began = time.perf_counter()
    await side.send(session, name, text)
    return 1000 * (time.perf_counter() - began)


def _session() -> aiohttp.ClientSession:
    connections = aiohttp.TCPConnector(limit=CLIENTS)
    return aiohttp.ClientSession(connector=connections, timeout=aiohttp.ClientTimeout(total=30))


def _new_conversation() -> str:
    return secrets.token_urlsafe(24)


def _rasa_cpu(side: Side) -> float:
    return sum(usage.cpu_seconds for usage in side.usage() if usage.name == "rasa")
