"""What can go wrong on this side of the doors, by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class Refused(Exception):
    """A message that cannot be taken, with what to tell the citizen."""

    def __init__(self, code: str, message: str, more: Mapping[str, Any] | None = None) -> None:
        super().__init__(message)
        self.code = code
        """Which kind of refusal, such as empty, too_long or bad_facts; doors know what each is to them."""
        self.message = message
        """In Chinese, to be shown."""
        self.more = more or {}
        """What else a program may want to know of it, fit for JSON."""


class EngineUnavailable(Exception):
    """The dialogue engine gave no answer: down, too slow, or an empty reply."""


class LeaseLost(Exception):
    """Another process took the conversation over while this one was working on it; its result is thrown away."""
