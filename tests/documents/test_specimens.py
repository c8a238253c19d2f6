"""The specimens of papers: every kind is drawn, as the contract says, readable, and damaged as asked."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from itertools import pairwise
from pathlib import Path
from random import Random

import numpy as np
import pytest
from PIL import Image
from rapidocr import RapidOCR

from bench.specimens import DAY, KINDS, Box, draw, people
from bench.specimens.damage import DAMAGES, LEVELS, damage, photo

TWO = "name_{0} sex_{0} birth_{0} number_{0}"
COUPLE = f"holder registered certificate_number {TWO.format(1)} {TWO.format(2)}"
CARD_BACK = "issuer valid_from valid_until"
CONTRACT = {
    ("id-card", "front"): "name sex nation birth address number",
    ("id-card", "back"): CARD_BACK,
    ("household-book", "first"): "household_type head household_number address",
    ("household-book", "person"): "name relation sex birthplace nation birth number",
    ("marriage-certificate", "main"): COUPLE,
    ("divorce-certificate", "main"): COUPLE,
    ("disability-certificate", "main"): "name sex number category grade issued valid_until",
    ("dibao-certificate", "main"): "head number address members certificate_number issuer issued valid_until",
    ("tekun-certificate", "main"): "name number form certificate_number issuer issued valid_until",
    ("residence-permit", "front"): "name sex nation birth address number",
    ("residence-permit", "back"): CARD_BACK,
    ("hk-macao-residence-permit", "front"): "name sex birth address number",
    ("hk-macao-residence-permit", "back"): f"{CARD_BACK} pass_number",
    ("social-security-card", "front"): "name number card_number issued valid_until",
    ("death-certificate", "main"): "name sex number died cause issuer issued",
    ("cremation-certificate", "main"): "name number cremated applicant issuer issued",
    ("income-proof", "main"): "name number employer monthly_income issued",
    ("diagnosis-certificate", "main"): "name sex age diagnosis issuer issued",
    ("elder-card", "front"): "name number card_number issuer issued",
    ("portrait", "main"): "",
    ("declaration", "main"): "name number text_kind signed issued",
}
"""The fields of every kind and side."""
DATES = {"birth", "registered", "issued", "valid_from", "valid_until", "died", "cremated"}
EXPIRING = [sides for sides, names in CONTRACT.items() if "valid_until" in names]


def is_picture(image: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> bool:
    return image.dtype == np.uint8 and image.ndim == 3 and image.shape[2] == 3


def rectangle(box: Box) -> tuple[float, float, float, float]:
    across, down = zip(*box, strict=True)
    return min(across), min(down), max(across), max(down)


def right_number(number: str) -> bool:
    return bool(re.fullmatch(r"\d{17}[\dX]", number)) and number[-1] == people.check_character(number[:17])


def test_every_kind_and_side_of_the_contract_is_there() -> None:
    assert {(kind, side) for kind, sides in KINDS.items() for side in sides} == set(CONTRACT)


@pytest.mark.parametrize(("kind", "side"), CONTRACT)
def test_a_paper_says_what_the_contract_asks_and_where(kind: str, side: str) -> None:
    for seed in range(3):
        paper = draw(kind, side, seed=seed)
        assert (paper.kind, paper.side) == (kind, side)
        assert is_picture(paper.image)
        assert set(paper.fields) == set(paper.boxes) == set(CONTRACT[kind, side].split())
        height, width = paper.image.shape[:2]
        assert rectangle(paper.outline) == (0, 0, width, height)
        for name, box in paper.boxes.items():
            left, top, right, bottom = rectangle(box)
            assert 0 < left < right < width, name
            assert 0 < top < bottom < height, name
        for name, value in paper.fields.items():
            if name.removesuffix("_1").removesuffix("_2") in DATES:
                assert value == "long" or date.fromisoformat(value), name
            assert " " not in value, name
            assert value, name


@pytest.mark.parametrize(("kind", "side"), CONTRACT)
def test_the_same_seed_gives_the_same_picture(kind: str, side: str) -> None:
    one, again, other = (draw(kind, side, seed=seed) for seed in (7, 7, 8))
    assert one.fields == again.fields
    assert np.array_equal(one.image, again.image)
    assert not np.array_equal(one.image, other.image)


@pytest.mark.parametrize(("kind", "side"), EXPIRING)
def test_a_paper_is_valid_on_the_day_or_expired_as_asked(kind: str, side: str) -> None:
    for seed in range(6):
        valid, expired = (draw(kind, side, seed=seed, expired=expired).fields for expired in (False, True))
        assert valid["valid_until"] == "long" or valid["valid_until"] >= DAY.isoformat()
        assert expired["valid_until"] < DAY.isoformat()
        for fields in (valid, expired):
            assert fields.get("valid_from", fields.get("issued", "")) < DAY.isoformat()


def test_what_does_not_exist_is_refused() -> None:
    for wrong in (
        lambda: draw("passport", seed=1),
        lambda: draw("id-card", "inside", seed=1),
        lambda: draw("id-card", "front", seed=1, expired=True),
        lambda: draw("id-card", seed=1, variant="blue"),
        lambda: damage(draw("portrait", seed=1).image, "coffee", "light", Random(1)),
        lambda: damage(draw("portrait", seed=1).image, "blur", "some", Random(1)),
    ):
        with pytest.raises(ValueError, match=r"id-card|portrait|coffee|some"):
            wrong()


def test_people_are_varied_and_their_numbers_right() -> None:
    everybody = [people.person(Random(seed), DAY) for seed in range(300)]
    assert len({one.name for one in everybody}) > 280
    assert {one.sex for one in everybody} == {"男", "女"}
    for one in everybody:
        assert right_number(one.number), one
        assert one.number[:6] == one.born_in.code
        assert one.number[6:14] == f"{one.birth:%Y%m%d}"
        assert int(one.number[16]) % 2 == (one.sex == "男")
        assert 21 <= one.age(DAY) <= 88


@pytest.mark.parametrize("example", ["11010519491231002X", "440524188001010014"])
def test_check_characters_are_those_of_the_standards_own_examples(example: str) -> None:
    assert people.check_character(example[:17]) == example[17]


def test_a_wrong_check_digit_is_only_that() -> None:
    for seed in range(20):
        right, wrong = (draw("id-card", seed=seed, wrong_check=spoilt).fields for spoilt in (False, True))
        assert right_number(right["number"])
        assert not right_number(wrong["number"])
        assert wrong == right | {"number": right["number"][:17] + wrong["number"][17]}


def test_papers_of_one_person_agree() -> None:
    one = people.person(Random(5), DAY, ages=(66, 80))
    for kind, sides in KINDS.items():
        for side in sides:
            fields = draw(kind, side, seed=9, person=one).fields
            assert fields.get("name", one.name) == one.name
            assert fields.get("number", one.number)[:18] == one.number
            assert fields.get("address", one.address) == one.address


def test_a_hong_kong_or_macao_residents_number_and_pass_belong_together() -> None:
    for seed in range(10):
        number = draw("hk-macao-residence-permit", "front", seed=seed).fields["number"]
        letter = draw("hk-macao-residence-permit", "back", seed=seed).fields["pass_number"][0]
        assert (number[:6], letter) in {("810000", "H"), ("820000", "M")}


def test_an_unsigned_declaration_lacks_only_the_signature() -> None:
    signed, unsigned = (draw("declaration", seed=2, variant=variant) for variant in ("", "unsigned"))
    assert (signed.fields["signed"], unsigned.fields["signed"]) == ("yes", "no")
    differing = np.argwhere((signed.image != unsigned.image).any(axis=2))
    left, top, right, bottom = rectangle(signed.boxes["signed"])
    assert len(differing) > 500
    assert (differing.min(axis=0) >= (top - 5, left - 5)).all()
    assert (differing.max(axis=0) <= (bottom + 5, right + 5)).all()


def test_a_portrait_stands_on_white_unless_asked_otherwise() -> None:
    white, blue = (draw("portrait", seed=2, variant=variant).image[:40].mean(axis=(0, 1)) for variant in ("", "blue"))
    assert white.min() > 240
    assert blue[2] - blue[0] > 100
    pictures = [draw("portrait", seed=2, variant=variant).image for variant in ("", "two-faces", "no-face")]
    assert not any(np.array_equal(one, other) for one, other in pairwise(pictures))


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("name", DAMAGES)
def test_damage_changes_the_picture_and_keeps_it_one(name: str, level: str) -> None:
    image = draw("id-card", seed=4).image
    before = image.copy()
    one, again, other = (damage(image, name, level, Random(seed)) for seed in (1, 1, 2))
    assert np.array_equal(image, before)
    assert is_picture(one)
    assert np.array_equal(one, again)
    assert np.array_equal(one, image) == (name == "clean")
    changing = name not in ("clean", "turn")
    assert np.array_equal(one, other) != changing or name == "turn"


def sharpness(image: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> float:
    return float(np.abs(np.diff(image.astype(float), axis=1)).mean())


SEEN: dict[str, Callable[[np.ndarray[tuple[int, ...], np.dtype[np.uint8]]], float]] = {
    "blur": sharpness,
    "motion": sharpness,
    "dark": lambda image: float(image.mean()),
    "shadow": lambda image: float(np.percentile(image, 5)),
    "glare": lambda image: -float((image > 253).mean()),
}
"""What is less, the worse the damage is."""


@pytest.mark.parametrize("name", SEEN)
def test_heavy_damage_is_worse_than_light(name: str) -> None:
    image = draw("id-card", seed=4).image
    light, heavy = (SEEN[name](damage(image, name, level, Random(3))) for level in LEVELS)
    assert heavy < light <= SEEN[name](image)


@pytest.mark.parametrize("name", DAMAGES)
def test_in_a_photograph_the_boxes_lie_where_the_fields_are(name: str) -> None:
    paper = draw("id-card", seed=4)
    for seed in range(3):
        taken = photo(paper, Random(seed), (name, "light"))
        assert is_picture(taken.image)
        assert taken.fields == paper.fields
        assert taken.boxes.keys() == paper.boxes.keys()
        height, width = taken.image.shape[:2]
        left, top, right, bottom = rectangle(taken.boxes["number"])
        assert 0 < left < right < width
        assert 0 < top < bottom < height
        inside = taken.image[round(top) : round(bottom), round(left) : round(right)].astype(float)
        assert np.ptp(inside.mean(axis=2)) > 60  # dark digits on a pale ground


def test_a_cut_photograph_shows_only_a_part_of_the_paper() -> None:
    for seed in range(8):
        taken = photo(draw("id-card", seed=4), Random(seed), ("cut", "heavy"))
        height, width = taken.image.shape[:2]
        left, top, right, bottom = rectangle(taken.outline)
        assert left < 0 or top < 0 or right > width or bottom > height


def test_the_command_writes_pictures_and_what_is_on_them(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "bench.specimens", "--out", str(tmp_path), "--count", "3", "--seed", "5"]
    subprocess.run(command, check=True, cwd=Path(__file__).parents[2])
    told = sorted(tmp_path.glob("*.json"))
    assert len(told) == 3
    for path in told:
        about = json.loads(path.read_text(encoding="utf-8"))
        assert set(about["fields"]) == set(CONTRACT[about["kind"], about["side"]].split())
        with Image.open(path.with_suffix(".png")) as picture:
            assert about["outline"][2] == list(picture.size)


def shown(value: str) -> set[str]:
    """How a paper may show a value."""
    if value == "long":
        return {"长期"}
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        return {value}
    year, month, day = value.split("-")
    return {f"{year}年{month}月{day}", f"{year}.{month}.{day}", f"{year}年{int(month)}月{int(day)}"}


def words_at(box: Box, texts: list[str], boxes: list[Box]) -> str:
    """What was read on the lines that run through a field, one after the other."""
    left, top, right, bottom = rectangle(box)
    found = []
    for text, line in zip(texts, boxes, strict=True):
        x0, y0, x1, y1 = rectangle(line)
        if min(right, x1) > max(left, x0) and min(bottom, y1) - max(top, y0) > 0.4 * (y1 - y0):
            found.append((y0, text))
    return "".join(text for _, text in sorted(found)).replace(" ", "")


@pytest.fixture(scope="module")
def reader() -> RapidOCR:
    return RapidOCR(params={"Global.log_level": "error"})


@pytest.mark.proof
@pytest.mark.parametrize(("kind", "side"), [sides for sides in CONTRACT if sides[0] != "portrait"])
def test_ocr_reads_every_field_of_a_clean_paper(kind: str, side: str, reader: RapidOCR) -> None:
    paper = draw(kind, side, seed=1)
    read = reader(paper.image[:, :, ::-1])
    for name in paper.fields.keys() - {"signed"}:
        words = words_at(paper.boxes[name], list(read.txts), read.boxes.tolist())
        assert any(form in words for form in shown(paper.fields[name])), (name, paper.fields[name], words)
