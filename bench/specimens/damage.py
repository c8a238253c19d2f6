"""What photographs by telephone do to papers, light or heavy.

Light damage leaves nearly every field readable. Heavy poses, desks and shadows can still be put right; what else is heavy
hides or spoils something.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random

import cv2
import numpy as np
from cv2.typing import MatLike
from numpy.typing import NDArray

from bench.specimens.desk import desk
from bench.specimens.papers import Specimen
from bench.specimens.sheet import Box, Picture

Corners = NDArray[np.float64]
"""Four points, clockwise from the paper's own upper left."""
Spoiling = Callable[[Picture, bool, np.random.Generator], Picture]
LEVELS = ("light", "heavy")
MARGIN = 0.06
"""How much desk is seen beside a paper in a photograph, as a share of its longer side."""


def whole(image: Picture) -> Corners:
    """The corners of a picture."""
    height, width = image.shape[:2]
    return np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float64)


def rotated(corners: Corners, degrees: float) -> Corners:
    """The corners turned around their middle, clockwise."""
    angle = np.deg2rad(degrees)
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    middle = corners.mean(axis=0)
    return np.asarray((corners - middle) @ turn + middle)


def either(rng: np.random.Generator, low: float, high: float) -> float:
    """A number between low and high, or between their negatives."""
    return float(rng.uniform(low, high) * rng.choice((-1, 1)))


def tilt(corners: Corners, heavy: bool, rng: np.random.Generator) -> Corners:
    """Up to 8°, or up to 25°."""
    return rotated(corners, either(rng, 12, 25) if heavy else either(rng, 3, 8))


def turn(corners: Corners, heavy: bool, rng: np.random.Generator) -> Corners:
    """On its side, or upside down."""
    return rotated(corners, 180 if heavy else rng.choice((90, 270)))


def perspective(corners: Corners, heavy: bool, rng: np.random.Generator) -> Corners:
    """Seen from one side: that side is longer than the other, and every corner is a little off."""
    strength = rng.uniform(0.05, 0.08) if heavy else rng.uniform(0.03, 0.06)
    middle = corners.mean(axis=0)
    near, share = rng.integers(4), np.ones(4)
    share[[near, (near + 1) % 4]] = 1 - 2 * strength
    away = rng.uniform(-0.25, 0.25, (4, 2)) * strength * np.ptp(corners, axis=0)
    return np.asarray(middle + (corners - middle) * share[:, None] + away)


def blur(image: Picture, heavy: bool, rng: np.random.Generator) -> Picture:
    """Out of focus."""
    spread = long_side(image) * (rng.uniform(0.0042, 0.006) if heavy else rng.uniform(0.0008, 0.0013))
    return as_picture(cv2.GaussianBlur(image, (0, 0), spread))


