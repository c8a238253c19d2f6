"""Numbers by GB 11643: what is wrong is said with what to do, and nobody is told that a paper is false."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
import yaml

from actions.documents.checks import gb11643
from actions.documents.model import Field
from actions.documents.texts import texts

TODAY = date(2026, 10, 1)
CASES = yaml.safe_load((Path(__file__).parent / "gb11643.yaml").read_text(encoding="utf-8"))


def field(id_: str, value: str | None) -> Field | None:
    return Field(id_, value, 0.9) if value is not None else None


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_number(case: dict[str, str]) -> None:
    number = case["number"]
    if number.endswith("{?}"):
        number = number[:17] + gb11643.check_character(number[:17])
    findings = gb11643.check(
        Field("number", number, 0.9), TODAY, sex=field("sex", case.get("sex")), birth=field("birth", case.get("birth"))
    )
    assert {finding.check: finding.outcome for finding in findings} == case["found"]
    assert all(finding.said for finding in findings)


@pytest.mark.parametrize("place", range(18))
def test_one_digit_misread_is_always_noticed(place: int) -> None:
    right = "440104198708139331"
    for digit in "0123456789":
        number = right[:place] + digit + right[place + 1 :]
        outcomes = {finding.outcome for finding in gb11643.check(Field("number", number, 0.9), TODAY)}
        assert ("pass" in outcomes) == (number == right)


def test_fifteen_digits_are_the_number_they_became() -> None:
    assert gb11643.whole("110105491231002") == "11010519491231002X"
    assert gb11643.whole("11010519491231002X") == "11010519491231002X"


def test_a_finding_shows_where_the_number_stands() -> None:
    box = ((1.0, 1.0), (9.0, 1.0), (9.0, 3.0), (1.0, 3.0))
    (finding,) = gb11643.check(Field("number_2", "110105194912310021", 0.9, box), TODAY)
    assert (finding.field, finding.box) == ("number_2", box)


def test_nobody_is_told_that_a_paper_is_false_nor_shown_a_number() -> None:
    for name, text in texts("checks").items():
        assert not any(word in text for word in ("假", "伪", "无效", "拒绝", "造")), name
        assert not re.search(r"\d{6}", text), name
