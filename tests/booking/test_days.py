"""Working days, holidays, solar terms and lunar dates."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.days import (
    Lunar,
    Notice,
    days_off,
    festival,
    festivals,
    holidays,
    lunar_date,
    lunar_of,
    next_working,
    note,
    solar_terms,
    work,
)
from knowledge.policy_list import load


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (date(2026, 11, 23), True),  # a Monday
        (date(2026, 11, 28), False),  # a Saturday
        (date(2026, 10, 1), False),
        (date(2026, 10, 10), True),  # a Saturday worked for the holiday
        (date(2026, 2, 14), True),
        (date(2026, 4, 6), False),  # a Monday off for 清明 on Sunday
    ],
)
def test_published_days_are_worked_as_published(day: date, working: bool) -> None:
    assert work(day) == (working, True)
    assert note(day) is None


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (date(2027, 1, 1), False),
        (date(2027, 2, 5), False),  # 除夕, off by the law of 2024
        (date(2027, 2, 9), True),  # 初四 is not
        (date(2027, 5, 2), False),
        (date(2027, 5, 3), True),
        (date(2027, 10, 9), False),  # a Saturday
    ],
)
def test_a_year_not_yet_published_follows_the_law_and_says_so(day: date, working: bool) -> None:
    assert work(day) == (working, False)
    assert note(day) == "2027年的放假和调休还没有公布，先按法定节日和周末算。"


def test_the_law_that_the_days_off_rest_on_is_in_the_list() -> None:
    assert holidays().source in load().sources
    assert set(holidays().by_law) <= set(festivals())


@pytest.mark.parametrize(
    ("name", "year", "days"),
    [
        ("清明", 2026, [date(2026, 4, 5)]),
        ("清明", 2028, [date(2028, 4, 4)]),
        ("冬至", 2025, [date(2025, 12, 21)]),
        ("春节", 2027, [date(2027, 2, 6)]),
        ("除夕", 2026, [date(2027, 2, 5)]),
        ("七夕", 2026, [date(2026, 8, 19)]),
        ("重阳", 2026, [date(2026, 10, 18)]),
        ("端午", 2026, [date(2026, 6, 19)]),
        ("小年", 2026, [date(2027, 1, 30), date(2027, 1, 31)]),
        ("母亲节", 2026, [date(2026, 5, 10)]),
        ("520", 2027, [date(2027, 5, 20)]),
    ],
)
def test_a_named_day_is_found(name: str, year: int, days: list[date]) -> None:
    assert list(festival(name, year)) == days


@pytest.mark.parametrize("name", festivals())
def test_every_named_day_has_a_day_every_year(name: str) -> None:
    assert all(festival(name, year) for year in range(2025, 2060))


def test_the_holiday_around_a_day() -> None:
    assert days_off("国庆", date(2026, 10, 1)) == (date(2026, 10, 1), date(2026, 10, 7))
    assert days_off("春节", date(2026, 2, 17)) == (date(2026, 2, 15), date(2026, 2, 23))
    assert days_off("国庆", date(2027, 10, 1)) == (date(2027, 10, 1), date(2027, 10, 3))
    assert days_off("七夕", date(2026, 8, 19)) == (date(2026, 8, 19), date(2026, 8, 19))


def test_working_days_are_counted_over_a_holiday() -> None:
    assert next_working(date(2026, 9, 30)) == date(2026, 10, 8)
    assert next_working(date(2026, 10, 8), -1) == date(2026, 9, 30)
    assert next_working(date(2026, 10, 8), 3) == date(2026, 10, 12)  # the tenth, a Saturday, is worked


def test_lunar_dates_that_there_are_not() -> None:
    assert lunar_date(Lunar(2026, 12, 30)) is None
    assert lunar_date(Lunar(2026, 13, 1)) is None
    assert lunar_date(Lunar(2026, 6, 1, leap=True)) is None
    assert lunar_date(Lunar(2025, 6, 1, leap=True)) == date(2025, 7, 25)


@settings(deadline=None)
@given(st.dates(date(1920, 1, 1), date(2090, 12, 31)))
def test_a_lunar_date_is_the_day_it_came_from(day: date) -> None:
    assert lunar_date(lunar_of(day)) == day


def test_every_year_has_the_24_terms_about_fifteen_days_apart() -> None:
    for year in range(2020, 2060):
        days = sorted(solar_terms(year).values())
        assert len(days) == 24
        assert all(timedelta(13) < later - day < timedelta(18) for day, later in pairwise(days))


def test_a_notice_added_by_a_clerk_counts_from_then_on(monkeypatch: pytest.MonkeyPatch) -> None:
    notice = Notice(
        notice="样本通知",
        off=(date(2027, 10, 1), date(2027, 10, 2), date(2027, 10, 3), date(2027, 10, 4), date(2027, 10, 5)),
        working=(date(2027, 10, 9),),
    )
    published = holidays().model_copy(update={"years": {2027: notice}})
    monkeypatch.setattr("knowledge.days.holidays", lambda: published)
    assert work(date(2027, 10, 5)) == (False, True)
    assert work(date(2027, 10, 9)) == (True, True)  # a Saturday
    assert note(date(2027, 10, 5)) is None
    assert days_off("国庆", date(2027, 10, 1)) == (date(2027, 10, 1), date(2027, 10, 5))
