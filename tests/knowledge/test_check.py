"""What must hold before citizens are told anything from a list."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from knowledge.check import problems, unchecked_sources
from knowledge.policy_list import LISTS, load
from tests.knowledge.tiny import Tiny

TODAY = date(2025, 6, 1)
POLICY = "town/policies/nuandong.yaml"


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    folder = tmp_path / "sources"
    folder.mkdir()
    (folder / "notice.txt").write_text("每户每年一百二十元（原标准100元）。护工每天三十元。", encoding="utf-8")
    return folder


def test_the_small_list_is_in_order(tiny: Tiny, sources: Path) -> None:
    assert problems(tiny.load(), TODAY, sources) == []


@pytest.mark.parametrize("day", [date(2026, 7, 1), date(2026, 10, 1)])
def test_the_shipped_list_is_in_order(day: date) -> None:
    assert problems(load(LISTS), day) == []


@pytest.mark.parametrize(
    ("old", "new", "line", "what"),
    [
        ("每年120元", "每年补贴", 24, "clause amount: figure 120 is not in its text"),
        ("每年120元", "每年130元", 24, "clause amount: its text states 130, which is not among its figures"),
        ("每年120元", "每年一百三十元", 24, "clause amount: its text states 130, which is not among its figures"),
        ("要带居民卡", "要带2张居民卡", 32, "clause card: its text states 2, which is not among its figures"),
        ("value: 60,", "value: 65,", 9, "clause who: figure 65 is not in its text"),
        ("- id: amount\n", "- id: amount-old\n", 16, "clause amount-old stands there twice"),
        (
            "    repealed: 2025-01-01\n",
            "",
            23,
            "two versions in force on 2025-06-01: 标准 (元) is 100 (clause amount-old) and 120",
        ),
        ("clause: card", "clause: cart", 38, "material 居民卡: no clause cart"),
    ],
)
def test_a_problem_is_told_with_its_file_and_line(tiny: Tiny, old: str, new: str, line: int, what: str) -> None:
    tiny.change(POLICY, "what: 旧标准", "what: 标准")
    tiny.change(POLICY, old, new)
    told = problems(tiny.load(), TODAY)
    assert any(problem.startswith(f"{POLICY}:{line}: {what}") for problem in told), told


def test_two_editions_of_one_text_in_force_are_told(tiny: Tiny) -> None:
    newer = tiny.folder / "town/sources/notice-2.yaml"
    newer.write_text(
        "id: notice-2\ntitle: 暖冬补贴通知（2025年）\nissuer: 临江市民政局\neffective: 2025-05-01\n", "utf-8"
    )
    assert problems(tiny.load(), TODAY) == [
        "two editions of one text are in force on 2025-06-01: sources notice-2 and notice"
    ]
    assert problems(tiny.load(), date(2025, 4, 30)) == []


def test_a_list_without_the_hotline_that_every_refusal_names_is_told(tiny: Tiny) -> None:
    tiny.change("national/contacts.yaml", 'id: "12345"', 'id: "12346"')
    assert problems(tiny.load(), TODAY)[0].startswith("contacts.yaml: no contact 12345")


def test_a_number_written_in_characters_may_stand_for_its_figure(tiny: Tiny) -> None:
    tiny.change(POLICY, "年满60周岁", "年满六十周岁")
    assert problems(tiny.load(), TODAY) == []


@pytest.mark.parametrize(
    ("until", "force"), [("lapses: 2025-06-01", "lapsed"), ("repealed: 2025-06-01", "replaced"), ("", "future")]
)
def test_a_document_may_only_be_asked_for_while_its_basis_holds(tiny: Tiny, until: str, force: str) -> None:
    end = f"\n    {until}" if until else "\n    effective: 2025-06-02"
    tiny.change(POLICY, "    text: 领暖冬补贴要带居民卡。", f"    text: 领暖冬补贴要带居民卡。{end}")
    policies = tiny.load()
    assert problems(policies, TODAY) == [
        f"{POLICY}:{39}: material 居民卡: its basis, clause card, is {force} on 2025-06-01"
    ]
    assert problems(policies, date(2025, 5, 31) if until else date(2025, 6, 2)) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "name", "line"),
    [
        ("town/policies/nuandong-hugong.yaml", "category", "aliases: [取暖费]\ncategory", "取暖费", 3),
        ("town/policies/nuandong-hugong.yaml", "category", "aliases: [取暖費]\ncategory", "取暖费", 3),
        ("national/policies/chuanmin.yaml", "[船民证]", "[取暖费]", "取暖费", 3),
        ("town/elsewhere.yaml", "[交水费, 水费单]", "[取暖费]", "取暖费", 3),
    ],
)
def test_a_name_belongs_to_one_policy(tiny: Tiny, file: str, old: str, new: str, name: str, line: int) -> None:
    tiny.change(file, old, new)
    told = problems(tiny.load(), TODAY)[0]
    assert f"in town the name {name} is claimed at" in told
    assert f"{file}:{line}" in told
    assert f"{POLICY}:3" in told


def test_two_towns_may_use_the_same_name(tiny: Tiny) -> None:
    policies = tiny.load()
    assert policies.policies["sea-nuandong"].name == policies.policies["nuandong"].name
    assert problems(policies, TODAY) == []


def test_a_figure_that_the_official_text_does_not_state_is_told(tiny: Tiny, sources: Path) -> None:
    (sources / "notice.txt").write_text("每户每年一百二十元。护工每天三十元。", encoding="utf-8")
    assert problems(tiny.load(), TODAY, sources) == [
        f"{POLICY}:16: clause amount-old: 旧标准 100 is not in the official text notice.txt"
    ]
    assert problems(tiny.load(), TODAY) == []


def test_a_share_may_stand_as_a_percentage_in_the_official_text(tiny: Tiny, sources: Path) -> None:
    tiny.change(POLICY, "每年100元", "是房租的四分之一")
    tiny.change(POLICY, "value: 100", "value: 0.25")
    (sources / "notice.txt").write_text("补房租的25%。每年120元，护工30元。", encoding="utf-8")
    assert problems(tiny.load(), TODAY, sources) == []


def test_an_official_text_that_is_not_there_is_told_once(tiny: Tiny, tmp_path: Path) -> None:
    folder = tmp_path / "nowhere"
    assert problems(tiny.load(), TODAY, folder) == [f"source notice: no file {folder / 'notice.txt'}"]


def test_a_telephone_number_may_be_hyphenated_in_the_official_text(tiny: Tiny, sources: Path) -> None:
    tiny.change(POLICY, "每年120元", "每年120元，问02012345")
    tiny.change(POLICY, "      - {value: 120,", "      - {value: 2012345, unit: 号, what: 电话}\n      - {value: 120,")
    (sources / "notice.txt").write_text("每年120元，原100元，护工30元，电话020-12345。", encoding="utf-8")
    assert problems(tiny.load(), TODAY, sources) == []


def test_sources_without_a_kept_text_are_named(tiny: Tiny) -> None:
    assert unchecked_sources(tiny.load()) == ["law", "sea-notice"]
