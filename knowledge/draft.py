"""What goes into answering a question, and what comes out."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from knowledge import reading
from knowledge.index import Index
from knowledge.policy import Clause, Elsewhere, Force, Kind, Policy
from knowledge.search import Hit, Ranking, names_in, ranking, search


class Outcome(StrEnum):
    """How answering a question ended; each has its fixed text in `words/outcomes.yaml`."""

    ANSWERED = "answered"
    ANSWERED_LAPSED = "answered_lapsed"
    CLARIFICATION = "clarification"
    NOT_IN_LIST = "not_in_list"
    NOT_IN_FORCE = "not_in_force"
    OTHER_REGION = "other_region"
    OUT_OF_SCOPE = "out_of_scope"
    NEEDS_PERSON = "needs_person"


@dataclass(frozen=True)
class Topic:
    """What was spoken of, for a follow-up."""

    policies: tuple[str, ...]
    aspects: tuple[Kind, ...] = ()
    said: str = ""
    """The citizen's words that it was found by."""
    earlier: tuple[str, ...] = ()
    """Policies spoken of before these, the latest first."""


NOTHING_SAID = Topic(())


@dataclass(frozen=True)
class Question:
    """A citizen's sentence and where it is asked."""

    text: str
    today: date
    region: str
    topic: Topic = NOTHING_SAID
    on: date | None = None
    """The day asked about, when it is already known."""
    place: str | None = None
    """A place that has no list here, when it is already known that the question is about it."""


@dataclass(frozen=True)
class Citation:
    """A clause that an answer rests on, with everything a citizen needs to look it up."""

    policy: str
    policy_id: str
    clause_id: str
    text: str
    title: str
    number: str | None
    issuer: str
    article: str | None
    published: date | None
    effective: date
    lapses: date | None
    force: Force
    """On the day asked about."""
    note: str | None
    url: str | None

    @property
    def lapsed(self) -> bool:
        """Whether its time had run out."""
        return self.force is Force.LAPSED


@dataclass(frozen=True)
class Answer:
    """What is said, and what it rests on."""

    outcome: Outcome
    text: str
    policies: tuple[str, ...] = ()
    """Ids of the policies it is about."""
    sources: tuple[Citation, ...] = ()
    options: tuple[str, ...] = ()
    """What the citizen may choose from: names of policies."""
    topic: Topic | None = None
    """What a follow-up will be about; None leaves it as it was."""
    trace: dict[str, Any] = field(default_factory=dict)


@dataclass
class Draft:
    """An answer in the making."""

    index: Index
    question: Question
    said: str = ""
    """The question, with what it goes on from."""
    day: date = date.min
    aspects: tuple[Kind, ...] = ()
    hits: list[Hit] = field(default_factory=list)
    bounds: Ranking[Any] = field(default_factory=ranking)
    """From which likelihood a hit counts, and is answered outright."""
    named: list[str] = field(default_factory=list)
    policies: list[Policy] = field(default_factory=list)
    elsewhere: list[Elsewhere] = field(default_factory=list)
    chosen: list[tuple[Policy, list[Clause]]] = field(default_factory=list)
    withheld: list[str] = field(default_factory=list)

    def search(self, text: str) -> list[Hit]:
        """What a text may be about on the draft's day, whichever other place it names."""
        region = self.question.region
        return search(self.index, reading.without_place(text, self.index.policies, region), region, self.day)

    def names(self) -> list[str]:
        """The names that stand in the question, longest first."""
        names = self.index.names(self.question.region, self.day)
        return [name for name, _ in names_in(self.question.text, names)]
