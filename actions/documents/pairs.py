"""Which of two people a caption belongs to, on papers where both have the same captions, one block below the other."""

from __future__ import annotations

from collections.abc import Sequence

from actions.documents.captions import Caption
from actions.documents.layout import Row
from knowledge.paper import PaperField, Side


def whose(
    field: PaperField, found: Sequence[Caption], side: Side, captions: Sequence[Caption], rows: Sequence[Row]
) -> list[Caption]:
    """Of a field's captions the one of its person; none where that cannot be told."""
    if len(found) == 2:
        ordered = sorted(found, key=lambda caption: _middle(caption, rows))
        return [ordered[(field.nth or 1) - 1]]
    if len(found) != 1:
        return []
    block = _block(field, found[0], side, captions, rows)
    return list(found) if block == field.nth else []


def _block(
    field: PaperField, caption: Caption, side: Side, captions: Sequence[Caption], rows: Sequence[Row]
) -> int | None:
    """1 or 2, by another caption of the block that was found twice; what stands above it in the file stands above it here."""
    order = [other for other in side.fields if other.nth == 1]
    place = next(i for i, other in enumerate(order) if other.captions == field.captions)
    at, half = _middle(caption, rows), 0.5 * rows[caption.row].pieces[0].height
    for i, other in enumerate(order):
        twice = sorted(_middle(c, rows) for c in captions if c.word in other.captions)
        if i == place or len(twice) != 2:
            continue
        if i < place:
            return 2 if at > twice[1] - half else 1
        return 1 if at < twice[0] + half else 2
    return None


def _middle(caption: Caption, rows: Sequence[Row]) -> float:
    return rows[caption.row].cut(caption.start, caption.end).middle
