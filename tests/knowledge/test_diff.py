"""What changed from one list to another, as far as an answer may rest on it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from knowledge.diff import Kind, diff
from knowledge.policy_list import LISTS, load

CARE = "guangzhou/policies/canji-huli-butie.yaml"
DIBAO = "guangzhou/policies/dibao.yaml"


def changed(tmp_path: Path, file: str, old: str, new: str) -> Path:
    """A copy of the shipped list with one thing changed."""
    folder = tmp_path / "lists"
    shutil.copytree(LISTS, folder)
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        (
            DIBAO,
            "平均每人每月1309元，城里农村都一样",
            "平均每人每月1400元，城里农村都一样",
            {("clause", "who-line-2025")},
        ),
        (DIBAO, "less_than: 1309,", "less_than: 1400,", {("condition", "who-line-2025")}),
        (CARE, "fixed: 290", "fixed: 300", {("amount", None)}),
        (DIBAO, "aliases: [低保,", "aliases: [低保, 低保补助款,", set()),
        (
            "guangzhou/sources/gz-jiuzhu-biaozhun-2025.yaml",
            "lapses: 2026-06-01",
            "lapses: 2027-06-01",
            {("clause", "who-line-2025")},
        ),
    ],
)
def test_a_change_is_told_by_what_it_is_and_where_it_stands(
    tmp_path: Path, file: str, old: str, new: str, expected: set[tuple[str, str | None]]
) -> None:
    found = [change for one in diff(load(), load(changed(tmp_path, file, old, new))) for change in one.changes]
    told = {(change.what, change.clause) for change in found} | {(change.what, None) for change in found}
    assert expected <= told
    assert bool(found) is bool(expected)
    assert all(change.kind is Kind.CHANGED and change.old != change.new for change in found)


def test_a_policy_that_came_or_went_is_told_whole(tmp_path: Path) -> None:
    folder = tmp_path / "lists"
    shutil.copytree(LISTS, folder)
    (folder / "national/policies/jiejiari.yaml").unlink()
    (folder / "national/questions/jiejiari.txt").unlink(missing_ok=True)
    shorter, whole = load(folder), load()
    (gone,) = diff(whole, shorter)
    (come,) = diff(shorter, whole)
    assert (gone.kind, come.kind) == (Kind.REMOVED, Kind.ADDED)
    assert gone.clauses == {clause.id for clause in whole.policies["jiejiari"].clauses}
    assert come.clauses == frozenset()


def test_nothing_changed_in_the_same_list() -> None:
    assert diff(load(), load()) == []
