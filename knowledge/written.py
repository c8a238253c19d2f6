"""The value of a fact as people in an office write it into a table: 是, 82岁, 1,309元, 一级, 1级, grade-1."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from knowledge.facts import Fact, FactKind, Value, believe

WORDS = Path(__file__).parent / "words" / "register.yaml"
NONE = "none"
"""The choice that is also written as a plain no."""
_NUMBER = re.compile(r"[+-]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?")
_DIGITS = str.maketrans("零〇一二三四五六七八九", "00123456789")


@cache
def words() -> dict[str, Any]:
    """How values are written, and what a screened register says, by name."""
    found: dict[str, Any] = yaml.safe_load(WORDS.read_text(encoding="utf-8"))
    return found


def plainly(text: str) -> str:
    """Without what does not tell words apart: full width, capitals, spaces."""
    return "".join(unicodedata.normalize("NFKC", text).lower().split())


class Spelling:
    """How the values of one fact are written."""

    def __init__(self, fact: Fact) -> None:
        self._fact = fact
        self._values: dict[str, Value | None] = {}
        # What is said by the way gives way to ids and names, and to what was there first.
        for text, value in _spellings(fact):
            self._values.setdefault(_alike(text), value)

    def value(self, text: str) -> Value | None:
        """The value that is meant; None for what is left open. BadFact says in plain Chinese what is wrong."""
        plain = plainly(text)
        if plain in words()["unknown"]:
            return None
        if self._fact.kind is FactKind.NUMBER:
            return believe(self._fact, self._number(plain))
        value = self._values.get(_alike(plain), text)
        return None if value is None else believe(self._fact, value)

    def _number(self, plain: str) -> float | str:
        """Without the unit and the commas between thousands; the text itself if it is no number."""
        bare = plain.removeprefix("¥").removesuffix("周岁").removesuffix(plainly(self._fact.unit or ""))
        return float(bare.replace(",", "")) if _NUMBER.fullmatch(bare) else plain


def _alike(text: str) -> str:
    """一级 and 1级 are the same."""
    return plainly(text).translate(_DIGITS)


def _spellings(fact: Fact) -> Iterator[tuple[str, Value | None]]:
    """Every way, the surest first."""
    if fact.kind is FactKind.YES_NO:
        for name, value in (("yes", True), ("no", False)):
            yield from ((word, value) for word in words()[name])
        return
    yield from ((choice, choice) for choice in fact.choices)
    yield from ((named.name, choice) for choice, named in fact.choices.items())
    # 无 as the kind of a disability says nothing of a kind; the grade tells whether there is one.
    yield from ((word, NONE if NONE in fact.choices else None) for word in words()["none"])
    yield from ((said, choice) for choice, named in fact.choices.items() for said in named.said)
