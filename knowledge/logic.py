"""Three-valued logic over a rule, exactly: an outcome is open when, and only when, some way to fill in what is not known makes
it yes and some other makes it no. A comparison that holds in all cells of its fact is true, in none false, in some undecided;
an undecided tree is split there.
"""

from __future__ import annotations

from collections.abc import Set

from knowledge.criteria import AllOf, AnyOf, Leaf, Tree, children
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


def possible(rule: Rule, tree: Tree, cells: Cells, open_clauses: Set[str]) -> set[bool]:
    """The truths that some way to fill in what is not known gives."""
    settled = truth(rule, tree, cells, open_clauses)
    if settled is not None:
        return {settled}
    left = [leaf for leaf in open_leaves(rule, tree, cells, open_clauses) if leaf.clause not in open_clauses]
    if not left:  # only leaves of open clauses are left, and each may be what it likes
        return {True, False}
    found: set[bool] = set()
    for part in _split(rule, cells, left[0]):
        found |= possible(rule, tree, part, open_clauses)
        if len(found) > 1:
            break
    return found


def _split(rule: Rule, cells: Cells, leaf: Leaf) -> list[Cells]:
    """Where the leaf holds, and where it does not."""
    now, holds = cells[leaf.fact], rule.holds[leaf]
    return [{**cells, leaf.fact: now & holds}, {**cells, leaf.fact: now & ~holds}]


def open_leaves(rule: Rule, tree: Tree, cells: Cells, open_clauses: Set[str]) -> list[Leaf]:
    """The leaves that the tree still hangs on, by Kleene's logic."""
    if truth(rule, tree, cells, open_clauses) is not None:
        return []
    if isinstance(tree, Leaf):
        return [tree]
    return [leaf for child in children(tree) for leaf in open_leaves(rule, child, cells, open_clauses)]


def hangs_on(rule: Rule, cells: Cells) -> tuple[str, ...]:
    """The facts that can still change the outcome that the rule, as last known, gives."""
    facts = dict.fromkeys(leaf.fact for leaf in undecided(rule, cells))
    return tuple(name for name in facts if _matters(rule, cells, name))


def undecided(rule: Rule, cells: Cells) -> list[Leaf]:
    """The comparisons that are open, by Kleene's logic."""
    return open_leaves(rule, rule.tree, cells, NOTHING)


def is_settled(rule: Rule, cells: Cells) -> bool:
    """Whether that outcome can be told."""
    return len(possible(rule, rule.tree, cells, NOTHING)) == 1


def _matters(rule: Rule, cells: Cells, name: str) -> bool:
    """Whether, however else the rest is filled in, some way leaves the outcome hanging on this fact alone."""
    others = [leaf for leaf in open_leaves(rule, rule.tree, cells, NOTHING) if leaf.fact != name]
    if not others:
        return len(possible(rule, rule.tree, cells, NOTHING)) > 1
    return any(_matters(rule, part, name) for part in _split(rule, cells, others[0]))
