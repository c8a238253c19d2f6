"""Whether somebody is entitled to a policy on a day, in three values, exactly: it cannot be told when, and only when, some
way to fill in what is not known makes it yes and some other makes it no.

The values of each fact fall into cells within which no comparison changes; what is known of a fact is the set of cells it may
be in. A comparison that holds in all of them is true, in none false, in some undecided; an undecided tree is split there.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from itertools import pairwise
from typing import TypeAlias

from knowledge.criteria import AllOf, AnyOf, Leaf, NoneOf, Tree, children, leaves, rebuilt
from knowledge.facts import Between, Fact, FactKind, Known, Value
from knowledge.policy import Amount, Force, NotChecked, Policy
from knowledge.policy_list import PolicyList, receives

NOTHING: frozenset[str] = frozenset()
Cells: TypeAlias = Mapping[str, int]
"""The cells that each fact may be in."""


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


class NoCriteria(Exception):
    """The policy has no conditions that could be compared on that day."""


Key = tuple[bool, ...]
"""What every comparison of one fact says of a value: the values with the same key are a cell."""


@dataclass(frozen=True, eq=False)
class Rule:
    """A policy's criteria on one day. What is known of a fact is the set of cells it may be in, as the bits of a number."""

    policy: Policy
    tree: Tree
    amounts: tuple[Amount, ...]
    lapsed: frozenset[str]
    """Clauses that have lapsed."""
    facts: dict[str, Fact]
    leaves: dict[str, tuple[Leaf, ...]]
    """The comparisons of each fact."""
    cells: dict[str, dict[Key, int]]
    """The bit of each cell of each fact."""
    holds: dict[Leaf, int]
    """The cells in which each leaf holds."""
    chances: dict[str, dict[int, float]]
    """How likely each fact is in each of its cells, by what is usual."""


@cache
def rule(policies: PolicyList, policy_id: str, day: date) -> Rule:
    """The criteria as they stand on that day. NoCriteria if there are none."""
    policy = policies.policies[policy_id]
    told = {clause.id for clause in policies.clauses_on(policy_id, day)}
    if policy.criteria is None or _of_the_day(policy.criteria, told) is None:
        raise NoCriteria(policy_id)
    tree = _of_the_day(_with_exclusions(policy), told)
    assert tree is not None
    lapsed = frozenset(c for c in told if policies.validity(policy.clause(c)).on(day) is Force.LAPSED)
    amounts = tuple(amount for amount in policy.amounts if amount.clause in told)
    compared: dict[str, tuple[Leaf, ...]] = {}
    for leaf in dict.fromkeys(
        leaf for one in (tree, *(amount.when for amount in amounts if amount.when)) for leaf in leaves(one)
    ):
        compared[leaf.fact] = (*compared.get(leaf.fact, ()), leaf)
    facts = {name: policies.facts[name] for name in compared}
    cells, holds, chances = {}, {}, {}
    for name, of_fact in compared.items():
        keys = dict.fromkeys(_key(of_fact, point) for point in _domain(facts[name], of_fact))
        cells[name] = {key: 1 << bit for bit, key in enumerate(keys)}
        for at, leaf in enumerate(of_fact):
            holds[leaf] = sum(bit for key, bit in cells[name].items() if key[at])
        chances[name] = _chances(facts[name], of_fact, cells[name])
    return Rule(policy, tree, amounts, lapsed, facts, compared, cells, holds, chances)


def rules(policies: PolicyList, ids: Iterable[str], day: date) -> list[Rule]:
    """Those of the policies that have conditions on that day."""
    found = []
    for policy_id in ids:
        try:
            found.append(rule(policies, policy_id, day))
        except NoCriteria:
            continue
    return found


def _with_exclusions(policy: Policy) -> Tree:
    """The criteria, and that no benefit is drawn which excludes this one."""
    text = "没有在领不能一起领的待遇"
    drawn = tuple(
        Leaf.model_validate({"fact": receives(other.policy), "is": True, "clause": other.clause, "text": text})
        for other in policy.excludes
    )
    assert policy.criteria is not None
    return AllOf(all=(policy.criteria, NoneOf(none=drawn))) if drawn else policy.criteria


def _of_the_day(tree: Tree, told: set[str]) -> Tree | None:
    """The tree without what no clause in `told` says; None if nothing is left."""
    if isinstance(tree, Leaf):
        return tree if tree.clause in told else None
    left = tuple(kept for child in children(tree) if (kept := _of_the_day(child, told)) is not None)
    return rebuilt(tree, left) if left else None


