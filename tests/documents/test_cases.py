"""Corrected findings as cases: the checks find in them what they found, and nothing of the person is in them."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from actions.documents.cases import Case, findings_of, found, freeze
from actions.documents.checks.gb11643 import check_character
from actions.documents.checks.holder import Applicant
from actions.documents.fields import fields
from actions.documents.judging import Purpose, judge
from actions.documents.model import Finding, Outcome, Recognised
from actions.documents.page_read import PageRead
from tests.documents.pages_made import FRONT, RIGHT, WRONG_CHECK, page_of
from tests.documents.pages_read import NAMES, page_read

TODAY = date(2026, 11, 23)
DAY = date(2026, 12, 1)
COMMON = ("广东省", "广州市", "中国", "有限公司", "样本")
"""Of no person."""


def other(outcome: Outcome) -> Outcome:
    return Outcome.PASS if outcome != Outcome.PASS else Outcome.FIX


def frozen(pages: list[PageRead], check: str, purpose: Purpose, place: int = 0) -> Case:
    findings = findings_of(pages, judge(pages, purpose))[place]
    finding = next(one for one in findings if one.check == check)
    case = freeze(pages, purpose, place, finding, other(finding.outcome))
    assert case is not None
    return case


def personal(page: PageRead) -> set[str]:
    """What must not be found again: values, and pieces of those that are long."""
    values = {
        field.value
        for field in page.fields
        if not field.id.startswith("sex")
        and field.id not in ("nation", "category", "grade", "members", "form", "text_kind", "signed", "relation")
        and not re.fullmatch(r"\d{4}-\d\d-\d\d|long|\d{1,3}", field.value)
    }
    births = {field.value for field in page.fields if field.id.startswith("birth") and field.id != "birthplace"}
    numbers = {value for value in values if re.fullmatch(r"\d{17}[\dX].*", value)}
    births |= {f"{number[6:10]}-{number[10:12]}-{number[12:14]}" for number in numbers}
    written = {day.replace("-", "") for day in births}
    written |= {"{}年{}月{}日".format(*(part.lstrip("0") for part in day.split("-"))) for day in births}
    written |= {"{}年{}月{}日".format(*day.split("-")) for day in births}
    pieces = {value[at : at + 4] for value in values if not value.isascii() for at in range(len(value) - 3)}
    return {one for one in {*values, *births, *written, *pieces} if not any(word in one for word in COMMON)}


@pytest.mark.parametrize("name", NAMES)
def test_nothing_personal_is_in_a_case_of_any_paper(name: str) -> None:
    read = page_read(name)
    seen = PageRead(
        Recognised(read.kind, read.side, 0.9), tuple(fields(read.lines, read.kind, read.side)), (), (), read.lines, 1, 1
    )
    front = page_of()
    purpose = Purpose(DAY, TODAY, applicants=(Applicant(FRONT["name"], RIGHT),))
    pages = [front, seen]
    checked = 0
    for finding in findings_of(pages, judge(pages, purpose))[1]:
        case = freeze(pages, purpose, 1, finding, other(finding.outcome))
        if case is None:
            continue
        checked += 1
        kept = case.to_json()
        assert [one for one in personal(seen) | personal(front) if one in kept] == []
        assert found(replace(case, meant=case.outcome)) == case.outcome
    assert checked or not judge(pages, purpose).pages[1]


@pytest.mark.parametrize(
    ("changed", "check", "outcome"),
    [
        ({}, "number", "pass"),
        ({"number": WRONG_CHECK}, "number-check-digit", "fix"),
        ({"number": f"44990419530113441{check_character('44990419530113441')}"}, "number-region", "ask"),
        ({"number": "44010419530113441"}, "number-digits", "fix"),
        ({"number": f"44010419530230441{check_character('44010419530230441')}"}, "number-birth", "fix"),
        ({"number": f"44010420991231441{check_character('44010420991231441')}"}, "number-birth", "fix"),
        ({"number": "440104530113441"}, "number-old", "ask"),
        ({"sex": "女"}, "number-sex", "fix"),
        ({"birth": "1953-01-31"}, "number-birth-printed", "fix"),
        ({}, "side-there", "fix"),
        ({}, "holder", "pass"),
        ({"name": "张样木"}, "holder", "fix"),
        ({"name": "张樣本"}, "holder", "ask"),
    ],
)
def test_made_up_values_keep_what_a_check_looks_at(changed: dict[str, str], check: str, outcome: str) -> None:
    page = page_of(fields={**FRONT, **changed})
    case = frozen([page], check, Purpose(DAY, TODAY, applicants=(Applicant("张样本"),)))
    assert case.outcome == outcome
    assert found(replace(case, meant=case.outcome)) == outcome
    kept = case.to_json()
    for value in (page.fields[0].value, FRONT["name"], page.fields[4].value, page.fields[5].value):
        assert value not in kept


@pytest.mark.parametrize(
    ("there", "outcome"),
    [
        ("广东省广州市越秀区文明路12号303房", "pass"),
        ("广州市越秀区文明路12号303房", "ask"),
        ("广东省广州市越秀区文明一巷12号", "ask"),
    ],
)
def test_papers_that_differ_differ_in_the_case(there: str, outcome: str) -> None:
    book = page_of("household-book", "first", {"head": "张样本", "address": there})
    person = page_of("household-book", "person", {"name": "张样本", "number": RIGHT})
    case = frozen([page_of(), book, person], "address-agrees", Purpose(DAY, TODAY), place=1)
    assert (case.outcome, found(replace(case, meant=case.outcome))) == (outcome, outcome)


def test_a_name_that_differs_in_one_character_differs_in_that_one_only() -> None:
    card = page_of("social-security-card", "front", {"name": "张样木", "number": RIGHT})
    case = frozen([page_of(), card], "name-agrees", Purpose(DAY, TODAY), place=1)
    names = [page.fields[0].value for page in case.pages]
    assert [name[2] for name in names] == ["本", "木"]
    assert names[0][:2] == names[1][:2]
    assert not set("张样") & set(case.to_json())


def test_what_only_the_picture_shows_is_no_case() -> None:
    blur = Finding("blur", Outcome.FIX, "照片有点模糊")
    assert freeze([page_of(photograph=(blur,))], Purpose(DAY, TODAY), 0, blur, Outcome.PASS) is None


def test_a_field_that_can_be_read_by_now_is_no_longer_missing() -> None:
    page = page_of()
    unread = replace(page, fields=tuple(field for field in page.fields if field.id != "sex"))
    case = Case("field-read", "sex", 0, Outcome.FIX, Outcome.PASS, Purpose(DAY, TODAY), (unread,))
    assert found(case) == Outcome.PASS
    assert found(replace(case, pages=(replace(unread, lines=()),))) == Outcome.FIX


def test_a_case_is_written_and_read_back() -> None:
    case = frozen([page_of()], "number", Purpose(DAY, TODAY))
    assert Case.from_json(case.to_json()) == Case.of(case.plain()) == case
