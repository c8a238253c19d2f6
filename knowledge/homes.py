"""Where somebody comes from, as far as papers hang on it; and whether somebody goes for another."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from knowledge.reading import registered_elsewhere
from knowledge.text import normalise

WORDS = Path(__file__).parent / "words" / "homes.yaml"


class Home(StrEnum):
    """Where somebody belongs."""

    LOCAL = "local"
    """Registered in the region."""
    ELSEWHERE = "elsewhere"
    """Registered elsewhere in the mainland."""
    HONG_KONG = "hong-kong"
    MACAO = "macao"
    TAIWAN = "taiwan"
    OVERSEAS_CHINESE = "overseas-chinese"
    FOREIGN = "foreign"


MAINLAND = frozenset({Home.LOCAL, Home.ELSEWHERE})


@cache
def _words() -> Any:
    return yaml.safe_load(WORDS.read_text(encoding="utf-8"))


@cache
def homes_of(who: str) -> frozenset[Home]:
    """Of whom a material's `who` speaks (港澳台居民); empty: of everybody."""
    return frozenset(Home(home) for home, words in _words()["homes"].items() if re.search(words["who"], who))


@cache
def is_for_acting(who: str) -> bool:
    """Whether a material's `who` is the one who goes for another."""
    return re.search(_words()["acting"], who) is not None


def homes_said(sentence: str, *, two: bool = False) -> frozenset[Home]:
    """Where those who apply are said to come from; empty: not said. `two`: two people apply, and of the other one nothing is
    said where only a partner is spoken of."""
    text, words = normalise(sentence), _words()
    said = {Home(home) for home, how in words["homes"].items() if re.search(how["said"], text)}
    if registered_elsewhere(text):
        said.add(Home.ELSEWHERE)
    if re.search(words["mainland"], text) or (two and said - MAINLAND and re.search(words["partner"], text)):
        said |= MAINLAND
    return frozenset(said)


def acts_said(sentence: str) -> bool | None:
    """Whether somebody goes for another; None: not said."""
    text, words = normalise(sentence), _words()
    if re.search(words["acts"], text):
        return True
    return False if re.search(words["himself"], text) else None


def without_acting(sentence: str) -> str:
    """The sentence without what it says of somebody going for another: what is left may be about something else."""
    text, words = normalise(sentence), _words()
    return re.sub(words["others"], "", re.sub(words["acts"], "", text))
