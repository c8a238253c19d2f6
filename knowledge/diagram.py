"""A tree of comparisons as a decision diagram: fact after fact, where each of its cells leads, with whatever says the same kept
once. What is left of a diagram when something is known therefore names exactly the facts that still decide."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from functools import cache, lru_cache, reduce
from threading import Lock
from typing import TypeAlias
from weakref import WeakValueDictionary

from knowledge.criteria import AllOf, AnyOf, Leaf, Tree, children

REMEMBERED = 4096
"""Of how many diagrams of a rule it is remembered what is left of them."""
End: TypeAlias = bool | None
"""True, false, or None where it hangs on open clauses alone."""


@dataclass(frozen=True, eq=False)
class Fork:
    """Where each cell of a fact leads. Two ways at least differ."""

    fact: str
    ways: dict[int, Diagram]
    """By the bit of the cell."""
    facts: frozenset[str]
    """Every fact that can change the end."""


Diagram: TypeAlias = Fork | End


class Diagrams:
    """The diagrams of one rule. Of two that say the same over the same cells there is only one object."""

    def __init__(self, cells: Mapping[str, Iterable[int]], holds: Mapping[Leaf, int]) -> None:
        """`cells` are the bits of each fact, in the order in which diagrams ask for them; `holds`, where each leaf is true."""
        self._cells = {name: tuple(bits) for name, bits in cells.items()}
        self._holds = holds
        self._order = {name: place for place, name in enumerate(cells)}
        # What no diagram has any more is let go, so that people of all kinds can be asked about for ever.
        self._forks: WeakValueDictionary[tuple[str, tuple[tuple[int, Diagram], ...]], Fork] = WeakValueDictionary()
        self._making = Lock()  # two threads must not make the same fork twice
        # Parts are shared, so that each is met on many ways and worked out on the first.
        self.given = lru_cache(maxsize=REMEMBERED)(self._given)
        self._both = cache(self._both_anew)
        self._opposite = cache(self._opposite_anew)

    def of(self, tree: Tree, open_clauses: Set[str]) -> Diagram:
        """The tree's diagram. Each leaf of an open clause may be true or false, whatever else is so."""
        if isinstance(tree, Leaf):
            if tree.clause in open_clauses:
                return None
            holds = self._holds[tree]
            return self._fork(tree.fact, {bit: bool(bit & holds) for bit in self._cells[tree.fact]})
        parts = [self.of(child, open_clauses) for child in children(tree)]
        if isinstance(tree, AllOf):
            return reduce(self._both, parts)
        none = reduce(self._both, map(self._opposite, parts))
        return self._opposite(none) if isinstance(tree, AnyOf) else none

    def _given(self, diagram: Diagram, fact: str, cells: int) -> Diagram:
        """What is left of the diagram when the fact is known to be in one of those cells."""
        if not isinstance(diagram, Fork) or fact not in diagram.facts:
            return diagram
        if diagram.fact == fact:
            return self._fork(fact, {bit: way for bit, way in diagram.ways.items() if bit & cells})
        return self._fork(diagram.fact, {bit: self.given(way, fact, cells) for bit, way in diagram.ways.items()})

    def _fork(self, fact: str, ways: dict[int, Diagram]) -> Diagram:
        first, *others = ways.values()
        if all(way is first for way in others):
            return first
        key = (fact, tuple(ways.items()))
        with self._making:
            fork = self._forks.get(key)
            if fork is None:
                below = frozenset({fact}).union(*(way.facts for way in ways.values() if isinstance(way, Fork)))
                self._forks[key] = fork = Fork(fact, ways, below)
        return fork

    def _both_anew(self, one: Diagram, other: Diagram) -> Diagram:
        """True where both are true, false where one is false."""
        if one is False or other is False:
            return False
        if one is True or one is other:
            return other
        if other is True:
            return one
        fact = min((part.fact for part in (one, other) if isinstance(part, Fork)), key=self._order.__getitem__)
        ways = {bit: self._both(_way(one, fact, bit), _way(other, fact, bit)) for bit in self._cells[fact]}
        return self._fork(fact, ways)

    def _opposite_anew(self, diagram: Diagram) -> Diagram:
        if not isinstance(diagram, Fork):
            return None if diagram is None else not diagram
        return self._fork(diagram.fact, {bit: self._opposite(way) for bit, way in diagram.ways.items()})


def settled_by(diagram: Diagram, fact: str, bit: int) -> bool:
    """Whether nothing can change its end any more once the fact is known to be in that cell."""
    return not isinstance(_end_of(diagram, fact, bit), Fork)


def _end_of(diagram: Diagram, fact: str, bit: int) -> Diagram:
    """The one end that is left, or some fork if there are more: the fewest ways are gone to know which."""
    if not isinstance(diagram, Fork) or fact not in diagram.facts:
        return diagram
    if diagram.fact == fact:
        return diagram.ways[bit]
    first, *others = diagram.ways.values()
    end = _end_of(first, fact, bit)
    if isinstance(end, Fork) or any(_end_of(way, fact, bit) is not end for way in others):
        return diagram
    return end


def cells_left(diagram: Diagram, fact: str) -> tuple[int, ...]:
    """The cells in which the fact may still be, by what was known when the diagram was left; none if it changes nothing."""
    if not isinstance(diagram, Fork) or fact not in diagram.facts:
        return ()
    if diagram.fact == fact:
        return tuple(diagram.ways)
    return next(cells for way in diagram.ways.values() if (cells := cells_left(way, fact)))


def facts(diagram: Diagram) -> frozenset[str]:
    """Every fact that can change its end."""
    return diagram.facts if isinstance(diagram, Fork) else frozenset()


def _way(diagram: Diagram, fact: str, bit: int) -> Diagram:
    """Where it leads from that cell of the fact, which no fact before it in order is asked for."""
    return diagram.ways[bit] if isinstance(diagram, Fork) and diagram.fact == fact else diagram
