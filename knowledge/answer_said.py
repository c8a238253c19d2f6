"""What a bare answer says to the question that was just asked: 82, 有, 不是, 一级, 半年."""

from __future__ import annotations

import re
import warnings
from functools import cache
from itertools import pairwise
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
MONTHS = "个月"
ROUGHLY = 0.1
"""How far a number said roughly may be from the true one, as a share of it."""
TENTH = 10
"""Of a hundred: 六成 is 60 %."""
LONGEST = 8
"""Digits of a number that may be an answer; a longer one is a telephone's."""
PART = 2
"""Characters of a choice's words that are enough where no other choice has them."""
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
NO_AMOUNT = re.compile(r"\d+个?(?:月|年|天|口|人|级|次)")
"""A number that counts something else."""
_END = re.compile(r"[，。！？；,!?;、\s]")
_PARTICLES = "的了啊呀嘅吧呢哦喔咯啦㗎呐哈"


@cache
def saying() -> dict[str, Any]:
    """How people say what is so of somebody: regular expressions by name."""
    content: dict[str, Any] = yaml.safe_load(SAYING.read_text(encoding="utf-8"))
    return content


def in_digits(text: str) -> str:
    """The normalised text with its numbers in Arabic digits: 八十二岁 becomes 82岁."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns of every 四五百, and leaves it as it is
        converted: str = cn2an.transform(normalise(text), "cn2an")
    return re.sub(r"(\d0)有(\d)(?!\d)", lambda match: str(int(match[1]) + int(match[2])), converted)  # 七十有七


def to_the_question(sentence: str, asked: Fact) -> Value | Between | None:
    """The answer in a normalised sentence; None if there is none."""
    words = saying()
    if re.search(words["unknown"], sentence) or re.search(words["refused"], sentence):
        return None
    if asked.kind is FactKind.NUMBER:
        return _number(in_digits(sentence), asked)
    if asked.kind is FactKind.CHOICE:
        return _choice(sentence, asked)
    return _yes_or_no(sentence, asked)


def months(text: str) -> float | None:
    """A length of time said in digits, in months: 半年 is 6."""
    for pattern, each, more in saying()["durations"]:
        if match := re.search(pattern, text):
            length: float = round((float(match[1]) * each if match.groups() else 0.0) + more, 2)
            return length
    return None


def roughly(sentence: str, number: float) -> Value | Between:
    """The number, or the range that it may be in where it is only known roughly."""
    if re.search(saying()["roughly"], sentence):
        return Between(round(number * (1 - ROUGHLY), 2), round(number * (1 + ROUGHLY), 2))
    return number


def of_another_unit(fact: Fact, behind: str) -> bool:
    """Whether what stands behind a number shows that it is none of the fact: 15块 is no age, 70岁 no income."""
    return re.match(saying()["old" if fact.unit == "元" else "money"], behind) is not None


def _number(sentence: str, asked: Fact) -> Value | Between | None:
    if asked.unit == MONTHS and (passed := months(sentence)) is not None:
        return passed
    plain = NO_AMOUNT.sub("，", sentence)
    for number in _NUMBER.finditer(plain):
        behind = plain[number.end() :]
        if len(number[0]) > LONGEST or re.search(rf"(?:{saying()['no_answer_behind']})$", plain[: number.start()]):
            continue
        if re.match(saying()["behind"], behind) and not of_another_unit(asked, behind):
            tenths = TENTH if asked.unit == "%" and behind.startswith("成") else 1
            return roughly(sentence, float(number[0]) * tenths)
    return None


def _choice(sentence: str, asked: Fact) -> str | None:
    """The choice whose words are said; else the only one of whose words the beginning is said: 广州 of 广州户籍."""
    spoken = {
        choice: [normalise(word) for word in (named.name, *named.said)] for choice, named in asked.choices.items()
    }
    for choice, words in spoken.items():
        if any(word in sentence for word in words):
            return choice
    if "none" in asked.choices and _yes_or_no(sentence, asked) is False:
        return "none"
    answer = re.sub(rf"^(?:{saying()['yes']})", "", sentence).strip(f"，。 {_PARTICLES}")
    if asked.id == REGISTERED and registered_elsewhere(f"{answer}户口"):
        return "elsewhere"
    if len(answer) < PART or answer in asked.said or re.fullmatch(saying()["no"], answer):
        return None
    partly = [choice for choice, words in spoken.items() if any(word.startswith(answer) for word in words)]
    return partly[0] if len(partly) == 1 else None


def _yes_or_no(sentence: str, asked: Fact) -> bool | None:
    """A yes or no that is not of something else: 有工作 is no answer to whether there is a home."""
    about = "".join((asked.name, asked.ask, *asked.said, *asked.said_no))
    for answer, value in (("no", False), ("yes", True)):
        if match := re.match(rf"(?:{saying()[answer]})+", sentence):
            rest = _END.split(sentence[match.end() :])[0].strip(_PARTICLES)
            pairs = [a + b in about for a, b in pairwise(rest)]
            if sum(pairs) * 2 >= len(pairs):
                return value
    return None
