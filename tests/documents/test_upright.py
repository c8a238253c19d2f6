"""Photographs of papers become upright pages, and what was found in a page is found again in the photograph."""

from __future__ import annotations

from random import Random

import cv2
import numpy as np
import pytest

from actions.documents.engine import Engine
from actions.documents.paper import papers
from actions.documents.upright import moved, text_angle, upright
from bench.specimens import Specimen, draw
from bench.specimens.damage import photo
from bench.specimens.desk import desk

POSES = [
    (),
    (("tilt", "light"),),
    (("tilt", "heavy"),),
    (("turn", "light"),),
    (("turn", "heavy"),),
    (("perspective", "heavy"),),
    (("background", "heavy"),),
    (("turn", "light"), ("perspective", "light")),
]


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine()


def taken(kind: str, *damages: tuple[str, str], side: str = "") -> Specimen:
    return photo(draw(kind, side, seed=3), Random(str(damages)), *damages)


@pytest.mark.parametrize(
    "kind",
    ["id-card", *(pytest.param(kind, marks=pytest.mark.proof) for kind in ("disability-certificate", "income-proof"))],
)
@pytest.mark.parametrize("damages", POSES, ids=str)
def test_a_paper_on_a_desk_fills_the_upright_page(
    kind: str, damages: tuple[tuple[str, str], ...], engine: Engine
) -> None:
    specimen = taken(kind, *damages)
    standing = upright(specimen.image, engine)
    height, width = standing.image.shape[:2]
    corners = moved(np.array([specimen.outline]), np.linalg.inv(standing.to_page))[0]
    wanted = np.array([[0, 0], [width, 0], [width, height], [0, height]])
    assert np.abs(corners - wanted).max() < 0.05 * max(width, height)
    assert standing.pieces == 1


def test_the_way_back_leads_to_where_a_field_stands_in_the_photograph(engine: Engine) -> None:
    specimen = taken("id-card", ("turn", "light"), ("perspective", "light"))
    standing = upright(specimen.image, engine)
    number = np.array(specimen.boxes["number"])
    covered = [standing.on_page(tuple(map(tuple, box))) for box in standing.boxes]
    assert any(cv2.pointPolygonTest(np.float32(box), number.mean(axis=0).tolist(), False) > 0 for box in covered)


@pytest.mark.parametrize("quarters", [0, 1, 2, 3])
def test_a_scan_that_fills_the_picture_is_turned_by_its_text_alone(quarters: int, engine: Engine) -> None:
    scan = draw("diagnosis-certificate", seed=4).image
    standing = upright(np.ascontiguousarray(np.rot90(scan, quarters)), engine)
    assert standing.paper is None
    assert standing.image.shape == scan.shape
    assert np.abs(standing.image.astype(int) - scan).mean() < 8


@pytest.mark.parametrize("degrees", [-12, -3, 3, 12])
def test_a_tilted_scan_becomes_level(degrees: float, engine: Engine) -> None:
    scan = draw("income-proof", seed=4).image
    height, width = scan.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
    tilted = cv2.warpAffine(scan, matrix, (width, height), borderMode=cv2.BORDER_REPLICATE)
    standing = upright(np.asarray(tilted), engine)
    assert abs(text_angle(standing.boxes)) < 0.5


def test_two_cards_in_one_picture_are_told(engine: Engine) -> None:
    front, back = (cv2.resize(draw("id-card", side, seed=3).image, (800, 504)) for side in ("front", "back"))
    picture = desk((1000, 1300), np.random.default_rng(3))
    picture[80:584, 100:900] = front
    picture[700:1204, 100:900] = back
    assert upright(picture, engine).pieces == 2


def test_a_card_whose_head_has_another_colour_is_one_card_in_the_dark_too() -> None:
    seen = photo(draw("elder-card", seed=30), Random("30 elder-card front dark light"), ("dark", "light"))
    (corners,) = papers(seen.image)
    assert np.abs(corners - np.array(seen.outline)).max() < 0.02 * max(seen.image.shape)


@pytest.mark.parametrize("kind", ["id-card", "residence-permit", "marriage-certificate", "death-certificate"])
def test_a_portrait_or_table_on_a_paper_is_no_paper(kind: str) -> None:
    assert papers(draw(kind, seed=3).image) == []


def test_a_blank_page_stays_as_it_is(engine: Engine) -> None:
    blank = np.full((800, 600, 3), 240, np.uint8)
    standing = upright(blank, engine)
    assert (standing.image == blank).all()
    assert len(standing.boxes) == 0
