"""How places are shared: never more than there is, whatever was taken before."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.booking.shares import share

PUBLIC, COUNTER, LATER = ("persons", "public"), ("persons", "counter"), ("persons", "later-2")
ALL = ("persons", "all")
Amounts = dict[tuple[str, str], int]


@pytest.mark.parametrize(
    ("file", "taken", "released", "expected"),
    [
        ({PUBLIC: 10, COUNTER: 4}, {}, [], {PUBLIC: 10, COUNTER: 4}),
        ({PUBLIC: 10, COUNTER: 4}, {PUBLIC: 3, COUNTER: 1}, [COUNTER], {PUBLIC: 13, COUNTER: 1}),
        # Somebody of the counter cancelled: then that is the public's too.
        ({PUBLIC: 10, COUNTER: 4}, {PUBLIC: 13, COUNTER: 0}, [COUNTER], {PUBLIC: 14, COUNTER: 0}),
        ({PUBLIC: 4, COUNTER: 2, LATER: 3}, {PUBLIC: 4}, [LATER], {PUBLIC: 7, COUNTER: 2, LATER: 0}),
        # Less for the public than it has taken: the counter has less.
        ({PUBLIC: 5, COUNTER: 4}, {PUBLIC: 7, COUNTER: 1}, [], {PUBLIC: 7, COUNTER: 2}),
        ({PUBLIC: 5, COUNTER: 4}, {PUBLIC: 9, COUNTER: 1}, [], {PUBLIC: 9, COUNTER: 1}),
        # Less for the counter than it has taken: the public has less.
        ({PUBLIC: 5, COUNTER: 1}, {COUNTER: 3}, [], {PUBLIC: 3, COUNTER: 3}),
        ({PUBLIC: 5, COUNTER: 1}, {COUNTER: 3}, [COUNTER], {PUBLIC: 3, COUNTER: 3}),
        # A day becomes popular when much of it is taken.
        ({PUBLIC: 5, COUNTER: 2, LATER: 5}, {PUBLIC: 8}, [], {PUBLIC: 8, COUNTER: 2, LATER: 2}),
        # The counter is no more, but two were booked there.
        ({PUBLIC: 12}, {PUBLIC: 3, COUNTER: 2}, [], {PUBLIC: 10, COUNTER: 2}),
        ({PUBLIC: 12}, {PUBLIC: 3, COUNTER: 0}, [], {PUBLIC: 12}),
        ({ALL: 3}, {ALL: 5}, [], {ALL: 5}),
        # In use and shared in another way: it stays as it is.
        ({ALL: 3}, {PUBLIC: 1, COUNTER: 0}, [], {}),
        ({PUBLIC: 3}, {ALL: 1}, [], {}),
        ({PUBLIC: 3}, {ALL: 0}, [], {PUBLIC: 3}),
        ({}, {PUBLIC: 2}, [], {}),
    ],
)
def test_places_are_shared(file: Amounts, taken: Amounts, released: list[tuple[str, str]], expected: Amounts) -> None:
    assert share(file, taken, released) == expected


def test_a_ceiling_that_comes_later_counts_what_is_taken_already() -> None:
    assert share({ALL: 10}, {}, beside={"persons": 4}) == {ALL: 6}
    assert share({ALL: 10}, {ALL: 5}, beside={"persons": 8}) == {ALL: 5}
    assert share({PUBLIC: 6, COUNTER: 4}, {}, beside={"persons": 7}) == {PUBLIC: 0, COUNTER: 3}


_AMOUNTS = st.dictionaries(st.sampled_from([PUBLIC, COUNTER, LATER, ("persons", "later-3")]), st.integers(0, 9))


@given(_AMOUNTS, _AMOUNTS, st.sets(st.sampled_from([COUNTER, LATER, ("persons", "later-3")])))
def test_never_more_than_there_is_and_never_less_than_is_taken(
    file: Amounts, taken: Amounts, released: set[tuple[str, str]]
) -> None:
    file = {PUBLIC: 0} | file
    found = share(file, taken, released)
    assert sum(found.values()) == max(sum(file.values()), sum(taken.values()))
    assert all(found.get(key, 0) >= amount for key, amount in taken.items())
    assert all(found[key] == taken.get(key, 0) for key in released & file.keys())
