"""The bell rings here, in other processes by Redis, and its being without Redis disturbs nobody."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from redis.asyncio import Redis

from connectors import bell as bell_module
from connectors.bell import CHANNEL, Bell, rung
from tests.servers import eventually, free_port, redis_server

NOT_FOR_EVER = 30


@asynccontextmanager
async def hearing(bell: Bell) -> AsyncIterator[None]:
    task = asyncio.create_task(bell.hear_others())
    yield
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def until_somebody_listens(redis: Redis) -> None:
    async def somebody_does() -> bool:
        return bool(dict(await redis.pubsub_numsub(CHANNEL))[CHANNEL.encode()])

    await eventually(somebody_does)


async def until_a_ring_is_heard(bell: Bell, event: asyncio.Event) -> None:
    """Rings again and again: a subscription that has just come back may be dropped once more, and rings may be missed."""

    async def heard() -> bool:
        await bell.ring("c1")
        return event.is_set()

    await eventually(heard)


async def test_a_ring_wakes_those_who_wait_for_that_conversation_only(redis: Redis) -> None:
    bell = Bell(redis)
    async with bell.listen("c1") as one, bell.listen("c1") as two, bell.listen("c2") as other:
        await bell.ring("c1")
        assert (one.is_set(), two.is_set(), other.is_set()) == (True, True, False)
        await rung(one)
        assert not one.is_set()


async def test_a_ring_is_heard_in_another_process(redis: Redis, redis_url: str) -> None:
    async with Redis.from_url(redis_url) as other:
        here, there = Bell(redis), Bell(other)
        async with hearing(there), there.listen("c1") as event:
            await until_somebody_listens(redis)
            await here.ring("c1")
            async with asyncio.timeout(NOT_FOR_EVER):
                await event.wait()


async def test_without_redis_it_rings_here(redis: Redis) -> None:
    async with Redis.from_url(f"redis://127.0.0.1:{free_port()}") as nobody:
        bell = Bell(nobody)
        async with hearing(bell), bell.listen("c1") as event:
            await bell.ring("c1")
            assert event.is_set()


async def test_whoever_waits_looks_without_a_ring_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bell_module, "PATIENCE", 0.01)
    await rung(asyncio.Event())


async def test_it_hears_others_again_when_redis_comes_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bell_module, "PATIENCE", 0.01)
    port = free_port()
    url = f"redis://127.0.0.1:{port}/0"
    async with Redis.from_url(url) as own:
        bell = Bell(own)
        async with hearing(bell), bell.listen("c1") as event:
            for _ in range(2):  # the second time after a Redis that has gone
                with redis_server(tmp_path, port):
                    async with Redis.from_url(url) as client:
                        await until_a_ring_is_heard(Bell(client), event)
                event.clear()


async def test_nobody_is_remembered_who_listens_no_more(redis: Redis) -> None:
    bell = Bell(redis)
    async with bell.listen("c1") as event:
        pass
    await bell.ring("c1")
    assert not event.is_set()
    assert not bell._waiting
