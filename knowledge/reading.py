"""What a question asks for besides the policy: which aspect, for which day, in which place. The words are in `words/`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from knowledge.policy import Kind
from knowledge.policy_list import PolicyList
from knowledge.text import canonical, normalise

_WORDS = Path(__file__).parent / "words"
_PARTS = re.compile(r"[,，。！？!?;；\s]+")
_YEAR = re.compile(r"(20\d\d)年(?:(1[0-2]|[1-9])月)?")


@lru_cache
def _words(name: str) -> Any:
    return yaml.safe_load((_WORDS / f"{name}.yaml").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def _aspect_patterns() -> list[tuple[Kind, re.Pattern[str]]]:
    return [(Kind(kind), re.compile("|".join(patterns))) for kind, patterns in _words("aspects").items()]


def aspects(question: str) -> tuple[Kind, ...]:
    """The kinds of clause asked for, in the order in which the question names them; empty when it names none."""
    text = normalise(question)
    found = [(match.start(), kind) for kind, pattern in _aspect_patterns() if (match := pattern.search(text))]
    return tuple(kind for _, kind in sorted(found, key=lambda item: item[0]))


def day_asked(question: str, today: date) -> date:
    """The day whose rules are asked about: today unless a part of the question names another year for the rule.

    A past year is read as its last day, a coming one as its first, a named month as its first day.
    """
    words = _words("days")
    for part in _PARTS.split(normalise(question)):
        if re.search(words["now"], part) or re.search(words["events"], part) or not re.search(words["asks"], part):
            continue
        if match := _YEAR.search(part):
            return _day_of(int(match[1]), int(match[2]) if match[2] else None, today)
        for word, years in words["years"].items():
            if word in part:
                return _day_of(today.year + years, None, today)
    return today


def _day_of(year: int, month: int | None, today: date) -> date:
    if month is not None:
        return date(year, month, 1)
    if year == today.year:
        return today
    return date(year, 12, 31) if year < today.year else date(year, 1, 1)


def other_place(question: str, policies: PolicyList, region: str) -> str | None:
    """The place asked about when it is none of `region` or around it, as the citizen wrote it; else None."""
    text = normalise(question)
    words = _words("places")
    here = [
        name
        for place in policies.within(region)
        for name in (policies.regions[place].name, *policies.regions[place].aliases)
    ]
    if any(name in text for name in (*here, *words["districts"])):
        return None
    match = _place_pattern().search(text)
    return match[0] if match else None


def registered_elsewhere(text: str) -> bool:
    """Whether somebody is said to be registered in another place: 佛山户口, 户口在湖南."""
    places = "|".join(_words("places")["places"])
    return (
        re.search(rf"(?:{places})[市省]?的?(?:户口|户籍)|(?:户口|户籍)(?:是|在|还在)?(?:{places})", normalise(text))
        is not None
    )


@lru_cache(maxsize=1)
def _place_pattern() -> re.Pattern[str]:
    words = _words("places")
    from_there = "".join(f"(?<!{word})" for word in words["from"])
    return re.compile(f"{from_there}(?:{'|'.join(words['places'])})(?!路|.{{0,2}}(?:{words['origin']}))")


def without_place(question: str, policies: PolicyList, region: str) -> str:
    """The question without the name of another place: 北京结婚要带什么 asks about marriage, wherever it is."""
    place = other_place(question, policies, region)
    return normalise(question).replace(place, "") if place else question


def says_little(question: str) -> bool:
    """Whether nothing is left of the sentence without its words of asking: 那要带什么材料呢."""
    return not matter(question, ())


def matter(question: str, names: Iterable[str]) -> str:
    """What is left of the sentence without the given names and its words of asking: what exactly it is about."""
    rest = normalise(question)
    for name in names:
        rest = rest.replace(name, "")
    rest = canonical(rest)
    for _, pattern in _aspect_patterns():
        rest = pattern.sub("", rest)
    rest = re.sub("|".join(_words("days")["years"]), "", _YEAR.sub("", rest))
    rest = _place_pattern().sub("", rest)
    left = "".join(re.findall(r"[\u3400-\u9fffa-z0-9]", re.sub(_words("fillers"), "", rest)))
    return left if len(left) > 1 else ""  # one character is what is left of a word of asking
