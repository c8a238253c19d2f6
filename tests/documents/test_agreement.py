"""What papers say of one person, whose a paper is, and whether all of it is there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from actions.documents.checks import agreement, complete, holder, signature
from actions.documents.checks.holder import Applicant
from actions.documents.model import Field, Outcome
from actions.documents.people import Same, Shown, same_address, same_name
from knowledge.paper import papers

CASES = yaml.safe_load((Path(__file__).parent / "agreement.yaml").read_text(encoding="utf-8"))


def shown(kind: str, sides: tuple[str, ...] = ("main",), **values: str) -> Shown:
    fields = {id_: Field(id_, value, 0.9) for id_, value in values.items()}
    return Shown(papers()[kind], fields, frozenset(sides))


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_papers_together(case: dict[str, Any]) -> None:
    findings = agreement.check([shown(**paper) for paper in case["papers"]], case.get("persons", 1))
    differs = {finding.check: finding.outcome for finding in findings if finding.outcome != Outcome.PASS}
    assert differs == case["differs"]
    assert all(finding.said and finding.field for finding in findings)


def test_agreement_is_said_too() -> None:
    card = shown("id-card", name="张样本", number="440104195301134418")
    findings = agreement.check([card, shown("elder-card", name="张样本", number="440104195301134418")])
    assert [(finding.check, finding.outcome) for finding in findings] == [
        ("name-agrees", Outcome.PASS),
        ("number-agrees", Outcome.PASS),
    ]
    assert findings[0].said == "优待卡的姓名和居民身份证一样。"


@pytest.mark.parametrize(
    ("kind", "values", "name", "number", "outcome"),
    [
        ("id-card", {"name": "张样本", "number": "440104195301134418"}, "张样本", "440104195301134418", "pass"),
        ("id-card", {"name": "张样本", "number": "440104195301134418"}, "张样本", "", "pass"),
        ("id-card", {"name": "张昇", "number": "440104195301134418"}, "张升", "440104195301134418", "ask"),
        ("id-card", {"name": "李样本", "number": "440104198708139331"}, "张样本", "440104195301134418", "fix"),
        ("id-card", {"name": "张样本", "number": "440104198708139331"}, "张样本", "440104195301134418", "fix"),
        ("id-card", {"name": "李样本", "number": "440104195301134418"}, "张样本", "440104195301134418", "fix"),
        ("id-card", {"number": "440104195301134418"}, "张样本", "440104195301134418", "pass"),
        ("disability-certificate", {"number": "44010419530113441841"}, "张样本", "440104195301134418", "pass"),
        (
            "dibao-certificate",
            {"head": "李样本", "number": "440104198708139331"},
            "张样本",
            "440104195301134418",
            "ask",
        ),
        ("marriage-certificate", {"name_1": "李样本", "name_2": "张样本"}, "张样本", "", "pass"),
        ("marriage-certificate", {"name_1": "李样本", "name_2": "王样本"}, "张样本", "", "fix"),
        ("id-card", {}, "张样本", "440104195301134418", None),
    ],
)
def test_whose_a_paper_is(kind: str, values: dict[str, str], name: str, number: str, outcome: str | None) -> None:
    findings = holder.check(shown(kind, **values), [Applicant(name, number)])
    assert [finding.outcome for finding in findings] == ([outcome] if outcome else [])


def test_a_paper_of_either_applicant_is_theirs() -> None:
    card = shown("id-card", name="李样本", number="440104198708139331")
    both = [Applicant("张样本", "440104195301134418"), Applicant("李样本", "440104198708139331")]
    assert [finding.outcome for finding in holder.check(card, both)] == [Outcome.PASS]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("阿依古丽·买买提", "阿依古丽买买提", Same.YES),
        ("张 样本", "张样本", Same.YES),
        ("张淼", "张渺", Same.LIKELY),
        ("张三", "张山", Same.NO),
    ],
)
def test_names(one: str, other: str, same: Same) -> None:
    assert same_name(one, other) == same_name(other, one) == same


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("广东省广州市越秀区样本路1号", "广东省广州市越秀区样本路１号", Same.YES),
        ("广东省广州市越秀区文明大街6号", "广州市越秀区文明街6号", Same.LIKELY),
        ("广东省广州市海珠区文明一巷15号之一705房", "广州市海珠区文明一巷15号之1-705", Same.LIKELY),
        ("广东省广州市海珠区文明一巷15号之一705房", "广东省广州市海珠区文明一巷15号之1705房", Same.NO),
        ("广东省广州市海珠区文明一巷15号", "广东省广州市海珠区文明一巷16号", Same.NO),
        ("广东省广州市海珠区文明一巷15号", "广东省广州市海珠区文明二巷15号", Same.NO),
        ("广东省广州市海珠区样本路15号", "广东省广州市天河区样本路15号", Same.NO),
        ("广西壮族自治区南宁市青秀区样本路15号", "南宁市青秀区样本路15号", Same.LIKELY),
    ],
)
def test_addresses(one: str, other: str, same: Same) -> None:
    assert same_address(one, other) == same_address(other, one) == same


def test_a_missing_side_and_an_unread_field_are_asked_for() -> None:
    card = shown("id-card", ("front",), name="张样本", sex="男", nation="汉", birth="1953-01-13", address="样本路")
    findings = complete.check(card)
    assert [(finding.check, finding.field, finding.outcome) for finding in findings] == [
        ("field-read", "number", Outcome.FIX),
        ("side-there", None, Outcome.FIX),
    ]
    assert "公民身份号码没看清" in findings[0].said
    assert "国徽面" in findings[1].said


def test_two_fields_of_one_name_are_asked_for_once() -> None:
    back = [finding for finding in complete.check(shown("id-card", ("back",))) if finding.check == "field-read"]
    assert [finding.field for finding in back] == ["issuer", "valid_from"]


@pytest.mark.parametrize(("value", "outcome"), [("yes", "pass"), ("no", "fix"), (None, "ask")])
def test_a_declaration_is_signed(value: str | None, outcome: str) -> None:
    fields = {"signed": Field("signed", value, 0.9)} if value else {}
    assert [finding.outcome for finding in signature.check(fields)] == [outcome]
