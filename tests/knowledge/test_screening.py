"""The screening of many people comes to the same as judging each by each policy."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge import diagram
from knowledge.eligibility import judge
from knowledge.facts import Between, Fact, FactKind, Known, Value
from knowledge.interview import COST
from knowledge.policy_list import load
from knowledge.rule import Rule, may_be
from knowledge.screening import Screening, Standing
from knowledge.simulate import Citizens

LIST = load()
TODAY = date(2026, 11, 22)
WHOLE = Screening(LIST, "guangzhou", TODAY)
DAYS = {day: Screening(LIST, "guangzhou", day) for day in (date(2025, 3, 1), date(2026, 5, 31), TODAY)}


def values(fact: Fact) -> st.SearchStrategy[Value | Between]:
    """What may be known of a fact: mostly numbers as they stand in a form, also rough ones."""
    if fact.kind is FactKind.YES_NO:
        return st.booleans()
    if fact.kind is FactKind.CHOICE:
        return st.sampled_from(list(fact.choices))
    assert fact.most is not None
    number = st.integers(int(fact.least), int(fact.most)).map(float)
    return number | st.tuples(number, number).map(lambda ends: Between(min(ends), max(ends)))


@st.composite
def people(draw: st.DrawFn) -> dict[str, Any]:
    """Somebody of whom some facts are known: those of a few policies more often, so that something is told."""
    about = draw(st.lists(st.sampled_from(WHOLE.rules), max_size=4))
    likely = {name for one in about for name in one.facts}
    names = draw(st.sets(st.sampled_from(sorted(likely)))) if likely else set()
    names |= draw(st.sets(st.sampled_from(list(LIST.facts)), max_size=12))
    return {name: draw(values(LIST.facts[name])) for name in sorted(names)}


@settings(deadline=None, max_examples=150)
@given(people(), st.sampled_from(list(DAYS)))
def test_standings_are_the_outcomes_of_judging_one_by_one(known: Known, day: date) -> None:
    judged = {one.policy.id: judge(one, known) for one in DAYS[day].rules}
    expected = {policy: Standing(one.outcome, one.as_last_known) for policy, one in judged.items()}
    assert DAYS[day].standings(known) == expected


@settings(deadline=None, max_examples=150)
@given(people())
def test_what_would_settle_is_exactly_what_is_missing(known: Known) -> None:
    settling = WHOLE.would_settle(known)
    assert len(settling) == len(set(settling))
    assert set(settling) == {name for one in WHOLE.rules for name in judge(one, known).missing}


@pytest.mark.parametrize("seed", range(5))
def test_nothing_would_settle_what_is_known(seed: int) -> None:
    person = Citizens(LIST.facts, seed).one()
    assert WHOLE.would_settle(person) == []
    assert {one.outcome for one in WHOLE.standings(person).values()} > {"not_eligible"}


def chance_to_settle(one: Rule, known: Known, name: str) -> float:
    """How likely the answer leaves nothing to ask, by judging once for each cell that the fact may be in."""
    fact, possible = one.facts[name], may_be(one, known)[name]
    answers: list[Value]
    if fact.kind is FactKind.NUMBER:
        assert fact.most is not None
        bounds = {bound for leaf in one.leaves[name] for bound in leaf.bounds}
        near = {bound + off for bound in bounds for off in (-0.5, -1, 0, 0.5, 1)}
        answers = [n for n in near | {fact.least, fact.most} if fact.least <= n <= fact.most]
        answers = [float(n) for n in answers if not fact.whole or n == int(n)]
    else:
        answers = [True, False] if fact.kind is FactKind.YES_NO else list(fact.choices)
    by_cell = {one.cell_of[name](value): value for value in answers}
    chances = {bit: chance for bit, chance in one.chances[name].items() if bit & possible}
    settles = [chance for bit, chance in chances.items() if not judge(one, {**known, name: by_cell[bit]}).missing]
    return sum(settles) / sum(chances.values())


@pytest.mark.parametrize("seed", range(4))
def test_the_first_settles_most_for_what_it_costs_to_ask(seed: int) -> None:
    person = Citizens(LIST.facts, seed).one()
    known = {name: person[name] for place, name in enumerate(person) if place % 3 != seed % 3}
    worth = dict.fromkeys(WHOLE.would_settle(known), 0.0)
    for one in WHOLE.rules:
        for name in judge(one, known).missing:
            worth[name] += chance_to_settle(one, known, name)
    ordered = [worth[name] / COST[LIST.facts[name].sensitivity] for name in worth]
    assert len(ordered) > 3
    assert ordered == pytest.approx(sorted(ordered, reverse=True))


def test_only_the_policies_asked_about_are_looked_at() -> None:
    benefits = LIST.benefits("guangzhou")
    some = Screening(LIST, "guangzhou", TODAY, benefits)
    assert set(some.standings({})) == {one.policy.id for one in WHOLE.rules} & set(benefits)
    assert set(some.would_settle({})) < set(WHOLE.would_settle({}))


def test_another_place_has_its_own_policies() -> None:
    national = Screening(LIST, "national", TODAY).standings({})
    assert 0 < len(national) < len(WHOLE.rules)
    with pytest.raises(KeyError):
        Screening(LIST, "nowhere", TODAY)


def test_what_is_forgotten_is_worked_out_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(diagram, "REMEMBERED", 1)
    forgetful = Screening(load(), "guangzhou", TODAY)
    citizens = Citizens(LIST.facts, 1)
    for number in range(40):
        person = citizens.one()
        known = {name: person[name] for place, name in enumerate(person) if (place + number) % 4}
        assert forgetful.standings(known) == WHOLE.standings(known)
        assert forgetful.would_settle(known) == WHOLE.would_settle(known)
