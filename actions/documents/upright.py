"""Photographs of papers made upright: flat, level and the right way up, with the way back to the photograph."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from actions.documents.engine import Boxes, Engine
from actions.documents.model import Box
from actions.documents.opening import Page
from actions.documents.paper import Corners, papers

Matrix = NDArray[np.float64]
"""3 × 3, from one picture's pixels to another's."""
DETECTED_AT = 1280
"""Longer side of the picture in which lines are looked for; measured, see bench/page.py."""
MARGIN = 0.01
"""Of the photograph around a paper that is kept, as a share of its longer side: what stands at the edge is not cut."""
ELONGATED = 2.0
"""Boxes so much longer than high tell which way the text runs."""
ASKED = 8
"""So many lines are asked which way up they stand."""
LEVEL = 0.4
"""Degrees; less tilt is left as it is."""


@dataclass(frozen=True)
class Upright:
    """An upright page and where it was."""

    image: Page
    boxes: Boxes
    """Where lines of text stand in it."""
    to_page: Matrix
    paper: Box | None
    """The paper's corners in the photograph; None if it fills the photograph or its edges are not seen."""
    pieces: int
    """How many papers lie in the photograph."""

    def on_page(self, box: Box) -> Box:
        """A box of the upright page as it lies in the photograph."""
        return as_box(moved(np.array([box]), self.to_page)[0])


def upright(page: Page, engine: Engine) -> Upright:
    """Make a page upright. Lines are looked for once, in a smaller picture, and moved along as it is turned."""
    found = papers(page)
    flat, size = flattened(page, found[0] if found else None)
    smaller = min(1.0, DETECTED_AT / max(size))
    small = warped(page, scaled(smaller) @ flat, (max(1, round(size[0] * smaller)), max(1, round(size[1] * smaller))))
    boxes = engine.find(small)
    turn = text_angle(boxes)
    matrix, turned_size = turned(small.shape[1::-1], turn)
    if len(boxes) and _upside_down(small, boxes, matrix, engine):
        turn += 180
    matrix, turned_size = turned(size, turn)
    whole = matrix @ flat
    return Upright(
        image=warped(page, whole, turned_size),
        boxes=reading_order(moved(boxes, matrix @ scaled(1 / smaller))),
        to_page=np.asarray(np.linalg.inv(whole), np.float64),
        paper=as_box(found[0]) if found else None,
        pieces=max(1, len(found)),
    )


def flattened(page: Page, corners: Corners | None) -> tuple[Matrix, tuple[int, int]]:
    """What makes a paper flat that was seen from aside, and the size it then has."""
    height, width = page.shape[:2]
    if corners is None:
        return np.eye(3), (width, height)
    top, right, bottom, left = np.linalg.norm(np.roll(corners, -1, axis=0) - corners, axis=1)
    across, down = max(top, bottom), max(left, right)
    margin = MARGIN * max(across, down)
    size = (round(across + 2 * margin), round(down + 2 * margin))
    flat = np.array([[0, 0], [across, 0], [across, down], [0, down]]) + margin
    matrix = cv2.getPerspectiveTransform(corners.astype(np.float32), flat.astype(np.float32))
    return np.asarray(matrix, np.float64), (int(size[0]), int(size[1]))


def text_angle(boxes: Boxes) -> float:
    """Degrees clockwise by which the lines run away from level, -90 to 90; long lines count for more. 0 without any."""
    along, down = boxes[:, 1] - boxes[:, 0], boxes[:, 3] - boxes[:, 0]
    width, height = np.linalg.norm(along, axis=1), np.linalg.norm(down, axis=1)
    longer = np.where((width >= height)[:, None], along, down)
    counted = np.maximum(width, height) > ELONGATED * np.minimum(width, height)
    if not counted.any():
        return 0.0
    angles = np.arctan2(longer[counted, 1], longer[counted, 0])
    weights = np.linalg.norm(longer[counted], axis=1)
    # Doubled, because a line that runs to the left lies as one that runs to the right; then the middle one around it.
    mean = np.angle((weights * np.exp(2j * angles)).sum()) / 2
    away = np.angle(np.exp(2j * (angles - mean))) / 2
    order = np.argsort(away)
    middle = away[order][np.searchsorted(weights[order].cumsum(), weights.sum() / 2)]
    return float((np.degrees(mean + middle) + 90) % 180 - 90)


def turned(size: tuple[int, int], degrees: float) -> tuple[Matrix, tuple[int, int]]:
    """What takes a turn of so many degrees clockwise out of a picture, and the size it then has."""
    quarter = 90 * round(degrees / 90)
    angle = np.radians(-(degrees if abs(degrees - quarter) > LEVEL else quarter))
    turn = np.array([[np.cos(angle), -np.sin(angle), 0], [np.sin(angle), np.cos(angle), 0], [0, 0, 1]])
    width, height = size
    corners = moved(np.array([[[0, 0], [width, 0], [width, height], [0, height]]], float), turn)[0]
    low, high = corners.min(axis=0), corners.max(axis=0)
    back = np.array([[1, 0, -low[0]], [0, 1, -low[1]], [0, 0, 1]])
    return back @ turn, (round(high[0] - low[0]), round(high[1] - low[1]))


def _upside_down(image: Page, boxes: Boxes, matrix: Matrix, engine: Engine) -> bool:
    """Whether the longest lines, once level, stand on their heads."""
    level = reading_order(moved(boxes, matrix))
    lengths = np.linalg.norm(level[:, 1] - level[:, 0], axis=1)
    asked = np.argsort(-lengths)[:ASKED]
    back = np.asarray(np.linalg.inv(matrix), np.float64)
    return engine.standing(image, moved(level[asked], back)) < 0


def reading_order(boxes: Boxes) -> Boxes:
    """Each box's corners clockwise from the upper left; boxes row by row, then from left to right."""
    if not len(boxes):
        return boxes
    ordered = []
    for box in boxes:
        middle = box.mean(axis=0)
        around = box[np.argsort(np.arctan2(*(box - middle).T[::-1]))]
        ordered.append(np.roll(around, -int(np.argmin(around.sum(axis=1))), axis=0))
    result = np.array(ordered)
    middles = result.mean(axis=1)
    height = float(np.median(np.linalg.norm(result[:, 3] - result[:, 0], axis=1)))
    down = np.argsort(middles[:, 1])
    row = np.zeros(len(result), int)
    row[down[1:]] = np.cumsum(np.diff(middles[down, 1]) > height / 2)
    return np.asarray(result[np.lexsort((middles[:, 0], row))])


def moved(boxes: Boxes, matrix: Matrix) -> Boxes:
    """Boxes where the matrix takes them."""
    if not len(boxes):
        return boxes
    return np.asarray(cv2.perspectiveTransform(boxes.reshape(1, -1, 2).astype(np.float64), matrix).reshape(-1, 4, 2))


def scaled(share: float) -> Matrix:
    """What makes a picture smaller or larger."""
    return np.diag([share, share, 1.0])


def warped(page: Page, matrix: Matrix, size: tuple[int, int]) -> Page:
    """The page as the matrix shows it; white where there was nothing."""
    if np.allclose(matrix, np.eye(3)) and size == (page.shape[1], page.shape[0]):
        return page
    shown = cv2.warpPerspective(
        page, matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=(255, 255, 255)
    )
    return np.asarray(shown, dtype=np.uint8)


def as_box(corners: Corners) -> Box:
    """Corners as all parts hand them on."""
    return tuple((float(x), float(y)) for x, y in corners)
