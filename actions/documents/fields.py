"""The fields of a paper, from the lines that were read. A field that was not read whole is missing, never guessed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from actions.documents.captions import Caption, find, value_after
from actions.documents.cells import above_and_below, beneath, to_the_right
from actions.documents.ink import ink_after
from actions.documents.layout import Row, Span, level, rows
from actions.documents.model import Field, Line
from actions.documents.pairs import whose
from actions.documents.pixels import Pixels
from actions.documents.values import value_of
from knowledge.paper import PaperField, Side, Value, papers

WITHIN = 3.0
"""Parts of one value are not farther apart than so many heights."""


@dataclass(frozen=True)
class Page:
    """The lines of a page in rows, with the captions of one side."""

    side: Side
    rows: list[Row]

    @cached_property
    def captions(self) -> list[Caption]:
        """All that were found."""
        words = [word for field in self.side.fields for word in field.captions]
        return find([*words, *self.side.stops], self.rows)

    @cached_property
    def prose(self) -> Span:
        """All rows after one another."""
        return Span(tuple(part for row in self.rows for part in row.cut(0, len(row.text)).parts))


def fields(lines: Sequence[Line], kind: str, side: str, pixels: Pixels | None = None) -> list[Field]:
    """The fields of a side in the order of the paper's file. KeyError for an unknown kind or side.

    Without the page's `pixels` it is not said whether something was signed.
    """
    shape = papers()[kind].side(side)
    page = Page(shape, rows(level(lines)))
    read = (_field(field, page, pixels) for field in shape.fields)
    return [field for field in read if field is not None]


def _field(field: PaperField, page: Page, pixels: Pixels | None) -> Field | None:
    if field.value == Value.INK:
        return _ink(field, page, pixels)
    for source in (_captioned, _on_a_line, _in_prose):
        found = [
            Field(field.id, value, round(span.score, 3), span.box)
            for span in source(field, page)
            if span.parts and (value := value_of(span.text, field)) is not None
        ]
        if chosen := _chosen(found, field.which if source is not _captioned else "first"):
            return chosen
    return None


def _chosen(found: list[Field], which: str) -> Field | None:
    """Of what matched; several that say the same are one."""
    if which == "last":
        return found[-1] if found else None
    if which == "only" and len({field.value for field in found}) > 1:
        return None
    return found[0] if found else None


def _captioned(field: PaperField, page: Page) -> Iterator[Span]:
    """Where the value may stand by its captions: after, to the right, below."""
    captions = [caption for caption in page.captions if caption.word in field.captions]
    if field.nth:
        captions = whose(field, captions, page.side, page.captions, page.rows)
    for caption in captions:
        for span in _places(caption, field, page):
            if value_of(span.text, field) is not None:
                yield span
                break


def _places(caption: Caption, field: PaperField, page: Page) -> Iterator[Span]:
    """Where its value may stand, the likeliest first."""
    after = value_after(caption, page.captions, page.rows).unbroken(WITHIN)
    aside = to_the_right(caption, page.captions, page.rows)
    for span in (after, aside):
        if span.parts:
            whole = field.value == Value.ADDRESS
            yield above_and_below(span, page.captions, page.rows) if whole else span
    if field.below:
        yield beneath(caption, page.captions, page.rows)


def _on_a_line(field: PaperField, page: Page) -> Iterator[Span]:
    """Rows, and pieces of rows, that match the field's `line`."""
    if field.line is None:
        return
    for row in page.rows:
        at = 0
        for piece in row.pieces:
            yield from _matched(field.line, row.cut(at, at + len(piece.text)))
            at += len(piece.text)


def _in_prose(field: PaperField, page: Page) -> Iterator[Span]:
    if field.prose is not None:
        yield from _matched(field.prose, page.prose)


def _matched(pattern: str, span: Span) -> Iterator[Span]:
    for match in re.finditer(pattern, span.text):
        yield span.within(*match.span("value" if "value" in match.re.groupindex else 0))


def _ink(field: PaperField, page: Page, pixels: Pixels | None) -> Field | None:
    captions = [caption for caption in page.captions if caption.word in field.captions]
    if pixels is None or len(captions) != 1:
        return None
    span = page.rows[captions[0].row].cut(captions[0].start, captions[0].end)
    there = ink_after(span, pixels)
    return None if there is None else Field(field.id, "yes" if there else "no", round(span.score, 3), span.box)
