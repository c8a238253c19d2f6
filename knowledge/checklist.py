"""What somebody brings: the papers that a service or policy asks for on a day, each with its clause and how it stands with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from knowledge.findings import Basis, basis
from knowledge.homes import Home, homes_of, is_for_acting
from knowledge.paper import Meant, meant_by
from knowledge.policy import Clause, Kind, Material, Policy
from knowledge.policy_list import PolicyList


class State(StrEnum):
    """How it stands with something to bring."""

    THERE = "there"
    MEND = "mend"
    """Shown, and to be put right."""
    MISSING = "missing"
    FETCHED = "fetched"
    """The office gets it itself."""
    STAFF = "staff"
    """Only staff can look at it: no photograph tells, or it did not tell enough."""


SHOWN = {"pass": State.THERE, "fix": State.MEND, "ask": State.STAFF}
"""By the outcome of a paper's pre-check."""
BOTH = "双方"
"""In a material's `who`: two people apply."""
_WORST_FIRST = (State.MISSING, State.MEND, State.STAFF, State.THERE)


@dataclass(frozen=True)
class Citizen:
    """For whom the list is made."""

    homes: frozenset[Home] = frozenset()
    """Where those who apply come from; empty: not known."""
    acts: bool | None = None
    """Whether somebody goes for another; None: not known."""
    errands: frozenset[str] = frozenset()
    """What is wanted, as the materials name it; empty: not known."""


@dataclass(frozen=True)
class Item:
    """Something to bring."""

    document: str
    who: str | None
    """Who brings it; None for what the office gets itself."""
    note: str | None
    policy: str | None
    """The id of the policy that asks for it; None: the office asks for it, and no clause."""
    basis: Basis | None
    kinds: tuple[str, ...]
    """The kinds of paper that it means."""
    either: bool
    """Whether one of them does."""
    state: State


@dataclass(frozen=True)
class NotAsked:
    """Something that was to be brought once, and since when it is not."""

    document: str
    since: date
    policy: str
    basis: Basis


@dataclass(frozen=True)
class Told:
    """A clause that has to do with it."""

    policy: str
    text: str
    basis: Basis


@dataclass(frozen=True)
class Acts:
    """Whether somebody else may go, as a clause says it."""

    may: bool
    told: Told


@dataclass(frozen=True)
class Checklist:
    """All of it, in the order of the list."""

    name: str
    """Of what it is for."""
    policies: tuple[str, ...]
    day: date
    citizen: Citizen
    items: tuple[Item, ...] = ()
    no_longer: tuple[NotAsked, ...] = ()
    also: tuple[Told, ...] = ()
    """What else clauses say of papers."""
    acting: tuple[Acts, ...] = ()
    """Empty: no clause says whether somebody else may go."""
    others: bool = False
    """Whether those of other homes bring something else, which is left out."""
    two: bool = False
    """Whether two people apply."""


def checklist(
    policies: PolicyList,
    subjects: Sequence[str],
    day: date,
    citizen: Citizen | None = None,
    shown: Mapping[str, str] | None = None,
    shown_of_other: Mapping[str, str] | None = None,
) -> Checklist:
    """The papers for services or policies, by their ids, on a day. `shown`: the kinds of paper shown so far, each with its
    outcome: pass, fix or ask; `shown_of_other`: those of whoever goes for another. KeyError for an id that the list has not."""
    making = _Making(policies, day, citizen or Citizen(), shown or {}, shown_of_other or {})
    for subject in subjects:
        making.add(subject)
    return making.done()


def takes_two(policy: Policy) -> bool:
    """Whether two people apply, each with papers of his own."""
    return any(BOTH in material.who for material in policy.materials)


