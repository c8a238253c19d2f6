"""The published benefit policy list: what a policy file may say, and how it is read.

A list is a folder a place (`knowledge/lists/<region>/`): `sources.yaml` names the official texts,
`policies/<id>.yaml` says in plain words what they grant, `elsewhere.yaml` names what other offices do,
`contacts.yaml` the telephone numbers. Shapes only: checks across files are in `knowledge/check.py`.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field, HttpUrl, model_validator

from knowledge.criteria import Tree
from knowledge.record import Record, Slug, Text


class Kind(StrEnum):
    """What a clause tells; a question's aspect is one of these too."""

    WHO = "who"
    AMOUNT = "amount"
    MATERIALS = "materials"
    HOW = "how"
    WHERE = "where"
    WHEN = "when"
    LIMITS = "limits"
    BASIS = "basis"


class Force(StrEnum):
    """How a text stands on a day."""

    FUTURE = "future"
    IN_FORCE = "in_force"
    LAPSED = "lapsed"
    """Its time ran out and no successor is known: still told, with that warning."""
    REPLACED = "replaced"
    """Repealed, or followed by a newer text: told only for a day on which it was in force."""


class Validity(Record):
    """The days on which a text holds. `effective` is its first day, `lapses` and `repealed` the first day it no longer holds."""

    effective: date
    lapses: date | None = None
    repealed: date | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Validity:
        for name in ("lapses", "repealed"):
            end = getattr(self, name)
            if end is not None and end <= self.effective:
                raise ValueError(f"{name} {end} is not after effective {self.effective}")
        return self

    def on(self, day: date) -> Force:
        """How the text stands on `day`."""
        if day < self.effective:
            return Force.FUTURE
        if self.repealed is not None and day >= self.repealed:
            return Force.REPLACED
        if self.lapses is not None and day >= self.lapses:
            return Force.LAPSED
        return Force.IN_FORCE


class Source(Validity):
    """An official text, cited by its id from the clauses of the same region's policies."""

    id: Slug
    title: Text
    number: Text | None = None
    """Document number, such as 穗民规字〔2025〕2号."""
    issuer: Text
    url: HttpUrl | None = None
    published: date | None = None
    text: str | None = None
    """Path of the saved text below the folder given to `policies check --sources`."""
    note: Text | None = None
    """A doubt about validity, told to the citizen: where the page and the text disagree, say."""


class Figure(Record):
    """A number that the clause's text states, the only kind of number an answer may repeat."""

    value: float
    unit: Text
    what: Text


class Clause(Record):
    """The citable unit: one thing that one article of one text says, in plain words."""

    id: Slug
    kind: Kind
    text: Text
    source: Slug
    article: Text | None = None
    figures: tuple[Figure, ...] = ()
    effective: date | None = None
    """Where it differs from the source's: an amount paid from an earlier day, say."""
    lapses: date | None = None
    repealed: date | None = None
    """The day a newer clause took this one's place."""


class Material(Record):
    """A document to bring, and the clause that asks for it."""

    document: Text
    who: Text
    clause: Slug
    note: Text | None = None
    errand: Text | None = None
    """Of a policy with several errands: the one it is for, by a word of those who want it (续期); None: for all of them."""


class Fetched(Record):
    """What nobody has to bring because the office gets it itself, and the clause that says so."""

    document: Text
    clause: Slug


class NoLonger(Record):
    """What the law asked for once and asks for no more: the clause that tells what to bring now, and the repealed one that asked
    for it."""

    document: Text
    clause: Slug
    was: Slug


class Acting(Record):
    """Whether somebody else may go instead, and the clause that says so."""

    may: bool
    clause: Slug


class Amount(Record):
    """What somebody who is eligible gets: a fixed sum, what is missing to a line, or a share of a price. Of several with the
    same `what` the first counts whose clause holds on the day and whose `when` is true."""

    what: Text
    unit: Text
    clause: Slug
    when: Tree | None = None
    fixed: float | None = None
    up_to: float | None = None
    """The line up to which the number in `of` is made up."""
    share: float | None = None
    """Of the number in `of`; `at_most` so much."""
    at_most: float | None = None
    of: Slug | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Amount:
        if sum(way is not None for way in (self.fixed, self.up_to, self.share)) != 1:
            raise ValueError("an amount is fixed, up_to or a share")
        if (self.fixed is None) != (self.of is not None):
            raise ValueError("up_to and share, and only they, are of a fact")
        return self


class NotChecked(Record):
    """A condition that no fact tells, so that only the office can check it."""

    text: Text
    clause: Slug


class Relation(Record):
    """Another policy, and the clause that says how the two go together."""

    policy: Slug
    clause: Slug


class Policy(Record):
    """One benefit or service of the list."""

    id: Slug
    name: Text
    aliases: tuple[Text, ...] = ()
    """What people call it; each names one policy only, within a region."""
    category: Text
    region: Slug
    issuer: Text
    summary: Text
    """One short sentence: what it is, without figures."""
    clauses: Annotated[tuple[Clause, ...], Field(min_length=1)]
    materials: tuple[Material, ...] = ()
    fetched: tuple[Fetched, ...] = ()
    no_longer: tuple[NoLonger, ...] = ()
    acting: tuple[Acting, ...] = ()
    """Empty: no clause says whether somebody else may."""
    criteria: Tree | None = None
    """Who is entitled, as far as facts can tell; None where the texts give no conditions that can be compared."""
    person: Text | None = None
    """Whom the conditions are about, where it is hardly ever the one who asks: 孩子."""
    not_checked: tuple[NotChecked, ...] = ()
    amounts: tuple[Amount, ...] = ()
    excludes: tuple[Relation, ...] = ()
    """Whoever draws that one cannot have this one."""
    combines_with: tuple[Relation, ...] = ()
    """May be drawn together with that one."""
    questions: tuple[Text, ...] = ()
    """How citizens ask for it: the encoder learns from them."""

    def clause(self, clause_id: str) -> Clause:
        """The clause of that id; KeyError if there is none."""
        for clause in self.clauses:
            if clause.id == clause_id:
                return clause
        raise KeyError(clause_id)


class Elsewhere(Record):
    """What another office does, so that a citizen is sent to the right door."""

    id: Slug
    topic: Text
    aliases: Annotated[tuple[Text, ...], Field(min_length=1)]
    office: Text
    phone: Text | None = None
    questions: tuple[Text, ...] = ()


HOTLINE = "12345"
"""Id of the contact that knows the office in charge when the list does not."""


class Contact(Record):
    """A published telephone number."""

    id: Slug
    name: Text
    phone: Text
    hours: Text | None = None
    what: Text
    source: Text
    confirmed: date
    """When it was last confirmed."""


class Region(Record):
    """A place with a list of its own."""

    id: Slug
    name: Text
    aliases: tuple[Text, ...] = ()
    within: Slug | None = None
    """The larger place whose rules hold here too."""
    often: tuple[Slug, ...] = ()
    """Policies asked about most, offered to somebody who names none."""
    benefits: tuple[Text, ...] = ()
    """Categories of which somebody who asks what there is to get is asked; marriage or adoption nobody gets by an interview."""
