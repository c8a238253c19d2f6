"""Eligibility is exact: it agrees with trying every way to fill in what is not known, for every policy of the list."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.criteria import AllOf, AnyOf, Leaf, NoneOf, Tree, leaves
from knowledge.eligibility import Outcome, evaluate, judge
from knowledge.facts import Between, Fact, FactKind, Value
from knowledge.logic import hangs_on
from knowledge.policy import Policy, Region, Source
from knowledge.policy_list import PolicyList, load
from knowledge.rule import NoCriteria, Rule, may_be, rule

LIST = load()
DAYS = [date(2025, 3, 1), date(2026, 5, 31), date(2026, 11, 22)]
MOST_WAYS = 20_000
"""Ways to fill in that the oracle tries; a person of whom less is known is not drawn."""


def _rules() -> Iterator[Rule]:
    for policy in LIST.policies:
        for day in DAYS:
            try:
                yield rule(LIST, policy, day)
            except NoCriteria:
                continue


RULES = list(_rules())


def numbers(one: Rule, fact: Fact) -> list[Value]:
    """Numbers on, below and above every bound, found without asking the rule for its cells."""
    assert fact.most is not None
    step = 1.0 if fact.whole else 0.25
    bounds = {bound for compared in one.leaves[fact.id] for bound in compared.bounds} | {fact.least, fact.most}
    around = {bound + off for bound in bounds for off in (-step, 0.0, step)}
    return sorted(value for value in around if fact.least <= value <= fact.most)


def values(one: Rule, name: str) -> list[Value]:
    fact = one.facts[name]
    if fact.kind is FactKind.YES_NO:
        return [True, False]
    return list(fact.choices) if fact.kind is FactKind.CHOICE else numbers(one, fact)


def holds(tree: Tree, person: dict[str, Value], lapsed: dict[int, bool]) -> bool:
    """Plain two-valued logic; a leaf of a lapsed clause is as `lapsed` says, if it is there."""
    match tree:
        case Leaf():
            return lapsed.get(id(tree), tree.holds(person[tree.fact]))
        case AllOf():
            return all(holds(child, person, lapsed) for child in tree.all)
        case AnyOf():
            return any(holds(child, person, lapsed) for child in tree.any)
        case NoneOf():
            return not any(holds(child, person, lapsed) for child in tree.none)


@st.composite
def people(draw: st.DrawFn) -> tuple[Rule, dict[str, Any]]:
    """A rule, and somebody of whom so much is known that the rest can be tried out."""
    one = draw(st.sampled_from(RULES))
    known: dict[str, Any] = {}
    unknown, ways = [], 2 ** sum(compared.clause in one.lapsed for compared in leaves(one.tree))
    for name in draw(st.permutations(sorted(one.cells))):
        choices = values(one, name)
        if ways * len(choices) <= MOST_WAYS and draw(st.booleans()):
            ways *= len(choices)
            unknown.append(name)
        elif one.facts[name].kind is FactKind.NUMBER and draw(st.booleans()) and ways * len(choices) <= MOST_WAYS:
            ends = sorted(draw(st.lists(st.sampled_from(choices), min_size=2, max_size=2)), key=float)
            known[name] = Between(float(ends[0]), float(ends[1]))
            ways *= len(choices)
        else:
            known[name] = draw(st.sampled_from(choices))
    return one, known


def ways_to_fill_in(one: Rule, known: dict[str, Any]) -> Iterator[dict[str, Value]]:
    options = []
    for name in one.cells:
        told = known.get(name)
        if isinstance(told, Between):
            options.append([v for v in values(one, name) if told.least <= float(v) <= told.most])
        else:
            options.append(values(one, name) if told is None else [told])
    for chosen in product(*options):
        yield dict(zip(one.cells, chosen, strict=True))


def outcome(possible: set[bool]) -> Outcome:
    if len(possible) == 2:
        return Outcome.CANNOT_TELL
    return Outcome.ELIGIBLE if possible == {True} else Outcome.NOT_ELIGIBLE


@settings(deadline=None, max_examples=400)
@given(people())
def test_it_cannot_be_told_exactly_when_the_rest_can_make_it_either(drawn: tuple[Rule, dict[str, Any]]) -> None:
    one, known = drawn
    open_leaves = [id(one_leaf) for one_leaf in leaves(one.tree) if one_leaf.clause in one.lapsed]
    as_last_known: set[bool] = set()
    firm: set[bool] = set()
    for person in ways_to_fill_in(one, known):
        as_last_known.add(holds(one.tree, person, {}))
        for truths in product([True, False], repeat=len(open_leaves)):
            if len(firm) < 2:
                firm.add(holds(one.tree, person, dict(zip(open_leaves, truths, strict=True))))
    found = judge(one, known)
    assert found.outcome is outcome(firm)
    assert (found.as_last_known or found.outcome) is outcome(as_last_known)


@settings(deadline=None, max_examples=150)
@given(people())
def test_a_fact_is_missing_exactly_when_it_can_still_change_the_outcome(drawn: tuple[Rule, dict[str, Any]]) -> None:
    one, known = drawn
    changes = set()
    people_by_rest: dict[tuple[str, tuple[Any, ...]], set[bool]] = {}
    for person in ways_to_fill_in(one, known):
        truth = holds(one.tree, person, {})
        for name in one.cells:
            if not isinstance(known.get(name), (float, str, bool)):
                rest = (name, tuple(value for other, value in person.items() if other != name))
                people_by_rest.setdefault(rest, set()).add(truth)
                if len(people_by_rest[rest]) == 2:
                    changes.add(name)
    assert set(hangs_on(one, may_be(one, known))) == changes


def made_up(criteria: dict[str, Any], lapses: date | None = None, **facts: dict[str, Any]) -> PolicyList:
    """A list of one policy, p, whose one clause is `who`."""
    clause = {"id": "who", "kind": "who", "text": "样本", "source": "s"}
    policy = Policy.model_validate(
        {
            "id": "p",
            "name": "样本",
            "category": "样本",
            "region": "r",
            "issuer": "样本",
            "summary": "样本",
            "clauses": [clause],
            "criteria": criteria,
        }
    )
    source = Source(id="s", title="样本", issuer="样本", effective=date(2020, 1, 1), lapses=lapses)
    asked = {"ask": "?", "spoken": "?"}
    return PolicyList(
        version="made-up",
        folder=Path(),
        regions={"r": Region(id="r", name="样本")},
        sources={"s": source},
        policies={"p": policy},
        facts={name: Fact.model_validate({"id": name, "name": name, **asked, **fact}) for name, fact in facts.items()},
    )


AGE = {"kind": "number", "whole": True, "most": 120}
INCOME = {"kind": "number", "most": 100000, "near": 0.1}


def leaf(fact: str, **comparison: Any) -> dict[str, Any]:
    return {"fact": fact, "clause": "who", "text": "样本", **comparison}


def test_young_or_old_is_true_of_everybody() -> None:
    everybody = made_up({"any": [leaf("age", less_than=65), leaf("age", at_least=65)]}, age=AGE)
    found = evaluate(everybody, "p", {}, DAYS[-1])
    assert (found.outcome, found.missing) == (Outcome.ELIGIBLE, ())


def test_a_number_known_roughly_is_told_where_it_does_not_decide() -> None:
    poor = made_up(leaf("income", less_than=1000), income=INCOME)
    outcomes = [evaluate(poor, "p", {"income": Between(*ends)}, DAYS[-1]).outcome for ends in [(500, 999), (900, 1000)]]
    assert outcomes == [Outcome.ELIGIBLE, Outcome.CANNOT_TELL]


@pytest.mark.parametrize(
    ("income", "outcome", "near"),
    [
        (1000.0, "not_eligible", [(1000.0, False)]),
        (1100.0, "not_eligible", [(1000.0, False)]),
        (1101.0, "not_eligible", []),
        (999.0, "eligible", [(1000.0, True)]),
    ],
)
def test_near_a_bound_the_outcome_stays_and_the_distance_is_told(
    income: float, outcome: str, near: list[tuple[float, bool]]
) -> None:
    poor = made_up(leaf("income", less_than=1000), income=INCOME)
    found = evaluate(poor, "p", {"income": income}, DAYS[-1])
    assert found.outcome == outcome
    assert [(one.bound, one.inside) for one in found.near] == near


@pytest.mark.parametrize(
    ("comparison", "holds"),
    [
        ("at_least", (False, True, True)),
        ("more_than", (False, False, True)),
        ("at_most", (True, True, False)),
        ("less_than", (True, False, False)),
    ],
)
@pytest.mark.parametrize("other", [{}, {"at_least": 0}, {"at_most": 5000}])
def test_a_bound_itself_is_on_the_side_that_the_comparison_says(
    comparison: str, holds: tuple[bool, ...], other: dict[str, float]
) -> None:
    policies = made_up(leaf("income", **{**other, comparison: 1000.0}), income=INCOME)
    outcomes = [evaluate(policies, "p", {"income": value}, DAYS[-1]).outcome for value in (999.9, 1000.0, 1000.1)]
    assert outcomes == [Outcome.ELIGIBLE if held else Outcome.NOT_ELIGIBLE for held in holds]


def test_no_plain_yes_or_no_rests_on_a_lapsed_clause() -> None:
    lapsed = made_up(leaf("age", at_least=60), lapses=date(2026, 6, 1), age=AGE)
    before, after = (evaluate(lapsed, "p", {"age": 70.0}, day) for day in (date(2026, 5, 31), date(2026, 6, 1)))
    assert (before.outcome, before.as_last_known) == (Outcome.ELIGIBLE, None)
    assert (after.outcome, after.as_last_known, after.missing) == (Outcome.CANNOT_TELL, Outcome.ELIGIBLE, ())


def test_before_it_is_in_force_there_is_nothing_to_tell() -> None:
    with pytest.raises(NoCriteria):
        evaluate(made_up(leaf("age", at_least=60), age=AGE), "p", {}, date(2019, 12, 31))


@pytest.mark.parametrize("value", [True, "yes", 3.0])
def test_a_leaf_that_compares_nothing_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match="compares"):
        Leaf.model_validate({"fact": "age", "clause": "who", "text": "样本"})
