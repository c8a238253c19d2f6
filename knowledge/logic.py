"""Three-valued logic over a rule, exactly: an outcome is open when, and only when, some way to fill in what is not known makes
it yes and some other makes it no. A comparison that holds in all cells of its fact is true, in none false, in some undecided.
"""

from __future__ import annotations

from collections.abc import Set

from knowledge.criteria import AllOf, AnyOf, Leaf, Tree, children
from knowledge.diagram import Diagram, Fork, facts
from knowledge.rule import Cells, Rule

NOTHING: frozenset[str] = frozenset()


def truth(rule: Rule, tree: Tree, cells: Cells, open_clauses: Set[str]) -> bool | None:
    """True or false where it is so in all cells, by Kleene's logic; a leaf of an open clause is always undecided."""
    return _gone_through(rule, tree, cells, open_clauses)[0]


def open_leaves(rule: Rule, tree: Tree, cells: Cells, open_clauses: Set[str]) -> list[Leaf]:
    """The leaves that the tree still hangs on, by Kleene's logic."""
    return _gone_through(rule, tree, cells, open_clauses)[1]


def _gone_through(rule: Rule, tree: Tree, cells: Cells, open_clauses: Set[str]) -> tuple[bool | None, list[Leaf]]:
    """Its truth, and the leaves that it hangs on."""
    if isinstance(tree, Leaf):
        if tree.clause in open_clauses:
            return None, [tree]
        now, holds = cells[tree.fact], rule.holds[tree]
        return (True, []) if not now & ~holds else (False, []) if not now & holds else (None, [tree])
    decisive = not isinstance(tree, AllOf)  # the truth of one child that settles it
    hanging = []
    for child in children(tree):
        found, open_below = _gone_through(rule, child, cells, open_clauses)
        if found is decisive:
            return isinstance(tree, AnyOf), []
        hanging += open_below
    return (None, hanging) if hanging else (not isinstance(tree, AnyOf), [])


def left(rule: Rule, diagram: Diagram, cells: Cells) -> Diagram:
    """What is left of one of the rule's diagrams in those cells."""
    while isinstance(diagram, Fork) and (now := cells.get(diagram.fact)) in diagram.ways:
        diagram = diagram.ways[now]
    for name in facts(diagram) & cells.keys():
        if cells[name] != rule.anywhere[name]:
            diagram = rule.diagrams.given(diagram, name, cells[name])
    return diagram


def left_of_both(rule: Rule, cells: Cells) -> tuple[Diagram, Diagram]:
    """What is left of the rule as last known, and of what is firm; the same object where nothing lapsed."""
    last_known = left(rule, rule.last_known, cells)
    return last_known, last_known if rule.firm is rule.last_known else left(rule, rule.firm, cells)


def hangs_on(rule: Rule, cells: Cells) -> tuple[str, ...]:
    """The facts that can still change the outcome that the rule, as last known, gives."""
    return _in_order(rule, facts(left(rule, rule.last_known, cells)))


def missing(rule: Rule, cells: Cells) -> tuple[str, ...]:
    """The facts that can still change the firm outcome, or the last known one."""
    return _in_order(rule, frozenset().union(*map(facts, left_of_both(rule, cells))))


def undecided(rule: Rule, cells: Cells) -> int:
    """How many comparisons are open, by Kleene's logic, for the last known outcome and for the firm one."""
    count = len(open_leaves(rule, rule.tree, cells, NOTHING))
    return count if rule.firm is rule.last_known else count + len(open_leaves(rule, rule.tree, cells, rule.lapsed))


def _in_order(rule: Rule, names: Set[str]) -> tuple[str, ...]:
    return tuple(name for name in rule.cells if name in names)
