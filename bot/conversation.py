"""A conversation: the only truth about who holds it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Status(StrEnum):
    """Who holds the conversation."""

    BOT = "bot"
    QUEUED = "queued"
    OPEN = "open"
    RESOLVED = "resolved"


@dataclass(frozen=True)
class Conversation:
    """One sender at one door."""

    id: str
    status: Status
    topic: dict[str, Any] | None
    """What a follow-up is about."""
