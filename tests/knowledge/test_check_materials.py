"""What the law asks for no longer cannot be asked for; what the office gets itself and who may go instead stands in a clause."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest

from knowledge.check import problems
from knowledge.policy_list import LISTS, load
from knowledge.yaml_file import ListError
from tests.knowledge.tiny import Tiny

TODAY = date(2026, 11, 23)
WEDDING, RENEWAL = "national/policies/jiehun-dengji.yaml", "national/policies/hunyin-buling.yaml"
BOOKED, DIBAO = "guangzhou/services/jiehun.yaml", "guangzhou/policies/dibao.yaml"
GONE = "  - {document: 户口簿, clause: materials-mainland, was: old-materials}\n"
SINCE = "户口簿 is asked for no longer since 2025-05-10, by clause materials-mainland of policy jiehun-dengji"


@pytest.fixture
def whole(tmp_path: Path) -> Tiny:
    """The shipped list, to be changed."""
    shutil.copytree(LISTS, tmp_path / "list")
    return Tiny(tmp_path / "list")


@pytest.mark.parametrize(
    ("file", "old", "new", "what"),
    [
        (
            WEDDING,
            "{document: 居民身份证, who: 内地居民",
            "{document: 居民身份证和户口簿, who: 内地居民",
            f"material 居民身份证和户口簿: {SINCE}",
        ),
        (
            WEDDING,
            "materials:\n  - {doc",
            "materials:\n  - {document: 户口本, who: 双方, clause: how}\n  - {doc",
            f"material 户口本: {SINCE}",
        ),
        (BOOKED, "notes:\n", "bring: [双方的户口簿]\nnotes:\n", f"to be brought: 双方的户口簿, but {SINCE}"),
        (BOOKED, "notes:\n", "bring: [户口本原件]\nnotes:\n", f"to be brought: 户口本原件, but {SINCE}"),
        (
            WEDDING,
            f"no_longer:\n{GONE}",
            "",
            "clause old-materials asked for household-book: neither materials nor no_longer has it",
        ),
        (WEDDING, "was: old-materials", "was: older", "no longer 户口簿: no clause older"),
        (WEDDING, "was: old-materials", "was: old-where", "no longer 户口簿: clause old-where did not ask for it"),
        (
            WEDDING,
            "was: old-materials",
            "was: materials-hmt",
            "no longer 户口簿: clause materials-hmt, which asked for it, is in_force on 2026-11-23",
        ),
        (WEDDING, "户口簿, clause: materials-mainland", "户口簿, clause: new", "no longer 户口簿: no clause new"),
        (
            WEDDING,
            "户口簿, clause: materials-mainland",
            "户口簿, clause: old-where",
            "no longer 户口簿: its basis, clause old-where, is replaced on 2026-11-23",
        ),
        (
            WEDDING,
            "婚姻状况, clause: how-check",
            "婚姻状况, clause: checked",
            "fetched 身份和婚姻状况: no clause checked",
        ),
        (
            DIBAO,
            "情况的证明, clause: materials-not-asked",
            "情况的证明, clause: materials-before-law",
            "fetched 收入、财产等政府能核对到的情况的证明: its basis, clause materials-before-law, is replaced",
        ),
        (WEDDING, "{may: false, clause: how}", "{may: true, clause: anybody}", "acting: no clause anybody"),
        (WEDDING, "{may: false, clause: how}", "{may: true, clause: old-where}", "acting: its basis, clause old-where"),
    ],
)
def test_it_is_told_with_its_line(whole: Tiny, file: str, old: str, new: str, what: str) -> None:
    whole.change(file, old, new)
    told = problems(whole.load(), TODAY)
    assert any(problem.startswith(f"{file}:") and what in problem for problem in told), told


def test_the_line_is_that_of_the_paper(whole: Tiny) -> None:
    whole.change(WEDDING, "{document: 有效护照, who: 华侨", "{document: 户口簿原件, who: 华侨")
    line = whole.line(WEDDING, "户口簿原件")
    assert problems(whole.load(), TODAY) == [f"{WEDDING}:{line}: material 户口簿原件: {SINCE}"]


def test_a_paper_named_beside_what_is_to_be_brought_was_not_asked_for(whole: Tiny) -> None:
    assert "结婚证、离婚证丢了" in whole.load().policies["hunyin-buling"].clause("old-materials").text
    assert problems(whole.load(), TODAY) == []


@pytest.mark.parametrize(
    "field", ["fetched:\n  - {document: 户籍}\n", "no_longer:\n  - {document: 户口簿, clause: how}\n"]
)
def test_what_stands_in_no_clause_is_not_read(whole: Tiny, field: str) -> None:
    whole.change(RENEWAL, f"no_longer:\n{GONE}", field)
    with pytest.raises(ListError, match="hunyin-buling"):
        whole.load()


def test_before_the_law_began_to_hold_it_may_stand_there(whole: Tiny) -> None:
    before = date(2025, 5, 10) - timedelta(days=1)
    whole.change(BOOKED, "notes:\n", "bring: [户口簿]\nnotes:\n")
    policies = whole.load()
    assert not any(
        "to be brought: 户口簿, but" in problem and "no longer" in problem for problem in problems(policies, before)
    )
    assert any("to be brought: 户口簿" in problem for problem in problems(policies, before + timedelta(days=1)))


def test_the_shipped_list_asks_for_nothing_of_it() -> None:
    assert problems(load(), TODAY) == []
