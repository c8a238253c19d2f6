"""What was told on one day, as it stands on a later one."""

from __future__ import annotations

from datetime import date

import pytest

from knowledge.facts import Between, Value
from knowledge.policy_list import load
from knowledge.profile import Told, known_on

FACTS = load().facts


@pytest.mark.parametrize(
    ("name", "value", "told", "day", "known"),
    [
        ("age", 79.0, "2026-11-23", "2026-11-23", 79.0),
        ("age", 79.0, "2026-11-23", "2026-11-24", Between(79.0, 80.0)),
        ("age", 79.0, "2026-11-23", "2027-11-22", Between(79.0, 80.0)),
        ("age", 79.0, "2026-11-23", "2027-11-23", 80.0),
        ("age", 79.0, "2026-11-23", "2027-11-24", Between(80.0, 81.0)),
        ("age", 79.0, "2028-02-29", "2029-02-28", Between(79.0, 80.0)),
        ("age", 79.0, "2028-02-29", "2029-03-01", Between(80.0, 81.0)),
        ("age", 79.0, "2028-02-28", "2029-02-28", 80.0),
        ("age", Between(70.0, 79.0), "2026-11-23", "2027-11-23", Between(71.0, 80.0)),
        ("father-months", 5.0, "2026-11-23", "2026-12-22", Between(5.0, 6.0)),
        ("father-months", 5.0, "2026-11-23", "2026-12-23", 6.0),
        ("income-per-head", 1200.0, "2026-11-23", "2028-11-23", 1200.0),
        ("hukou", "guangzhou", "2026-11-23", "2028-11-23", "guangzhou"),
        ("dementia", True, "2026-11-23", "2028-11-23", True),
    ],
)
def test_people_grow_older_and_months_go_by(
    name: str, value: Value | Between, told: str, day: str, known: Value | Between
) -> None:
    facts = {name: Told(value, date.fromisoformat(told))}
    assert known_on(FACTS, facts, date.fromisoformat(day)) == {name: known}


def test_a_fact_that_is_asked_no_more_is_left_out() -> None:
    assert known_on(FACTS, {"gone": Told(True, date(2026, 1, 1))}, date(2026, 1, 2)) == {}
