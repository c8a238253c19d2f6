"""What Rasa answers becomes replies; whatever it fails with becomes EngineUnavailable."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.engine import RasaEngine
from bot.errors import EngineUnavailable
from bot.messages import Button, Reply
from tests.servers import free_port

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@asynccontextmanager
async def rasa_of(handler: Handler) -> AsyncIterator[RasaEngine]:
    """The engine, with a Rasa that answers like this."""
    app = web.Application()
    app.router.add_post("/webhooks/rest/webhook", handler)
    async with TestServer(app) as server:
        engine = RasaEngine(str(server.make_url("")).rstrip("/"))
        yield engine
        await engine.close()


def that_says(*parts: dict[str, Any]) -> AbstractAsyncContextManager[RasaEngine]:
    async def handler(request: web.Request) -> web.Response:
        return web.json_response(list(parts))

    return rasa_of(handler)


async def test_it_is_asked_with_sender_text_and_context() -> None:
    asked: list[dict[str, Any]] = []

    async def handler(request: web.Request) -> web.Response:
        asked.append(await request.json())
        return web.json_response([{"text": "您好"}])

    async with rasa_of(handler) as engine:
        await engine.handle("c1", "你好", {"topic": {"policies": ["dibao"]}})
    assert asked == [{"sender": "c1", "message": "你好", "metadata": {"topic": {"policies": ["dibao"]}}}]


async def test_replies_of_actions_and_of_the_domain_come_in_order() -> None:
    ours = Reply("答", outcome="answered", buttons=(Button("a", "b"),), topic={"policies": ["dibao"]})
    domain = {"recipient_id": "c1", "text": "您好", "buttons": [{"title": "转人工", "payload": "转人工"}]}
    async with that_says({"recipient_id": "c1", "custom": ours.to_dict()}, domain) as engine:
        assert await engine.handle("c1", "x", {}) == [ours, Reply("您好", buttons=(Button("转人工", "转人工"),))]


async def test_an_empty_answer_is_a_failure() -> None:
    async with that_says() as engine:
        with pytest.raises(EngineUnavailable, match="empty"):
            await engine.handle("c1", "x", {})


@pytest.mark.parametrize("status", [401, 500])
async def test_an_error_status_is_a_failure(status: int) -> None:
    async def handler(request: web.Request) -> web.Response:
        return web.Response(status=status)

    async with rasa_of(handler) as engine:
        with pytest.raises(EngineUnavailable):
            await engine.handle("c1", "x", {})


async def test_what_is_no_json_is_a_failure() -> None:
    async def handler(request: web.Request) -> web.Response:
        return web.Response(text="<html>", content_type="text/html")

    async with rasa_of(handler) as engine:
        with pytest.raises(EngineUnavailable):
            await engine.handle("c1", "x", {})


async def test_nobody_there_is_a_failure() -> None:
    engine = RasaEngine(f"http://127.0.0.1:{free_port()}")
    with pytest.raises(EngineUnavailable):
        await engine.handle("c1", "x", {})
    await engine.close()


async def test_after_three_failures_it_is_left_alone() -> None:
    asked = 0

    async def handler(request: web.Request) -> web.Response:
        nonlocal asked
        asked += 1
        return web.Response(status=500)

    async with rasa_of(handler) as engine:
        for _ in range(5):
            with pytest.raises(EngineUnavailable):
                await engine.handle("c1", "x", {})
    assert asked == 3
