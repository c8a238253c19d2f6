"""A policy's criteria on one day. The values of each fact fall into cells within which no comparison changes; what is known of
a fact is the set of cells that it may be in, as the bits of a number."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise
from typing import TypeAlias

from knowledge.criteria import AllOf, Leaf, NoneOf, Tree, children, leaves, rebuilt
from knowledge.diagram import Diagram, Diagrams
from knowledge.facts import Between, Fact, FactKind, Known, Value, completed
from knowledge.policy import Amount, Force, NotChecked, Policy
from knowledge.policy_list import PolicyList, receives

Cells: TypeAlias = Mapping[str, int]
"""The cells that each fact may be in."""
Key: TypeAlias = tuple[bool, ...]
"""What every comparison of one fact says of a value: the values with the same key are a cell."""


class NoCriteria(Exception):
    """The policy has no conditions that could be compared on that day."""


@dataclass(frozen=True, eq=False)
class Rule:
    """A policy's criteria on one day. What is known of a fact is the set of cells it may be in, as the bits of a number."""

    policy: Policy
    tree: Tree
    amounts: tuple[Amount, ...]
    not_checked: tuple[NotChecked, ...]
    """What holds on the day of what only the office can check."""
    lapsed: frozenset[str]
    """Clauses that have lapsed."""
    facts: dict[str, Fact]
    quotients: dict[str, Fact]
    """Those of the facts that may follow from two others."""
    leaves: dict[str, tuple[Leaf, ...]]
    """The comparisons of each fact."""
    cells: dict[str, dict[Key, int]]
    """The bit of each cell of each fact."""
    anywhere: Cells
    """All cells of each fact."""
    cell_of: dict[str, Callable[[Value], int]]
    """Gives the bit of the cell that a value of the fact is in. KeyError for a value that it cannot have."""
    holds: dict[Leaf, int]
    """The cells in which each leaf holds."""
    chances: dict[str, dict[int, float]]
    """How likely each fact is in each of its cells, by what is usual."""
    diagrams: Diagrams
    last_known: Diagram
    """Whether the tree is true if the lapsed clauses still held."""
    firm: Diagram
    """Whether it is true whatever the lapsed clauses have become; the same object if it does not rest on any."""


def rule(policies: PolicyList, policy_id: str, day: date) -> Rule:
    """The criteria as they stand on that day. NoCriteria if there are none."""
    changes = _changes(policies, policy_id)
    return _rule(policies, policy_id, changes[bisect_right(changes, day) - 1])


@cache
def _changes(policies: PolicyList, policy_id: str) -> list[date]:
    """The days from which something else holds of the policy, the first of all days among them: as many rules are kept, and
    not one for each day that somebody asks about."""
    held = [policies.validity(clause) for clause in policies.policies[policy_id].clauses]
    days = {day for one in held for day in (one.effective, one.lapses, one.repealed) if day is not None}
    return [date.min, *sorted(days)]


@cache
def _rule(policies: PolicyList, policy_id: str, day: date) -> Rule:
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
    cells, cell_of, holds, chances = {}, {}, {}, {}
    for name, of_fact in compared.items():
        keys = dict.fromkeys(_key(of_fact, point) for point in _domain(facts[name], of_fact))
        cells[name] = {key: 1 << bit for bit, key in enumerate(keys)}
        cell_of[name] = _finder(facts[name], of_fact, cells[name])
        for at, leaf in enumerate(of_fact):
            holds[leaf] = sum(bit for key, bit in cells[name].items() if key[at])
        chances[name] = _chances(facts[name], of_fact, cells[name])
    anywhere = {name: sum(bits.values()) for name, bits in cells.items()}
    diagrams = Diagrams({name: bits.values() for name, bits in cells.items()}, holds)
    return Rule(
        policy=policy,
        tree=tree,
        amounts=amounts,
        not_checked=tuple(one for one in policy.not_checked if one.clause in told),
        lapsed=lapsed,
        facts=facts,
        quotients={name: fact for name, fact in facts.items() if fact.quotient is not None},
        leaves=compared,
        cells=cells,
        anywhere=anywhere,
        cell_of=cell_of,
        holds=holds,
        chances=chances,
        diagrams=diagrams,
        last_known=diagrams.of(tree, frozenset()),
        firm=diagrams.of(tree, lapsed),
    )


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


def _finder(fact: Fact, compared: tuple[Leaf, ...], cells: Mapping[Key, int]) -> Callable[[Value], int]:
    """Numbers are looked up by how they lie to each bound, all others by themselves."""
    if fact.kind is not FactKind.NUMBER:
        return {value: cells[_key(compared, value)] for value in _domain(fact, compared)}.__getitem__
    bounds = sorted({bound for leaf in compared for bound in leaf.bounds})
    between = [(low + high) / 2 for low, high in pairwise(bounds)]
    places = sorted([bounds[0] - 1, *bounds, *between, bounds[-1] + 1])  # one number before, on and after each bound
    cell_of_place = {
        place: cells[key] for place, number in enumerate(places) if (key := _key(compared, number)) in cells
    }
    return lambda value: cell_of_place[bisect_left(bounds, float(value)) + bisect_right(bounds, float(value))]


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
    return {**rule.anywhere, **told(rule, known)}


def told(rule: Rule, known: Known) -> Cells:
    """The same, without the facts of which nothing is known."""
    known = completed(rule.quotients, known)
    return {name: cells_of(rule, name, known[name]) for name in rule.cells if name in known}


def cells_of(rule: Rule, name: str, known: Value | Between) -> int:
    """The cells that one fact of the rule may be in."""
    if isinstance(known, Between):
        points = _points(rule.facts[name], rule.leaves[name], known.least, known.most)
        return sum({rule.cell_of[name](point) for point in points})
    return rule.cell_of[name](known)
