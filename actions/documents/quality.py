"""Whether a photograph is good enough, and how to take a better one: measured on the picture and on its lines of text."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from actions.documents.engine import Boxes
from actions.documents.model import Box, Finding, Line, Outcome
from actions.documents.opening import Page
from actions.documents.texts import texts
from actions.documents.upright import Upright, as_box, moved

LOOKED_AT = 640
"""Longer side of the picture in which light is measured."""
LETTER = 32
"""Height in pixels to which lines are brought before their sharpness is measured."""
CELLS = 8
"""Light is measured in so many rows and columns."""
STEEPEST_OF_LINE, STEEPEST_OF_PAGE = 97, 99.5
"""Percent of all places that are less steep; most of a page is blank ground."""
LEAST_CONTRAST = 20
"""Of 255; ground without anything on it has less."""


@dataclass(frozen=True)
class Measures:
    """What is measured; LIMITS say what is enough."""

    sharpness: float | None
    """Steepest step of light between two pixels of a line, as a share of its contrast; the lines' middle value, or the
    whole page's without lines. None where there is nothing but blank ground."""
    certainty: float
    """Mean score of the lines; 1 without lines."""
    letters: float | None
    """Height of a line in the photograph, in pixels; the lines' middle value. None without lines."""
    light: float
    """Brightness of the paper's ground, 0 to 255, in the darkest quarter of the page."""
    glare: float
    """Share of the page that one blank white spot covers; 0 where the whole ground is white."""
    glare_box: Box | None
    beyond: float
    """How far the paper or its writing reaches beyond the photograph, as a share of the shorter side; below 0: it does not."""


@dataclass(frozen=True)
class Limits:
    """Measured on the specimens (bench/specimens), every side clean, lightly and heavily damaged; tests/documents/
    test_quality.py holds them to it. ``light``: what can still be read; ``heavy``: what cannot."""

    blurred: float = 0.22
    """Sharpness: light blur 0.26 to 0.42, clean 0.46 to 0.50, heavy blur 0.17 to 0.18."""
    soft: float = 0.45
    """Sharpness below which badly read lines are the camera's fault: heavy motion 0.24 to 0.44, squeezed 0.22 to 0.37."""
    certain: float = 0.9
    """Certainty: where all fields could be read 0.94 to 1.00, where not all 0.32 to 0.85."""
    blurred_page: float = 0.28
    """Sharpness of a page without lines: clean 0.30 to 0.99, heavy blur 0.09 to 0.26."""
    letters: float = 14.0
    """Squeezed to 480 pixels, lines of 17 pixels could be read, of 11 not."""
    light: float = 70.0
    """Light darkness and shadow 103 to 189, heavy 26 to 43."""
    glare: float = 0.08
    """Heavy glare 0.12 to 0.33; clean paper with a white portrait or field up to 0.05."""
    ground: float = 0.85
    """A white spot as wide or high as this share of the page is its ground."""
    beyond: float = -0.008
    """Cut papers reach the photograph's border, -0.005 to 0.02; whole ones end 0.05 or more before it."""


LIMITS = Limits()
TALLEST_LINE = 0.12
"""Share of the page's longer side; what is higher is a watermark or a pattern, not a line."""
NEAR = 2.0
"""Pixels; writing so near to the photograph's border is cut off."""


def quality(page: Page, standing: Upright, lines: list[Line], limits: Limits = LIMITS) -> list[Finding]:
    """What is wrong with a photograph: at most one finding a check, each with how to do better. ``lines``: all of them,
    however badly read."""
    found = measured(page, standing, lines)
    small = found.letters is not None and found.letters < limits.letters
    wrong = {
        "pieces": standing.pieces > 1,
        "cut": found.beyond > limits.beyond,
        "dark": found.light < limits.light,
        "glare": found.glare > limits.glare,
        "small": small,
        "blur": not small and _blurred(found, limits),
    }
    return [
        Finding(check, Outcome.FIX, texts("quality")[check], box=found.glare_box if check == "glare" else None)
        for check, is_wrong in wrong.items()
        if is_wrong
    ]


def _blurred(found: Measures, limits: Limits) -> bool:
    if found.sharpness is None:
        return False
    if found.letters is None:
        return found.sharpness < limits.blurred_page
    hard_to_read = found.sharpness < limits.soft and found.certainty < limits.certain
    return hard_to_read or found.sharpness < limits.blurred


