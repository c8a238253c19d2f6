"""Rings when something new stands in a conversation, so that whoever waits need not keep asking the database.

Within a process by events, between processes over Redis. A ring may be missed (Redis is down, say): waiters look for
themselves every two seconds, so nothing depends on it.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

CHANNEL = "minsheng:bell"
PATIENCE = 2.0
"""Seconds after which a waiter looks for itself."""
log = structlog.get_logger()


class Bell:
    """Conversation ids are what is rung; they tell nothing about anybody."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._waiting: dict[str, set[asyncio.Event]] = defaultdict(set)

    async def ring(self, conversation_id: str) -> None:
        """Wakes everybody who waits for the conversation, here and in other processes."""
        self._ring_here(conversation_id)
        with suppress(RedisError, OSError):
            await self._redis.publish(CHANNEL, conversation_id)

    @asynccontextmanager
    async def listen(self, conversation_id: str) -> AsyncIterator[asyncio.Event]:
        """An event that is set at every ring; clear it before looking."""
        event = asyncio.Event()
        self._waiting[conversation_id].add(event)
        try:
            yield event
        finally:
            self._waiting[conversation_id].discard(event)
            if not self._waiting[conversation_id]:
                del self._waiting[conversation_id]

    async def hear_others(self) -> None:
        """Runs until cancelled: passes on the rings of other processes."""
        while True:
            try:
                async with self._redis.pubsub() as subscription:
                    await subscription.subscribe(CHANNEL)
                    while True:
                        message = await subscription.get_message(ignore_subscribe_messages=True, timeout=PATIENCE)
                        if message is not None:
                            self._ring_here(message["data"].decode())
            except (RedisError, OSError) as error:
                log.warning("bell_without_redis", error=type(error).__name__)
                await asyncio.sleep(PATIENCE)

    def _ring_here(self, conversation_id: str) -> None:
        for event in self._waiting.get(conversation_id, ()):
            event.set()


async def rung(event: asyncio.Event) -> None:
    """Waits for the next ring, or until patience runs out."""
    await set_within(event, PATIENCE)
    event.clear()


async def set_within(event: asyncio.Event, seconds: float) -> None:
    """Waits until the event is set, but no longer than that."""
    with suppress(TimeoutError):
        await asyncio.wait_for(event.wait(), seconds)
