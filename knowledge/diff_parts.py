"""What of a policy changed beside its clauses: conditions, sums, papers to bring, and what goes together with it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, NamedTuple, TypeAlias, TypeVar

from knowledge.criteria import AllOf, AnyOf, Leaf, NoneOf, Tree, children
from knowledge.diff_words import acting_words, amount_words, bare, leaf_words, material_words, words
from knowledge.policy import Policy, Relation
from knowledge.policy_list import PolicyList

T = TypeVar("T")
Side: TypeAlias = tuple[PolicyList, Policy]
"""A policy, and the list it stands in."""


class Kind(StrEnum):
    """What became of something."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


class Part(StrEnum):
    """What it is a part of."""

    CRITERION = "criterion"
    SHAPE = "shape"
    """Which conditions must hold together."""
    AMOUNT = "amount"
    MATERIAL = "material"
    FETCHED = "fetched"
    """What the office gets itself."""
    NO_LONGER = "no_longer"
    """What is asked for no more."""
    ACTING = "acting"
    """Whether somebody else may go."""
    NOT_CHECKED = "not_checked"
    EXCLUDES = "excludes"
    COMBINES = "combines"


class Whose(StrEnum):
    """Of those whose case was judged, whom it concerns."""

    RESTING = "resting"
    """Whoever was told something that rests on the clause."""
    NOT_REFUSED = "not_refused"
    """Whoever may have it, or perhaps."""
    ALL = "all"


@dataclass(frozen=True)
class PartChange:
    """One of them, in words."""

    part: Part
    kind: Kind
    clause: str | None
    """Where it stands now, or stood."""
    rests_on: str | None
    """Where it stood."""
    old: str | None
    new: str | None
    means: bool
    """Whether it says something else, and not the same in other words."""
    whose: Whose


def parts(old: Side, new: Side) -> Iterator[PartChange]:
    """Everything that changed in a policy that both lists have."""
    yield from _criteria(old, new)
    yield from _amounts(old, new)
    yield from _materials(old, new)
    yield from _not_brought(old, new)
    yield from _acting(old, new)
    yield from _not_checked(old, new)
    for part in (Part.EXCLUDES, Part.COMBINES):
        yield from _relations(old, new, part)


def kind_of(old: object | None, new: object | None) -> Kind:
    """Added, removed or changed."""
    return Kind.ADDED if old is None else Kind.REMOVED if new is None else Kind.CHANGED


def paired(old: Sequence[T], new: Sequence[T], *keys: Callable[[T], Hashable]) -> list[tuple[T | None, T | None]]:
    """Each with the one that took its place: first those alike by the first key, of the rest those alike by the next …"""
    left, right = list(enumerate(old)), list(enumerate(new))
    found: dict[int, int] = {}
    for key in keys:
        offered: dict[Hashable, list[int]] = defaultdict(list)
        for at, one in right:
            offered[key(one)].append(at)
        for at, one in left:
            if places := offered.get(key(one)):
                found[at] = places.pop(0)
        left = [(at, one) for at, one in left if at not in found]
        right = [(at, one) for at, one in right if at not in found.values()]
    both = [(one, new[found[at]] if at in found else None) for at, one in enumerate(old)]
    return [*both, *((None, one) for _, one in right)]


class _Place(NamedTuple):
    """A leaf where it stands."""

    leaf: Leaf
    wanted: bool
    """False below a none."""
    number: int


def _criteria(old: Side, new: Side) -> Iterator[PartChange]:
    was, now = (_places(policy.criteria) for _, policy in (old, new))
    pairs = paired(
        was,
        now,
        lambda p: (_compares(p), p.leaf.clause, p.leaf.text),
        lambda p: (_compares(p), p.leaf.clause),
        lambda p: (p.leaf.fact, p.leaf.clause, p.wanted),
        lambda p: (p.leaf.fact, p.wanted),
    )
    for gone, come in pairs:
        if gone and come and (gone.leaf, gone.wanted) == (come.leaf, come.wanted):
            continue
        yield PartChange(
            part=Part.CRITERION,
            kind=kind_of(gone, come),
            clause=come.leaf.clause if come else gone.leaf.clause if gone else None,
            rests_on=gone.leaf.clause if gone else None,
            old=leaf_words(old[0], gone.leaf, wanted=gone.wanted) if gone else None,
            new=leaf_words(new[0], come.leaf, wanted=come.wanted) if come else None,
            means=gone is None or come is None or _compares(gone) != _compares(come),
            whose=Whose.RESTING if gone else Whose.ALL,
        )
    same = {(gone.number, come.number) for gone, come in pairs if gone and come}
    if (
        was
        and now
        and _shape(old[1].criteria, {g: g for g, _ in same}) != _shape(new[1].criteria, {c: g for g, c in same})
    ):
        text = words()["shape"]
        yield PartChange(Part.SHAPE, Kind.CHANGED, None, None, text, text, means=True, whose=Whose.ALL)


