"""The one-inch photograph on white ground, and those that are not accepted."""

from __future__ import annotations

from dataclasses import dataclass

from bench.specimens.figures import BLUE, WHITE, bust
from bench.specimens.sheet import Case, Facts, Ground, Layout, Sheet, Style

SIZE = (590, 826)
"""25 × 35 mm at 600 dots an inch."""


@dataclass(frozen=True)
class Photograph:
    """Fills the sheet as the case's variant asks: ``blue``, ``two-faces``, ``no-face`` (seen from behind)."""

    def paint(self, sheet: Sheet) -> None:
        """Paste it."""
        case = sheet.case
        ground = BLUE if case.variant == "blue" else WHITE
        faces = 2 if case.variant == "two-faces" else 1
        age = case.person.age(case.day)
        sheet.overlay(bust(SIZE, case.person, age, ground, faces, behind=case.variant == "no-face"), (0, 0))


def nothing(_case: Case) -> Facts:
    """A photograph says nothing."""
    return Facts({})


LAYOUTS = {
    ("portrait", "main"): Layout(
        SIZE,
        Style(20),
        Ground(WHITE),
        nothing,
        (Photograph(),),
        mark=0.1,
        variants=("blue", "two-faces", "no-face"),
    ),
}
