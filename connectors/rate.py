"""How often one sender and one network address may knock: counted in Redis for all gateways, here when Redis is down."""

from __future__ import annotations

from limits import RateLimitItemPerMinute
from limits.aio.storage import MemoryStorage, RedisStorage
from limits.aio.strategies import FixedWindowRateLimiter
from redis.exceptions import RedisError

REDIS_PATIENCE = 0.3
"""Seconds: a citizen does not wait for a Redis that hangs."""


class RateLimit:
    """So many a minute for each key."""

    def __init__(self, redis_url: str, name: str, per_minute: int) -> None:
        self._item = RateLimitItemPerMinute(per_minute, namespace=f"minsheng:{name}")
        shared = RedisStorage(
            f"async+{redis_url}",
            implementation="redispy",
            socket_timeout=REDIS_PATIENCE,
            socket_connect_timeout=REDIS_PATIENCE,
        )
        self._shared = FixedWindowRateLimiter(shared)
        self._own = FixedWindowRateLimiter(MemoryStorage())

    async def allows(self, key: str) -> bool:
        """Counts one, and says whether it is within the limit. `key` must tell nothing about anybody: a keyed hash."""
        try:
            return await self._shared.hit(self._item, key)
        except (RedisError, OSError):
            return await self._own.hit(self._item, key)
