"""What changed between two lists, policy by policy, and whose answers that concerns."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from difflib import SequenceMatcher
from enum import StrEnum

from knowledge.criteria import leaves
from knowledge.diff_parts import Kind, PartChange, Whose, kind_of, parts
from knowledge.diff_words import bare, contact_words, figure_words
from knowledge.eligibility import Outcome
from knowledge.policy import Clause, Policy
from knowledge.policy_list import PolicyList

ALIKE = 0.5
"""How much of two texts is the same from which a new clause counts as the one that takes an ended one's place."""
NAMES = ("name", "aliases", "category", "region", "issuer", "summary", "questions")
"""Fields of a policy on which no answer rests."""
OTHERS = ("regions", "facts", "contradictions", "elsewhere", "questions")
"""Records of the list beside policies and contacts."""


class Aspect(StrEnum):
    """What of a clause changed."""

    TEXT = "text"
    FIGURES = "figures"
    DATES = "dates"
    SOURCE = "source"
    """Where it stands: document, article, note."""
    WORDING = "wording"
    """Punctuation, what a figure is called, which question it answers."""


MEANING = {Aspect.TEXT, Aspect.FIGURES, Aspect.DATES}
"""What makes an answer wrong; the rest is put better, and says the same."""


@dataclass(frozen=True)
class Stated:
    """A clause as it stands in one list."""

    text: str
    figures: tuple[str, ...]
    title: str
    number: str | None
    article: str | None
    effective: date
    lapses: date | None
    repealed: date | None
    note: str | None
    """A doubt about its validity."""

    @property
    def ends(self) -> date | None:
        """The first day on which it no longer holds."""
        return min(filter(None, (self.lapses, self.repealed)), default=None)

    @property
    def days(self) -> tuple[date | None, ...]:
        """The days on which it comes to stand otherwise: what is repealed before has no day on which it lapses."""
        lapses = None if self.repealed is not None and self.repealed == self.ends else self.lapses
        return (self.effective, lapses, self.repealed)


@dataclass(frozen=True)
class ClauseChange:
    """What became of one clause."""

    clause: str
    kind: Kind
    aspects: tuple[Aspect, ...]
    old: Stated | None
    new: Stated | None
    followed_by: str | None = None
    """The new clause that seems to take its place, where it ends or is gone."""

    @property
    def means(self) -> bool:
        """Whether what was told from it is no longer so."""
        return self.kind is Kind.REMOVED or bool(MEANING.intersection(self.aspects))

    @property
    def ends(self) -> bool:
        """Whether it is gone, or is no longer valid from an earlier day than was known."""
        if self.old is None or self.new is None:
            return self.new is None
        if self.new.repealed is not None and self.new.repealed != self.old.repealed:
            return True
        return self.new.ends is not None and (self.old.ends is None or self.new.ends < self.old.ends)


@dataclass(frozen=True)
class NameChange:
    """Another name, alias, summary …: `old` is what is gone, `new` what has come."""

    field: str
    old: tuple[str, ...]
    new: tuple[str, ...]


@dataclass(frozen=True)
class PolicyChange:
    """What became of one policy."""

    policy: str
    name: str
    kind: Kind
    clauses: tuple[ClauseChange, ...]
    parts: tuple[PartChange, ...]
    names: tuple[NameChange, ...]
    judged_by: frozenset[str]
    """Ids of the clauses that its conditions and sums stood in."""

    @property
    def means(self) -> bool:
        """Whether anything that was told of it is no longer so."""
        return any(one.means for one in self.clauses) or any(one.means for one in self.parts)


@dataclass(frozen=True)
class ContactChange:
    """What became of a telephone number."""

    contact: str
    kind: Kind
    old: str | None
    new: str | None


@dataclass(frozen=True)
class Difference:
    """All that changed."""

    old: str
    """Version of the one list."""
    new: str
    policies: Mapping[str, PolicyChange]
    """Those that changed, by id."""
    contacts: tuple[ContactChange, ...]
    others: Mapping[str, tuple[str, ...]]
    """Ids of all other records that came, went or changed, by their kind of `OTHERS`."""


@dataclass(frozen=True)
class Touched:
    """What of one policy concerns one answer."""

    change: PolicyChange
    clauses: tuple[ClauseChange, ...]
    parts: tuple[PartChange, ...]


def diff(old: PolicyList, new: PolicyList) -> Difference:
    """From the one to the other."""
    ids = [*old.policies, *(policy for policy in new.policies if policy not in old.policies)]
    changes = (_policy(old, new, policy) for policy in ids)
    return Difference(
        old=old.version,
        new=new.version,
        policies={one.policy: one for one in changes if one is not None},
        contacts=tuple(_contacts(old, new)),
        others={kind: found for kind in OTHERS if (found := _changed(getattr(old, kind), getattr(new, kind)))},
    )


def touched(change: PolicyChange, clauses: Collection[str] | None, outcome: str | None) -> Touched | None:
    """What of the change concerns something told that rests on these clauses of the policy (None: on all that judge) and, where
    a case was judged, came to that outcome. None if nothing does."""
    clauses = change.judged_by if clauses is None else clauses
    found = Touched(
        change,
        tuple(one for one in change.clauses if one.means and one.clause in clauses),
        tuple(one for one in change.parts if one.means and outcome and _concerns(one, clauses, outcome)),
    )
    return found if found.clauses or found.parts else None


