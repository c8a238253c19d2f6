"""Where lines stand to one another: rows of pieces on a page made level, and stretches of a row with their boxes."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from statistics import median

from opencc import OpenCC

from actions.documents.model import Box, Line

NARROW = 0.55
"""Width of a digit or Latin letter, in Chinese characters."""
GAP = 6.0
"""Pieces farther apart than so many heights are no row."""
OVERLAP = 0.5
"""Of the lower piece's height, at least, is shared by pieces of a row."""
INTO = 1.0
"""Their boxes, which are drawn too wide, may reach into one another by so many heights."""
HEIGHTS = 1.8
"""Pieces of a row differ in height by less than this factor."""


@lru_cache(maxsize=8192)
def simple(text: str) -> str:
    """As many characters, simplified: for comparing, whatever form was printed or read."""
    return "".join(_simple_character(character) for character in text)


@lru_cache(maxsize=8192)
def _simple_character(character: str) -> str:
    if character < "\u3400":
        return character
    simplified: str = _to_simplified().convert(character)
    return simplified if len(simplified) == 1 else character


@lru_cache(maxsize=1)
def _to_simplified() -> OpenCC:
    return OpenCC("t2s")


def plain(text: str) -> str:
    """Half width, without any space."""
    return "".join(unicodedata.normalize("NFKC", text).split())


@dataclass(frozen=True)
class Piece:
    """A line of the page made level: its text without spaces, its edges in heights' unit pixels."""

    text: str
    line: Line
    left: float
    top: float
    right: float
    bottom: float

    @property
    def height(self) -> float:
        """In pixels."""
        return max(self.bottom - self.top, 1.0)

    @property
    def middle(self) -> float:
        """Of its height."""
        return (self.top + self.bottom) / 2

    @cached_property
    def ends(self) -> tuple[float, ...]:
        """Where each character begins, and where the last ends, as shares of the width."""
        widths = [1.0 if unicodedata.east_asian_width(c) in "WF" else NARROW for c in self.text]
        total, at, ends = sum(widths) or 1.0, 0.0, [0.0]
        for width in widths:
            at += width / total
            ends.append(at)
        return tuple(ends)

    def x(self, character: int) -> float:
        """Where the character begins."""
        return self.left + (self.right - self.left) * self.ends[character]

    def box(self, start: int, end: int) -> Box:
        """The box of some of its characters, on the page as it was."""
        upper_left, upper_right, lower_right, lower_left = self.line.box
        first, last = self.ends[start], self.ends[end]
        return (
            _between(upper_left, upper_right, first),
            _between(upper_left, upper_right, last),
            _between(lower_left, lower_right, last),
            _between(lower_left, lower_right, first),
        )


@dataclass(frozen=True)
class Row:
    """Pieces beside one another, from left to right."""

    pieces: tuple[Piece, ...]

    @cached_property
    def text(self) -> str:
        """All its pieces' text."""
        return "".join(piece.text for piece in self.pieces)

    def cut(self, start: int, end: int) -> Span:
        """Characters `start` to `end` of its text."""
        parts, at = [], 0
        for piece in self.pieces:
            first, last = max(start - at, 0), min(end - at, len(piece.text))
            if first < last:
                parts.append(Part(piece, first, last))
            at += len(piece.text)
        return Span(tuple(parts))


@dataclass(frozen=True)
class Part:
    """Some characters of a piece."""

    piece: Piece
    start: int
    end: int

    @property
    def text(self) -> str:
        """Those characters."""
        return self.piece.text[self.start : self.end]

    @property
    def left(self) -> float:
        """Where they begin."""
        return self.piece.x(self.start)

    @property
    def right(self) -> float:
        """Where they end."""
        return self.piece.x(self.end)