def _key(compared: tuple[Leaf, ...], value: Value) -> Key:
    return tuple(leaf.holds(value) for leaf in compared)


def _domain(fact: Fact, compared: tuple[Leaf, ...]) -> list[Value]:
    """Values out of every cell that the fact has."""
    if fact.kind is FactKind.YES_NO:
        return [True, False]
    if fact.kind is FactKind.CHOICE:
        return list(fact.choices)
    assert fact.most is not None
    return _points(fact, compared, fact.least, fact.most)


def _points(fact: Fact, compared: tuple[Leaf, ...], least: float, most: float) -> list[Value]:
    """Numbers out of every cell between two ends: the ends, the bounds, and one between each two."""
    bounds = sorted({least, most, *(b for leaf in compared for b in leaf.bounds if least < b < most)})
    between = [(low + high) / 2 for low, high in pairwise(bounds)]
    if not fact.whole:
        return [*bounds, *between]
    near = {whole for bound in (*bounds, *between) for whole in (math.floor(bound), math.ceil(bound))}
    return [float(whole) for whole in sorted(near) if least <= whole <= most]


def _chances(fact: Fact, compared: tuple[Leaf, ...], cells: Mapping[Key, int]) -> dict[int, float]:
    """How likely the fact is in each cell: a range of a number is shared out evenly over what lies in it."""
    found = dict.fromkeys(cells.values(), 0.0)
    parts: list[tuple[Value, float]]
    for said, chance in fact.usual.items():
        if fact.kind is FactKind.NUMBER:
            least, most = map(float, said.split("-"))
            ends = sorted({least, most, *(b for leaf in compared for b in leaf.bounds if least < b < most)})
            parts = [((low + high) / 2, (high - low) / (most - least)) for low, high in pairwise(ends)]
        else:
            parts = [(said == "yes" if fact.kind is FactKind.YES_NO else said, 1.0)]
        for value, share in parts:
            found[cells[_key(compared, value)]] += chance * share
    return found if any(found.values()) else dict.fromkeys(found, 1.0)


def may_be(rule: Rule, known: Known) -> Cells:
    """The cells that each fact may be in, by what is known."""
    return {name: _cells_of(rule, name, known.get(name)) for name in rule.cells}


def _cells_of(rule: Rule, name: str, known: Value | Between | None) -> int:
    cells, compared = rule.cells[name], rule.leaves[name]
    if known is None:
        return sum(cells.values())
    if isinstance(known, Between):
        return sum(
            {cells[_key(compared, point)] for point in _points(rule.facts[name], compared, known.least, known.most)}
        )
    return cells[_key(compared, known)]


def hangs_on(rule: Rule, cells: Cells) -> tuple[str, ...]:
    """The facts that can still change the outcome that the rule, as last known, gives."""
    facts = dict.fromkeys(leaf.fact for leaf in undecided(rule, cells))
    return tuple(name for name in facts if _matters(rule, cells, name))


def undecided(rule: Rule, cells: Cells) -> list[Leaf]:
    """The comparisons that are open, by Kleene's logic."""
    return _undecided(rule, rule.tree, cells, NOTHING)


def is_settled(rule: Rule, cells: Cells) -> bool:
    """Whether that outcome can be told."""
    return len(_possible(rule, rule.tree, cells, NOTHING)) == 1


def evaluate(policies: PolicyList, policy_id: str, known: Known, day: date) -> Eligibility:
    """What can be told of that policy for somebody of whom so much is known. NoCriteria if it has no conditions then."""
    return judge(rule(policies, policy_id, day), known)


def judge(rule: Rule, known: Known) -> Eligibility:
    """The same by a policy's rule of the day."""
    cells = may_be(rule, known)
    firm, last_known = outcome(rule, cells), _outcome(_possible(rule, rule.tree, cells, NOTHING))
    conditions = list(_conditions(rule, rule.tree, cells))
    amounts, wanted = _amounts(rule, known, cells) if last_known is Outcome.ELIGIBLE else ((), ())
    return Eligibility(
        policy=rule.policy.id,
        outcome=firm,
        met=tuple(c for c in conditions if c.met),
        failed=tuple(c for c in conditions if c.met is False),
        open=tuple(c for c in conditions if c.met is None),
        missing=hangs_on(rule, cells),
        amounts=amounts,
        wanted=wanted,
        clauses=tuple(dict.fromkeys([*(c.leaf.clause for c in conditions), *(a.clause for a in amounts)])),
        not_checked=rule.policy.not_checked,
        near=tuple(_near(rule, known)),
        as_last_known=last_known if firm is not last_known else None,
    )