def _concerns(part: PartChange, clauses: Collection[str], outcome: str) -> bool:
    if part.whose is Whose.RESTING:
        return part.rests_on in clauses
    return part.whose is Whose.ALL or outcome != Outcome.NOT_ELIGIBLE


def _policy(old: PolicyList, new: PolicyList, policy_id: str) -> PolicyChange | None:
    was, now = old.policies.get(policy_id), new.policies.get(policy_id)
    kind = kind_of(was, now)
    both = was is not None and now is not None
    change = PolicyChange(
        policy=policy_id,
        name=(now or old.policies[policy_id]).name,
        kind=kind,
        clauses=tuple(_clauses(_stated(old, was), _stated(new, now), _kinds(was, now))),
        parts=tuple(parts((old, was), (new, now))) if both and was and now else (),
        names=tuple(_names(was, now)) if both and was and now else (),
        judged_by=_judged_by(was) if was else frozenset(),
    )
    return change if change.clauses or change.parts or change.names else None


def _judged_by(policy: Policy) -> frozenset[str]:
    trees = [policy.criteria, *(amount.when for amount in policy.amounts)]
    cited = {leaf.clause for tree in trees if tree is not None for leaf in leaves(tree)}
    return frozenset(cited | {amount.clause for amount in policy.amounts})


def _stated(policies: PolicyList, policy: Policy | None) -> dict[str, tuple[Clause, Stated]]:
    return {clause.id: (clause, _as_stated(policies, clause)) for clause in (policy.clauses if policy else ())}


def _as_stated(policies: PolicyList, clause: Clause) -> Stated:
    source, validity = policies.sources[clause.source], policies.validity(clause)
    return Stated(
        text=clause.text,
        figures=tuple(figure_words(figure) for figure in clause.figures),
        title=source.title,
        number=source.number,
        article=clause.article,
        effective=validity.effective,
        lapses=validity.lapses,
        repealed=validity.repealed,
        note=source.note,
    )


def _kinds(*policies: Policy | None) -> dict[str, str]:
    """Which question each clause answers."""
    return {clause.id: clause.kind for policy in policies if policy for clause in policy.clauses}


def _clauses(
    old: dict[str, tuple[Clause, Stated]], new: dict[str, tuple[Clause, Stated]], kinds: dict[str, str]
) -> Iterator[ClauseChange]:
    come = {clause: stated.text for clause, (_, stated) in new.items() if clause not in old}
    for clause in dict.fromkeys([*old, *new]):
        was, now = old.get(clause), new.get(clause)
        aspects = _aspects(was, now) if was and now else ()
        if was and now and not aspects:
            continue
        before, after = was and was[1], now and now[1]
        change = ClauseChange(clause, kind_of(before, after), aspects, before, after)
        if before is not None and change.ends:
            alike = {other: text for other, text in come.items() if kinds[other] == kinds[clause]}
            change = replace(change, followed_by=_heir(before.text, alike))
        yield change


def _aspects(was: tuple[Clause, Stated], now: tuple[Clause, Stated]) -> tuple[Aspect, ...]:
    (old, before), (new, after) = was, now
    found = []
    if bare(old.text) != bare(new.text):
        found.append(Aspect.TEXT)
    values = [sorted((figure.value, figure.unit) for figure in clause.figures) for clause in (old, new)]
    if values[0] != values[1]:
        found.append(Aspect.FIGURES)
    if before.days != after.days:
        found.append(Aspect.DATES)
    documents = [(one.title, one.number, one.article, one.note) for one in (before, after)]
    if documents[0] != documents[1]:
        found.append(Aspect.SOURCE)
    put = [(clause.kind, clause.text, stated.figures) for clause, stated in (was, now)]
    said = {Aspect.TEXT, Aspect.FIGURES}
    if put[0] != put[1] and not said.intersection(found):
        found.append(Aspect.WORDING)
    return tuple(found)


def _heir(text: str, come: Mapping[str, str]) -> str | None:
    """The new clause that says most of the same."""
    likeness = {clause: SequenceMatcher(None, text, other).ratio() for clause, other in come.items()}
    best = max(likeness, key=lambda clause: likeness[clause], default=None)
    return best if best is not None and likeness[best] >= ALIKE else None


def _names(old: Policy, new: Policy) -> Iterator[NameChange]:
    for name in NAMES:
        was, now = (_as_tuple(getattr(policy, name)) for policy in (old, new))
        if was != now:
            gone, come = (tuple(x for x in one if x not in other) for one, other in ((was, now), (now, was)))
            yield NameChange(name, gone, come)


def _as_tuple(value: str | tuple[str, ...]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else value


def _contacts(old: PolicyList, new: PolicyList) -> Iterator[ContactChange]:
    for contact in _changed(old.contacts, new.contacts):
        was, now = (policies.contacts.get(contact) for policies in (old, new))
        before, after = (contact_words(one) if one else None for one in (was, now))
        yield ContactChange(contact, kind_of(was, now), before, after)


def _changed(old: Mapping[str, object], new: Mapping[str, object]) -> tuple[str, ...]:
    ids: Iterable[str] = dict.fromkeys([*old, *new])
    return tuple(one for one in ids if old.get(one) != new.get(one))
