"""So many a minute: counted in Redis for all gateways, and by each for itself while Redis is down."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable

import pytest
from redis.asyncio import Redis

from connectors.rate import RateLimit
from tests.servers import free_port


@pytest.fixture(autouse=True)
def _within_one_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    """Own memory counts by the clock's minutes: hold it still."""
    monkeypatch.setattr("limits.aio.storage.memory.time.time", lambda: 1_000_000_000.0)


Make = Callable[..., RateLimit]


@pytest.fixture
async def make(redis: Redis, redis_url: str) -> AsyncIterator[Make]:
    """Makes limits, and closes their connections at the end."""
    made: list[RateLimit] = []

    def make(name: str = "sender", url: str = redis_url) -> RateLimit:
        made.append(RateLimit(url, name, 3))
        return made[-1]

    yield make
    for limit in made:
        await limit._shared.storage.bridge.storage.aclose()  # type: ignore[attr-defined]


async def admitted(limit: RateLimit, key: str, times: int) -> int:
    return sum([await limit.allows(key) for _ in range(times)])


async def test_each_key_has_a_limit_of_its_own(make: Make) -> None:
    limit = make()
    assert await admitted(limit, "one", 5) == 3
    assert await admitted(limit, "two", 2) == 2


async def test_gateways_count_together_and_limits_apart(make: Make) -> None:
    one, other = make(), make()
    assert await admitted(one, "key", 2) + await admitted(other, "key", 2) == 3
    assert await make("address").allows("key")


async def test_redis_forgets_after_the_minute(make: Make, redis: Redis) -> None:
    await make().allows("key")
    keys = await redis.keys()
    assert len(keys) == 1
    assert 0 < await redis.ttl(keys[0]) <= 60


async def test_without_redis_each_counts_for_itself(make: Make) -> None:
    limit = make(url=f"redis://127.0.0.1:{free_port()}/0")
    assert await admitted(limit, "key", 5) == 3
