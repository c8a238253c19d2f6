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
    if isinstance(tree, Leaf):
        if tree.clause in open_clauses:
            return None
        now, holds = cells[tree.fact], rule.holds[tree]
        return True if not now & ~holds else False if not now & holds else None
    truths = [truth(rule, child, cells, open_clauses) for child in children(tree)]
    decisive = not isinstance(tree, AllOf)  # the truth of one child that settles it
    if decisive in truths:
        return isinstance(tree, AnyOf)
    if None in truths:
        return None
    return not isinstance(tree, AnyOf)


def open_leaves(rule: Rule, tree: Tree, cells: Cells, open_clauses: Set[str]) -> list[Leaf]:
    """The leaves that the tree still hangs on, by Kleene's logic."""
    if truth(rule, tree, cells, open_clauses) is not None:
        return []
    if isinstance(tree, Leaf):
        return [tree]
    return [leaf for child in children(tree) for leaf in open_leaves(rule, child, cells, open_clauses)]


def left(rule: Rule, diagram: Diagram, cells: Cells) -> Diagram:
    """What is left of one of the rule's diagrams in those cells."""
    for name, now in cells.items():
        if not isinstance(diagram, Fork):
            break
        diagram = rule.diagrams.given(diagram, name, now)
    return diagram


def hangs_on(rule: Rule, cells: Cells) -> tuple[str, ...]:
    """The facts that can still change the outcome that the rule, as last known, gives."""
    return _in_order(rule, facts(left(rule, rule.last_known, cells)))


def missing(rule: Rule, cells: Cells) -> tuple[str, ...]:
    """The facts that can still change the firm outcome, or the last known one."""
    last_known = hangs_on(rule, cells)
    if rule.firm is rule.last_known:
        return last_known
    return _in_order(rule, {*last_known, *facts(left(rule, rule.firm, cells))})


def undecided(rule: Rule, cells: Cells) -> int:
    """How many comparisons are open, by Kleene's logic, for the last known outcome and for the firm one."""
    count = len(open_leaves(rule, rule.tree, cells, NOTHING))
    return count if rule.firm is rule.last_known else count + len(open_leaves(rule, rule.tree, cells, rule.lapsed))


def _in_order(rule: Rule, names: Set[str]) -> tuple[str, ...]:
    return tuple(name for name in rule.cells if name in names)
