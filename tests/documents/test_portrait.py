"""The one-inch photograph: its shape, its ground, its one face."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from actions.documents.checks import portrait
from actions.documents.faces import faces
from actions.documents.pixels import Pixels
from actions.documents.recognising import recognise
from bench.specimens.papers import draw
from tests.documents.pages_read import page_read

GOOD = {"photo-size": "pass", "photo-ground": "pass", "photo-face": "pass"}


def photograph(seed: int = 1, variant: str = "") -> Pixels:
    return draw("portrait", seed=seed, variant=variant).image


def outcomes(pixels: Pixels) -> dict[str, str]:
    return {finding.check: finding.outcome.value for finding in portrait.check(pixels)}


@pytest.mark.parametrize("seed", range(1, 7))
@pytest.mark.parametrize(
    ("variant", "wrong"),
    [
        ("", {}),
        ("blue", {"photo-ground": "fix"}),
        ("two-faces", {"photo-face": "fix"}),
        ("no-face", {"photo-face": "fix"}),
    ],
)
def test_a_photograph(seed: int, variant: str, wrong: dict[str, str]) -> None:
    assert outcomes(photograph(seed, variant)) == GOOD | wrong


@pytest.mark.parametrize(
    ("size", "outcome"), [((590, 826), "pass"), ((295, 413), "pass"), ((600, 800), "pass"), ((600, 750), "ask")]
)
def test_nearly_one_inch(size: tuple[int, int], outcome: str) -> None:
    assert outcomes(cv2.resize(photograph(), size, interpolation=cv2.INTER_AREA))["photo-size"] == outcome


@pytest.mark.parametrize("size", [(600, 600), (826, 590), (100, 140), (590, 1000)])
def test_another_size(size: tuple[int, int]) -> None:
    assert outcomes(cv2.resize(photograph(), size, interpolation=cv2.INTER_AREA))["photo-size"] == "fix"


def test_a_grey_ground_is_a_question() -> None:
    dim = (photograph().astype(np.float32) * 0.72).astype(np.uint8)
    assert outcomes(dim)["photo-ground"] == "ask"


def test_a_face_without_colour_is_not_passed() -> None:
    grey = np.repeat(cv2.cvtColor(photograph(), cv2.COLOR_RGB2GRAY)[..., None], 3, axis=2)
    assert outcomes(grey)["photo-face"] != "pass"


def test_a_face_is_found_where_it_is() -> None:
    (face,) = faces(photograph())
    assert 120 < face.left < face.right < 470
    assert 150 < face.top < face.bottom < 640


@pytest.mark.parametrize("ground", [0, 128, 255])
def test_nothing_is_no_face(ground: int) -> None:
    assert faces(np.full((700, 500, 3), ground, np.uint8)) == []


def test_a_portrait_is_known_by_its_picture() -> None:
    assert recognise([], photograph()).kind == "portrait"
    assert recognise([], np.full((700, 500, 3), 255, np.uint8)).kind is None
    assert recognise([], photograph()[:300]).kind is None, "it lies across"


def test_a_card_with_a_portrait_is_a_card() -> None:
    page = page_read("id-card-front")
    assert recognise(page.lines, photograph()).kind == "id-card"
