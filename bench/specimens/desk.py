"""The desk on which a paper lies when it is photographed."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from bench.specimens.sheet import Picture

TOPS = ((168, 126, 88), (94, 66, 48), (196, 190, 180), (72, 76, 82), (150, 158, 150), (214, 196, 168))


def desk(size: tuple[int, int], rng: np.random.Generator, things: int = 0) -> Picture:
    """A desk, width × height: its colour with a soft grain, and things lying about."""
    width, height = size
    coarse = rng.normal(0, 1, (24, 6)).astype(np.float32)
    grain = cv2.resize(coarse, size, interpolation=cv2.INTER_CUBIC) * 9
    fine = cv2.resize(rng.normal(0, 3, (height // 2, width // 2)).astype(np.float32), size)
    top = np.asarray(TOPS[rng.integers(len(TOPS))], dtype=np.float32)
    picture: Picture = np.clip(top + (grain + fine)[..., None], 0, 255).astype(np.uint8)
    for _ in range(things):
        lay(picture, rng)
    return picture


def lay(picture: Picture, rng: np.random.Generator) -> None:
    """Put one thing somewhere: a sheet with writing, a keyboard, a cup, a pen."""
    height, width = picture.shape[:2]
    unit = min(width, height)
    middle = np.array([rng.uniform(0, width), rng.uniform(0, height)])
    colour = tuple(int(part) for part in rng.integers(20, 245, 3))
    match rng.integers(4):
        case 0:
            written(picture, middle, unit * rng.uniform(0.25, 0.6), rng)
        case 1:
            keys(picture, middle, unit * rng.uniform(0.04, 0.07), rng)
        case 2:
            where = (int(middle[0]), int(middle[1]))
            radius = int(unit * rng.uniform(0.06, 0.14))
            cv2.circle(picture, where, radius, colour, -1, cv2.LINE_AA)
            cv2.circle(picture, where, int(radius * 0.8), (70, 44, 28), -1, cv2.LINE_AA)
        case _:
            end = middle + unit * 0.35 * turned(rng.uniform(0, 6.3))[0]
            cv2.line(picture, ints(middle), ints(end), colour, max(3, unit // 45), cv2.LINE_AA)


def turned(angle: float) -> NDArray[np.float64]:
    """The two axes of something that lies turned, one a row."""
    return np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])


def ints(point: NDArray[np.float64]) -> tuple[int, int]:
    """A point in whole pixels."""
    return int(point[0]), int(point[1])


def written(picture: Picture, middle: NDArray[np.float64], side: float, rng: np.random.Generator) -> None:
    """A white sheet with grey lines like writing."""
    axes = turned(rng.uniform(0, 6.3)) * side
    square = np.array([[-0.5, -0.7], [0.5, -0.7], [0.5, 0.7], [-0.5, 0.7]])
    cv2.fillPoly(picture, [(middle + square @ axes).astype(np.int32)], (238, 236, 230), cv2.LINE_AA)
    for down in np.arange(-0.6, 0.6, 0.08):
        start, end = np.array([[-0.42, down], [rng.uniform(0, 0.42), down]]) @ axes + middle
        cv2.line(picture, ints(start), ints(end), (120, 120, 126), max(1, int(side / 90)), cv2.LINE_AA)


def keys(picture: Picture, middle: NDArray[np.float64], side: float, rng: np.random.Generator) -> None:
    """A keyboard of four by ten keys."""
    axes = turned(rng.uniform(0, 6.3)) * side
    for row in range(4):
        for place in range(10):
            square = np.array([[0, 0], [0.85, 0], [0.85, 0.85], [0, 0.85]]) + np.array([place - 5, row - 2])
            cv2.fillPoly(picture, [(middle + square @ axes).astype(np.int32)], (44, 44, 50), cv2.LINE_AA)
