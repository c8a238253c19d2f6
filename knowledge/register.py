"""A bureau's register of people: which of its columns are facts, and what each row comes to for every policy."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from knowledge.contradictions import contradicts
from knowledge.eligibility import Outcome
from knowledge.facts import BadFact, Fact, Value
from knowledge.policy_list import PolicyList
from knowledge.screening import Screening, Standing
from knowledge.written import Spelling, plainly, words

MOST = 3
"""Facts that a row names as best asked first."""
CELLS = 4096
"""Different cells of a column that are remembered with their values."""
Read = Callable[[str], tuple[Value | None, str | None]]
"""The value of a cell, and what is wrong with it."""


class BadHeader(ValueError):
    """The first row names no columns that can be used; the message (Chinese) says why, and no cell of a person."""


class Row(NamedTuple):
    """What is added to a row."""

    outcomes: tuple[str, ...]
    """A word for each policy; empty where the row could not be screened."""
    ask: str
    problems: str

    @property
    def cells(self) -> tuple[str, ...]:
        """In the order of the added columns."""
        return (*self.outcomes, self.ask, self.problems)


class Register:
    """One header and the list of a day; rows are screened one by one, and none is kept."""

    def __init__(self, policies: PolicyList, region: str, day: date, header: Sequence[str]) -> None:
        """BadHeader for a header without facts, or with a name twice. KeyError for an unknown region."""
        benefits = policies.benefits(region)
        self._screening = Screening(policies, region, day)
        # A register finds what people may get, so nobody is to be asked about marriage because of it.
        self._asking = Screening(policies, region, day, benefits) if benefits else self._screening
        self._facts = policies.facts
        ids = [one.policy.id for one in self._screening.rules]
        self.policies = [policies.policies[policy].name for policy in ids]
        """The names of the policies, in the order of the outcomes."""
        self._words = [_outcome_words(service=policy not in benefits) for policy in ids]
        self.added = [*self.policies, words()["ask"], words()["problems"]]
        """The names of the columns that are added."""
        self._width = len(header)
        found = _facts_of(header, policies.facts, {name for one in self._screening.rules for name in one.facts})
        _refuse_same(header, self.added)
        self._columns = [(place, header[place].strip(), fact, _reader(fact)) for place, fact in found.items()]
        self.facts = [fact.name for fact in found.values()]
        """The names of the facts that the register tells."""
        told = {fact.id for fact in found.values()}
        self._contradictions = [
            one for one in policies.contradictions.values() if told >= {compared.fact for compared in one.facts}
        ]

    def screen(self, cells: Sequence[str]) -> Row:
        """What one person's row comes to. A bad value is told and left open; a row that is too long cannot be relied on."""
        if any(cell.strip() for cell in cells[self._width :]):
            problem = words()["too_many"].format(count=len(cells) - self._width)
            return Row(("",) * len(self.policies), "", problem)
        known: dict[str, Value] = {}
        problems = []
        if len(cells) < self._width:
            problems.append(words()["too_few"].format(count=self._width - len(cells)))
        for place, column, fact, read in self._columns:
            value, problem = read(cells[place]) if place < len(cells) else (None, None)
            if value is not None:
                known[fact.id] = value
            elif problem is not None:
                problems.append(words()["problem"].format(column=column, problem=problem))
        problems += [one.say.format(who=words()["who"]) for one in self._contradictions if contradicts(one, known)]
        standings = self._screening.standings(known).values()
        outcomes = tuple(said[standing] for said, standing in zip(self._words, standings, strict=True))
        ask = "、".join(self._facts[name].name for name in self._asking.would_settle(known)[:MOST])
        return Row(outcomes, ask, " ".join(problems))


def _outcome_words(*, service: bool) -> dict[Standing, str]:
    """What is said of each way to stand with a policy."""
    said = {outcome: words()[outcome] for outcome in Outcome}
    if service:
        said[Outcome.ELIGIBLE] = words()["service_eligible"]
    lapsed = {
        Standing(Outcome.CANNOT_TELL, last): words()["lapsed"].format(said=said[last])
        for last in (Outcome.ELIGIBLE, Outcome.NOT_ELIGIBLE)
    }
    return {Standing(outcome, None): text for outcome, text in said.items()} | lapsed


def _facts_of(header: Sequence[str], registry: dict[str, Fact], compared: set[str]) -> dict[int, Fact]:
    """The fact of each column that is one, by its place."""
    names = {
        plainly(name): fact for fact in registry.values() for name in (fact.id, fact.name, f"{fact.name}({fact.unit})")
    }
    found: dict[int, Fact] = {}
    places: dict[str, int] = {}
    for place, column in enumerate(map(plainly, header)):
        if column not in names:
            continue
        fact = found[place] = names[column]
        first = places.setdefault(fact.id, place)
        if first != place:
            raise BadHeader(words()["same_fact"].format(first=first + 1, second=place + 1, fact=fact.name))
    if not found:
        known = "、".join(fact.name for fact in registry.values() if fact.id in compared)
        raise BadHeader(words()["nothing_known"].format(names=known))
    return found


def _refuse_same(header: Sequence[str], added: Sequence[str]) -> None:
    """Names are told by their places: a file without a header begins with a person."""
    seen: dict[str, int] = {}
    for place, column in enumerate(map(plainly, header)):
        if column in seen:
            raise BadHeader(words()["same_name"].format(first=seen[column] + 1, second=place + 1))
        if column:
            seen[column] = place
    for name in added:
        if plainly(name) in seen:
            raise BadHeader(words()["name_taken"].format(first=seen[plainly(name)] + 1, name=name))


def _reader(fact: Fact) -> Read:
    """The same few cells stand in a column again and again."""
    spelling = Spelling(fact)

    @lru_cache(maxsize=CELLS)
    def read(cell: str) -> tuple[Value | None, str | None]:
        try:
            return spelling.value(cell), None
        except BadFact as error:
            return None, str(error)

    return read
