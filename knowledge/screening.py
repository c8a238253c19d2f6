"""The whole list for one person, or for a register of people: which policies they may have."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from knowledge.diagram import Diagram, Fork, facts
from knowledge.eligibility import Eligibility, Outcome, judge, outcomes
from knowledge.facts import Known
from knowledge.interview import COST
from knowledge.logic import left
from knowledge.policy_list import PolicyList
from knowledge.rule import Rule, rules, told

ORDER = {Outcome.ELIGIBLE: 0, Outcome.CANNOT_TELL: 1, Outcome.NOT_ELIGIBLE: 2}


@dataclass(frozen=True)
class Standing:
    """How one person stands with one policy, without the reasons."""

    outcome: Outcome
    as_last_known: Outcome | None
    """As in Eligibility."""


class Screening:
    """All policies of a region that have conditions on a day. What is left of a rule is worked out once for all people of whom
    it leaves the same."""

    def __init__(self, policies: PolicyList, region: str, day: date) -> None:
        places = policies.within(region)
        self.rules = rules(policies, (p.id for p in policies.policies.values() if p.region in places), day)
        self._facts = policies.facts
        self._order = {name: place for place, name in enumerate(policies.facts)}
        self._settled_by: dict[tuple[Rule, Diagram, Diagram], dict[str, float]] = {}

    def of(self, known: Known) -> list[Eligibility]:
        """Everything that can be told of one person: what they can get, what cannot be told, what they cannot get."""
        found = [judge(one, known) for one in self.rules]
        return sorted(found, key=lambda one: ORDER[one.as_last_known or one.outcome])

    def standings(self, known: Known) -> dict[str, Standing]:
        """How the person stands with each policy, by its id: the same outcomes, for many people."""
        found = {}
        for one in self.rules:
            firm, last_known = outcomes(one, told(one, known))
            found[one.policy.id] = Standing(firm, last_known if firm is not last_known else None)
        return found

    def would_settle(self, known: Known) -> list[str]:
        """The facts that outcomes still hang on; first the one whose answer is expected to settle most for its cost."""
        settled: dict[str, float] = {}
        hanging: dict[str, int] = {}
        for one in self.rules:
            for name, chance in self._chances(one, known).items():
                settled[name] = settled.get(name, 0.0) + chance
                hanging[name] = hanging.get(name, 0) + 1
        cost = {name: COST[self._facts[name].sensitivity] for name in settled}
        return sorted(settled, key=lambda name: (-settled[name] / cost[name], -hanging[name], self._order[name]))

    def _chances(self, one: Rule, known: Known) -> dict[str, float]:
        cells = told(one, known)
        key = (one, left(one, one.last_known, cells), left(one, one.firm, cells))
        if key not in self._settled_by:
            self._settled_by[key] = _settled_by(*key)
        return self._settled_by[key]


def _settled_by(one: Rule, last_known: Diagram, firm: Diagram) -> dict[str, float]:
    """For each fact that is left in the diagrams, how likely its answer ends both."""
    chances = {}
    for name in facts(last_known) | facts(firm):
        likely = one.chances[name]
        after = {bit: [one.diagrams.given(which, name, bit) for which in (last_known, firm)] for bit in likely}
        settles = sum(likely[bit] for bit, both in after.items() if not any(isinstance(which, Fork) for which in both))
        chances[name] = settles / sum(likely.values())
    return chances
