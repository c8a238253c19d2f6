"""Drafts as files: what is missing is told, nothing is replaced unasked, and a finished draft passes the list's check."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import yaml

from knowledge.imports.importing import import_file
from knowledge.imports.together import check_drafts
from knowledge.imports.writing import MARK, Written, still_to_fill, write
from tests.knowledge.office_files import HEADER, NOTICE, ROWS, word, workbook
from tests.knowledge.tiny import Tiny

TODAY = date(2026, 5, 1)


def drafted(tiny: Tiny, file: Path, into: Path, *, replace: bool = False) -> list[Written]:
    return [write(d, into, file.name, replace=replace) for d in import_file(file, tiny.load(), "town").made]


@pytest.fixture
def notice(tmp_path: Path) -> Path:
    return word(tmp_path / "notice.docx", NOTICE)


@pytest.fixture
def into(tmp_path: Path) -> Path:
    return tmp_path / "drafts" / "town"


def finish(path: Path) -> None:
    """What a clerk does: removes the comments and fills in what is missing."""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    more = {"category": "老人福利", "summary": "给老人的灯油钱。", "issuer": "临江市民政局"}
    said = yaml.safe_load("\n".join(lines))
    wanted = more if path.parent.name == "policies" else {"issuer": "临江市民政局"}
    lines += [f"{key}: {value}" for key, value in wanted.items() if key not in said]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def test_what_is_missing_is_told_with_file_line_and_its_chinese_name(tiny: Tiny, notice: Path, into: Path) -> None:
    source, policy = (written.path for written in drafted(tiny, notice, into))
    assert still_to_fill(source) == []
    first = next(
        n for n, line in enumerate(policy.read_text(encoding="utf-8").splitlines(), 1) if line.startswith("id:")
    )
    assert still_to_fill(policy) == [
        f"{policy}:{first}: 没有填类别（category）",
        f"{policy}:{first}: 没有填一句话简介（summary）",
    ]


def test_a_draft_says_what_it_is_and_where_each_clause_stood(tiny: Tiny, notice: Path, into: Path) -> None:
    policy = drafted(tiny, notice, into)[1].path.read_text(encoding="utf-8")
    assert policy.startswith(f"{MARK}，来自 notice.docx")
    assert "who-1 在原文的第9段" in policy


def test_the_same_file_again_changes_nothing(tiny: Tiny, notice: Path, into: Path) -> None:
    assert {written.outcome for written in drafted(tiny, notice, into)} == {"new"}
    assert {written.outcome for written in drafted(tiny, notice, into)} == {"same"}


def test_a_changed_draft_is_kept_and_the_difference_shown(tiny: Tiny, notice: Path, into: Path) -> None:
    policy = drafted(tiny, notice, into)[1].path
    edited = policy.read_text(encoding="utf-8").replace("35元", "36元")
    policy.write_text(edited, encoding="utf-8")
    kept = drafted(tiny, notice, into)[1]
    assert kept.outcome == "kept"
    assert policy.read_text(encoding="utf-8") == edited
    assert [line for line in kept.difference.splitlines() if line.startswith("-") and "36元" in line]


def test_it_is_replaced_when_asked(tiny: Tiny, notice: Path, into: Path) -> None:
    policy = drafted(tiny, notice, into)[1].path
    before = policy.read_text(encoding="utf-8")
    policy.write_text("id: x\n", encoding="utf-8")
    replaced = drafted(tiny, notice, into, replace=True)[1]
    assert replaced.outcome == "replaced"
    assert replaced.difference
    assert policy.read_text(encoding="utf-8") == before


@pytest.mark.parametrize("kind", ["notice", "table"])
def test_finished_drafts_pass_the_lists_check(tiny: Tiny, tmp_path: Path, into: Path, kind: str) -> None:
    file = word(tmp_path / "n.docx", NOTICE) if kind == "notice" else workbook(tmp_path / "t.xlsx", [HEADER, *ROWS])
    for written in drafted(tiny, file, into):
        finish(written.path)
    before = tiny.load().version
    assert check_drafts(into, tiny.folder, "town", TODAY) == []
    assert tiny.load().version == before


def test_drafts_that_are_not_finished_do_not_pass(tiny: Tiny, notice: Path, into: Path) -> None:
    source, policy = (written.path for written in drafted(tiny, notice, into))
    told = check_drafts(into, tiny.folder, "town", TODAY)
    assert [line for line in told if line.startswith(f"{source}:1: 还有草稿标记")]
    assert any("类别" in line for line in told)
    finish(source)
    finish(policy)
    policy.write_text(policy.read_text(encoding="utf-8").replace("每人每月35元", "每人每月36元"), encoding="utf-8")
    told = check_drafts(into, tiny.folder, "town", TODAY)
    assert any("36" in line for line in told)
    assert any("35" in line for line in told)


def test_a_draft_that_takes_the_place_of_the_lists_own_is_checked_in_its_place(
    tiny: Tiny, tmp_path: Path, into: Path
) -> None:
    file = workbook(
        tmp_path / "t.xlsx", [["名称", "标准", "施行日期", "备注"], ["取暖费", "150元", "2026-01-01", "无"]]
    )
    for written in drafted(tiny, file, into):
        finish(written.path)
    assert (into / "policies" / "nuandong.yaml").exists()
    assert not any("twice" in line for line in check_drafts(into, tiny.folder, "town", TODAY))
