"""What stands on papers besides text: portraits, seals, emblems, lines and scribbles."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from random import Random

from PIL import Image, ImageDraw, ImageFilter

from bench.specimens.people import Person
from bench.specimens.sheet import RED, Colour, Sheet, font

SKINS: tuple[Colour, ...] = ((236, 198, 170), (228, 186, 156), (242, 208, 184), (216, 172, 142))
CLOTHES: tuple[Colour, ...] = ((46, 58, 86), (92, 40, 48), (60, 84, 70), (120, 120, 126), (38, 38, 42))
WHITE: Colour = (255, 255, 255)
BLUE: Colour = (67, 142, 219)


def bust(
    size: tuple[int, int],
    person: Person,
    age: int,
    ground: Colour | None = WHITE,
    faces: int = 1,
    *,
    behind: bool = False,
) -> Image.Image:
    """A drawn head and shoulders, RGBA; no ground leaves it clear. The same person always looks the same."""
    width, height = size[0] * 2, size[1] * 2
    image = Image.new("RGBA", (width, height), (*ground, 255) if ground else (*WHITE, 0))
    rng = Random(person.number[:17])
    for place in range(faces):
        middle = width * (place + 1) / (faces + 1)
        wide = min(width, 0.8 * height) / (1 if faces == 1 else 2.1)
        head(image, (middle, height * 0.44), wide, person.sex, age, rng, behind=behind)
    return image.resize(size, Image.Resampling.LANCZOS)


def head(
    image: Image.Image,
    middle: tuple[float, float],
    width: float,
    sex: str,
    age: int,
    rng: Random,
    *,
    behind: bool,
) -> None:
    """Draw one person whose shoulders are ``width`` wide, from the front or from behind."""
    x, y = middle
    pen = ImageDraw.Draw(image)
    skin, clothes = rng.choice(SKINS), rng.choice(CLOTHES)
    shade: Colour = (skin[0] - 34, skin[1] - 36, skin[2] - 36)
    dark = rng.randint(20, 45) if age < 60 else rng.randint(110, 190)
    hair: Colour = (dark, dark, dark + 4)
    r = width * rng.uniform(0.235, 0.265)

    def oval(dx: float, dy: float, rx: float, ry: float, colour: Colour) -> None:
        box = (x + (dx - rx) * r, y + (dy - ry) * r, x + (dx + rx) * r, y + (dy + ry) * r)
        pen.ellipse(box, colour)

    if sex == "女":
        oval(0, 0.25, 1.28, 1.75, hair)
    pen.rounded_rectangle((x - width * 0.47, y + 1.85 * r, x + width * 0.47, image.height * 1.3), width * 0.2, clothes)
    pen.polygon([(x - 0.6 * r, y + 1.8 * r), (x + 0.6 * r, y + 1.8 * r), (x, y + 2.7 * r)], (238, 240, 244))
    pen.rectangle((x - 0.42 * r, y + 0.8 * r, x + 0.42 * r, y + 1.95 * r), shade)
    oval(0, -0.25, 1.1, 1.28, hair)
    if behind:
        oval(0, 0.1, 1.05, 1.3, hair)
        return
    for side in (-1, 1):
        oval(side * 1.0, 0.12, 0.15, 0.3, shade)
    oval(0, 0.1, 1.0, 1.32, skin)
    fringe = rng.uniform(0.62, 0.8)
    pen.chord((x - 0.98 * r, y - 1.3 * r, x + 0.98 * r, y - fringe * r + 0.55 * r), 180, 360, hair)
    for side in (-1, 1):
        at = side * 0.42
        pen.line(
            [(x + (at - 0.24) * r, y - 0.2 * r), (x + (at + 0.24) * r, y - 0.23 * r)], hair, max(2, round(0.08 * r))
        )
        oval(at, 0.05, 0.2, 0.1, (250, 250, 250))
        oval(at, 0.05, 0.09, 0.1, (40, 26, 20))
        oval(side * 0.1, 0.55, 0.05, 0.035, shade)
    pen.line([(x, y + 0.1 * r), (x - 0.09 * r, y + 0.5 * r)], shade, max(2, round(0.04 * r)))
    pen.arc((x - 0.36 * r, y + 0.62 * r, x + 0.36 * r, y + 0.98 * r), 15, 165, (176, 82, 78), max(2, round(0.09 * r)))
    if age >= 60:
        for dy in (-0.62, -0.5):
            pen.arc((x - 0.5 * r, y + dy * r, x + 0.5 * r, y + (dy + 0.25) * r), 200, 340, shade, 2)


@dataclass(frozen=True)
class Portrait:
    """The holder's picture; ``couple`` puts the spouse beside the holder, ``ground`` None leaves the paper's."""

    x: float
    y: float
    width: int
    height: int
    ground: Colour | None = WHITE
    couple: bool = False

    def paint(self, sheet: Sheet) -> None:
        """Paste it."""
        case = sheet.case
        people = (case.person, case.spouse) if self.couple else (case.person,)
        each = self.width // len(people)
        for place, person in enumerate(people):
            sheet.overlay(
                bust((each, self.height), person, person.age(case.day), self.ground), (self.x + place * each, self.y)
            )


@dataclass(frozen=True)
class Emblem:
    """Where the real paper bears an emblem: a disc with 样."""

    x: float
    y: float
    radius: float
    colour: Colour = RED

    def paint(self, sheet: Sheet) -> None:
        """Draw it around x, y."""
        x, y, r = self.x, self.y, self.radius
        sheet.pen.ellipse((x - r, y - r, x + r, y + r), outline=self.colour, width=max(2, round(r / 9)))
        sheet.pen.ellipse((x - 0.8 * r, y - 0.8 * r, x + 0.8 * r, y + 0.8 * r), fill=self.colour)
        sheet.pen.text((x, y), "样", (250, 214, 120), font("Serif-Bold", round(r * 0.95)), anchor="mm")


@dataclass(frozen=True)
class Seal:
    """A round red seal: the name of a field along its rim, 样本章 within."""

    x: float
    y: float
    radius: int
    name: str
    inner: str = "样本章"

    def paint(self, sheet: Sheet) -> None:
        """Stamp it around x, y, a little turned, as ink that lets the text shine through."""
        words = (sheet.facts.fields | sheet.facts.also)[self.name]
        stamp = seal(self.radius, words, self.inner).rotate(sheet.case.rng.uniform(-12, 12), Image.Resampling.BICUBIC)
        sheet.overlay(stamp, (self.x - self.radius, self.y - self.radius))


def seal(radius: int, words: str, inner: str) -> Image.Image:
    """A round seal, RGBA, twice the radius wide."""
    big = radius * 2
    ink = Image.new("L", (2 * big, 2 * big), 0)
    pen = ImageDraw.Draw(ink)
    pen.ellipse((6, 6, 2 * big - 6, 2 * big - 6), outline=255, width=max(4, big // 22))
    pen.text((big, big * 1.45), inner, 255, font("Serif-Bold", round(big * min(0.2, 0.95 / len(inner)))), anchor="mm")
    star = [
        (big + big * length * math.sin(turn), big - big * length * math.cos(turn))
        for step in range(10)
        for turn, length in ((step * math.pi / 5, 0.26 if step % 2 == 0 else 0.1),)
    ]
    pen.polygon(star, 255)
    size = round(min(big * 0.26, big * 2.9 / len(words)))
    sweep = min(250.0, 26.0 * len(words))
    for place, sign in enumerate(words):
        angle = -sweep / 2 + sweep * (place + 0.5) / len(words)
        tile = Image.new("L", (2 * size, 2 * size), 0)
        ImageDraw.Draw(tile).text((size, size), sign, 255, font("Serif-Bold", size), anchor="mm")
        tile = tile.rotate(-angle, Image.Resampling.BICUBIC)
        away = big * 0.76
        x = big + away * math.sin(math.radians(angle)) - size
        y = big - away * math.cos(math.radians(angle)) - size
        ink.paste(255, (round(x), round(y)), tile)
    ink = ink.resize((big, big), Image.Resampling.LANCZOS).filter(ImageFilter.GaussianBlur(0.6))
    stamp = Image.new("RGBA", ink.size, (*RED, 0))
    stamp.putalpha(ink.point(lambda v: v * 0.55))
    return stamp


@dataclass(frozen=True)
class Lines:
    """Straight lines, each from x, y to x, y."""

    ends: tuple[tuple[float, float, float, float], ...]
    colour: Colour
    width: int = 2

    def paint(self, sheet: Sheet) -> None:
        """Draw them."""
        for line in self.ends:
            sheet.pen.line(line, self.colour, self.width)


@dataclass(frozen=True)
class Panel:
    """A filled rectangle, with rounded corners if asked for."""

    x: float
    y: float
    width: float
    height: float
    fill: Colour | None = None
    outline: Colour | None = None
    radius: int = 0

    def paint(self, sheet: Sheet) -> None:
        """Draw it."""
        box = (self.x, self.y, self.x + self.width, self.y + self.height)
        sheet.pen.rounded_rectangle(box, self.radius, self.fill, self.outline, 3)


def table(left: float, top: float, rows: Iterable[tuple[float, tuple[float, ...]]], colour: Colour) -> Lines:
    """The lines of a table: each row is its height and the widths of its cells; all rows are as wide as the first."""
    y, ends, right = top, [], left
    for height, widths in rows:
        right = left + sum(widths)
        ends.append((left, y, right, y))
        x = left
        for width in (0.0, *widths):
            x += width
            ends.append((x, y, x, y + height))
        y += height
    return Lines((*ends, (left, y, right, y)), colour)


@dataclass(frozen=True)
class Signature:
    """A scribbled line of ink, within a rectangle; nothing where the paper says ``signed: no``."""

    x: float
    y: float
    width: float
    height: float

    def paint(self, sheet: Sheet) -> None:
        """Scribble; the place counts as the field's even when it is empty."""
        sheet.stands_at("signed", (self.x, self.y, self.x + self.width, self.y + self.height))
        if sheet.facts.fields.get("signed") == "no":
            return
        rng = sheet.case.rng
        points, steps = [], 90
        loops, slant = rng.uniform(3, 5), rng.uniform(0.25, 0.45)
        for step in range(steps):
            t = step / (steps - 1)
            swing = math.sin(t * loops * 6.3) * (0.75 + 0.25 * math.sin(t * 17))
            x = self.x + self.width * (0.08 + 0.8 * t + 0.08 * math.cos(t * loops * 6.3) * slant * 2)
            points.append((x, self.y + self.height * (0.5 - 0.42 * swing)))
        sheet.pen.line(points, (24, 28, 92), max(3, round(self.height / 18)), joint="curve")
