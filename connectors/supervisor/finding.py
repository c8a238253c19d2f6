"""What the doctor found."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from bot.settings import Settings


class Level(StrEnum):
    """How bad it is."""

    OK = "ok"
    WARN = "warn"
    """It works, or can work, without."""
    FAIL = "fail"
    """The system cannot run like this."""


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    level: Level
    what: str
    found: str
    mend: str = ""
    """What to do; empty when nothing is to be done."""


Check = Callable[[Settings], Iterator[Finding]]
