"""Every kind and side of paper that can be drawn, and how one is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from random import Random

import numpy as np

from bench.specimens import cards, forms, household, letters, marriage, people, plastic, portrait, relief
from bench.specimens.people import Person
from bench.specimens.sheet import Box, Case, Layout, Picture, Sheet, corners, mark

DAY = date(2026, 10, 1)
"""The day on which papers are looked at unless another is given."""
LAYOUTS: dict[tuple[str, str], Layout] = {
    side: layout
    for family in (cards, household, marriage, relief, plastic, forms, letters, portrait)
    for side, layout in family.LAYOUTS.items()
}
KINDS: dict[str, tuple[str, ...]] = {
    kind: tuple(side for other, side in LAYOUTS if other == kind) for kind, _ in LAYOUTS
}
AGES = {"elder-card": (66, 95), "death-certificate": (45, 98), "cremation-certificate": (45, 98)}
"""How old the holders are, of papers that only some may have."""


@dataclass(frozen=True)
class Specimen:
    """A drawn paper: what is on it as the contract writes it, where each field stands, and the paper's own outline."""

    image: Picture
    kind: str
    side: str
    fields: dict[str, str]
    boxes: dict[str, Box]
    outline: Box


def draw(
    kind: str,
    side: str = "",
    *,
    seed: int,
    day: date = DAY,
    person: Person | None = None,
    spouse: Person | None = None,
    expired: bool = False,
    wrong_check: bool = False,
    variant: str = "",
) -> Specimen:
    """Draw a paper (its first side unless one is named); the same arguments give the same picture.

    ``person`` and ``spouse`` are made up from the seed unless given; ``wrong_check`` spoils the holder's check digit.
    ValueError if the kind has no such side or variant, or ``expired`` is asked of a paper that does not expire.
    """
    if kind not in KINDS or (side and side not in KINDS[kind]):
        raise ValueError(f"There is no {kind} {side}. There are: {', '.join(KINDS)}.")
    side = side or KINDS[kind][0]
    layout = LAYOUTS[kind, side]
    if variant and variant not in layout.variants:
        raise ValueError(f"{kind} has no variant {variant}, but: {', '.join(layout.variants) or 'none'}.")
    if expired and not layout.expires:
        raise ValueError(f"{kind} {side} says nothing of when it ends.")
    rng = Random(f"people {seed}")
    holder = person or made_up(kind, rng, day)
    other = spouse or people.person(rng, day, ages=(25, 60), sex="女" if holder.sex == "男" else "男")
    if wrong_check:
        holder = people.spoilt(holder, rng)
    sheet = Sheet(layout, Case(holder, other, day, Random(f"{kind} {side} {seed}"), expired, variant))
    for item in layout.items:
        item.paint(sheet)
    return Specimen(
        image=np.asarray(mark(sheet.image, layout.mark)).copy(),
        kind=kind,
        side=side,
        fields=sheet.facts.fields,
        boxes={name: corners(rectangle) for name, rectangle in sheet.boxes.items()},
        outline=corners((0, 0, *layout.size)),
    )


def made_up(kind: str, rng: Random, day: date) -> Person:
    """Somebody who may hold such a paper."""
    code = rng.choice((people.HONG_KONG, people.MACAO)) if kind.startswith("hk-macao") else ""
    return people.person(rng, day, ages=AGES.get(kind, (25, 85)), code=code)
