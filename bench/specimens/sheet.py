"""What a paper is drawn on: a ground with fine waves, text whose fields remember where they stand, and the 样本 mark."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from random import Random
from string import Formatter
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from bench.specimens.people import Person

Picture = NDArray[np.uint8]
"""Height × width × 3, RGB."""
Box = tuple[tuple[float, float], ...]
"""Four corners in pixels, clockwise from the upper left."""
Colour = tuple[int, int, int]
Rectangle = tuple[float, float, float, float]
FONTS = Path("/usr/share/fonts/opentype/noto")
SIMPLIFIED = 2
"""Which face of Noto's collections is the mainland's."""
DARK: Colour = (32, 32, 36)
RED: Colour = (196, 30, 38)
CLOSING = "，。、：；》）”"


@dataclass(frozen=True)
class Case:
    """Whose paper it is, and on which day it is looked at."""

    person: Person
    spouse: Person
    day: date
    rng: Random
    expired: bool = False
    variant: str = ""


@dataclass(frozen=True)
class Facts:
    """What stands on a paper: the contract's fields, normalised, and what else is printed."""

    fields: dict[str, str]
    also: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Style:
    """Fonts and colours of the captions and of what is filled in."""

    size: int
    caption: Colour = DARK
    ink: Colour = DARK
    caption_font: str = "Sans-Regular"
    ink_font: str = "Sans-Regular"


@dataclass(frozen=True)
class Ground:
    """The paper's colour and its waves'."""

    paper: Colour = (252, 252, 250)
    waves: tuple[Colour, ...] = ()


class Item(Protocol):
    """Something on a paper."""

    def paint(self, sheet: Sheet) -> None:
        """Draw it."""
        ...


@dataclass(frozen=True)
class Layout:
    """One side of one paper, in pixels; ``tell`` says what stands on it. ``mark`` is how dark 样本 is, 0 to 1."""

    size: tuple[int, int]
    style: Style
    ground: Ground
    tell: Callable[[Case], Facts]
    items: tuple[Item, ...]
    mark: float = 0.13
    expires: bool = False
    variants: tuple[str, ...] = ()


@cache
def font(name: str, size: int) -> ImageFont.FreeTypeFont:
    """Noto's Sans or Serif in simplified Chinese: ``Sans-Regular``, ``Serif-Bold``, …"""
    kind, weight = name.split("-")
    path = FONTS / f"Noto{kind}CJK-{weight}.ttc"
    if not path.exists():
        raise FileNotFoundError(f"{path} is missing. On Debian: apt-get install fonts-noto-cjk")
    return ImageFont.truetype(str(path), size, index=SIMPLIFIED)


class Sheet:
    """The picture while it is drawn. Coordinates are pixels from the upper left."""

    def __init__(self, layout: Layout, case: Case) -> None:
        self.style = layout.style
        self.case = case
        self.facts = layout.tell(case)
        self.image = Image.fromarray(waved(layout.size, layout.ground, case.rng))
        self.boxes: dict[str, Rectangle] = {}

    @property
    def pen(self) -> ImageDraw.ImageDraw:
        """Draws on the picture."""
        return ImageDraw.Draw(self.image)

    def stands_at(self, name: str, rectangle: Rectangle) -> None:
        """Remember where a field stands; a field in several places has a box around them all."""
        if name in self.facts.fields:
            left, top, right, bottom = self.boxes.get(name, rectangle)
            self.boxes[name] = (
                min(left, rectangle[0]),
                min(top, rectangle[1]),
                max(right, rectangle[2]),
                max(bottom, rectangle[3]),
            )

    def overlay(self, layer: Image.Image, at: tuple[float, float]) -> None:
        """Lay a picture with transparency (RGBA) on this one, its upper left corner there."""
        self.image.paste(layer, (round(at[0]), round(at[1])), layer)


def corners(rectangle: Rectangle) -> Box:
    """A rectangle as four corners."""
    left, top, right, bottom = rectangle
    return ((left, top), (right, top), (right, bottom), (left, bottom))


def waved(size: tuple[int, int], ground: Ground, rng: Random) -> Picture:
    """A ground like that of printed certificates: bundles of fine waves."""
    width, height = size
    picture: Picture = np.full((height, width, 3), ground.paper, dtype=np.uint8)
    across = np.linspace(0, width, 160)
    for colour in ground.waves:
        phase, length, swing = rng.uniform(0, 6.3), rng.uniform(0.5, 1.1) * width, rng.uniform(0.08, 0.2) * height
        for start in np.linspace(-0.2 * height, 1.2 * height, 44):
            down = start + swing * np.sin(across / length * 6.3 + phase + start / height * 4)
            points = np.stack([across, down], axis=1).round().astype(np.int32)
            cv2.polylines(picture, [points], False, colour, 1, cv2.LINE_AA)
    return picture