def measured(page: Page, standing: Upright, lines: list[Line]) -> Measures:
    """Measure a photograph."""
    image, longer = standing.image, max(standing.image.shape[:2])
    scale = min(1.0, LOOKED_AT / longer)
    small = np.asarray(cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
    grey = np.asarray(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY), np.uint8)
    text = [line for line in lines if _height(np.array(line.box)) < TALLEST_LINE * longer]
    boxes = np.array([line.box for line in text]) if text else np.zeros((0, 4, 2))
    if text:
        steps = [_steepest(_line(image, box), STEEPEST_OF_LINE) for box in boxes]
    else:
        steps = [_steepest(np.asarray(grey, dtype=np.float32), STEEPEST_OF_PAGE)]
    sharp = [step for step in steps if step is not None]
    on_page = moved(boxes, standing.to_page)
    glare, place = _glare(small)
    return Measures(
        sharpness=float(np.median(sharp)) if sharp else None,
        certainty=float(np.mean([line.score for line in text])) if text else 1.0,
        letters=float(np.median([_height(box) for box in on_page])) if text else None,
        light=_light(grey),
        glare=glare,
        glare_box=as_box(place / scale) if place is not None else None,
        beyond=_beyond(page, standing, on_page),
    )


def _steepest(grey: NDArray[np.float32], percent: float) -> float | None:
    """The steepest steps of light as a share of the contrast; None where there is hardly any contrast."""
    low, high = np.percentile(grey, (3, 97))
    if high - low < LEAST_CONTRAST:
        return None
    steps = np.hypot(cv2.Sobel(grey, cv2.CV_32F, 1, 0), cv2.Sobel(grey, cv2.CV_32F, 0, 1)) / 8
    return float(np.percentile(steps, percent) / (high - low))


def _line(image: Page, box: NDArray[np.float64]) -> NDArray[np.float32]:
    """A line in grey, LETTER pixels high or less."""
    left, top = np.floor(box.min(axis=0)).astype(int).clip(0)
    right, bottom = np.ceil(box.max(axis=0)).astype(int)
    grey = cv2.cvtColor(image[top : bottom + 1, left : right + 1], cv2.COLOR_RGB2GRAY)
    scale = min(1.0, LETTER / grey.shape[0])
    line = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else grey
    return np.asarray(line, dtype=np.float32)


def _height(box: NDArray[np.float64]) -> float:
    """The shorter side of a box."""
    return float(np.linalg.norm(box - np.roll(box, -1, axis=0), axis=1).min())


def _light(grey: NDArray[np.uint8]) -> float:
    cells = [
        float(np.percentile(cell, 90))
        for row in np.array_split(grey, CELLS, axis=0)
        for cell in np.array_split(row, CELLS, axis=1)
    ]
    return float(np.percentile(cells, 25))


def _glare(small: NDArray[np.uint8]) -> tuple[float, NDArray[np.float64] | None]:
    """The largest blank white spot: its share of the page and its corners."""
    darkest = small.min(axis=2)
    white = np.asarray(darkest >= 250, dtype=np.uint8)
    white = np.asarray(cv2.morphologyEx(white, cv2.MORPH_OPEN, np.ones((9, 9), np.uint8)))
    count, _, about, _ = cv2.connectedComponentsWithStats(white)
    if count < 2:
        return 0.0, None
    largest = 1 + int(np.argmax(about[1:, cv2.CC_STAT_AREA]))
    left, top, width, height, area = (float(value) for value in about[largest])
    if width > LIMITS.ground * white.shape[1] or height > LIMITS.ground * white.shape[0]:
        return 0.0, None
    corners = np.array([[left, top], [left + width, top], [left + width, top + height], [left, top + height]])
    return area / white.size, corners


def _beyond(page: Page, standing: Upright, writing: Boxes) -> float:
    """With a paper's edges by them, else by writing that runs into the photograph's border."""
    height, width = page.shape[:2]
    if standing.paper is not None:
        corners = np.array(standing.paper)
        over = max(-corners.min(), (corners[:, 0] - width).max(), (corners[:, 1] - height).max())
        return float(over / np.linalg.norm(np.roll(corners, -1, axis=0) - corners, axis=1).min())
    points = writing.reshape(-1, 2)
    within = min(points.min(initial=np.inf), (np.array([width, height]) - points).min(initial=np.inf))
    return 0.0 if within < NEAR else -1.0
