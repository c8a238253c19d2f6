"""What changed from one list to another: clauses, criteria and amounts, and which clauses rest on each change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from knowledge.criteria import Leaf, Tree, leaves
from knowledge.policy import Amount, Clause, Policy, Validity
from knowledge.policy_list import PolicyList

SIGNS = {
    "equals": "是",
    "one_of": "是其中之一：",
    "at_least": "≥",
    "more_than": ">",
    "at_most": "≤",
    "less_than": "<",
}
"""How each comparison of a condition is written."""


class Kind(StrEnum):
    """What became of something."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True)
class Change:
    """One thing that an answer may have rested on."""

    kind: Kind
    what: str
    """clause, condition or amount."""
    clause: str
    """Id of the clause it is, or stands in."""
    old: str | None
    """In words, as it was; None for something new."""
    new: str | None
    """As it is now; None for something gone."""


@dataclass(frozen=True)
class PolicyChange:
    """What changed in one policy."""

    policy: str
    name: str
    kind: Kind
    changes: tuple[Change, ...]

    @property
    def clauses(self) -> frozenset[str]:
        """Ids of the clauses, old or new, whose meaning is not what it was."""
        return frozenset(change.clause for change in self.changes if change.kind is not Kind.ADDED)


def diff(old: PolicyList, new: PolicyList) -> list[PolicyChange]:
    """Every policy in which something changed that an answer may rest on, by id; names and questions do not count."""
    found = []
    for policy_id in sorted(old.policies.keys() | new.policies.keys()):
        before, after = old.policies.get(policy_id), new.policies.get(policy_id)
        changes = (*_clauses(old, before, new, after), *_conditions(before, after), *_amounts(before, after))
        if changes:
            kind = Kind.ADDED if before is None else Kind.REMOVED if after is None else Kind.CHANGED
            name = (after or before or next(iter(new.policies.values()))).name
            found.append(PolicyChange(policy_id, name, kind, changes))
    return found


def _clauses(old: PolicyList, before: Policy | None, new: PolicyList, after: Policy | None) -> Iterator[Change]:
    """By what the citizen was told: the text, the figures, the document and its days."""
    was = {clause.id: _in_words(old, clause) for clause in before.clauses} if before else {}
    now = {clause.id: _in_words(new, clause) for clause in after.clauses} if after else {}
    for clause in dict.fromkeys([*was, *now]):
        if was.get(clause) != now.get(clause):
            yield Change(_kind(was.get(clause), now.get(clause)), "clause", clause, was.get(clause), now.get(clause))


def _in_words(policies: PolicyList, clause: Clause) -> str:
    source = policies.sources[clause.source]
    return f"{clause.text}（《{source.title}》{clause.article or ''}，{_days(policies.validity(clause))}）"


def _days(validity: Validity) -> str:
    until = validity.repealed or validity.lapses
    return f"{validity.effective}起" + (f"，{until}止" if until else "")


def _conditions(before: Policy | None, after: Policy | None) -> Iterator[Change]:
    """Of two leaves that compare the same fact in the same clause, one took the other's place."""
    was, now = (_by_place(policy.criteria if policy else None) for policy in (before, after))
    for place in dict.fromkeys([*was, *now]):
        gone = [leaf for leaf in was.get(place, ()) if leaf not in now.get(place, ())]
        come = [leaf for leaf in now.get(place, ()) if leaf not in was.get(place, ())]
        if gone or come:
            old, new = (_leaves_in_words(leaves) for leaves in (gone, come))
            yield Change(_kind(old, new), "condition", place[1], old, new)


def _by_place(tree: Tree | None) -> dict[tuple[str, str], list[Leaf]]:
    found: dict[tuple[str, str], list[Leaf]] = {}
    for leaf in leaves(tree) if tree is not None else ():
        found.setdefault((leaf.fact, leaf.clause), []).append(leaf)
    return found


def _leaves_in_words(some: Iterable[Leaf]) -> str | None:
    return "；".join(f"{leaf.text}（{_compared(leaf)}）" for leaf in some) or None


def _compared(leaf: Leaf) -> str:
    given = {sign: getattr(leaf, name) for name, sign in SIGNS.items()}
    return "，".join(f"{sign}{value}" for sign, value in given.items() if value is not None)


def _amounts(before: Policy | None, after: Policy | None) -> Iterator[Change]:
    was, now = (policy.amounts if policy else () for policy in (before, after))
    for clause in dict.fromkeys(amount.clause for amount in (*was, *now)):
        gone = [amount for amount in was if amount.clause == clause and amount not in now]
        come = [amount for amount in now if amount.clause == clause and amount not in was]
        if gone or come:
            old, new = (_amounts_in_words(amounts) for amounts in (gone, come))
            yield Change(_kind(old, new), "amount", clause, old, new)


def _amounts_in_words(some: Iterable[Amount]) -> str | None:
    return "；".join(f"{a.what}：{_sum(a)}{a.unit}" for a in some) or None


def _sum(amount: Amount) -> str:
    if amount.fixed is not None:
        return f"{amount.fixed:g}"
    if amount.up_to is not None:
        return f"补足到{amount.up_to:g}"
    return f"按{amount.share:.0%}" + (f"，最多{amount.at_most:g}" if amount.at_most is not None else "")


def _kind(old: str | None, new: str | None) -> Kind:
    return Kind.ADDED if old is None else Kind.REMOVED if new is None else Kind.CHANGED
