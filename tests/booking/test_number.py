"""Numbers that people read out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.booking import number

numbers = st.builds(number.fresh)


@given(numbers)
def test_it_is_understood_however_it_is_grouped(one: str) -> None:
    spoken = f" {one[:3]}-{one[3:6]} {one[6:]} ".translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    assert number.parse(one) == number.parse(spoken) == one


@given(numbers, st.integers(0, number.DIGITS - 1), st.integers(1, 9))
def test_one_wrong_digit_is_noticed(one: str, place: int, by: int) -> None:
    wrong = str((int(one[place]) + by) % 10)
    assert number.parse(one[:place] + wrong + one[place + 1 :]) is None


@pytest.mark.parametrize(
    "text", ["", "12345678", "1234567890", "12345678a", "abcdefghi", "①②③④⑤⑥⑦⑧", "一二三四五六七八九"]
)
def test_what_can_be_none_is_none(text: str) -> None:
    assert number.parse(text) is None
