"""What a request says of a person, read fact by fact; everything wrong with it is told at once, in Chinese."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, JsonValue, WithJsonSchema

from bot.errors import Refused
from knowledge.contradictions import contradicts
from knowledge.facts import BadFact, Between, Fact, FactKind, Known, Value, believe
from knowledge.policy_list import PolicyList

MOST_FACTS = 500
YOU = "您"
VALUE = {
    "anyOf": [
        {"type": "boolean"},
        {"type": "number"},
        {"type": "string", "description": "the id or the name of a choice"},
        {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2, "description": "[least, most]"},
    ]
}
EXAMPLES: list[JsonValue] = [
    {"facts": {"hukou": "guangzhou", "disability-grade": "grade-1"}, "policy": "canji-huli-butie", "on": "2026-11-22"},
    {"facts": {"age": 82, "hukou": "guangzhou", "income-per-head": [900, 1400]}},
]


class Question(BaseModel):
    """What is known of a person, and what that is held against."""

    model_config = ConfigDict(json_schema_extra={"examples": [*EXAMPLES]})

    facts: Annotated[
        dict[Annotated[str, Field(max_length=64)], Annotated[Any, WithJsonSchema(VALUE)]],
        Field(
            max_length=MOST_FACTS, description="By the ids that `GET /api/v1/facts` tells. Leave out what is not known."
        ),
    ]
    policy: Annotated[str | None, Field(max_length=64, description="A policy's id; without, the whole list.")] = None
    on: Annotated[str | None, Field(max_length=32, description="A day such as 2026-11-22; without, today.")] = None
    region: Annotated[str | None, Field(max_length=64, description="A region's id or name; without, the site's.")] = (
        None
    )


@dataclass(frozen=True)
class Read:
    """A question that can be answered."""

    known: Known
    policy: str | None
    day: date
    region: str


def read(policies: PolicyList, question: Question, today: date, region: str) -> Read:
    """The question, with today and the site's region where it names none. Refused, with everything that is wrong."""
    problems: list[str] = []
    known: dict[str, Value | Between] = {}
    for name, value in question.facts.items():
        fact = policies.facts.get(name)
        if fact is None:
            problems.append(f"没有“{name}”这一项。")
            continue
        try:
            known[name] = read_value(fact, value)
        except BadFact as error:
            problems.append(str(error))
    problems += [one.say.format(who=YOU) for one in policies.contradictions.values() if contradicts(one, known)]
    if question.policy is not None and question.policy not in policies.policies:
        problems.append(f"清单里没有“{question.policy}”这项政策。")
    place = policies.region_of(question.region or region)
    if place is None:
        problems.append(f"没有“{question.region}”的政策清单。")
    try:
        day = date.fromisoformat(question.on) if question.on is not None else today
    except ValueError:
        problems.append(f"“{question.on}”不是日期，要写成 2026-01-31 这样。")
    if problems:
        raise Refused("bad_facts", "\n".join(problems))
    assert place is not None
    return Read(known, question.policy, day, place)


def read_value(fact: Fact, value: Any) -> Value | Between:
    """One value, or a number known only roughly. BadFact says what is wrong."""
    if fact.kind is FactKind.CHOICE:
        return believe(fact, next((choice for choice, named in fact.choices.items() if value == named.name), value))
    if not isinstance(value, list) or fact.kind is not FactKind.NUMBER:
        return believe(fact, _finite(fact, value))
    ends = [believe(fact, _finite(fact, end)) for end in value]
    match ends:
        case [float(least), float(most)] if least <= most:
            return Between(least, most) if least < most else least
        case _:
            raise BadFact(f"{fact.name}知道个大概的话，要写成两个数：最少多少，最多多少。")


def _finite(fact: Fact, value: Any) -> Any:
    """JSON lets through numbers that are none, and such as no float holds."""
    try:
        if isinstance(value, (int, float)) and not math.isfinite(value):
            raise BadFact(f"{fact.name}要是一个数。")
    except OverflowError as error:
        raise BadFact(f"{fact.name}要是一个数。") from error
    return value
