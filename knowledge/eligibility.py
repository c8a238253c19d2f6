"""Whether somebody is entitled to a policy on a day, in three values, with every condition, what is paid, and what is open."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from knowledge.criteria import AnyOf, Leaf, NoneOf, Tree, children
from knowledge.diagram import Diagram
from knowledge.facts import Known, completed
from knowledge.logic import NOTHING, left, missing, open_leaves, truth
from knowledge.policy import Amount, NotChecked
from knowledge.policy_list import PolicyList
from knowledge.rule import Cells, Rule, may_be, rule


class Outcome(StrEnum):
    """The three values."""

    ELIGIBLE = "eligible"
    NOT_ELIGIBLE = "not_eligible"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True)
class Condition:
    """A comparison as it stands for this person; `met` is None where it cannot be told yet."""

    leaf: Leaf
    met: bool | None
    lapsed: bool
    """Whether the clause it stands in has lapsed, with no known successor."""
    alternative: bool = False
    """Whether another way begins with it, where one of several would do."""


@dataclass(frozen=True)
class Near:
    """A number so close to a bound that the office may see it otherwise. The outcome does not change by it."""

    fact: str
    value: float
    bound: float
    clause: str
    inside: bool
    """Whether it meets the condition as it is."""


@dataclass(frozen=True)
class Computed:
    """What is paid, and from which clause and numbers that follows."""

    what: str
    value: float
    unit: str
    clause: str
    lapsed: bool
    inputs: dict[str, float]


@dataclass(frozen=True)
class Eligibility:
    """What can be told of one policy for one person on one day."""

    policy: str
    outcome: Outcome
    met: tuple[Condition, ...]
    failed: tuple[Condition, ...]
    open: tuple[Condition, ...]
    """Conditions that cannot be told yet."""
    missing: tuple[str, ...]
    """Facts that can still change the outcome, or the last known one."""
    amounts: tuple[Computed, ...]
    wanted: tuple[str, ...]
    """Facts that an amount still hangs on."""
    clauses: tuple[str, ...]
    """Ids of all clauses it rests on."""
    not_checked: tuple[NotChecked, ...]
    near: tuple[Near, ...]
    as_last_known: Outcome | None
    """What the last known rule would say, where the decisive one has lapsed and `outcome` therefore cannot be told."""


def evaluate(policies: PolicyList, policy_id: str, known: Known, day: date) -> Eligibility:
    """What can be told of that policy for somebody of whom so much is known. NoCriteria if it has no conditions then."""
    return judge(rule(policies, policy_id, day), known)


def judge(rule: Rule, known: Known) -> Eligibility:
    """The same by a policy's rule of the day."""
    known = completed(rule.quotients, known)
    cells = may_be(rule, known)
    firm, last_known = outcomes(rule, cells)
    conditions = list(_conditions(rule, rule.tree, cells))
    amounts, wanted = _amounts(rule, known, cells) if last_known is Outcome.ELIGIBLE else ((), ())
    return Eligibility(
        policy=rule.policy.id,
        outcome=firm,
        met=tuple(c for c in conditions if c.met),
        failed=tuple(c for c in conditions if c.met is False),
        open=tuple(c for c in conditions if c.met is None),
        missing=missing(rule, cells),
        amounts=amounts,
        wanted=wanted,
        clauses=tuple(dict.fromkeys([*(c.leaf.clause for c in conditions), *(a.clause for a in amounts)])),
        not_checked=rule.not_checked,
        near=tuple(_near(rule, known)),
        as_last_known=last_known if firm is not last_known else None,
    )


def outcomes(rule: Rule, cells: Cells) -> tuple[Outcome, Outcome]:
    """The outcome, and the one that the last known rule would give."""
    last_known = as_outcome(left(rule, rule.last_known, cells))
    return (last_known if rule.firm is rule.last_known else as_outcome(left(rule, rule.firm, cells))), last_known


def as_outcome(told: Diagram) -> Outcome:
    """The outcome of what is true, false, or open."""
    if told is True:
        return Outcome.ELIGIBLE
    return Outcome.NOT_ELIGIBLE if told is False else Outcome.CANNOT_TELL


def _conditions(rule: Rule, tree: Tree, cells: Cells, *, wanted: bool = True) -> Iterator[Condition]:
    """The leaves that tell why the tree is as it is; `wanted` is False below a none."""
    if isinstance(tree, Leaf):
        holds = truth(rule, tree, cells, NOTHING)
        yield Condition(tree, None if holds is None else holds is wanted, tree.clause in rule.lapsed)
        return
    inner = wanted is not isinstance(tree, NoneOf)
    truths = [(child, truth(rule, child, cells, NOTHING)) for child in children(tree)]
    alternatives = isinstance(tree, AnyOf) is wanted  # one of them would do
    settled = [child for child, holds in truths if holds is inner]
    if alternatives and settled:
        kept = settled[:1]
    elif alternatives and any(holds is None for _, holds in truths):
        kept = [child for child, holds in truths if holds is None]
    else:
        kept = [child for child, _ in truths]
    for place, child in enumerate(kept):
        told = list(_conditions(rule, child, cells, wanted=inner))
        begins = next((one for one in told if not one.met), None) if alternatives and place else None
        yield from (replace(one, alternative=True) if one is begins else one for one in told)


def _amounts(rule: Rule, known: Known, cells: Cells) -> tuple[tuple[Computed, ...], tuple[str, ...]]:
    """Of each kind of amount the first that applies, and the facts to be known where that cannot be told."""
    computed: list[Computed] = []
    wanted: list[str] = []
    settled: set[str] = set()
    for amount in rule.amounts:
        if amount.what in settled:
            continue
        if amount.when is not None:
            applies = left(rule, rule.diagrams.of(amount.when, NOTHING), cells)
            if applies is False:
                continue
            if applies is not True:
                wanted += [leaf.fact for leaf in open_leaves(rule, amount.when, cells, NOTHING)]
                settled.add(amount.what)
                continue
        settled.add(amount.what)
        number = known.get(amount.of) if amount.of else None
        if amount.of and not isinstance(number, float):
            wanted.append(amount.of)
            continue
        inputs = {amount.of: number} if amount.of and isinstance(number, float) else {}
        value, lapsed = _value(amount, *inputs.values()), amount.clause in rule.lapsed
        computed.append(Computed(amount.what, value, amount.unit, amount.clause, lapsed, inputs))
    return tuple(computed), tuple(dict.fromkeys(wanted))


def _value(amount: Amount, number: float = 0.0) -> float:
    if amount.fixed is not None:
        return amount.fixed
    if amount.up_to is not None:
        return round(max(amount.up_to - number, 0.0), 2)
    assert amount.share is not None
    return min(round(number * amount.share, 2), math.inf if amount.at_most is None else amount.at_most)


def _near(rule: Rule, known: Known) -> Iterator[Near]:
    for leaf in rule.holds:
        fact, value = rule.facts[leaf.fact], known.get(leaf.fact)
        if fact.near is None or not isinstance(value, float):
            continue
        for bound in leaf.bounds:
            if abs(value - bound) <= fact.near * bound:
                yield Near(fact.id, value, bound, leaf.clause, leaf.holds(value))