@dataclass
class _Making:
    policies: PolicyList
    day: date
    citizen: Citizen
    shown: Mapping[str, str]
    shown_of_other: Mapping[str, str]
    names: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    no_longer: list[NotAsked] = field(default_factory=list)
    also: list[Told] = field(default_factory=list)
    acting: list[Acts] = field(default_factory=list)
    others: bool = False
    two: bool = False

    def add(self, subject: str) -> None:
        """A service, with all of its policies; or one policy."""
        service = self.policies.services.get(subject)
        if service is None:
            self.names.append(self.policies.policies[subject].name)
            self._policy(subject, self._usual(subject))
            return
        self.names.append(service.name)
        self.items += [self._item(document, service.person, None) for document in service.bring]
        for policy in service.policies:
            self._policy(policy, service.materials_of)

    def done(self) -> Checklist:
        """What the office gets itself stands last."""
        return Checklist(
            name="、".join(dict.fromkeys(self.names)),
            policies=tuple(self.ids),
            day=self.day,
            citizen=self.citizen,
            items=tuple(sorted(dict.fromkeys(self.items), key=lambda item: item.state is State.FETCHED)),
            no_longer=tuple(self.no_longer),
            also=tuple(self.also),
            acting=tuple(self.acting),
            others=self.others,
            two=self.two,
        )

    def _usual(self, policy_id: str) -> tuple[str, ...]:
        """Of whom the services that go with the policy want its papers; empty: of all."""
        wanted = [one.materials_of for one in self.policies.services.values() if policy_id in one.policies]
        return tuple(dict.fromkeys(word for words in wanted for word in words)) if all(wanted) else ()

    def _policy(self, policy_id: str, usual: Sequence[str]) -> None:
        if policy_id in self.ids:
            return
        self.ids.append(policy_id)
        policy = self.policies.policies[policy_id]
        told = {clause.id: clause for clause in self.policies.clauses_on(policy_id, self.day)}
        left_out: set[str] = set()
        for material in policy.materials:
            if material.clause not in told:
                continue
            if self._wanted(material, usual):
                stands = self._basis(told[material.clause])
                self.items.append(self._item(material.document, material.who, material.note, policy_id, stands))
            elif homes_of(material.who):
                left_out.add(material.clause)
        self.others |= bool(left_out)
        self.two |= takes_two(policy)
        self.items += [
            Item(
                one.document,
                None,
                None,
                policy_id,
                self._basis(told[one.clause]),
                (),
                either=False,
                state=State.FETCHED,
            )
            for one in policy.fetched
            if one.clause in told
        ]
        for gone in policy.no_longer:
            if gone.clause in told and gone.clause not in left_out and (ended := self._ended(policy, gone.was)):
                self.no_longer.append(NotAsked(gone.document, ended, policy_id, self._basis(told[gone.clause])))
        named = {one.clause for one in policy.materials}
        named |= {one.clause for one in policy.fetched} | {one.clause for one in policy.no_longer}
        rest = (clause for clause in told.values() if clause.kind is Kind.MATERIALS and clause.id not in named)
        self.also += self._told(policy_id, rest)
        self.acting += [
            Acts(one.may, said)
            for one in policy.acting
            if one.clause in told
            for said in self._told(policy_id, [told[one.clause]])
        ]

    def _wanted(self, material: Material, usual: Sequence[str]) -> bool:
        """Whether it is asked of this citizen."""
        if material.errand is not None and self.citizen.errands and material.errand not in self.citizen.errands:
            return False
        if is_for_acting(material.who):
            return self.citizen.acts is not False
        of = homes_of(material.who)
        if self.citizen.homes:
            return not of or bool(of & self.citizen.homes)
        return not usual or any(word in material.who for word in usual)

    def _item(
        self, document: str, who: str, note: str | None, policy: str | None = None, stands: Basis | None = None
    ) -> Item:
        meant = meant_by(document)
        return Item(document, who, note, policy, stands, meant.kinds, meant.either, self._state(meant, who))

    def _state(self, meant: Meant, who: str) -> State:
        """Of several papers the worst counts, of those of which one does the best."""
        if not meant.kinds:
            return State.STAFF
        shown = self.shown_of_other if is_for_acting(who) else self.shown
        states = [SHOWN[shown[kind]] if kind in shown else State.MISSING for kind in meant.kinds]
        return sorted(states, key=_WORST_FIRST.index, reverse=meant.either)[0]

    def _ended(self, policy: Policy, clause: str) -> date | None:
        """The first day on which the clause no longer holds, if that has come."""
        ended = self.policies.validity(policy.clause(clause)).repealed
        return ended if ended is not None and ended <= self.day else None

    def _told(self, policy_id: str, clauses: Iterable[Clause]) -> Iterator[Told]:
        return (Told(policy_id, clause.text, self._basis(clause)) for clause in clauses)

    def _basis(self, clause: Clause) -> Basis:
        return basis(self.policies, clause, self.day)
