"""Facts that were told on one day, as they stand on a later one: people grow older, and months go by."""

from __future__ import annotations

from calendar import isleap
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from knowledge.facts import YEARS, BadFact, Between, Fact, Known, Value, believe

AGE = "age"
BORN = "born"
"""The day of birth, ISO, where it was told: no fact that is compared, but the age on any day follows from it."""
FEBRUARY, LEAP_DAY = 2, 29


@dataclass(frozen=True)
class Told:
    """A fact, and the day on which it was told."""

    value: Value | Between
    day: date


def known_on(facts: Mapping[str, Fact], told: Mapping[str, Told], day: date) -> Known:
    """What is known on that day, which is not before the facts were told. What the registry no longer has, or a fact can no
    longer be, is left out."""
    known = {
        name: _on(facts[name], one, day) for name, one in told.items() if name in facts and _fits(facts[name], one)
    }
    if BORN in told and AGE in known:
        known[AGE] = float(age_on(date.fromisoformat(str(told[BORN].value)), day))
    return known


def age_on(born: date, day: date) -> int:
    """Full years of age. Who was born on a 29 February turns a year older on 1 March where there is none."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def _fits(fact: Fact, told: Told) -> bool:
    try:
        for value in _ends(told.value):
            believe(fact, value)
    except BadFact:
        return False
    return True


def _on(fact: Fact, told: Told, day: date) -> Value | Between:
    if fact.grows is None or fact.most is None or isinstance(told.value, (bool, str)):
        return told.value
    few, many = (float(end) for end in _ends(told.value))
    least, most = (_years if fact.unit == YEARS else _months)(few, many, told.day, day)
    if fact.grows == "perhaps":
        least = few
    least, most = min(least, fact.most), min(most, fact.most)
    return least if least == most else Between(least, most)


def _years(few: float, many: float, told: date, day: date) -> tuple[float, float]:
    """Who says 79 turned 79 on the day of telling at the latest, and turns 80 on the next at the soonest."""
    soonest = _years_before(told, int(many) + 1) + timedelta(days=1)
    return float(age_on(_years_before(told, int(few)), day)), float(age_on(soonest, day))


def _months(few: float, many: float, told: date, day: date) -> tuple[float, float]:
    """The same for a length of time, which may have parts of a month."""
    return few + _passed(told, day), many + _passed(told + timedelta(days=1), day) + 1


def _years_before(day: date, years: int) -> date:
    """The last day of birth of those who are that old."""
    year = day.year - years
    if (day.month, day.day) == (FEBRUARY, LEAP_DAY) and not isleap(year):
        return date(year, FEBRUARY, LEAP_DAY - 1)
    return day.replace(year=year)


def _passed(since: date, day: date) -> int:
    return (day.year - since.year) * 12 + day.month - since.month - (day.day < since.day)


def _ends(value: Value | Between) -> tuple[Value, Value]:
    return (value.least, value.most) if isinstance(value, Between) else (value, value)
