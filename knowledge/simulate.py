"""Made-up citizens, drawn from what the registry says is usual, and how many questions each way of asking takes with them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from math import ceil
from random import Random

from knowledge.criteria import leaves
from knowledge.diagram import facts
from knowledge.eligibility import Outcome, as_outcome, outcomes
from knowledge.facts import Fact, FactKind, Known, Value
from knowledge.interview import Interview
from knowledge.logic import NOTHING, truth
from knowledge.policy_list import PolicyList
from knowledge.rule import Rule, cells_of, may_be, told

Outcomes = tuple[Outcome, Outcome]
"""The outcome, and the one that the last known rule would give."""
Person = dict[str, Value]
"""A value of every fact."""


class Citizens:
    """Made-up people, each fact drawn by itself from its `usual`; without one, each value is as likely as another."""

    def __init__(self, registry: Mapping[str, Fact], seed: int) -> None:
        self._random = Random(seed)  # noqa: S311  nothing is kept secret by it
        self._draws = {name: _Draw(fact) for name, fact in registry.items()}

    def one(self) -> Person:
        """The next of them."""
        return {name: draw.value(self._random) for name, draw in self._draws.items()}


class _Draw:
    """Draws the values of one fact."""

    def __init__(self, fact: Fact) -> None:
        self._fact = fact
        usual = fact.usual or dict.fromkeys(_values(fact), 1.0)
        self._said = list(usual)
        self._shares = list(accumulate(usual.values()))

    def value(self, random: Random) -> Value:
        (said,) = random.choices(self._said, cum_weights=self._shares)
        if self._fact.kind is FactKind.YES_NO:
            return said == "yes"
        if self._fact.kind is FactKind.CHOICE:
            return said
        least, most = map(float, said.split("-"))
        return float(random.randint(ceil(least), int(most))) if self._fact.whole else random.uniform(least, most)


def _values(fact: Fact) -> list[str]:
    """Its values as `usual` names them."""
    if fact.kind is FactKind.YES_NO:
        return ["yes", "no"]
    return list(fact.choices) if fact.kind is FactKind.CHOICE else [f"{fact.least}-{fact.most}"]


@dataclass(frozen=True)
class Questions:
    """How many questions people were asked."""

    mean: float
    p95: int
    """95 of 100 people were asked no more."""


@dataclass(frozen=True)
class Compared:
    """The ways of asking, about one policy or about the whole list."""

    policy: str | None
    """None for the whole list."""
    ours: Questions
    """By the interview, until it has nothing left to ask."""
    fixed: int
    """By a form that asks for every fact that the conditions compare."""
    shuffled: Questions
    """In an order drawn anew for each person, leaving out what can change nothing any more."""
    ratio: float
    """Of the interview's mean to the form."""
    differing: int
    """Outcomes that the interview came to and that are not those of the same person with every fact known."""


def compare(
    policies: PolicyList, region: str, day: date, people: int, seed: int, progress: Callable[[int, int], None]
) -> list[Compared]:
    """Asks so many made-up people about each policy of the region that has conditions, and about all at once, which comes last.
    `progress` is told how many of how many are done. KeyError for an unknown region."""
    places = policies.within(region)
    whole = _Asking(policies, [p.id for p in policies.policies.values() if p.region in places], day, None)
    askings = [*(_Asking(policies, [one.policy.id], day, one.policy.id) for one in whole.rules), whole]
    citizens, order = Citizens(policies.facts, seed), list(policies.facts)
    shuffler = Random(f"order {seed}")  # noqa: S311  nothing is kept secret by it
    for done in range(people):
        person = citizens.one()
        expected = {one.policy.id: _plainly(one, person) for one in whole.rules}
        shuffler.shuffle(order)
        for asking in askings:
            asking.ask(person, order, expected)
        progress(done + 1, people)
    return [asking.compared() for asking in askings]


class _Asking:
    """Everybody is asked about the same policies; what is counted is how many people were asked how many questions."""

    def __init__(self, policies: PolicyList, about: list[str], day: date, policy: str | None) -> None:
        self._interview = Interview(policies, about, day)
        self.rules = self._interview.rules
        self._policy = policy
        self._fixed = len({leaf.fact for one in self.rules for leaf in leaves(one.tree)})
        self._ours: Counter[int] = Counter()
        self._shuffled: Counter[int] = Counter()
        self._differing = 0

    def ask(self, person: Person, order: Sequence[str], expected: Mapping[str, Outcomes]) -> None:
        known: Person = {}
        while (ask := self._interview.next(known)) is not None:
            known[ask.fact.id] = person[ask.fact.id]
        self._ours[len(known)] += 1
        self._shuffled[_asked_in_order(self.rules, person, order)] += 1
        self._differing += sum(outcomes(one, told(one, known)) != expected[one.policy.id] for one in self.rules)

    def compared(self) -> Compared:
        ours = _questions(self._ours)
        return Compared(
            self._policy,
            ours,
            self._fixed,
            _questions(self._shuffled),
            round(ours.mean / self._fixed, 3),
            self._differing,
        )


def _plainly(one: Rule, person: Person) -> Outcomes:
    """By going through the tree with every fact known, without what the interview goes by."""
    cells = may_be(one, person)
    firm, last_known = (truth(one, one.tree, cells, open_clauses) for open_clauses in (one.lapsed, NOTHING))
    return as_outcome(firm), as_outcome(last_known)


def _asked_in_order(rules: Sequence[Rule], person: Known, order: Sequence[str]) -> int:
    """How many facts are asked for when those that can change nothing any more are left out."""
    left = [(one, diagram) for one in rules for diagram in {one.last_known, one.firm}]
    asked = 0
    for name in order:
        hanging = [place for place, (_, diagram) in enumerate(left) if name in facts(diagram)]
        asked += bool(hanging)
        for place in hanging:
            one, diagram = left[place]
            left[place] = one, one.diagrams.given(diagram, name, cells_of(one, name, person[name]))
    return asked


def _questions(counted: Counter[int]) -> Questions:
    people = counted.total()
    mean = sum(questions * times for questions, times in counted.items()) / people
    reached = accumulate(counted[questions] for questions in sorted(counted))
    p95 = next(questions for questions, so_far in zip(sorted(counted), reached, strict=True) if so_far >= 0.95 * people)
    return Questions(round(mean, 3), p95)
