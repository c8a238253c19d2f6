"""The clock of the running system; functions are handed the time instead of asking."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)


def day_of(moment: datetime) -> date:
    """The day it is in China at that moment."""
    return moment.astimezone(SHANGHAI).date()


def today() -> date:
    """The day it is in China."""
    return day_of(now())
