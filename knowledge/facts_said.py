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
SEX = "sex"
"""The fact that is told by whom one speaks of: 我妈."""
ROUGHLY = 0.1
"""How far a number said roughly may be from the true one, as a share of it."""
_CLAUSE = re.compile(r"[，。！？；,!?;、\s]+")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_NO_AMOUNT = re.compile(r"\d+个?(?:月|年|天|口|人|级|次)")
"""A number that counts something else."""
PART = 2
"""Characters of a choice's words that are enough where no other choice has them."""
COUNTED = {"口人"}
"""Units that tell by themselves what is counted: 四口人."""
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
    implied: dict[str, Value] = field(default_factory=dict)
    """What follows from how the person is called: 我妈 is a woman."""
    unclear: tuple[str, ...] = ()
    """Facts of which the sentence says two things: 未婚，丧偶."""


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
    choices, said.unclear = _choices(ours, facts)
    said.facts.update(choices)
    if said.about is not None and (sex := _sex(said.about)) is not None:
        said.implied[SEX] = sex
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


def is_had(name: str, text: str) -> bool:
    """Whether the benefit of that name is one that somebody has: 吃低保, 低保户."""
    words = _words()
    had = rf"(?:{words['has_before']}){re.escape(name)}|{re.escape(name)}(?:{words['has_behind']})"
    return re.search(had, normalise(text)) is not None


def goes_on(text: str) -> bool:
    """Whether somebody wants to go on with what was put aside."""
    return re.search(_words()["go_on"], normalise(text)) is not None


def what_is_right(text: str) -> str:
    """What stands in a correction beside the words that it is one: 说错了，是78 is 是78."""
    return re.sub(_words()["corrects"], "", normalise(text)).strip("，,。 ")


def _about(sentence: str) -> str | None:
    found = [
        (match.start(), who)
        for who, words in _words()["persons"].items()
        for match in re.finditer(words, sentence)
        if not re.search(rf"(?:{_words()['beside']})$", sentence[: match.start()])
    ]
    return min(found)[1] if found else None


def _sex(about: str) -> str | None:
    return next((sex for sex in ("female", "male") if re.fullmatch(_words()[sex], about)), None)


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


def _choices(sentence: str, facts: Mapping[str, Fact]) -> tuple[dict[str, Value], tuple[str, ...]]:
    """The longest words count first, and each stretch of the sentence once; facts with two choices are given by name only."""
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
    found: dict[str, set[str]] = {}
    rest = sentence
    for word, fact_id, choice in spoken:
        at = rest.find(word)
        if at < 0:
            continue
        if not _denied(rest, at):
            found.setdefault(fact_id, set()).add(choice)
        rest = rest.replace(word, "＿" * len(word), 1)
    told = {fact_id: choice for fact_id, (choice, *others) in found.items() if not others}
    return dict(told), tuple(fact_id for fact_id in found if fact_id not in told)


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
    if match := re.search(words["age_of"], sentence):
        return float(match[1])
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
        if match and not _of_another_unit(fact, sentence[match.end() :]):
            return _roughly(sentence, float(match["number"]))
    if fact.unit in COUNTED and (match := re.search(rf"(?P<number>\d+){fact.unit}", sentence)):
        return float(match["number"])
    return None


def _of_another_unit(fact: Fact, behind: str) -> bool:
    """15块 is no age, 70岁 no income."""
    return re.match(_words()["old" if fact.unit == "元" else "money"], behind) is not None


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
        plain = _NO_AMOUNT.sub("", in_digits(sentence))
        number = _NUMBER.search(plain)
        if number is None or _of_another_unit(asked, plain[number.end() :]):
            return None
        return _roughly(sentence, float(number[0]))
    if asked.kind is FactKind.CHOICE:
        return _choice(sentence, asked)
    if re.match(rf"(?:{words['no']})", sentence):
        return False
    return True if re.match(rf"(?:{words['yes']})", sentence) else None


def _choice(sentence: str, asked: Fact) -> str | None:
    """The choice whose words are said; else the only one of whose words a part is said: 广州 of 广州户籍."""
    spoken = {
        choice: [normalise(word) for word in (named.name, *named.said)] for choice, named in asked.choices.items()
    }
    for choice, words in spoken.items():
        if any(word in sentence for word in words):
            return choice
    if "none" in asked.choices and re.match(rf"(?:{_words()['no']})", sentence):
        return "none"
    answer = re.sub(rf"^(?:{_words()['yes']})", "", sentence).strip("，。的 ")
    partly = [choice for choice, words in spoken.items() if any(word.startswith(answer) for word in words)]
    return partly[0] if len(answer) >= PART and len(partly) == 1 else None
