"""Facts that were told on one day, as they stand on a later one: people grow older, and months go by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from knowledge.facts import Between, Fact, Known, Value

YEARS, MONTHS = "岁", "个月"
"""Units of the numbers that grow by themselves."""


@dataclass(frozen=True)
class Told:
    """A fact, and the day on which it was told."""

    value: Value | Between
    day: date


def known_on(facts: Mapping[str, Fact], told: Mapping[str, Told], day: date) -> Known:
    """What is known on that day, which is not before the facts were told. Facts that the registry no longer has are left out."""
    return {name: _on(facts[name], one, day) for name, one in told.items() if name in facts}


def _on(fact: Fact, told: Told, day: date) -> Value | Between:
    if fact.unit not in (YEARS, MONTHS) or isinstance(told.value, (bool, str)):
        return told.value
    ends = (told.value, told.value) if not isinstance(told.value, Between) else (told.value.least, told.value.most)
    passed = _years if fact.unit == YEARS else _months
    # Who says 79 turned 79 today at the latest, and turns 80 tomorrow at the soonest.
    least = ends[0] + passed(told.day, day)
    most = ends[1] + passed(told.day + timedelta(days=1), day) + 1
    return least if least == most else Between(least, most)


def _years(since: date, day: date) -> int:
    return day.year - since.year - ((day.month, day.day) < (since.month, since.day))


def _months(since: date, day: date) -> int:
    return (day.year - since.year) * 12 + day.month - since.month - (day.day < since.day)
