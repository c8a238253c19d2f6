"""Which paper it is: known by its words, also when some are misread; where that is not sure, nothing is guessed."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from actions.documents.model import Line
from actions.documents.recognising import likenesses, recognise
from tests.documents.pages_read import NAMES, page_read, written

CASES = yaml.safe_load((Path(__file__).parent / "recognising.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", NAMES)
def test_a_paper_is_known(name: str) -> None:
    page = page_read(name)
    recognised = recognise(page.lines)
    assert (recognised.kind, recognised.side) == (page.kind, page.side)
    assert recognised.certainty > 0.7
    assert recognised.runner_up != page.kind


@pytest.mark.parametrize("name", NAMES)
def test_a_paper_is_still_known_in_traditional_characters_and_with_spaces(name: str) -> None:
    page = page_read(name)
    spaced = [Line(" ".join(line.text), line.score, line.box) for line in page.lines]
    recognised = recognise(spaced)
    assert (recognised.kind, recognised.side) == (page.kind, page.side)


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_words_on_a_page(case: dict[str, str]) -> None:
    recognised = recognise(written(case["page"]))
    assert (recognised.kind, recognised.side) == (case["kind"], case["side"] or "")


def test_an_empty_page_is_no_paper() -> None:
    recognised = recognise([])
    assert (recognised.kind, recognised.side, recognised.certainty, recognised.runner_up) == (None, "", 0.0, None)


def test_both_sides_on_one_copy_are_both_seen() -> None:
    lines = [*page_read("id-card-front").lines, *page_read("id-card-back").lines]
    alike = [(found.kind, found.side) for found in likenesses(lines) if found.share > 0.9]
    assert set(alike) == {("id-card", "front"), ("id-card", "back")}
