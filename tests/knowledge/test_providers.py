"""The clerk's file of those who come to people's homes."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.policy_list import LISTS
from knowledge.providers import load, problems
from knowledge.yaml_file import ListError

DISTRICTS = {"越秀区", "海珠区", "天河区", "番禺区"}
SKILLS = {"bathing", "cleaning", "rehabilitation", "hospital"}
FIRST = """
- id: one
  name: 样本一
  phone: 020-00001001
  districts: [天河区]
  skills: [bathing]
  most_per_day: 2
  demonstration: true
"""
SECOND = FIRST.replace("id: one", "id: two").replace("一", "二").replace("1001", "1002")


def region(folder: Path, text: str) -> Path:
    (folder / "providers.yaml").write_text(text, encoding="utf-8")
    return folder


def test_the_shipped_ones_serve_every_district_with_every_skill() -> None:
    listed = load(LISTS / "guangzhou")
    assert problems(LISTS / "guangzhou", DISTRICTS, SKILLS) == []
    assert len(listed) == 8
    assert all(one.demonstration for one in listed)


def test_a_region_may_have_none(tmp_path: Path) -> None:
    assert load(tmp_path) == []


def test_a_mobile_number_needs_no_quotation_marks(tmp_path: Path) -> None:
    (one,) = load(region(tmp_path, FIRST.replace("020-00001001", "13800000000")))
    assert one.phone == "13800000000"


def test_what_is_right_is_read(tmp_path: Path) -> None:
    (one, _) = load(region(tmp_path, FIRST + SECOND))
    assert (one.id, one.districts, one.skills, one.most_per_day, one.active) == (
        "one",
        ("天河区",),
        ("bathing",),
        2,
        True,
    )
    assert problems(tmp_path, {"天河区"}, {"bathing"}) == []


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (("most_per_day: 2", "most_per_day: 0"), "7: most_per_day"),
        (("phone: 020-00001001", "phone: 12"), "4: phone"),
        (("skills: [bathing]", "skills: []"), "6: skills"),
        (("demonstration: true", "show: true"), "show"),
        (("  demonstration: true\n", ""), "demonstration"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_line(tmp_path: Path, change: tuple[str, str], complaint: str) -> None:
    with pytest.raises(ListError, match=complaint):
        load(region(tmp_path, FIRST.replace(*change)))


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (FIRST + FIRST.replace("1001", "1002"), "2: one stands there twice"),
        (FIRST + SECOND.replace("1002", "1001"), "4: two providers have the number 020-00001001"),
        (FIRST.replace("天河区", "天河"), "2: one: no district 天河"),
        (FIRST.replace("bathing", "bath"), "2: one: no skill bath"),
        (FIRST + "  active: false\n", "5: nobody is sent for bathing in 天河区"),
        (FIRST.replace("样本一", "张三"), "2: one is a demonstration"),
        (FIRST.replace("020-00001001", "13900000000"), "2: one is a demonstration"),
        (FIRST.replace("true", "false"), "2: one is no demonstration"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(tmp_path: Path, text: str, complaint: str) -> None:
    found = problems(region(tmp_path, text), {"天河区"}, {"bathing"})
    assert any(f"providers.yaml:{complaint}" in one for one in found), found