def motion(image: Picture, heavy: bool, rng: np.random.Generator) -> Picture:
    """The hand moved."""
    length = int(long_side(image) * (rng.uniform(0.018, 0.026) if heavy else rng.uniform(0.003, 0.005))) | 1
    kernel = np.zeros((length, length), np.float32)
    kernel[length // 2] = 1
    spin = cv2.getRotationMatrix2D((length // 2, length // 2), rng.uniform(0, 180), 1)
    kernel = np.asarray(cv2.warpAffine(kernel, spin, (length, length)), np.float32)
    return as_picture(cv2.filter2D(image, -1, kernel / kernel.sum()))


def glare(image: Picture, heavy: bool, rng: np.random.Generator) -> Picture:
    """A lamp's reflection: a pale veil, or a white spot that hides what is under it."""
    x, y = rng.uniform(0.25, 0.75), rng.uniform(0.3, 0.75)
    across = rng.uniform(0.13, 0.2) if heavy else rng.uniform(0.08, 0.14)
    away = ((columns(image) - x) / across) ** 2 + ((rows(image) - y) / (across * rng.uniform(0.9, 1.5))) ** 2
    veil = np.clip(1.9 * np.exp(-away / 2), 0, 1) if heavy else 0.45 * np.exp(-away / 2)
    return as_picture(image + (255.0 - image) * veil[..., None])


def shadow(image: Picture, heavy: bool, rng: np.random.Generator) -> Picture:
    """The shadow of a hand or the telephone over one side."""
    angle = rng.uniform(0, 6.3)
    along = (columns(image) - 0.5) * np.cos(angle) + (rows(image) - 0.5) * np.sin(angle) + rng.uniform(-0.15, 0.15)
    dark = 0.07 if heavy else 0.55
    lit = dark + (1 - dark) / (1 + np.exp(-along * (60 if heavy else 25)))
    return as_picture(image * lit[..., None])


def fold(image: Picture, heavy: bool, rng: np.random.Generator) -> Picture:
    """Creases: one, or three that shift what is beside them; light on one side, dark on the other."""
    height, width = image.shape[:2]
    result = image
    for _ in range(3 if heavy else 1):
        angle = rng.uniform(-0.3, 0.3) + rng.choice((0, np.pi / 2))
        x, y = rng.uniform(0.25, 0.75) * width, rng.uniform(0.25, 0.75) * height
        away = (np.arange(width)[None] - x) * np.cos(angle) + (np.arange(height)[:, None] - y) * np.sin(angle)
        reach = long_side(image) * (0.02 if heavy else 0.008)
        bump = np.exp(-np.abs(away) / reach) * np.sign(away)
        shift = bump * long_side(image) * (0.007 if heavy else 0.001)
        from_x = (np.arange(width)[None] - shift * np.cos(angle)).astype(np.float32)
        from_y = (np.arange(height)[:, None] - shift * np.sin(angle)).astype(np.float32)
        moved = cv2.remap(result, from_x, from_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        line = np.exp(-((away / max(1.0, reach / 6)) ** 2)) * (0.5 if heavy else 0.25)
        result = as_picture(moved * (1 + bump * (0.35 if heavy else 0.15) - line)[..., None])
    return result


def jpeg(image: Picture, heavy: bool, rng: np.random.Generator) -> Picture:
    """Sent through chats that squeeze pictures; heavy also makes them small."""
    height, width = image.shape[:2]
    smaller = 480 / long_side(image) if heavy else 1.0
    small = cv2.resize(image, None, fx=smaller, fy=smaller, interpolation=cv2.INTER_AREA) if heavy else image
    quality = int(rng.integers(8, 16) if heavy else rng.integers(30, 50))
    _, code = cv2.imencode(".jpg", cv2.cvtColor(small, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, quality])
    back = np.asarray(cv2.imdecode(code, cv2.IMREAD_COLOR_RGB))
    return as_picture(cv2.resize(back, (width, height), interpolation=cv2.INTER_LINEAR))


def dark(image: Picture, heavy: bool, rng: np.random.Generator) -> Picture:
    """Too little light, and the noise that comes with it."""
    light = rng.uniform(0.05, 0.08) if heavy else rng.uniform(0.42, 0.6)
    noise = cv2.GaussianBlur(rng.normal(0, 22 if heavy else 8, image.shape).astype(np.float32), (0, 0), 0.8)
    return as_picture(image * light + noise)


POSES: dict[str, Callable[[Corners, bool, np.random.Generator], Corners]] = {
    "tilt": tilt,
    "turn": turn,
    "perspective": perspective,
}
SPOILINGS: dict[str, Spoiling] = {
    "blur": blur,
    "motion": motion,
    "glare": glare,
    "shadow": shadow,
    "fold": fold,
    "jpeg": jpeg,
    "dark": dark,
}
DAMAGES = ("clean", *POSES, *SPOILINGS, "cut", "background")


def damage(image: Picture, name: str, level: str, rng: Random) -> Picture:
    """The picture as a bad photograph shows it; ``clean`` leaves it as it is. ValueError for other names and levels."""
    if name not in DAMAGES or level not in LEVELS:
        raise ValueError(f"There is no {level} {name}. There are: {', '.join(DAMAGES)}; {' and '.join(LEVELS)}.")
    heavy, numbers = level == "heavy", np.random.default_rng(rng.getrandbits(64))
    if name == "clean":
        return image.copy()
    if name in SPOILINGS:
        return SPOILINGS[name](image, heavy, numbers)
    posed = POSES[name](whole(image), heavy, numbers) if name in POSES else whole(image)
    return placed(image, *framed(posed, name, heavy, 0.0 if name in ("turn", "cut") else 0.03, numbers), numbers)


def photo(specimen: Specimen, rng: Random, *damages: tuple[str, str]) -> Specimen:
    """The paper photographed on a desk, with damages, each a name and a level; fields' boxes lie where they then are."""
    numbers = np.random.default_rng(rng.getrandbits(64))
    heavy = {name: level == "heavy" for name, level in damages}
    image = fold(specimen.image, heavy["fold"], numbers) if "fold" in heavy else specimen.image
    posed = rotated(whole(image), numbers.uniform(-1.5, 1.5))
    for name in [name for name in heavy if name in POSES]:
        posed = POSES[name](posed, heavy[name], numbers)
    about = next((name for name in ("cut", "background") if name in heavy), "")
    posed, size, things = framed(posed, about, heavy.get(about, False), MARGIN, numbers)
    matrix = cv2.getPerspectiveTransform(whole(image).astype(np.float32), posed.astype(np.float32))
    image = placed(image, posed, size, things, numbers)
    for name in [name for name in heavy if name in SPOILINGS and name != "fold"]:
        image = SPOILINGS[name](image, heavy[name], numbers)
    boxes = {name: moved(box, matrix) for name, box in specimen.boxes.items()}
    return replace(specimen, image=image, boxes=boxes, outline=moved(specimen.outline, matrix))


def framed(
    corners: Corners, name: str, heavy: bool, margin: float, rng: np.random.Generator
) -> tuple[Corners, tuple[int, int], int]:
    """Where the corners lie in the photograph, its width and height, and how many things lie about."""
    low, high = corners.min(axis=0), corners.max(axis=0)
    margins, things = np.full(4, margin), 0
    if name == "cut":
        margins[rng.integers(4)] = -rng.uniform(0.15, 0.3) if heavy else -rng.uniform(0.015, 0.03)
    if name == "background":
        margins, things = rng.uniform(0.25, 0.45, 4) if heavy else rng.uniform(0.08, 0.16, 4), 60 if heavy else 25
    left, top, right, bottom = margins * np.tile(high - low, 2) if name == "cut" else margins * (high - low).max()
    width, height = high - low + (left + right, top + bottom)
    return corners - low + (left, top), (round(width), round(height)), things


def placed(image: Picture, corners: Corners, size: tuple[int, int], things: int, rng: np.random.Generator) -> Picture:
    """The paper on a desk of that size, its corners there, with a soft shadow around it."""
    matrix = cv2.getPerspectiveTransform(whole(image).astype(np.float32), corners.astype(np.float32))
    ground = desk(size, rng, things)
    cover = np.asarray(cv2.warpPerspective(np.full(image.shape[:2], 255, np.uint8), matrix, size), np.float32) / 255
    around = cv2.GaussianBlur(cover, (0, 0), max(2.0, max(size) * 0.006))
    paper = cv2.warpPerspective(image, matrix, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    share = cover[..., None]
    return as_picture(paper * share + ground * (1 - 0.45 * around[..., None]) * (1 - share))


def moved(box: Box, matrix: MatLike) -> Box:
    """A box seen through a perspective."""
    points = cv2.perspectiveTransform(np.array([box], dtype=np.float64), matrix)[0]
    return tuple((float(x), float(y)) for x, y in points)


def as_picture(values: NDArray[np.generic]) -> Picture:
    """Values as a picture: what is too dark or too bright is cut off."""
    return np.asarray(np.clip(values, 0, 255), dtype=np.uint8)


def long_side(image: Picture) -> int:
    """The longer side in pixels."""
    height, width = image.shape[:2]
    return int(max(height, width))


def columns(image: Picture) -> NDArray[np.float64]:
    """0 to 1 from left to right, as one row."""
    return np.linspace(0, 1, image.shape[1])[None]


def rows(image: Picture) -> NDArray[np.float64]:
    """0 to 1 from top to bottom, as one column."""
    return np.linspace(0, 1, image.shape[0])[:, None]
