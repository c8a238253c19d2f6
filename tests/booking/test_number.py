"""Numbers that people read out."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.booking import number

numbers = st.text().map(lambda name: next(number.candidates(name)))


@given(numbers)
def test_it_is_understood_however_it_is_grouped(one: int) -> None:
    digits = str(one)
    spoken = f" {digits[:3]}-{digits[3:6]} {digits[6:]} ".translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    assert number.parse(digits) == number.parse(spoken) == one


def test_a_name_has_as_many_numbers_as_are_wanted_always_the_same() -> None:
    some = list(itertools.islice(number.candidates("样本"), 100))
    assert len(set(some)) == 100
    assert some == list(itertools.islice(number.candidates("样本"), 100))


@given(numbers, st.integers(0, number.DIGITS - 1), st.integers(1, 9))
def test_one_wrong_digit_is_noticed(one: int, place: int, by: int) -> None:
    digits = str(one)
    wrong = str((int(digits[place]) + by) % 10)
    assert number.parse(digits[:place] + wrong + digits[place + 1 :]) is None


@pytest.mark.parametrize(
    "text", ["", "12345678", "1234567890", "12345678a", "abcdefghi", "①②③④⑤⑥⑦⑧", "一二三四五六七八九"]
)
def test_what_can_be_none_is_none(text: str) -> None:
    assert number.parse(text) is None