def outcome(rule: Rule, cells: Cells) -> Outcome:
    """The outcome alone."""
    return _outcome(_possible(rule, rule.tree, cells, rule.lapsed))


def _outcome(possible: set[bool]) -> Outcome:
    if len(possible) > 1:
        return Outcome.CANNOT_TELL
    return Outcome.ELIGIBLE if possible == {True} else Outcome.NOT_ELIGIBLE


def _truth(rule: Rule, tree: Tree, cells: Cells, open_clauses: Set[str]) -> bool | None:
    """True or false where it is so in all cells, by Kleene's logic; a leaf of an open clause is always undecided."""
    if isinstance(tree, Leaf):
        if tree.clause in open_clauses:
            return None
        now, holds = cells[tree.fact], rule.holds[tree]
        return True if not now & ~holds else False if not now & holds else None
    truths = [_truth(rule, child, cells, open_clauses) for child in children(tree)]
    decisive = not isinstance(tree, AllOf)  # the truth of one child that settles it
    if decisive in truths:
        return isinstance(tree, AnyOf)
    if None in truths:
        return None
    return not isinstance(tree, AnyOf)


def _possible(rule: Rule, tree: Tree, cells: Cells, open_clauses: Set[str]) -> set[bool]:
    """The truths that some way to fill in what is not known gives."""
    truth = _truth(rule, tree, cells, open_clauses)
    if truth is not None:
        return {truth}
    left = [leaf for leaf in _undecided(rule, tree, cells, open_clauses) if leaf.clause not in open_clauses]
    if not left:  # only leaves of open clauses are left, and each may be what it likes
        return {True, False}
    found: set[bool] = set()
    for part in _split(rule, cells, left[0]):
        found |= _possible(rule, tree, part, open_clauses)
        if len(found) > 1:
            break
    return found


def _split(rule: Rule, cells: Cells, leaf: Leaf) -> list[Cells]:
    """Where the leaf holds, and where it does not."""
    now, holds = cells[leaf.fact], rule.holds[leaf]
    return [{**cells, leaf.fact: now & holds}, {**cells, leaf.fact: now & ~holds}]


def _undecided(rule: Rule, tree: Tree, cells: Cells, open_clauses: Set[str]) -> list[Leaf]:
    """The leaves that the tree still hangs on, by Kleene's logic."""
    if _truth(rule, tree, cells, open_clauses) is not None:
        return []
    if isinstance(tree, Leaf):
        return [tree]
    return [leaf for child in children(tree) for leaf in _undecided(rule, child, cells, open_clauses)]


def _matters(rule: Rule, cells: Cells, name: str) -> bool:
    """Whether, however else the rest is filled in, some way leaves the outcome hanging on this fact alone."""
    others = [leaf for leaf in _undecided(rule, rule.tree, cells, NOTHING) if leaf.fact != name]
    if not others:
        return len(_possible(rule, rule.tree, cells, NOTHING)) > 1
    return any(_matters(rule, part, name) for part in _split(rule, cells, others[0]))


def _conditions(rule: Rule, tree: Tree, cells: Cells, *, wanted: bool = True) -> Iterator[Condition]:
    """The leaves that tell why the tree is as it is; `wanted` is False below a none."""
    if isinstance(tree, Leaf):
        truth = _truth(rule, tree, cells, NOTHING)
        yield Condition(tree, None if truth is None else truth is wanted, tree.clause in rule.lapsed)
        return
    inner = wanted is not isinstance(tree, NoneOf)
    truths = [(child, _truth(rule, child, cells, NOTHING)) for child in children(tree)]
    alternatives = isinstance(tree, AnyOf) is wanted  # one of them would do
    settled = [child for child, truth in truths if truth is inner]
    if alternatives and settled:
        kept = settled[:1]
    elif alternatives and any(truth is None for _, truth in truths):
        kept = [child for child, truth in truths if truth is None]
    else:
        kept = [child for child, _ in truths]
    for child in kept:
        yield from _conditions(rule, child, cells, wanted=inner)


def _amounts(rule: Rule, known: Known, cells: Cells) -> tuple[tuple[Computed, ...], tuple[str, ...]]:
    """Of each kind of amount the first that applies, and the facts to be known where that cannot be told."""
    computed: list[Computed] = []
    wanted: list[str] = []
    settled: set[str] = set()
    for amount in rule.amounts:
        if amount.what in settled:
            continue
        if amount.when is not None:
            possible = _possible(rule, amount.when, cells, NOTHING)
            if possible == {False}:
                continue
            if len(possible) > 1:
                wanted += [leaf.fact for leaf in _undecided(rule, amount.when, cells, NOTHING)]
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
