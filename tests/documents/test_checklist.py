"""What is to be brought: for whom, on which day, and how it stands with each paper."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from knowledge.checklist import Checklist, Citizen, State, checklist
from knowledge.homes import Home, acts_said, homes_said
from knowledge.paper import papers
from knowledge.policy_list import PolicyList, load

DAY = date(2026, 10, 8)
HERE = Path(__file__).parent
CASES: list[dict[str, Any]] = yaml.safe_load((HERE / "checklist.yaml").read_text(encoding="utf-8"))
SAID: Any = yaml.safe_load((HERE / "homes.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def policies() -> PolicyList:
    return load()


def made(policies: PolicyList, case: dict[str, Any]) -> Checklist:
    citizen = Citizen(
        frozenset(Home(home) for home in case.get("homes", ())),
        case.get("acts"),
        frozenset({case["errand"]} if "errand" in case else ()),
    )
    shown, of_other = case.get("shown"), case.get("shown_of_other")
    return checklist(policies, [case["of"]], case.get("day", DAY), citizen, shown, of_other)


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_what_is_to_be_brought(policies: PolicyList, case: dict[str, Any]) -> None:
    found = made(policies, case)
    wanted = case.get("items", case.get("starts"))
    told = found.items if "items" in case else found.items[: len(wanted)]
    assert len(told) == len(wanted), [item.document for item in told]
    for item, (document, state) in zip(told, wanted.items(), strict=True):
        assert item.document.startswith(document)
        assert item.state == state, item
    if "no_longer" in case or "items" in case:
        assert {gone.document: gone.since for gone in found.no_longer} == case.get("no_longer", {})
    for text in case.get("also", ()):
        assert any(text in one.text for one in found.also)
    if "may" in case:
        assert [one.may for one in found.acting] == case["may"]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_whatever_a_clause_asks_for_stands_with_it_and_holds_on_the_day(
    policies: PolicyList, case: dict[str, Any]
) -> None:
    found = made(policies, case)
    for item in found.items:
        assert (item.policy is None) == (item.basis is None)
        assert set(item.kinds) <= papers().keys()
        assert (item.who is None) == (item.state is State.FETCHED)
        if item.policy is not None and item.basis is not None:
            told = policies.clauses_on(item.policy, found.day)
            assert item.basis.clause in {clause.id for clause in told}
            assert item.basis.effective <= found.day


def test_every_policy_and_service_of_the_list_has_a_list_of_papers(policies: PolicyList) -> None:
    for subject in (*policies.policies, *policies.services):
        found = checklist(policies, [subject], DAY)
        asked = [item for item in found.items if item.state is not State.FETCHED]
        assert not any("户口簿" in item.document for item in asked if item.policy in {"jiehun-dengji", "lihun-dengji"})
        assert found.name


def test_several_are_told_together_and_each_paper_once(policies: PolicyList) -> None:
    found = checklist(policies, ["lihun-shenqing", "lihun-lingzheng"], DAY)
    documents = [item.document for item in found.items]
    assert len(documents) == len(set(documents))
    assert found.policies == ("lihun-dengji",)
    assert found.name == "离婚登记申请、领离婚证"


def test_what_others_bring_is_left_out_only_where_it_differs(policies: PolicyList) -> None:
    assert checklist(policies, ["jiehun"], DAY).others
    assert not checklist(policies, ["dibao"], DAY).others
    assert not checklist(policies, ["laonian-youdai-ka"], DAY).others
    himself = Citizen(frozenset({Home.LOCAL}), acts=False)
    assert checklist(policies, ["laonian-youdai-ka"], DAY, himself).others


def test_an_id_that_the_list_has_not_is_no_list(policies: PolicyList) -> None:
    with pytest.raises(KeyError):
        checklist(policies, ["nowhere"], DAY)


@pytest.mark.parametrize("case", SAID["homes"], ids=lambda case: case["said"])
def test_where_somebody_is_said_to_come_from(case: dict[str, Any]) -> None:
    assert homes_said(case["said"], two=case.get("two", False)) == set(case["homes"])


@pytest.mark.parametrize("case", SAID["acts"], ids=lambda case: case["said"])
def test_whether_somebody_is_said_to_go_for_another(case: dict[str, Any]) -> None:
    assert acts_said(case["said"]) is case["acts"]
