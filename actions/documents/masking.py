"""Pictures of papers with names, numbers, addresses and faces blacked out, for staff to look at."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import cv2
import numpy as np

from actions.documents import pictures
from actions.documents.checks.portrait import NO_SKIN, skin
from actions.documents.faces import faces
from actions.documents.model import Box, Field, Line
from actions.documents.page_read import PageRead
from actions.documents.pixels import Pixels
from actions.documents.values import days_in
from bot.privacy import mask
from knowledge.paper import PaperField, Value, papers

Edges = tuple[float, float, float, float]
"""Left, top, right, bottom, in pixels."""
HIDDEN = (Value.NAME, Value.NUMBER, Value.CODE, Value.ADDRESS)
WITH_FACE = {
    ("id-card", "front"),
    ("residence-permit", "front"),
    ("hk-macao-residence-permit", "front"),
    ("social-security-card", "front"),
    ("disability-certificate", "main"),
    ("marriage-certificate", "main"),
    ("divorce-certificate", "main"),
    ("elder-card", "front"),
    ("tekun-certificate", "main"),
    ("portrait", "main"),
}
"""Sides that show whose they are: where no face is found on one, all of it is blurred."""
LONGEST = 1600
"""Longer side of what staff see, in pixels."""
BLURRED = 20
"""Longer side to which a picture is brought before it is enlarged again: no letter and no face is left."""
MARGIN = 0.35
"""Of a field's height, blacked out all around it."""
MOST_MARGIN = 0.04
"""No more than that, of the picture's longer side."""
FACE_MARGIN = 0.6
"""Of a face's height: hair, chin and shoulders."""
PARTS = (1, 2, 4)
"""Of the longer side: in squares of that size faces are looked for."""
LEAST_SHARED = 4
"""Characters of an address by which a line is known to be part of it."""
_HOUSE = re.compile("[0-9一二三四五六七八九十]+(?:号|房|室|栋|幢|单元)(?!码)")
_LONG_NUMBER = re.compile(r"\d{7}")


def masked(image: bytes, read: PageRead) -> bytes:
    """A JPEG of the page's JPEG; all of it blurred where it is not known what stands where."""
    whole = _no_larger(pictures.page(image))
    boxes = _boxes(read)
    if boxes is None:
        return pictures.jpeg(_blurred(whole))
    found = list(_faces(whole))
    if (read.recognised.kind, read.recognised.side) in WITH_FACE and not found:
        return pictures.jpeg(_blurred(whole))
    height, width = whole.shape[:2]
    black = whole.copy()
    for edges in found:
        _blacken(black, edges, FACE_MARGIN * (edges[3] - edges[1]))
    for box in boxes:
        across, down = [x * width / read.width for x, _ in box], [y * height / read.height for _, y in box]
        more = min(MARGIN * (max(down) - min(down)), MOST_MARGIN * max(width, height))
        _blacken(black, (min(across), min(down), max(across), max(down)), more)
    return pictures.jpeg(black)


def _faces(page: Pixels) -> Iterator[Edges]:
    """The edges of every face, also of one that is small on a large page: looked for in overlapping parts too."""
    height, width = page.shape[:2]
    for parts in PARTS:
        side = -(-max(height, width) // parts)
        step = max(1, side // 2)
        for top in range(0, max(1, height - step), step):
            for left in range(0, max(1, width - step), step):
                part = page[top : top + side, left : left + side]
                for face in faces(part):
                    if skin(part, face) > NO_SKIN:
                        yield left + face.left, top + face.top, left + face.right, top + face.bottom


def _boxes(read: PageRead) -> list[Box] | None:
    """Of everything to be hidden; None where something of it was not found."""
    recognised = read.recognised
    if recognised.kind is None or recognised.kind not in papers():
        return None
    fields = {field.id: field for field in read.fields}
    hidden: list[Field] = []
    boxes: list[Box] = []
    for shape in _hidden(recognised.kind, recognised.side):
        field = fields.get(shape.id)
        if field is None or not field.box:
            return None
        hidden.append(field)
        boxes.append(field.box)
    return boxes + [line.box for line in read.lines if _tells(line, hidden)]


def _hidden(kind: str, side: str) -> Iterator[PaperField]:
    return (shape for shape in papers()[kind].side(side).fields if shape.value in HIDDEN)


def _tells(line: Line, hidden: Sequence[Field]) -> bool:
    """Whether a line has something of what is hidden, or another number of somebody."""
    text = "".join(line.text.split())
    if mask(text) != text or _HOUSE.search(text) or (_LONG_NUMBER.search(text) and not days_in(text)):
        return True
    return any(
        field.value in text or (len(text) >= LEAST_SHARED and text in field.value) for field in hidden if field.value
    )


def _no_larger(page: Pixels) -> Pixels:
    scale = min(1.0, LONGEST / max(page.shape[:2]))
    return np.asarray(cv2.resize(page, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)


def _blurred(page: Pixels) -> Pixels:
    height, width = page.shape[:2]
    scale = BLURRED / max(height, width)
    tiny = cv2.resize(page, (max(1, round(width * scale)), max(1, round(height * scale))), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.resize(tiny, (width, height), interpolation=cv2.INTER_CUBIC), np.uint8)


def _blacken(page: Pixels, edges: Edges, more: float) -> None:
    left, top, right, bottom = edges
    page[max(0, int(top - more)) : int(bottom + more) + 1, max(0, int(left - more)) : int(right + more) + 1] = 0