@dataclass(frozen=True)
class Sign:
    """One sign of a text: the field it belongs to (or none), its font and colour."""

    text: str
    field: str
    face: ImageFont.FreeTypeFont
    colour: Colour

    @property
    def width(self) -> float:
        """In pixels."""
        return self.face.getlength(self.text)


@dataclass(frozen=True)
class Text:
    """Captions with fields in them: ``姓名 {name}``. Dates take a pattern, ``{birth:Y年M月D日}``.

    It folds at ``width``; with ``centred`` x is the middle of the line. Size, fonts and colours are the layout's unless given.
    """

    x: float
    y: float
    text: str
    size: int = 0
    width: float = 0
    centred: bool = False
    font: str = ""
    colour: Colour | None = None

    def paint(self, sheet: Sheet) -> None:
        """Write it sign by sign, so that every field's box is known."""
        signs = self.signs(sheet)
        size = self.size or sheet.style.size
        x = left = self.x - (sum(sign.width for sign in signs) / 2 if self.centred else 0)
        baseline = self.y + 0.88 * size
        for word in words(signs):
            if self.width and x + sum(sign.width for sign in word) > left + self.width:
                x, baseline = left, baseline + 1.35 * size
            for sign in word:
                sheet.pen.text((x, baseline), sign.text, sign.colour, sign.face, anchor="ls")
                if sign.field and sign.text != " ":
                    left_of, top, right, bottom = sign.face.getbbox(sign.text, anchor="ls")
                    sheet.stands_at(sign.field, (x + left_of, baseline + top, x + right, baseline + bottom))
                x += sign.width

    def signs(self, sheet: Sheet) -> list[Sign]:
        """The captions' and the fields' signs, in order."""
        style, size = sheet.style, self.size or sheet.style.size
        found = []
        for caption, name, pattern, _ in Formatter().parse(self.text):
            face = font(self.font or style.caption_font, size)
            found += [Sign(sign, "", face, self.colour or style.caption) for sign in caption]
            if name:
                face = font(self.font or style.ink_font, size)
                value = printed((sheet.facts.fields | sheet.facts.also)[name], pattern or "")
                found += [Sign(sign, name, face, self.colour or style.ink) for sign in value]
        return found


def words(signs: list[Sign]) -> list[list[Sign]]:
    """What is not torn apart at a line's end: numbers and Latin words; a closing mark stays with what it closes."""
    found: list[list[Sign]] = []
    for sign in signs:
        before = found[-1][-1].text if found else ""
        if found and (sign.text in CLOSING or (is_latin(sign.text) and is_latin(before))):
            found[-1].append(sign)
        else:
            found.append([sign])
    return found


def is_latin(sign: str) -> bool:
    """Whether a sign is part of a number or Latin word."""
    return sign.isascii() and not sign.isspace()


def printed(value: str, pattern: str) -> str:
    """A value as the paper shows it. In a pattern Y, M and D stand for the date's parts, m and d for those without zero."""
    if not pattern:
        return value
    if value == "long":
        return "长期"
    year, month, day = value.split("-")
    parts = {"Y": year, "M": month, "D": day, "m": month.lstrip("0"), "d": day.lstrip("0")}
    return "".join(parts.get(sign, sign) for sign in pattern)


def numbered(fields: Mapping[str, str], suffix: str) -> dict[str, str]:
    """The same fields with a suffix: name → name_1."""
    return {f"{name}_{suffix}": value for name, value in fields.items()}


def mark(image: Image.Image, darkness: float) -> Image.Image:
    """Lay a big 样本 from corner to corner over a picture."""
    width, height = image.size
    size = int(min(width, height) * 0.42)
    layer = Image.new("L", image.size, 0)
    ImageDraw.Draw(layer).text((width / 2, height / 2), "样本", 255, font("Sans-Bold", size), anchor="mm")
    layer = layer.rotate(28, Image.Resampling.BICUBIC)
    return Image.composite(Image.new("RGB", image.size, (120, 40, 40)), image, layer.point(lambda v: v * darkness))
