"""A rule is that of its day, and is made once for all days on which nothing changes."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from knowledge.policy_list import load
from knowledge.rule import NoCriteria, Rule, rule

LIST = load()
DAYS = [date(2010, 1, 1) + timedelta(days=30 * step) for step in range(220)]


def on(policy: str, day: date) -> Rule | None:
    try:
        return rule(LIST, policy, day)
    except NoCriteria:
        return None


@pytest.mark.parametrize("policy", sorted(p.id for p in LIST.policies.values() if p.criteria is not None))
def test_days_on_which_the_same_clauses_hold_in_the_same_way_share_a_rule(policy: str) -> None:
    held: dict[object, Rule | None] = {}
    for day in DAYS:
        key = tuple((clause.id, LIST.validity(clause).on(day)) for clause in LIST.policies[policy].clauses)
        found = on(policy, day)
        assert held.setdefault(key, found) is found, day
        told = {clause.id for clause in LIST.clauses_on(policy, day)}
        cited = {leaf.clause for leaves in found.leaves.values() for leaf in leaves} if found else set()
        assert cited <= told, day


def test_the_day_of_a_change_has_the_new_rule_and_the_day_before_the_old() -> None:
    change = date(2026, 1, 1)
    amounts = [
        [amount.fixed for amount in rule(LIST, "canji-huli-butie", day).amounts]
        for day in (change - timedelta(1), change)
    ]
    assert amounts == [[280], [290]]


def test_there_are_days_before_and_after_all_changes() -> None:
    assert on("canji-huli-butie", date.min) is None
    assert on("canji-huli-butie", date.max) is not None
