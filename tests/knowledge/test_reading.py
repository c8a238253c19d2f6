"""Which aspect, which day and which place a question is about."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge import reading
from knowledge.index import Index
from tests.knowledge.tiny import cases

CASES = cases("reading")
TODAY = date(2026, 5, 20)


@pytest.mark.parametrize(("question", "kinds"), CASES["aspects"])
def test_the_aspects_stand_in_the_order_of_the_question(question: str, kinds: list[str]) -> None:
    assert [kind.value for kind in reading.aspects(question)] == kinds


@pytest.mark.parametrize(("question", "day"), CASES["day_asked"])
def test_the_day_is_the_one_whose_rules_are_asked_about(question: str, day: date) -> None:
    assert reading.day_asked(question, TODAY) == day


@pytest.mark.parametrize("today", [date(2028, 2, 29), date(2027, 1, 1), date(2026, 12, 31)])
def test_a_year_is_counted_from_today(today: date) -> None:
    assert reading.day_asked("去年的标准", today) == date(today.year - 1, 12, 31)
    assert reading.day_asked("明年的标准", today) == date(today.year + 1, 1, 1)
    assert reading.day_asked(f"{today.year}年的标准", today) == today


@pytest.mark.parametrize(("question", "place"), CASES["other_place"])
def test_another_place_is_named_only_if_it_is_asked_about(index: Index, question: str, place: str | None) -> None:
    assert reading.other_place(question, index.policies, "guangzhou") == place


@pytest.mark.parametrize(("question", "little"), CASES["says_little"])
def test_a_sentence_of_nothing_but_words_of_asking_says_little(question: str, little: bool) -> None:
    assert reading.says_little(question) is little


@pytest.mark.parametrize(
    ("question", "names", "matter"),
    [
        ("低保户孩子上学有钱吗", ["低保户"], "孩子上学"),
        ("低保一个月多少钱", ["低保"], ""),
        ("去年低保多少钱", ["低保"], ""),
        ("老人卡丢了怎么补", ["老人卡"], "遗失"),
        ("结婚要带户口本吗", ["结婚"], "户口簿"),
    ],
)
def test_the_matter_is_what_is_left_without_the_name_and_the_asking(
    question: str, names: list[str], matter: str
) -> None:
    assert reading.matter(question, names) == matter


@settings(deadline=None)
@given(
    st.text() | st.text(alphabet="去年明现在低保标准多少2026年13月，。深圳人", max_size=30),
    st.dates(date(2000, 1, 1), date(2099, 1, 1)),
)
def test_any_text_can_be_read(index: Index, text: str, today: date) -> None:
    reading.aspects(text)
    reading.other_place(text, index.policies, "guangzhou")
    assert isinstance(reading.says_little(text), bool)
    assert isinstance(reading.day_asked(text, today), date)
