"""The whole list for one person, or for a register of people: which policies they may have."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from itertools import compress
from typing import NamedTuple

from knowledge.diagram import Diagram, Fork, cells_left, facts, settled_by
from knowledge.eligibility import Eligibility, Outcome, as_outcome, judge
from knowledge.facts import Between, Known, completed
from knowledge.interview import COST
from knowledge.policy_list import PolicyList
from knowledge.rule import Rule, cells_of, rules

REMEMBERED = 2**14
"""Of how many remainders of a rule it is remembered what would settle them."""
ORDER = {Outcome.ELIGIBLE: 0, Outcome.CANNOT_TELL: 1, Outcome.NOT_ELIGIBLE: 2}


class Remains(NamedTuple):
    """What is left of a rule when so much is known of a person."""

    rule: Rule
    last_known: Diagram
    firm: Diagram


@dataclass(frozen=True)
class Standing:
    """How one person stands with one policy, without the reasons."""

    outcome: Outcome
    as_last_known: Outcome | None
    """As in Eligibility."""


class Screening:
    """All policies of a region that have conditions on a day. What is left of a rule is worked out once for all people of whom
    it leaves the same."""

    def __init__(self, policies: PolicyList, region: str, day: date, about: Collection[str] | None = None) -> None:
        """`about` are the ids of those to look at; None for all. KeyError for an unknown region."""
        places = policies.within(region)
        ids = (p.id for p in policies.policies.values() if p.region in places and (about is None or p.id in about))
        self.rules = rules(policies, ids, day)
        self._quotients = {fact.id: fact for fact in policies.facts.values() if fact.quotient is not None}
        self._cost = {fact.id: COST[fact.sensitivity] for fact in policies.facts.values()}
        self._order = {name: place for place, name in enumerate(policies.facts)}
        self._settled_by = lru_cache(maxsize=REMEMBERED)(_settled_by)

    def of(self, known: Known) -> list[Eligibility]:
        """Everything that can be told of one person: what they can get, what cannot be told, what they cannot get."""
        found = [judge(one, known) for one in self.rules]
        return sorted(found, key=lambda one: ORDER[one.as_last_known or one.outcome])

    def standings(self, known: Known) -> dict[str, Standing]:
        """How the person stands with each policy, by its id: the same outcomes, for many people."""
        return {
            one.rule.policy.id: _standing(as_outcome(one.firm), as_outcome(one.last_known)) for one in self._left(known)
        }

    def would_settle(self, known: Known) -> list[str]:
        """The facts that outcomes still hang on; first the one whose answer is expected to settle most for its cost."""
        settled: dict[str, float] = {}
        hanging: dict[str, int] = {}
        still_open = (
            one for one in self._left(known) if isinstance(one.last_known, Fork) or isinstance(one.firm, Fork)
        )
        for one in still_open:
            for name, chance in self._settled_by(one).items():
                settled[name] = settled.get(name, 0.0) + chance
                hanging[name] = hanging.get(name, 0) + 1
        cost, order = self._cost, self._order
        return sorted(settled, key=lambda name: (-settled[name] / cost[name], -hanging[name], order[name]))

    def _left(self, known: Known) -> list[Remains]:
        known = completed(self._quotients, known)
        return [_left_of(one, known) for one in self.rules]


def _left_of(one: Rule, known: Known) -> Remains:
    last_known = _left(one, one.last_known, known)
    return Remains(one, last_known, last_known if one.firm is one.last_known else _left(one, one.firm, known))


def _left(one: Rule, diagram: Diagram, known: Known) -> Diagram:
    """Of most people so much is known that following it ends soon; only from the first gap on is the rest worked out."""
    while isinstance(diagram, Fork):
        value = known.get(diagram.fact)
        if value is None or isinstance(value, Between):
            return _left_with_gaps(one, diagram, known)
        diagram = diagram.ways[one.cell_of[diagram.fact](value)]
    return diagram


def _left_with_gaps(one: Rule, diagram: Fork, known: Known) -> Diagram:
    rest: Diagram = diagram
    for name in diagram.facts:
        if name in known:
            rest = one.diagrams.given(rest, name, cells_of(one, name, known[name]))
    return rest


@cache
def _standing(outcome: Outcome, as_last_known: Outcome) -> Standing:
    return Standing(outcome, as_last_known if outcome is not as_last_known else None)


def _settled_by(remains: Remains) -> dict[str, float]:
    """For each fact that is left in the diagrams, how likely its answer ends both."""
    chances = {}
    for name in facts(remains.last_known) | facts(remains.firm):
        told_apart = remains.last_known if name in facts(remains.last_known) else remains.firm
        likely = {bit: remains.rule.chances[name][bit] for bit in cells_left(told_apart, name)}
        ends = (settled_by(remains.last_known, name, bit) and settled_by(remains.firm, name, bit) for bit in likely)
        chances[name] = sum(compress(likely.values(), ends)) / (sum(likely.values()) or 1.0)
    return chances
