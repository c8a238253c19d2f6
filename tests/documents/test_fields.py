"""Fields as read from real lines of every paper, and from lines in pieces, misread, or not there: missing, never guessed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import yaml

from actions.documents.fields import fields
from actions.documents.model import Line
from tests.documents.pages_read import NAMES, page_read, written

CASES = yaml.safe_load((Path(__file__).parent / "fields.yaml").read_text(encoding="utf-8"))


def values(lines: list[Line] | tuple[Line, ...], kind: str, side: str) -> dict[str, str]:
    return {field.id: field.value for field in fields(lines, kind, side)}


@pytest.mark.parametrize("name", NAMES)
def test_every_field_of_a_paper_is_read(name: str) -> None:
    page = page_read(name)
    assert values(page.lines, page.kind, page.side) == page.fields


@pytest.mark.parametrize("name", NAMES)
def test_a_page_that_leans_a_little_is_read_as_well(name: str) -> None:
    page = page_read(name)
    leaning = [
        Line(line.text, line.score, tuple((x + 0.03 * y, y - 0.03 * x) for x, y in line.box)) for line in page.lines
    ]
    assert values(leaning, page.kind, page.side) == page.fields


@pytest.mark.parametrize("name", NAMES)
def test_what_is_not_on_the_page_is_never_made_up(name: str) -> None:
    """With any line gone, whatever is still read is what stands on the paper, or a part of an address."""
    page = page_read(name)
    for gone in range(len(page.lines)):
        lines = page.lines[:gone] + page.lines[gone + 1 :]
        for id_, value in values(lines, page.kind, page.side).items():
            assert value == page.fields[id_] or (id_ == "address" and value in page.fields[id_]), page.lines[gone].text


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_lines_as_they_come(case: dict[str, str]) -> None:
    found = values(written(case["page"]), case["kind"], case["side"])
    expected = case["fields"]
    assert {id_: found.get(id_) for id_ in expected} == expected  # type: ignore[attr-defined]


def test_a_field_knows_where_it_stands_and_how_well_it_was_read() -> None:
    front = {field.id: field for field in fields(page_read("id-card-front").lines, "id-card", "front")}
    (left, top), _, (right, bottom), _ = front["birth"].box or ()
    assert 57 < left < 190
    assert (round(right), round(top), round(bottom)) == (461, 214, 256)
    assert front["sex"].score == 0.958
    (left, top), _, (right, bottom), _ = front["address"].box or ()
    assert top < 290
    assert bottom > 370, "both lines of the address"


@pytest.mark.parametrize(("drawn", "said"), [(0.0, "no"), (0.05, "yes"), (0.006, None)])
def test_a_signature_is_ink_beside_its_caption(drawn: float, said: str | None) -> None:
    page = page_read("declaration-main")
    pixels = np.full((1754, 1240, 3), 250, np.uint8)
    pixels[1000:1100, 100:1100] = (240, 225, 225)  # a pale watermark is no ink
    box = next(line.box for line in page.lines if line.text.startswith("声明人"))
    (_, _), (right, top), (_, bottom), _ = box
    area = drawn * 8.6 * 2.8 * (bottom - top) ** 2
    width = int(area / 6)
    pixels[int(top) : int(top) + 6, int(right) + 40 : int(right) + 40 + width] = (20, 20, 110)
    found = {field.id: field.value for field in fields(page.lines, "declaration", "main", pixels)}
    assert found.get("signed") == said


def test_without_the_picture_nothing_is_said_of_a_signature() -> None:
    page = page_read("declaration-main")
    assert "signed" not in values(page.lines, "declaration", "main")
