"""Who is entitled: cases that a lawyer can read, in tests/eligibility/<policy>.yaml, and what holds for every policy."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from knowledge.criteria import Leaf, leaves
from knowledge.eligibility import Outcome, evaluate
from knowledge.facts import Between, believe
from knowledge.policy_list import PolicyList, load

CASES = Path(__file__).parents[1] / "eligibility"


@dataclass(frozen=True)
class Case:
    """One person on one day. `facts` gives values, or [least, most] for a number known roughly."""

    policy: str
    sentence: str
    day: date
    facts: dict[str, Any]
    outcome: Outcome
    as_last_known: Outcome | None
    amounts: dict[str, float] | None
    missing: list[str] | None
    near: list[str] | None


def _cases() -> Iterator[Case]:
    for path in sorted(CASES.glob("*.yaml")):
        for row in yaml.safe_load(path.read_text(encoding="utf-8")):
            yield Case(
                path.stem,
                row["sentence"],
                row["day"],
                row["facts"],
                Outcome(row["outcome"]),
                Outcome(row["as_last_known"]) if "as_last_known" in row else None,
                row.get("amounts"),
                row.get("missing"),
                row.get("near"),
            )


EVERY = list(_cases())
LIST = load()
WITH_CRITERIA = sorted(policy.id for policy in LIST.policies.values() if policy.criteria is not None)


def known(policies: PolicyList, facts: dict[str, Any]) -> dict[str, Any]:
    """As `evaluate` takes it; a fact that the registry does not know, or a value that it refuses, is an error of the case."""
    return {
        name: Between(*value) if isinstance(value, list) else believe(policies.facts[name], value)
        for name, value in facts.items()
    }


@pytest.mark.parametrize("case", EVERY, ids=lambda case: f"{case.policy}: {case.sentence}")
def test_the_case(case: Case) -> None:
    found = evaluate(LIST, case.policy, known(LIST, case.facts), case.day)
    assert found.outcome is case.outcome
    assert found.as_last_known is case.as_last_known
    if case.amounts is not None:
        assert {amount.what: amount.value for amount in found.amounts} == case.amounts
    if case.missing is not None:
        assert sorted(found.missing) == sorted(case.missing)
    if case.near is not None:
        assert sorted(near.fact for near in found.near) == sorted(case.near)


@pytest.mark.parametrize("policy", WITH_CRITERIA)
def test_every_leaf_has_a_case_on_either_side_and_one_without_its_fact(policy: str) -> None:
    cases = [case for case in EVERY if case.policy == policy]
    criteria = LIST.policies[policy].criteria
    assert criteria is not None
    without = [_told(leaf) for leaf in leaves(criteria) if not _either_side(leaf, cases)]
    assert without == []


def _either_side(leaf: Leaf, cases: list[Case]) -> bool:
    told = [case.facts[leaf.fact] for case in cases if leaf.fact in case.facts]
    sides = {leaf.holds(float(value) if type(value) is int else value) for value in told if not isinstance(value, list)}
    return sides == {True, False} and any(leaf.fact not in case.facts for case in cases)


def _told(leaf: Leaf) -> str:
    return f"{leaf.text} ({leaf.fact}, {leaf.clause})"
