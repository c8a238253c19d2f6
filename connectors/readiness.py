"""Which parts work just now, and what the citizen is told about the ones that don't."""

from __future__ import annotations

import asyncio
from dataclasses import asdict, dataclass

import aiohttp
from redis.asyncio import Redis
from redis.exceptions import RedisError
from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from bot.db import Database
from connectors.live_list import LiveList

NOTICE = "助手有一部分暂时用不了：政策问题还能查，也能转人工，别的请稍后再试。"
EVERY = 3.0
"""Seconds between two looks."""


@dataclass(frozen=True)
class Parts:
    """True: the part answered when last asked."""

    database: bool = False
    redis: bool = False
    rasa: bool = False


class Readiness:
    """Asks each part again and again, so that nobody who wants to know has to wait."""

    def __init__(self, database: Database, redis: Redis, rasa_url: str, live: LiveList) -> None:
        self._database, self._redis, self._rasa_url, self._live = database, redis, rasa_url, live
        self.parts = Parts()

    @property
    def ready(self) -> bool:
        """Whether messages can be taken at all."""
        return self.parts.database

    @property
    def notice(self) -> str | None:
        """What to tell citizens; None while everything works."""
        return None if self.parts.rasa else NOTICE

    def report(self) -> dict[str, object]:
        """For /readyz."""
        degraded = [name for name, works in asdict(self.parts).items() if not works]
        newest = self._live.rejected is None
        return {
            "ready": self.ready,
            "degraded": degraded + ([] if newest else ["list"]),
            "parts": {**asdict(self.parts), "list": newest},
            "list": self._live.current().policies.version,
        }

    async def watch(self) -> None:
        """Runs until cancelled."""
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=2)) as session:
            while True:
                self.parts = Parts(
                    *await asyncio.gather(self._ask_database(), self._ask_redis(), self._ask_rasa(session))
                )
                await asyncio.sleep(EVERY)

    async def _ask_database(self) -> bool:
        try:
            await self._database.run(_select_one)
        except SQLAlchemyError:
            return False
        return True

    async def _ask_redis(self) -> bool:
        try:
            await self._redis.ping()
        except (RedisError, OSError):
            return False
        return True

    async def _ask_rasa(self, session: aiohttp.ClientSession) -> bool:
        try:
            async with session.get(f"{self._rasa_url}/webhooks/rest/") as response:
                return response.status == 200
        except (aiohttp.ClientError, TimeoutError):
            return False


def _select_one(connection: Connection) -> None:
    connection.execute(text("SELECT 1"))
