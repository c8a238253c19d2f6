"""Values that do not stand right after their caption: in a high cell beside it, over several lines, below it."""

from __future__ import annotations

from collections.abc import Sequence

from actions.documents.captions import Caption
from actions.documents.layout import GAP, HEIGHTS, INTO, Part, Piece, Row, Span

PITCH = 1.45
"""Lines of one value follow one another within so many heights."""
ASIDE = 1.6
"""The lines of a value begin within so many heights of one another."""
BELOW = 2.6
"""A value below its caption begins within so many heights."""


def to_the_right(caption: Caption, captions: Sequence[Caption], rows: Sequence[Row]) -> Span:
    """The piece nearest to the right of the caption, of a cell whose text stands a little higher or lower."""
    span = _span(caption, rows)
    near = [
        piece
        for piece in _free(captions, rows)
        if -INTO * span.height < piece.left - span.right < GAP * span.height
        and abs(piece.middle - span.middle) < 0.9 * span.height
        and _alike(piece, span)
    ]
    between = [_span(other, rows) for other in captions if other != caption]
    near = [
        piece
        for piece in near
        if not any(
            span.right < other.left < piece.left and abs(other.middle - span.middle) < span.height for other in between
        )
    ]
    return _whole(min(near, key=lambda piece: piece.left)) if near else Span(())


def beneath(caption: Caption, captions: Sequence[Caption], rows: Sequence[Row]) -> Span:
    """The nearest piece below the caption, and the rest of its paragraph."""
    span = _span(caption, rows)
    near = [
        piece
        for piece in _free(captions, rows)
        if 0 < piece.middle - span.middle < BELOW * span.height
        and span.left - 2 * span.height < piece.left < span.right + GAP * span.height
    ]
    return above_and_below(_whole(min(near, key=lambda piece: piece.middle)), captions, rows) if near else Span(())


def above_and_below(span: Span, captions: Sequence[Caption], rows: Sequence[Row]) -> Span:
    """The span with the lines that begin at its left edge, close above and below it, and belong to no other caption."""
    free = [piece for piece in _free(captions, rows) if all(part.piece is not piece for part in span.parts)]
    column = [piece for piece in free if abs(piece.left - span.left) < ASIDE * span.height and _alike(piece, span)]
    upper, lower = [span], [span]
    for piece in sorted(column, key=lambda piece: -piece.middle):
        if 0.5 * span.height < upper[-1].middle - piece.middle < PITCH * span.height:
            upper.append(_whole(piece))
    for piece in sorted(column, key=lambda piece: piece.middle):
        if 0.5 * span.height < piece.middle - lower[-1].middle < PITCH * span.height:
            lower.append(_whole(piece))
    return Span(tuple(part for part_of in (*reversed(upper[1:]), *lower) for part in part_of.parts))


def _free(captions: Sequence[Caption], rows: Sequence[Row]) -> list[Piece]:
    """Pieces with no caption in them, nor to the left of them in their row."""
    first = {number: min(c.start for c in captions if c.row == number) for number in {c.row for c in captions}}
    free = []
    for number, row in enumerate(rows):
        at = 0
        for piece in row.pieces:
            at += len(piece.text)
            if number not in first or at <= first[number]:
                free.append(piece)
    return free


def _span(caption: Caption, rows: Sequence[Row]) -> Span:
    return rows[caption.row].cut(caption.start, caption.end)


def _whole(piece: Piece) -> Span:
    return Span((Part(piece, 0, len(piece.text)),))


def _alike(piece: Piece, span: Span) -> bool:
    low, high = sorted((piece.height, span.height))
    return high < HEIGHTS * low
