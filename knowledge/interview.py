"""Which question to ask next: of the facts that can still change an outcome, the one that is expected to settle most for what
it costs to ask."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from knowledge.diagram import settled_by
from knowledge.facts import Fact, Known, Sensitivity
from knowledge.logic import left_of_both, missing, undecided
from knowledge.policy_list import PolicyList
from knowledge.rule import Cells, Rule, may_be, rules

COST = {Sensitivity.PLAIN: 1.0, Sensitivity.PRIVATE: 1.5, Sensitivity.DELICATE: 3.0}
"""What a question costs the citizen."""
A_STEP = 0.1
"""What it is worth that one comparison less is open, beside a policy that is settled."""


@dataclass(frozen=True)
class Ask:
    """The next question."""

    fact: Fact
    policies: tuple[str, ...]
    """Ids of the policies whose outcome may hang on it."""


class Interview:
    """Asks about some policies on a day. What is worked out for one person is remembered for the next."""

    def __init__(self, policies: PolicyList, about: Iterable[str], day: date) -> None:
        """`about` are ids; policies without conditions on that day are left out."""
        self.day = day
        self._facts = policies.facts
        self._order = {name: place for place, name in enumerate(policies.facts)}
        self.rules = rules(policies, about, day)
        self._worth: dict[tuple[str, tuple[int, ...]], dict[str, float]] = {}

    def next(self, known: Known, refused: Collection[str] = ()) -> Ask | None:
        """The next question; None when nothing is left to ask. Of facts in `refused`, only those they follow from are asked."""
        worth: dict[str, float] = {}
        about: dict[str, list[str]] = {}
        for one in self.rules:
            for missed, value in self._worth_of(one, may_be(one, known)).items():
                name = self._to_ask(missed, known, refused)
                if name is not None:
                    worth[name] = worth.get(name, 0.0) + value
                    about.setdefault(name, []).append(one.policy.id)
        if not worth:
            return None
        # of equals the one that stands first in the registry, so that the same person is asked the same
        best = min(worth, key=lambda name: (-worth[name] / COST[self._facts[name].sensitivity], self._order[name]))
        return Ask(self._facts[best], tuple(about[best]))

    def _to_ask(self, name: str, known: Known, refused: Collection[str]) -> str | None:
        """The fact itself; of one that is not known and follows from two others, the first of them that may be."""
        if name not in refused or name in known:
            return None if name in refused else name
        parts = self._facts[name].quotient or ()
        return next((part for part in parts if part not in known and part not in refused), None)

    def _worth_of(self, one: Rule, cells: Cells) -> dict[str, float]:
        key = (one.policy.id, tuple(cells.values()))
        if key not in self._worth:
            self._worth[key] = _worth(one, cells)
        return self._worth[key]


def _worth(one: Rule, cells: Cells) -> dict[str, float]:
    """For each fact that the outcome may hang on, how much its answer is expected to settle."""
    still_open, both = undecided(one, cells), left_of_both(one, cells)
    worth = {}
    for name in missing(one, cells):
        chances = {bit: chance for bit, chance in one.chances[name].items() if bit & cells[name]}
        expected = 0.0
        for bit, chance in chances.items():
            settled = all(settled_by(which, name, bit) for which in both)
            expected += chance * (1.0 if settled else A_STEP * (still_open - undecided(one, {**cells, name: bit})))
        worth[name] = expected / (sum(chances.values()) or 1.0)
    return worth
