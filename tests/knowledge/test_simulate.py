"""The interview, tried on made-up citizens: it comes to the same outcomes with fewer questions."""

from __future__ import annotations

from datetime import date

import pytest

from knowledge.facts import believe
from knowledge.policy_list import load
from knowledge.simulate import Citizens, Compared, compare

LIST = load()
TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def compared() -> list[Compared]:
    told: list[tuple[int, int]] = []
    found = compare(LIST, "guangzhou", TODAY, people=60, seed=7, progress=lambda done, of: told.append((done, of)))
    assert told[-1] == (60, 60)
    return found


def test_no_outcome_differs_from_that_with_every_fact_known(compared: list[Compared]) -> None:
    assert [one.policy for one in compared if one.differing] == []


def test_the_whole_list_takes_at_most_half_of_the_form(compared: list[Compared]) -> None:
    whole = compared[-1]
    assert whole.policy is None
    assert whole.ratio <= 0.5
    assert whole.ours.mean < whole.shuffled.mean


def test_nobody_is_asked_more_than_the_form(compared: list[Compared]) -> None:
    assert [one.policy for one in compared if one.ours.p95 > one.fixed] == []


def test_made_up_citizens_can_be_so_and_the_same_seed_makes_up_the_same() -> None:
    citizens, again = Citizens(LIST.facts, 3), Citizens(LIST.facts, 3)
    for _ in range(50):
        person = citizens.one()
        assert person == again.one()
        assert {name: believe(LIST.facts[name], value) for name, value in person.items()} == person
