"""Several matters in one sentence: questions that follow one another, or things that are set side by side."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import yaml

from knowledge.policy import Kind
from knowledge.reading import aspects
from knowledge.search import Hit
from knowledge.text import normalise

MOST_PARTS = 6
"""Parts looked at; a letter that asks more is answered about its first ones."""
SHORTEST_PART = 2
"""Characters; less names nothing."""
_WORDS = Path(__file__).parent / "words" / "asking.yaml"
_STOPS = r"[,，。！？!?;；\n]"


@lru_cache(maxsize=1)
def _patterns() -> dict[str, re.Pattern[str]]:
    words = yaml.safe_load(_WORDS.read_text(encoding="utf-8"))
    patterns = {name: re.compile(pattern) for name, pattern in words.items()}
    return patterns | {"ends": re.compile(f"{_STOPS}|{words['turns']}")}


def parts(text: str) -> list[str]:
    """The parts of the sentence that each may be about something of its own; empty where it is one whole."""
    text, patterns = normalise(text), _patterns()
    asking = [part for part in patterns["ends"].split(text) if patterns["asks"].search(part)]
    if len(asking) < 2 and compares(text):
        asking = patterns["joins"].split(text, maxsplit=1)
    asking = [part for part in asking if len(part.strip()) >= SHORTEST_PART]
    return asking[:MOST_PARTS] if len(asking) > 1 else []


def asking(text: str) -> tuple[str, str]:
    """The parts that ask, and those that tell: of 吃低保，一级残疾，能领什么 it is 能领什么 that asks. Either may be empty."""
    patterns = _patterns()
    parts: dict[bool, list[str]] = {True: [], False: []}
    for part in patterns["ends"].split(normalise(text)):
        parts[patterns["asks"].search(part) is not None].append(part)
    return "，".join(parts[True]), "，".join(parts[False])


def asks_at_all(text: str) -> bool:
    """Whether it is asked what there is at all, not whether one thing is to be had."""
    return _patterns()["at_all"].search(normalise(text)) is not None


def asks_to_have(text: str) -> bool:
    """Whether it is asked if one may have something: 我能领低保吗, and not how, where or how much."""
    question, patterns = asking(text)[0], _patterns()
    return bool(patterns["may_have"].search(question)) and not patterns["of_a_clause"].search(question)


def asks_for_papers(text: str) -> bool:
    """Whether it is asked what to bring, and not whether one may have something."""
    asked = aspects(text)
    return Kind.MATERIALS in asked and Kind.WHO not in asked


def compares(text: str) -> bool:
    """Whether the sentence asks how things differ."""
    return _patterns()["compares"].search(normalise(text)) is not None


def joined(text: str, names: list[str]) -> bool:
    """Whether two of the names stand side by side: 结婚和离婚要带什么."""
    either = "|".join(re.escape(name) for name in names)
    return re.search(f"(?:{either})(?:{_patterns()['joins'].pattern})(?:{either})", normalise(text)) is not None


def matters(text: str, find: Callable[[str], list[Hit]], sure: float) -> list[Hit]:
    """The best hit of every part that is surely about something, each target once, in the sentence's order."""
    best = [hits[0] for hits in map(find, parts(text)) if hits and hits[0].score >= sure]
    return list({hit.target: hit for hit in reversed(best)}.values())[::-1]
