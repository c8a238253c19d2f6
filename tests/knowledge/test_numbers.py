"""The figures guard rests on reading every number of a sentence, however it is written."""

from __future__ import annotations

import math

import cn2an
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.numbers import numbers_in, numerals_in
from tests.knowledge.tiny import cases

no_hurry = settings(deadline=None)


@pytest.mark.parametrize(("text", "stated"), cases("numbers"))
def test_every_number_of_a_text_is_read(text: str, stated: list[float]) -> None:
    assert numbers_in(text) == set(stated)


@pytest.mark.parametrize(
    ("text", "stated"), [("满五年", {5}), ("第十二条", {12}), ("一级", {1}), ("15元，三次", {15, 3}), ("没有", set())]
)
def test_in_official_texts_every_numeral_counts(text: str, stated: set[float]) -> None:
    assert numerals_in(text) == stated


@no_hurry
@given(st.integers(min_value=1, max_value=99_999_999))
def test_a_number_in_chinese_digits_is_the_number_in_arabic_ones(number: int) -> None:
    chinese = cn2an.an2cn(number)
    full_width = str(number).translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    for written in (str(number), f"{number:,}", full_width, chinese):
        assert numbers_in(f"每月{written}元") == {number}


@no_hurry
@given(
    st.text(st.characters(codec="utf-8", exclude_characters="零〇一二两三四五六七八九十百千万亿"))
    | st.text("十点分之元岁日半价0123456789,.％", max_size=40)
)
def test_any_text_has_a_set_of_numbers(text: str) -> None:
    found = numbers_in(text)
    assert all(isinstance(number, float) for number in found)
    assert {n for n in found if not math.isnan(n)} <= numerals_in(text)
