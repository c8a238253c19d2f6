"""Stand-ins of a few lines, for what a test does not look at."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.errors import EngineUnavailable
from bot.messages import Reply, UserMessage

NOON = datetime(2026, 5, 20, 4, tzinfo=UTC)
"""A day on which the shipped list is in force."""


class Clock:
    """A clock that goes only when told to."""

    def __init__(self, at: datetime = NOON) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def pass_by(self, time: timedelta) -> None:
        self.at += time


class Parrot:
    """An engine that repeats what it hears, and keeps it."""

    def __init__(self, name: str = "engine") -> None:
        self.name = name
        self.heard: list[str] = []
        self.contexts: list[dict[str, Any]] = []

    async def handle(self, conversation_id: str, text: str, context: dict[str, Any]) -> list[Reply]:
        self.heard.append(text)
        self.contexts.append(context)
        return [Reply(f"{self.name}: {text}", topic={"about": text})]


class Broken:
    """An engine that fails in its own way."""

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error or EngineUnavailable("down")

    async def handle(self, conversation_id: str, text: str, context: dict[str, Any]) -> list[Reply]:
        raise self.error


class Slow(Parrot):
    """An engine that thinks until it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.begun = asyncio.Event()
        self.let_go = asyncio.Event()
        self.at_once = 0
        self.most_at_once = 0

    async def handle(self, conversation_id: str, text: str, context: dict[str, Any]) -> list[Reply]:
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        self.begun.set()
        await self.let_go.wait()
        self.at_once -= 1
        return await super().handle(conversation_id, text, context)


def said(
    text: str = "低保怎么申请？", message_id: str = "m1", sender: str = "citizen", at: datetime = NOON
) -> UserMessage:
    return UserMessage(message_id, "web", sender, text, at)


Transact = Callable[..., Any]
"""`transact(work, *arguments)` runs `work(connection, *arguments)` in a transaction of its own."""
