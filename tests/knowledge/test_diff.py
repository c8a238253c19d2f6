"""What changed between two lists, on copies of the shipped one, and whom each change concerns."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from knowledge.diff import Difference, diff, touched
from knowledge.diff_parts import Kind, paired
from knowledge.policy_list import LISTS, PolicyList, load
from tests.knowledge.tiny import cases

EDITS = cases("diff")


@pytest.fixture(scope="module")
def shipped() -> PolicyList:
    return load()


def edited(folder: Path, edits: list[dict[str, str]]) -> PolicyList:
    """The shipped list after some edits: `old` becomes `new` in a file, which is written or removed where there is no `old`."""
    shutil.copytree(LISTS, folder)
    for edit in edits:
        path = folder / edit["file"]
        if "old" not in edit:
            path.unlink() if edit["new"] is None else path.write_text(edit["new"], encoding="utf-8")
            continue
        text = path.read_text(encoding="utf-8")
        assert text.count(edit["old"]) == 1, (edit["old"], text.count(edit["old"]))
        path.write_text(text.replace(edit["old"], edit["new"]), encoding="utf-8")
    return load(folder)


@pytest.fixture(scope="module")
def after(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], PolicyList]:
    """The list after the edits of a case."""

    @cache
    def list_of(name: str) -> PolicyList:
        (case,) = (case for case in EDITS if case["name"] == name)
        return edited(tmp_path_factory.mktemp("edited") / "lists", case["edits"])

    return list_of


def told(found: Difference) -> dict[str, object]:
    """The difference in the words of the cases."""
    policies = found.policies.values()
    said: dict[str, object] = {
        "policies": {one.policy: one.kind.value for one in policies},
        "clauses": {
            f"{one.policy}/{clause.clause}": [clause.kind.value, *(aspect.value for aspect in clause.aspects)]
            for one in policies
            if one.kind is Kind.CHANGED
            for clause in one.clauses
        },
        "parts": [[part.part.value, part.kind.value, part.old, part.new] for one in policies for part in one.parts],
        "names": [name.field for one in policies for name in one.names],
        "contacts": [one.contact for one in found.contacts],
        "followed": {c.clause: c.followed_by for one in policies for c in one.clauses if c.followed_by},
        "means": any(one.means for one in policies),
    }
    return {name: value for name, value in said.items() if value not in ({}, [])}


@pytest.mark.parametrize("case", EDITS, ids=lambda case: case["name"])
def test_each_edit_is_told_for_what_it_is(
    shipped: PolicyList, after: Callable[[str], PolicyList], case: dict[str, str]
) -> None:
    new = after(case["name"])
    found = diff(shipped, new)
    assert (found.old, found.new) == (shipped.version, new.version)
    assert told(found) == case["told"]


@pytest.mark.parametrize("case", EDITS, ids=lambda case: case["name"])
def test_back_again_the_same_changes_are_told_the_other_way_round(
    shipped: PolicyList, after: Callable[[str], PolicyList], case: dict[str, str]
) -> None:
    new = after(case["name"])
    there, back = diff(shipped, new), diff(new, shipped)
    assert there.policies.keys() == back.policies.keys()
    for policy, change in there.policies.items():
        returned = {one.clause: one for one in back.policies[policy].clauses}
        assert {(c.clause, c.old, c.new) for c in change.clauses} == {
            (c.clause, c.new, c.old) for c in returned.values()
        }
        assert sorted((p.part, p.old or "", p.new or "") for p in change.parts) == sorted(
            (p.part, p.new or "", p.old or "") for p in back.policies[policy].parts
        )


def test_the_same_list_differs_in_nothing(shipped: PolicyList) -> None:
    found = diff(shipped, load())
    assert (found.policies, found.contacts, found.others) == ({}, (), {})


def test_other_records_are_counted_not_hidden(shipped: PolicyList, tmp_path: Path) -> None:
    edit = {"file": "guangzhou/region.yaml", "old": "name: 广州市", "new": "name: 广州"}
    assert diff(shipped, edited(tmp_path / "lists", [edit])).others == {"regions": ("guangzhou",)}


@dataclass(frozen=True)
class Someone:
    """Who was told something that rests on these clauses of a policy, and was judged to this outcome."""

    clauses: list[str] | None
    outcome: str | None


CARE = "canji-huli-butie"
QUOTED, JUDGED = Someone(["who-card"], None), Someone(["who-card", "amount-2026"], "eligible")
ELSEWHERE = Someone(["how-steps"], None)
REFUSED, OPEN = Someone(["who-soldier"], "not_eligible"), Someone(["who-card"], "cannot_tell")
PROFILE = Someone(None, "cannot_tell")
ALL = {"quoted": QUOTED, "judged": JUDGED, "elsewhere": ELSEWHERE, "refused": REFUSED, "open": OPEN, "profile": PROFILE}


@pytest.mark.parametrize(
    ("name", "concerned"),
    [
        ("a text reworded", {"quoted", "judged", "open", "profile"}),
        ("an amount changed", {"judged", "profile"}),
        ("a condition added", {"judged", "refused", "open", "profile"}),
        ("a condition changed", {"judged", "open", "profile"}),
        ("conditions put together otherwise", {"judged", "refused", "open", "profile"}),
        ("a paper to bring added", {"judged", "open", "profile"}),
        ("an alias only", set()),
        ("punctuation only", set()),
        ("an article corrected", set()),
    ],
)
def test_a_change_concerns_those_whose_answer_it_makes_wrong(
    shipped: PolicyList, after: Callable[[str], PolicyList], name: str, concerned: set[str]
) -> None:
    change = diff(shipped, after(name)).policies[CARE]
    assert {who for who, one in ALL.items() if touched(change, one.clauses, one.outcome)} == concerned


def test_things_are_paired_by_the_first_key_that_fits() -> None:
    old, new = ["apple 1", "apple 2", "pear 3"], ["apple 2", "apple 9", "plum 3", "fig 0"]
    pairs = paired(old, new, lambda one: one, lambda one: one[-1], lambda one: one[:2])
    assert pairs == [("apple 1", "apple 9"), ("apple 2", "apple 2"), ("pear 3", "plum 3"), (None, "fig 0")]
