"""Photographs that cannot be read are told, each with what to do better; those that can be read are left in peace."""

from __future__ import annotations

from random import Random

import cv2
import numpy as np
import pytest

from actions.documents.engine import Engine
from actions.documents.model import Finding, Outcome
from actions.documents.reading import read
from actions.documents.texts import texts
from bench.specimens import draw
from bench.specimens.damage import photo
from bench.specimens.desk import desk

KINDS = (
    "id-card",
    pytest.param("marriage-certificate", marks=pytest.mark.proof),
    pytest.param("social-security-card", marks=pytest.mark.proof),
)
"""The others take minutes."""
GOOD = ["clean", "tilt", "turn", "perspective", "blur", "motion", "shadow", "fold", "jpeg", "dark", "background"]


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine()


def taken(kind: str, damage: str, level: str) -> np.ndarray:
    damages = () if damage == "clean" else ((damage, level),)
    return photo(draw(kind, seed=7), Random(f"{kind} {damage} {level}"), *damages).image


def found(page: np.ndarray, engine: Engine) -> dict[str, Finding]:
    return {finding.check: finding for finding in read(page, engine).findings}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("damage", GOOD)
def test_a_photograph_that_can_be_read_is_left_in_peace(damage: str, kind: str, engine: Engine) -> None:
    assert found(taken(kind, damage, "light"), engine) == {}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("damage", "level", "check", "advice"),
    [
        ("blur", "heavy", "blur", "拿稳手机"),
        ("motion", "heavy", "blur", "拿稳手机"),
        ("glare", "heavy", "glare", "避开灯光"),
        ("dark", "heavy", "dark", "亮一点"),
        ("cut", "light", "cut", "四个角"),
        ("cut", "heavy", "cut", "四个角"),
    ],
)
def test_what_is_wrong_is_told_with_how_to_do_better(
    damage: str, level: str, check: str, advice: str, kind: str, engine: Engine
) -> None:
    findings = found(taken(kind, damage, level), engine)
    assert findings[check].outcome is Outcome.FIX
    assert advice in findings[check].said


def test_a_card_in_deep_shadow_is_too_dark(engine: Engine) -> None:
    """Where the shadow's edge looks like the paper's, the lit part is read, and the fields in the dark are missing instead."""
    assert "不要让手机和手挡住光" in found(taken("id-card", "shadow", "heavy"), engine)["dark"].said


def test_a_card_far_away_is_too_small(engine: Engine) -> None:
    card = cv2.resize(draw("id-card", seed=7).image, (300, 189), interpolation=cv2.INTER_AREA)
    page = desk((640, 480), np.random.default_rng(7))
    page[140:329, 170:470] = card
    assert list(found(page, engine)) == ["small"]


def test_the_glaring_spot_is_shown(engine: Engine) -> None:
    page = photo(draw("id-card", seed=7), Random(7)).image
    height, width = page.shape[:2]
    cv2.circle(page, (width // 2, height // 2), height // 5, (255, 255, 255), -1)
    finding = found(page, engine)["glare"]
    assert finding.box is not None
    middle = np.array(finding.box).mean(axis=0)
    assert np.abs(middle - np.array([width, height]) / 2).max() < 0.1 * width


def test_white_paper_is_no_glare(engine: Engine) -> None:
    assert found(draw("declaration", seed=7).image, engine) == {}


def test_writing_that_runs_out_of_the_picture_is_cut(engine: Engine) -> None:
    scan = draw("diagnosis-certificate", seed=7).image
    assert "cut" in found(np.ascontiguousarray(scan[:, scan.shape[1] // 4 :]), engine)


def test_two_cards_in_one_picture_are_told(engine: Engine) -> None:
    page = desk((1000, 1300), np.random.default_rng(3))
    for side, top in (("front", 80), ("back", 700)):
        page[top : top + 504, 100:900] = cv2.resize(draw("id-card", side, seed=3).image, (800, 504))
    assert "分开传" in found(page, engine)["pieces"].said


def test_a_blank_page_is_not_called_blurred(engine: Engine) -> None:
    assert found(np.full((900, 1200, 3), 235, np.uint8), engine) == {}


def test_every_advice_is_a_request_in_chinese() -> None:
    assert all("请您" in said for said in texts("quality").values())
