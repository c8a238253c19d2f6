"""Where the papers lie in a photograph: four-cornered outlines whose inside looks different from their outside."""

from __future__ import annotations

from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from actions.documents.opening import Page

Corners = NDArray[np.float64]
"""Four points, clockwise from the upper left, in pixels."""
LOOKED_AT = 640
"""Longer side of the picture in which outlines are looked for."""
LEAST_AREA = 0.12
"""Share of the picture; smaller outlines are things on the paper or beside it."""
SHARPEST, BLUNTEST = 55, 125
"""Degrees between two sides of a paper that is photographed from not too far aside."""
MOST_UNLIKE_SIDES = 0.55
"""A side may be so much shorter than the one across."""
UNLIKE = 9.0
"""How far the colours on both sides of an edge lie apart (CIE Lab); less is one ground with its shades."""
RING = 5.0
"""How far from the edge the two are looked at, in pixels of the smaller picture."""
LEAST_SEEN = 0.7
"""Along this share of its sides the edge must be seen."""
FLUSH = 0.93
"""Two outlines that fill so much of the one around both are parts of one paper: a card's coloured head and what is below."""
WELL_SEEN = 0.88
"""From here on size says more: the larger of two outlines is the paper, the smaller a part of it."""


def papers(page: Page) -> list[Corners]:
    """The corners of each paper, the largest first; none when a page fills the picture or its edges are not seen."""
    scale = LOOKED_AT / max(page.shape[:2])
    small = cv2.resize(page, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    colours = np.asarray(cv2.cvtColor(small, cv2.COLOR_RGB2LAB), np.uint8)
    ranked = sorted(((_rank(colours, corners), corners) for corners in _outlines(colours)), key=lambda one: -one[0])
    found: list[Corners] = []
    for rank, corners in ranked:
        if rank > 0 and not any(_overlap(corners, other) for other in found):
            found.append(corners)
    return [corners / scale for corners in _joined(found)]


def _joined(found: list[Corners]) -> list[Corners]:
    """With the two largest as one where they lie flush with one another."""
    if len(found) < 2:
        return found
    one, other, *rest = found
    hull = cv2.convexHull(np.concatenate([one, other]).round().astype(np.int32))
    whole = _four(np.asarray(hull, np.int32), np.asarray(hull, np.int32))
    if whole is None or not _plausible(whole, 0) or _area(one) + _area(other) < FLUSH * _area(whole):
        return found
    return [whole, *rest]


def _rank(colours: NDArray[np.uint8], corners: Corners) -> float:
    """How much speaks for a paper there: edges that are seen all along, and its size; 0 if too little."""
    seen = _seen(colours, corners)
    counted = seen if seen < WELL_SEEN else WELL_SEEN + 0.2 * (seen - WELL_SEEN)
    return float(counted**3 * np.sqrt(_area(corners))) if seen > LEAST_SEEN else 0.0


def _outlines(colours: NDArray[np.uint8]) -> list[Corners]:
    """Everything with four sides that could be a paper."""
    least = LEAST_AREA * colours.shape[0] * colours.shape[1]
    found = []
    for mask in _masks(colours):
        contours, _ = cv2.findContours(mask, cv2.RETR_LIST, cv2.CHAIN_APPROX_NONE)
        for contour in contours:
            hull = cv2.convexHull(contour)
            if cv2.contourArea(hull) < least:
                continue
            corners = _four(np.asarray(hull, np.int32), np.asarray(contour, np.int32))
            if corners is not None and _plausible(corners, least):
                found.append(corners)
    return found


def _masks(colours: NDArray[np.uint8]) -> list[NDArray[np.uint8]]:
    """Black and white pictures whose outlines may be a paper's: edges, light against dark, coloured against grey."""
    result = []
    kernel = np.ones((3, 3), np.uint8)
    for channel in cv2.split(colours):
        calm = cv2.medianBlur(channel, 7)
        for low in (12, 30):
            edges = cv2.Canny(calm, low, low * 3)
            result.append(cv2.morphologyEx(edges, cv2.MORPH_CLOSE, kernel, iterations=2))
        _, split = cv2.threshold(calm, 0, 255, cv2.THRESH_OTSU)
        result += [split, cv2.bitwise_not(split)]
    return [np.asarray(mask, dtype=np.uint8) for mask in result]


def _four(hull: NDArray[np.int32], contour: NDArray[np.int32]) -> Corners | None:
    """The four sides of an outline; round corners are completed."""
    around = cv2.arcLength(hull, True)
    for share in (0.02, 0.03, 0.045, 0.06, 0.08):
        rough = cv2.approxPolyDP(hull, share * around, True)[:, 0].astype(np.float64)
        if len(rough) <= 4:
            break
    if len(rough) != 4:
        return None
    points = contour[:, 0].astype(np.float64)
    lines = [_side(points, start, end) for start, end in pairwise([*rough, rough[0]])]
    corners = [_crossing(lines[place - 1], lines[place]) for place in range(4)]
    if any(corner is None for corner in corners):
        return None
    return clockwise(np.array(corners))


def _side(points: Corners, start: Corners, end: Corners) -> tuple[Corners, Corners]:
    """A point and the direction of the straight line through the middle of a side."""
    along = (end - start) / max(1e-6, float(np.linalg.norm(end - start)))
    length = float(np.linalg.norm(end - start))
    reach = (points - start) @ along
    away = np.abs((points - start) @ np.array([-along[1], along[0]]))
    near = points[(reach > 0.12 * length) & (reach < 0.88 * length) & (away < 0.02 * length + 2)]
    if len(near) < 10:
        return start, along
    x, y, left, top = (
        float(value) for value in cv2.fitLine(near.astype(np.float32), cv2.DIST_HUBER, 0, 0.01, 0.01)[:, 0]
    )
    return np.array([left, top]), np.array([x, y])


def _crossing(one: tuple[Corners, Corners], other: tuple[Corners, Corners]) -> Corners | None:
    """Where two lines meet; None if they hardly do."""
    matrix = np.array([one[1], -other[1]]).T
    if abs(float(np.linalg.det(matrix))) < 0.2:
        return None
    share = np.linalg.solve(matrix, other[0] - one[0])
    return np.asarray(one[0] + share[0] * one[1])


def clockwise(corners: Corners) -> Corners:
    """The corners clockwise from the upper left."""
    middle = corners.mean(axis=0)
    ordered = corners[np.argsort(np.arctan2(*(corners - middle).T[::-1]))]
    return np.asarray(np.roll(ordered, -int(np.argmin(ordered.sum(axis=1))), axis=0))


def _plausible(corners: Corners, least: float) -> bool:
    """Whether a sheet or a card may look like this."""
    if not cv2.isContourConvex(corners.astype(np.float32)) or _area(corners) < least:
        return False
    sides = np.linalg.norm(np.roll(corners, -1, axis=0) - corners, axis=1)
    if min(sides[:2] / sides[2:]) < MOST_UNLIKE_SIDES or min(sides[2:] / sides[:2]) < MOST_UNLIKE_SIDES:
        return False
    return all(SHARPEST < angle < BLUNTEST for angle in _angles(corners))


def _angles(corners: Corners) -> list[float]:
    before, after = np.roll(corners, 1, axis=0) - corners, np.roll(corners, -1, axis=0) - corners
    lengths = np.linalg.norm(before, axis=1) * np.linalg.norm(after, axis=1)
    cosines = (before * after).sum(axis=1) / np.maximum(lengths, 1e-6)
    return [float(angle) for angle in np.degrees(np.arccos(np.clip(cosines, -1, 1)))]


def _area(corners: Corners) -> float:
    return float(cv2.contourArea(corners.astype(np.float32)))


def _overlap(one: Corners, other: Corners) -> bool:
    shared, _ = cv2.intersectConvexConvex(one.astype(np.float32), other.astype(np.float32))
    return shared > 0.1 * min(_area(one), _area(other))


def _seen(colours: NDArray[np.uint8], corners: Corners) -> float:
    """Along what share of its sides another ground lies beside a paper; a printed frame has paper on both sides."""
    height, width = colours.shape[:2]
    shares = []
    for start, end in pairwise([*corners, corners[0]]):
        along = (end - start) / np.linalg.norm(end - start)
        normal = np.array([-along[1], along[0]])
        places = start + np.linspace(0.06, 0.94, 60)[:, None] * (end - start)
        inside, outside = (places + shift * normal for shift in (RING, -RING))
        shown = ((outside >= 0) & (outside < (width, height))).all(axis=1)
        if shown.sum() >= 20:
            shares.append(float(np.mean(_unlike(colours, inside[shown], outside[shown]) > UNLIKE)))
    return min(float(np.mean(shares)), 2 * min(shares)) if len(shares) >= 3 else 0.0


def _unlike(colours: NDArray[np.uint8], inside: Corners, outside: Corners) -> NDArray[np.float64]:
    """How far two rows of places differ in colour, place by place."""
    one, other = (
        colours[
            points[:, 1].astype(int).clip(0, colours.shape[0] - 1),
            points[:, 0].astype(int).clip(0, colours.shape[1] - 1),
        ]
        for points in (inside, outside)
    )
    return np.asarray(np.linalg.norm(one.astype(np.float64) - other.astype(np.float64), axis=1))
