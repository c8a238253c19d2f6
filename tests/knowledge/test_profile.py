"""What was told on one day, as it stands on a later one."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from knowledge.facts import Between
from knowledge.policy_list import load
from knowledge.profile import AGE, BORN, Told, age_on, known_on
from tests.knowledge.tiny import cases

FACTS = load().facts
CASES = [(case, day, known) for case in cases("profile") for day, known in case["then"].items()]


def value(written: Any) -> Any:
    """[70, 79] is a number between them."""
    if isinstance(written, list):
        return Between(*map(float, written))
    return float(written) if type(written) is int else written


@pytest.mark.parametrize(
    ("case", "day", "known"), CASES, ids=[f"{case['fact']} {case['said']} {day}" for case, day, _ in CASES]
)
def test_people_grow_older_and_months_go_by(case: dict[str, Any], day: date, known: Any) -> None:
    told = {case["fact"]: Told(value(case["said"]), case["told"])}
    if "born" in case:
        told[BORN] = Told(case["born"], case["told"])
    assert known_on(FACTS, told, day) == ({} if known == "gone" else {case["fact"]: value(known)})


@pytest.mark.parametrize("told", [date(2027, 2, 28), date(2027, 11, 23), date(2028, 2, 28), date(2028, 2, 29)])
def test_nobody_who_could_say_that_age_is_older_or_younger_later(told: date) -> None:
    """Against every day of birth that fits what was said."""
    days = [date.fromordinal(day) for day in range(date(1943, 1, 1).toordinal(), date(1951, 1, 1).toordinal())]
    births = [born for born in days if age_on(born, told) == 79]
    for later in (date.fromordinal(told.toordinal() + passed) for passed in range(1500)):
        ages = [float(age_on(born, later)) for born in births]
        known = known_on(FACTS, {AGE: Told(79.0, told)}, later)[AGE]
        assert known == (min(ages) if min(ages) == max(ages) else Between(min(ages), max(ages))), later
