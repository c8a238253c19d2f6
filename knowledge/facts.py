"""What may be known of a person: the named, typed facts that criteria compare, and how each is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Literal, TypeAlias

from pydantic import Field, model_validator

from knowledge.record import Record, Slug, Text

Value: TypeAlias = float | bool | str
"""Of a number, of a yes-or-no, of a choice."""
YEARS, MONTHS = "岁", "个月"
"""Units of the numbers that may grow as time goes by."""


class FactKind(StrEnum):
    """What values a fact has."""

    NUMBER = "number"
    CHOICE = "choice"
    YES_NO = "yes_no"


class Sensitivity(StrEnum):
    """How gladly people say it; harmless ones are asked first."""

    PLAIN = "plain"
    PRIVATE = "private"
    """Money, illness, the family."""
    DELICATE = "delicate"
    """Prison, violence, a death."""


class Choice(Record):
    """One of the values that a choice may have."""

    name: Text
    """As it is shown."""
    said: tuple[Text, ...] = ()
    """How people say it, beside its name."""


class Fact(Record):
    """One thing that may be known of the person it is about."""

    id: Slug
    name: Text
    kind: FactKind
    unit: Text | None = None
    least: float = 0
    most: float | None = None
    """The smallest and the largest number that is believed."""
    whole: bool = False
    """Whether a number has no fraction."""
    choices: dict[Slug, Choice] = Field(default_factory=dict)
    ask: Text
    """The question in plain Chinese; `{who}` stands for the person it is about."""
    spoken: Text
    """The same for the telephone: short, with the possible answers."""
    hint: Text | None = None
    """How to find it out, for somebody who does not know."""
    said: tuple[Text, ...] = ()
    """Words by which it is known that this fact is spoken of; of a yes-or-no, that it is so."""
    said_no: tuple[Text, ...] = ()
    """Words that tell that a yes-or-no is not so, or that a number is its least."""
    matter: tuple[Text, ...] = ()
    """Words of the matter that it belongs to: without one of them in the sentence its words tell something else."""
    sensitivity: Sensitivity = Sensitivity.PLAIN
    near: Annotated[float, Field(gt=0, lt=1)] | None = None
    """Share of a bound within which an office may see it otherwise: income and spending, never age, grade or date."""
    grows: Literal["always", "perhaps"] | None = None
    """Whether the years or months become more as time goes by; `perhaps` where they do for some who tell it, and not for all."""
    errand: bool = False
    """Whether asking for something tells it already: who asks to be married tells that he wants to be."""
    quotient: tuple[Slug, Slug] | None = None
    """Two other facts, the first divided by the second: what it is where it is not told itself."""
    usual: dict[str, float] = Field(default_factory=dict)
    """How common its values are, by choice, `yes` or `no`, or `from-to` of a number: what the interview expects."""

    @model_validator(mode="after")
    def _whole_of_its_kind(self) -> Fact:
        if (self.kind is FactKind.NUMBER) != (self.most is not None):
            raise ValueError("a number, and only a number, has a most")
        if (self.kind is FactKind.CHOICE) != bool(self.choices):
            raise ValueError("a choice, and only a choice, has choices")
        if self.near is not None and self.kind is not FactKind.NUMBER:
            raise ValueError("only a number can be near")
        if self.grows is not None and self.unit not in (YEARS, MONTHS):
            raise ValueError("only years and months grow")
        return self


@dataclass(frozen=True)
class Between:
    """A number known only roughly: both ends belong to it."""

    least: float
    most: float


Known: TypeAlias = Mapping[str, "Value | Between"]
"""What is known of a person, by the fact's id."""


def completed(registry: Mapping[str, Fact], known: Known) -> Known:
    """What is known, and what follows from it: income per head from the household's income and its people."""
    followed: dict[str, Value | Between] = {}
    for fact in registry.values():
        if fact.quotient is None or fact.id in known or any(part not in known for part in fact.quotient):
            continue
        over, by = (_ends(known[part]) for part in fact.quotient)
        if by[0] > 0:
            least, most = round(over[0] / by[1], 2), round(over[1] / by[0], 2)
            followed[fact.id] = least if least == most else Between(least, most)
    return {**known, **followed} if followed else known


def _ends(value: Value | Between) -> tuple[float, float]:
    return (value.least, value.most) if isinstance(value, Between) else (float(value), float(value))


class BadFact(ValueError):
    """A value that the fact cannot have; the message says so in the citizen's language."""


def believe(fact: Fact, value: object) -> Value:
    """The value if the fact can have it; BadFact says in plain Chinese why not."""
    if fact.kind is FactKind.YES_NO:
        if isinstance(value, bool):
            return value
        raise BadFact(f"{fact.name}要答“是”或“不是”。")
    if fact.kind is FactKind.CHOICE:
        if isinstance(value, str) and value in fact.choices:
            return value
        raise BadFact(f"{fact.name}只能是：{'、'.join(choice.name for choice in fact.choices.values())}。")
    if isinstance(value, bool) or not isinstance(value, (int, float)) or fact.most is None:
        raise BadFact(f"{fact.name}要是一个数。")
    if not fact.least <= value <= fact.most:
        unit = fact.unit or ""
        raise BadFact(f"{fact.name}{value:.10g}{unit}不太对，一般在{fact.least:.10g}到{fact.most:.10g}{unit}之间。")
    if fact.whole and value != int(value):
        raise BadFact(f"{fact.name}要是整数。")
    return float(value)
