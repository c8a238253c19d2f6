"""What a sentence says of a person: facts with their values, and what is said to the question that was just asked."""

from __future__ import annotations

import re
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import cn2an
import yaml

from knowledge.facts import Between, Fact, FactKind, Value
from knowledge.reading import registered_elsewhere
from knowledge.text import normalise

SAYING = Path(__file__).parent / "words" / "saying.yaml"
REGISTERED = "hukou"
"""The fact that is told by naming a place."""
ROUGHLY = 0.1
"""How far a number said roughly may be from the true one, as a share of it."""
_CLAUSE = re.compile(r"[，。！？；,!?;、\s]+")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_NO_AMOUNT = re.compile(r"\d+个?(?:月|年|天|口|人|级|次)")
"""A number that counts something else."""
NEAREST = 8
"""Characters between a fact's word and its number at most."""


@dataclass
class Said:
    """What was understood."""

    facts: dict[str, Value | Between] = field(default_factory=dict)
    about: str | None = None
    """How the person spoken of is called, such as 您母亲; None if nobody else is named."""
    unknown: bool = False
    """The question cannot be answered."""
    refused: bool = False
    """The question is not answered willingly."""
    asks_why: bool = False
    corrects: bool = False


@cache
def _words() -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(SAYING.read_text(encoding="utf-8"))
    return content


def in_digits(text: str) -> str:
    """The normalised text with its numbers in Arabic digits: 八十二岁 becomes 82岁."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns of every 四五百, and leaves it as it is
        converted: str = cn2an.transform(normalise(text), "cn2an")
    return converted


def listen(text: str, facts: Mapping[str, Fact], today: date, asked: Fact | None = None) -> Said:
    """Everything that `text` says; `asked` is the fact that was just asked for."""
    words, said = _words(), Said()
    sentence = normalise(text)
    said.about = _about(sentence)
    said.corrects = bool(re.search(words["corrects"], sentence))
    said.asks_why = bool(re.search(words["why"], sentence))
    ours = "，".join(_clauses_about(sentence, said.about))
    said.facts.update(_choices(ours, facts))
    if registered_elsewhere(ours):
        said.facts.setdefault(REGISTERED, "elsewhere")
    said.facts.update(_numbers(in_digits(ours), facts, today))
    said.facts = {**_yes_or_no(ours, facts), **said.facts}
    if asked is not None and asked.id not in said.facts and not said.corrects:
        answer = _to_the_question(ours, asked)
        if answer is not None:
            said.facts[asked.id] = answer
        else:
            said.refused = bool(re.search(words["refused"], sentence))
            said.unknown = not said.refused and bool(re.search(words["unknown"], sentence))
    return said


def what_is_right(text: str) -> str:
    """What stands in a correction beside the words that it is one: 说错了，是78 is 是78."""
    return re.sub(_words()["corrects"], "", normalise(text)).strip("，,。 ")


def _about(sentence: str) -> str | None:
    found = [
        (match.start(), who) for who, words in _words()["persons"].items() if (match := re.search(words, sentence))
    ]
    return min(found)[1] if found else None


def _clauses_about(sentence: str, about: str | None) -> list[str]:
    """The clauses that speak of that person: 我今年30，想帮我妈问，她82岁 is about her."""
    words, kept, speaking_of = _words(), [], None
    for clause in _CLAUSE.split(sentence):
        if about is None:
            return [sentence]
        if re.search(words["persons"][about], clause) or re.search(words["herself"], clause):
            speaking_of = about
        elif re.search(words["self"], clause):
            speaking_of = "self"
        if speaking_of != "self":
            kept.append(clause)
    return kept


def _choices(sentence: str, facts: Mapping[str, Fact]) -> dict[str, Value]:
    """The longest words count first, and each stretch of the sentence once."""
    spoken = sorted(
        (
            (normalise(word), fact.id, choice)
            for fact in facts.values()
            for choice, named in fact.choices.items()
            for word in (named.name, *named.said)
            if not _only_an_answer(normalise(word))
        ),
        key=lambda row: -len(row[0]),
    )
    found: dict[str, Value] = {}
    rest = sentence
    for word, fact_id, choice in spoken:
        at = rest.find(word)
        if at < 0 or fact_id in found:
            continue
        if _denied(rest, at):
            rest = rest.replace(word, "＿" * len(word), 1)
            continue
        found[fact_id] = choice
        rest = rest.replace(word, "＿" * len(word), 1)
    return found


def _only_an_answer(word: str) -> bool:
    """Whether the word tells nothing but yes or no: it is understood only where it was asked for."""
    return len(word) < 2 or any(re.fullmatch(_words()[answer], word) for answer in ("yes", "no"))


def _denied(sentence: str, at: int) -> bool:
    return re.search(rf"(?:{_words()['denies']})(?:在|领|吃|有|办|是)?$", sentence[:at]) is not None


def _numbers(sentence: str, facts: Mapping[str, Fact], today: date) -> dict[str, Value | Between]:
    found: dict[str, Value | Between] = {}
    for fact in facts.values():
        if fact.kind is not FactKind.NUMBER:
            continue
        value = _age(sentence, today) if fact.id == "age" else _beside(sentence, fact)
        if value is not None:
            found[fact.id] = value
    return found


def _age(sentence: str, today: date) -> Value | Between | None:
    """From years of age, or from the day of birth."""
    words = _words()
    if match := re.search(rf"(\d{{1,3}})(多|几)?(?:{words['old']})", sentence):
        age = float(match[1])
        return Between(age, age + 9) if match[2] and age % 10 == 0 else age
    if match := re.search(words["born"], sentence):
        groups = [group for group in match.groups() if group]
        year = int(groups[0] + groups[1])
        month, day = (int(groups[2]) if len(groups) > 2 else None), (int(groups[3]) if len(groups) > 3 else None)
        oldest = today.year - year
        if month is None or (month == today.month and day is None):
            return Between(float(oldest - 1), float(oldest))
        return float(oldest - ((today.month, today.day) < (month, day or 1)))
    return None


def _beside(sentence: str, fact: Fact) -> Value | Between | None:
    """The number that stands beside one of the fact's words."""
    for word in sorted((fact.name, *fact.said), key=len, reverse=True):
        match = re.search(
            rf"{re.escape(normalise(word))}(?P<between>\D{{0,{NEAREST}}})(?P<number>\d+(?:\.\d+)?)", sentence
        )
        if match:
            return _roughly(sentence, float(match["number"]))
    return None


