"""Captions found on a page, tolerant of spaces, other forms of characters, and one character misread in a long word."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from actions.documents.layout import Row, Span, simple

LONG = 4
"""Words of so many characters may have one misread."""
_AFTER = re.compile(r"^(?:[(（][^()（）]{0,8}[)）])?[:：;；.,。、·\-—_|]*")
"""What may stand between a caption and its value."""


@dataclass(frozen=True)
class Caption:
    """A caption that was found: its word, its row, and where in the row it stands."""

    word: str
    row: int
    start: int
    end: int


@lru_cache(maxsize=2048)
def _exact(word: str) -> re.Pattern[str]:
    return re.compile(re.escape(simple(word)))


@lru_cache(maxsize=2048)
def _misread(word: str) -> re.Pattern[str]:
    """The word with any one of its characters another."""
    text = simple(word)
    return re.compile("|".join(f"{re.escape(text[:i])}.{re.escape(text[i + 1 :])}" for i in range(len(text))))


def stands(word: str, texts: Iterable[str]) -> bool:
    """Whether the word stands in one of the texts, which are simplified."""
    texts = tuple(texts)
    return any(_exact(word).search(text) for text in texts) or (
        len(word) >= LONG and any(_misread(word).search(text) for text in texts)
    )


def find(words: Iterable[str], rows: Sequence[Row]) -> list[Caption]:
    """Every caption of the rows, from the top; the longest wins where they overlap."""
    found: list[Caption] = []
    taken: set[tuple[int, int]] = set()
    ordered = sorted(set(words), key=len, reverse=True)
    texts = [simple(row.text) for row in rows]
    for pattern_of, least in ((_exact, 1), (_misread, LONG)):
        for word in ordered:
            if len(word) < least:
                continue
            for number, text in enumerate(texts):
                for match in pattern_of(word).finditer(text):
                    places = {(number, place) for place in range(*match.span())}
                    if not places & taken:
                        taken |= places
                        found.append(Caption(word, number, *match.span()))
    return sorted(found, key=lambda caption: (caption.row, caption.start))


def value_after(caption: Caption, captions: Sequence[Caption], rows: Sequence[Row]) -> Span:
    """What stands between the caption and the next of its row, without colons; perhaps nothing."""
    row = rows[caption.row]
    end = min(
        (other.start for other in captions if other.row == caption.row and other.start >= caption.end),
        default=len(row.text),
    )
    span = row.cut(caption.end, end)
    return span.within(len(_AFTER.match(span.text)[0]), len(span.text)) if span.parts else span  # type: ignore[index]