@dataclass(frozen=True)
class Span:
    """A stretch of text, of one piece or several."""

    parts: tuple[Part, ...]

    @property
    def text(self) -> str:
        """Without spaces."""
        return "".join(part.text for part in self.parts)

    @property
    def score(self) -> float:
        """That of the piece read worst."""
        return min((part.piece.line.score for part in self.parts), default=0.0)

    @property
    def left(self) -> float:
        """Of its first part."""
        return self.parts[0].left

    @property
    def right(self) -> float:
        """Of its last part."""
        return self.parts[-1].right

    @property
    def middle(self) -> float:
        """Of its first part's height."""
        return self.parts[0].piece.middle

    @property
    def height(self) -> float:
        """Of its first part."""
        return self.parts[0].piece.height

    @property
    def box(self) -> Box:
        """Around all its parts."""
        boxes = [part.piece.box(part.start, part.end) for part in self.parts]
        return boxes[0] if len(boxes) == 1 else around(boxes)

    def __add__(self, other: Span) -> Span:
        return Span((*self.parts, *other.parts))

    def within(self, start: int, end: int) -> Span:
        """Characters `start` to `end` of it."""
        parts, at = [], 0
        for part in self.parts:
            first, last = max(start - at, 0), min(end - at, part.end - part.start)
            if first < last:
                parts.append(Part(part.piece, part.start + first, part.start + last))
            at += part.end - part.start
        return Span(tuple(parts))

    def unbroken(self, gap: float) -> Span:
        """Up to where the next part is more than `gap` heights away."""
        for number, (one, other) in enumerate(pairwise(self.parts), 1):
            if other.left - one.right > gap * one.piece.height:
                return Span(self.parts[:number])
        return self


def around(boxes: Iterable[Box]) -> Box:
    """The upright rectangle around the boxes."""
    points = [point for box in boxes for point in box]
    left, right = min(x for x, _ in points), max(x for x, _ in points)
    top, bottom = min(y for _, y in points), max(y for _, y in points)
    return ((left, top), (right, top), (right, bottom), (left, bottom))


def level(lines: Sequence[Line]) -> list[Piece]:
    """The lines on a page turned by their usual tilt, from the top; empty ones are left out."""
    tilt = _tilt(lines)
    cosine, sine = math.cos(-tilt), math.sin(-tilt)
    pieces = []
    for line in lines:
        text = plain(line.text)
        if text and len(line.box) == 4:
            turned = [(x * cosine - y * sine, x * sine + y * cosine) for x, y in line.box]
            (ax, ay), (bx, by), (cx, cy), (dx, dy) = turned
            pieces.append(Piece(text, line, (ax + dx) / 2, (ay + by) / 2, (bx + cx) / 2, (cy + dy) / 2))
    return sorted(pieces, key=lambda piece: piece.middle)


def rows(pieces: Sequence[Piece]) -> list[Row]:
    """The pieces as rows, from the top: each piece is joined to the nearest on its right, if that is near enough."""
    following: dict[int, int] = {}
    taken: set[int] = set()
    near = sorted(
        (other.left - one.right, i, j)
        for i, one in enumerate(pieces)
        for j, other in enumerate(pieces)
        if i != j and beside(one, other)
    )
    for _, i, j in near:
        if i not in following and j not in taken:
            following[i] = j
            taken.add(j)
    found = []
    for start in range(len(pieces)):
        if start in taken:
            continue
        chain = [start]
        while chain[-1] in following:
            chain.append(following[chain[-1]])
        found.append(Row(tuple(pieces[i] for i in chain)))
    return sorted(found, key=lambda row: (row.pieces[0].middle, row.pieces[0].left))


def beside(one: Piece, other: Piece) -> bool:
    """Whether the other stands right of the one, in the same row."""
    low, high = sorted((one.height, other.height))
    shared = min(one.bottom, other.bottom) - max(one.top, other.top)
    gap = other.left - one.right
    return high < HEIGHTS * low and shared > OVERLAP * low and -INTO * low < gap < GAP * low


def _tilt(lines: Sequence[Line]) -> float:
    """The usual slope of long lines, in radians."""
    slopes = []
    for line in lines:
        if len(line.box) != 4:
            continue
        (ax, ay), (bx, by), _, (dx, dy) = line.box
        if math.hypot(bx - ax, by - ay) > 3 * math.hypot(dx - ax, dy - ay):
            slopes.append(math.atan2(by - ay, bx - ax))
    return median(slopes) if slopes else 0.0


def _between(one: tuple[float, float], other: tuple[float, float], share: float) -> tuple[float, float]:
    return (one[0] + (other[0] - one[0]) * share, one[1] + (other[1] - one[1]) * share)
