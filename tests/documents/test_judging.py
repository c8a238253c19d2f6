"""Pages put together to papers, and what is said of those that are no paper."""

from __future__ import annotations

from datetime import date

import pytest

from actions.documents.judging import Purpose, judge
from actions.documents.model import Field, Finding, Line, Outcome, Recognised
from actions.documents.page_read import PageRead

DAY = date(2026, 10, 1)
BOX = ((0.0, 0.0), (9.0, 0.0), (9.0, 9.0), (0.0, 9.0))
BLURRED = Finding("blur", Outcome.FIX, "照片有点模糊")


def page(
    kind: str | None, side: str = "", photograph: tuple[Finding, ...] = (), words: str = "", **values: str
) -> PageRead:
    fields = tuple(Field(id_, value, 0.9, BOX) for id_, value in values.items())
    return PageRead(Recognised(kind, side, 1.0), fields, photograph, (), (Line(words, 0.9, BOX),), 10, 10)


def front(**values: str) -> PageRead:
    whole = {"name": "张样本", "sex": "男", "nation": "汉", "birth": "1953-01-13", "address": "样本市样本路1号"}
    return page("id-card", "front", **{**whole, "number": "440104195301134412", **values})


BACK = page("id-card", "back", issuer="样本市公安局", valid_from="2016-05-12", valid_until="2036-05-12")


def checks(pages: list[PageRead]) -> list[list[str]]:
    judged = judge(pages, Purpose(DAY, DAY))
    return [[finding.check for finding in those if finding.outcome != Outcome.PASS] for those in judged.pages]


def test_two_sides_are_one_paper_in_either_order() -> None:
    assert checks([front(), BACK]) == [[], []]
    assert checks([BACK, front()]) == [[], []]


def test_a_missing_side_is_told_at_the_side_that_is_there() -> None:
    assert checks([front()]) == [["side-there"]]


def test_two_cards_of_two_sides_each_are_whole() -> None:
    other = front(name="李样本", number="440104198708139323", birth="1987-08-13", sex="女")
    assert checks([front(), other, BACK, BACK]) == [[], [], [], []]


def test_a_member_of_the_household_needs_no_first_page_of_his_own() -> None:
    first = page(
        "household-book", "first", household_type="家庭户", head="张样本", household_number="1", address="样本路1号"
    )
    person = {"relation": "户主", "sex": "男", "birthplace": "广州", "nation": "汉", "birth": "1953-01-13"}
    members = [
        page("household-book", "person", name=name, **person, number="440104195301134412")
        for name in ("张样本", "李样本")
    ]
    assert checks([first, *members]) == [[], [], []]


@pytest.mark.parametrize(
    ("words", "check", "outcome"),
    [("", "paper-there", Outcome.FIX), ("聊天记录" * 10, "paper-known", Outcome.ASK)],
    ids=["a cat, a blank page", "a screenshot"],
)
def test_what_is_no_known_paper_never_passes(words: str, check: str, outcome: Outcome) -> None:
    judged = judge([page(None, words=words)], Purpose(DAY, DAY))
    assert [(finding.check, finding.outcome) for finding in judged.pages[0]] == [(check, outcome)]
    assert judged.outcome == outcome


def test_a_bad_photograph_is_told_once_and_not_again_for_each_field() -> None:
    blurred = page("id-card", "front", (BLURRED,), name="张样本")
    assert checks([blurred, BACK]) == [["blur"], []]


def test_of_a_good_photograph_the_field_is_named_that_could_not_be_read() -> None:
    assert (
        checks([page("id-card", "front", name="张样本", number="440104195301134412"), BACK])[0].count("field-read") == 4
    )


def test_a_side_that_was_taken_anew_counts_as_it_is_now() -> None:
    assert checks([page("id-card", "front", (BLURRED,)), BACK, front()]) == [[], [], []]
    assert checks([front(birth="1953-01-14"), BACK, front()]) == [[], [], []]


def test_a_blurred_card_of_one_is_not_replaced_by_the_others() -> None:
    blurred = page("id-card", "front", (BLURRED,))
    judged = judge([blurred, BACK, front(), BACK], Purpose(DAY, DAY, persons=2))
    assert [finding.check for finding in judged.pages[0] if finding.outcome != Outcome.PASS] == ["blur"]