def _roughly(sentence: str, number: float) -> Value | Between:
    if re.search(_words()["roughly"], sentence):
        return Between(round(number * (1 - ROUGHLY), 2), round(number * (1 + ROUGHLY), 2))
    return number


def _yes_or_no(sentence: str, facts: Mapping[str, Fact]) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for fact in facts.values():
        if fact.kind is not FactKind.YES_NO:
            continue
        spoken = [(normalise(word), True) for word in fact.said] + [(normalise(word), False) for word in fact.said_no]
        for word, meant in sorted(spoken, key=lambda row: -len(row[0])):
            at = sentence.find(word)
            if at >= 0:
                found[fact.id] = meant is not _denied(sentence, at)
                break
    return found


def _to_the_question(sentence: str, asked: Fact) -> Value | Between | None:
    """A bare answer to the question: 82, 有, 不是, 一级."""
    words = _words()
    if re.search(words["unknown"], sentence) or re.search(words["refused"], sentence):
        return None
    if asked.kind is FactKind.NUMBER:
        number = _NUMBER.search(_NO_AMOUNT.sub("", in_digits(sentence)))
        return _roughly(sentence, float(number[0])) if number else None
    if asked.kind is FactKind.CHOICE:
        for choice, named in asked.choices.items():
            if any(normalise(word) in sentence for word in (named.name, *named.said)):
                return choice
        if "none" in asked.choices and re.match(rf"(?:{words['no']})", sentence):
            return "none"
        return None
    if re.match(rf"(?:{words['no']})", sentence):
        return False
    return True if re.match(rf"(?:{words['yes']})", sentence) else None
