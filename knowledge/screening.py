"""The whole list for one person, or for a register of people: which policies they may have."""

from __future__ import annotations

from datetime import date

from knowledge.eligibility import Eligibility, Outcome, judge, outcomes
from knowledge.facts import Known
from knowledge.policy_list import PolicyList
from knowledge.rule import Cells, Rule, may_be, rules

ORDER = {Outcome.ELIGIBLE: 0, Outcome.CANNOT_TELL: 1, Outcome.NOT_ELIGIBLE: 2}


class Screening:
    """All policies of a region that have conditions on a day. Most people of a register fall into cells that another has been
    in before, so each outcome is worked out once."""

    def __init__(self, policies: PolicyList, region: str, day: date) -> None:
        places = policies.within(region)
        self.rules = rules(policies, (p.id for p in policies.policies.values() if p.region in places), day)
        self._outcomes: dict[tuple[str, tuple[int, ...]], Outcome] = {}

    def of(self, known: Known) -> list[Eligibility]:
        """Everything that can be told of one person: what they can get, what cannot be told, what they cannot get."""
        found = [judge(one, known) for one in self.rules]
        return sorted(found, key=lambda one: ORDER[one.as_last_known or one.outcome])

    def outcomes(self, known: Known) -> dict[str, Outcome]:
        """Only the outcome of each policy, for many people."""
        return {one.policy.id: self._outcome(one, may_be(one, known)) for one in self.rules}

    def _outcome(self, one: Rule, cells: Cells) -> Outcome:
        key = (one.policy.id, tuple(cells.values()))
        if key not in self._outcomes:
            self._outcomes[key] = outcomes(one, cells)[0]
        return self._outcomes[key]