def _places(tree: Tree | None) -> list[_Place]:
    found: list[_Place] = []

    def walk(node: Tree, *, wanted: bool) -> None:
        if isinstance(node, Leaf):
            found.append(_Place(node, wanted, len(found)))
            return
        for child in children(node):
            walk(child, wanted=wanted is not isinstance(node, NoneOf))

    if tree is not None:
        walk(tree, wanted=True)
    return found


def _compares(place: _Place) -> tuple[object, ...]:
    """What a leaf demands, without where that stands and how it is put."""
    compared: dict[str, Any] = place.leaf.model_dump(exclude={"clause", "text"})
    return (place.wanted, *compared.values())


def _shape(tree: Tree | None, names: dict[int, int]) -> object:
    """How the leaves that both have are put together, in whatever order."""
    numbers = iter(range(len(_places(tree))))

    def of(node: Tree) -> object:
        if isinstance(node, Leaf):
            return names.get(next(numbers))
        kept = sorted((one for child in children(node) if (one := of(child)) is not None), key=repr)
        if not kept:
            return None
        if isinstance(node, (AllOf, AnyOf)) and len(kept) == 1:
            return kept[0]
        return (type(node).__name__, *kept)

    return of(tree) if tree is not None else None


def _amounts(old: Side, new: Side) -> Iterator[PartChange]:
    was, now = (
        [(one, one.clause, amount_words(policies, one)) for one in policy.amounts] for policies, policy in (old, new)
    )
    keys = (lambda a: (a.what, a.clause, a.when), lambda a: (a.what, a.clause))
    yield from _others(Part.AMOUNT, was, now, *keys)


def _materials(old: Side, new: Side) -> Iterator[PartChange]:
    was, now = ([(one, one.clause, material_words(one)) for one in policy.materials] for _, policy in (old, new))
    yield from _others(Part.MATERIAL, was, now, lambda m: m.document, lambda m: (m.clause, m.who))


def _not_brought(old: Side, new: Side) -> Iterator[PartChange]:
    was, now = ([(one, one.clause, one.document) for one in policy.fetched] for _, policy in (old, new))
    yield from _others(Part.FETCHED, was, now, lambda f: f.document, lambda f: f.clause)
    gone, ceased = ([(one, one.clause, one.document) for one in policy.no_longer] for _, policy in (old, new))
    yield from _others(Part.NO_LONGER, gone, ceased, lambda n: n.document, lambda n: n.clause)


def _acting(old: Side, new: Side) -> Iterator[PartChange]:
    was, now = ([(one, one.clause, acting_words(one)) for one in policy.acting] for _, policy in (old, new))
    yield from _others(Part.ACTING, was, now, lambda a: a.clause)


def _not_checked(old: Side, new: Side) -> Iterator[PartChange]:
    was, now = ([(one, one.clause, one.text) for one in policy.not_checked] for _, policy in (old, new))
    yield from _others(Part.NOT_CHECKED, was, now, lambda n: n.text, lambda n: n.clause)


def _others(
    part: Part,
    old: Sequence[tuple[T, str, str]],
    new: Sequence[tuple[T, str, str]],
    *keys: Callable[[T], Hashable],
) -> Iterator[PartChange]:
    """Of records, each with its clause and its words, those that changed: one says something else if more than its punctuation
    is other."""
    by = [lambda row, key=key: key(row[0]) for key in (lambda one: one, *keys)]
    for gone, come in paired(old, new, *by):
        if gone is not None and come is not None and gone[0] == come[0]:
            continue
        _, stood, was = gone or (None, None, None)
        _, stands, now = come or (None, None, None)
        yield PartChange(
            part=part,
            kind=kind_of(gone, come),
            clause=stands or stood,
            rests_on=stood,
            old=was,
            new=now,
            means=bare(was or "") != bare(now or ""),
            whose=Whose.RESTING if gone else Whose.NOT_REFUSED,
        )


def _relations(old: Side, new: Side, part: Part) -> Iterator[PartChange]:
    def related(side: Side) -> list[tuple[Relation, str, str]]:
        policies, policy = side
        relations = policy.excludes if part is Part.EXCLUDES else policy.combines_with
        return [(one, one.clause, policies.policies[one.policy].name) for one in relations]

    for change in _others(part, related(old), related(new), lambda r: r.policy):
        # What excludes it is a condition like the others; what goes together with it is told nobody who was judged.
        means = part is Part.EXCLUDES and change.kind is not Kind.CHANGED
        whose = Whose.ALL if change.whose is Whose.NOT_REFUSED else change.whose
        yield replace(change, means=means, whose=whose)
