"""Which paper a page is, by the words printed on it. Unsure is unsure: then the citizen is asked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from actions.documents.captions import stands
from actions.documents.checks import portrait
from actions.documents.layout import level, rows, simple
from actions.documents.model import Line, Recognised
from actions.documents.pixels import Pixels
from knowledge.paper import Anchor, Side, papers

SURE = 0.55
"""The least share of a side's anchors, by weight, to say that it is this side."""
MARGIN = 0.15
"""By so much it must be ahead of any other kind."""
DENIED = 0.3
"""What is left of the share when words stand there that never stand on this side."""


FEW = 6
"""Characters on a portrait, read from its clothes or a watermark."""
PORTRAIT, PORTRAIT_CERTAINTY = "portrait", 0.8


class Likeness(NamedTuple):
    """How much a page looks like a side, 0 to 1."""

    kind: str
    side: str
    share: float


def likenesses(lines: Sequence[Line]) -> list[Likeness]:
    """Every side of every paper, the most alike first."""
    texts = tuple(simple(row.text) for row in rows(level(lines)))
    found = [
        Likeness(paper.id, side.id, round(_share(side, texts), 3))
        for paper in papers().values()
        for side in paper.sides
        if side.anchors
    ]
    return sorted(found, key=lambda likeness: likeness.share, reverse=True)


def recognise(lines: Sequence[Line], pixels: Pixels | None = None) -> Recognised:
    """The kind and side; `kind` is None when the page is like none, or nearly as much like another kind.

    With the page's `pixels` a picture of hardly any words may be a portrait.
    """
    best, *others = likenesses(lines)
    runner_up = next((other for other in others if other.kind != best.kind), None)
    ahead = best.share - (runner_up.share if runner_up else 0.0)
    known = best.share >= SURE and ahead >= MARGIN
    if pixels is not None and sum(len(line.text) for line in lines) <= FEW and portrait.looks_like(pixels):
        return Recognised(PORTRAIT, "main", PORTRAIT_CERTAINTY)
    return Recognised(
        kind=best.kind if known else None,
        side=best.side if known else "",
        certainty=best.share,
        runner_up=runner_up.kind if runner_up and runner_up.share > 0 else None,
    )


def _share(side: Side, texts: tuple[str, ...]) -> float:
    whole = sum(anchor.weight for anchor in side.anchors)
    share = sum(anchor.weight for anchor in side.anchors if _there(anchor, texts)) / whole
    denied = any(word in text for word in side.against for text in texts) or (
        side.not_line is not None and any(re.search(side.not_line, text) for text in texts)
    )
    return share * DENIED if denied else share


def _there(anchor: Anchor, texts: tuple[str, ...]) -> bool:
    if anchor.pattern is not None:
        return any(re.search(anchor.pattern, text) for text in texts)
    return any(stands(word, texts) for word in anchor.words)
