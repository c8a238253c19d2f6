"""Days of the calendar in China: working days and holidays, named days, solar terms and lunar dates, each a `date`."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Annotated, NamedTuple

import chinese_calendar
from lunardate import LunarDate
from pydantic import Field

from knowledge.record import Record, Text
from knowledge.yaml_file import read, read_record

HOLIDAYS = Path(__file__).parent / "lists" / "national" / "holidays.yaml"
FESTIVALS = Path(__file__).parent / "words" / "festivals.yaml"
FIRST_YEAR, LAST_YEAR = 1901, 2098
"""The years that the lunar calendar is computed for."""
SATURDAY, SUNDAY = 5, 6
DAY = timedelta(days=1)


class Lunar(NamedTuple):
    """A date of the lunar calendar."""

    year: int
    month: int
    day: int
    leap: bool = False


class Work(NamedTuple):
    """Whether a day is worked."""

    working: bool
    published: bool
    """Whether the year's days off have been published; else it follows the law and the weekdays."""


class Notice(Record):
    """A year's published days."""

    notice: Text
    off: tuple[date, ...]
    working: tuple[date, ...] = ()


class Holidays(Record):
    """lists/national/holidays.yaml."""

    years: dict[int, Notice]
    source: Text
    by_law: dict[str, tuple[int, int]]
    """By the name of the festival: days off from so many days after its day (minus: before) to so many."""
    not_published: Text


class Festival(Record):
    """A day with a name: exactly one of the first five tells which it is."""

    solar: str | None = None
    lunar: str | tuple[str, ...] | None = None
    """Month-day; several where people differ."""
    term: str | None = None
    eve: bool = False
    """The last day of the lunar year."""
    nth: Annotated[tuple[int, int, int] | None, Field(description="month, which one, weekday")] = None
    needs: bool = False
    """Means the day only where 节, 那天 or the like stands behind it: 大雪 may be snow."""
    said: str
    """Regular expression over the normalised text."""


@cache
def holidays() -> Holidays:
    """What the list says of days off. ListError if the file is wrong."""
    return read_record(HOLIDAYS, Holidays)


@cache
def festivals() -> dict[str, Festival]:
    """The named days by name."""
    content, _ = read(FESTIVALS)
    return {name: Festival.model_validate(festival) for name, festival in content.items()}


def work(day: date) -> Work:
    """Whether that day is worked, by the published notice, else by the law and the weekday."""
    if (notice := holidays().years.get(day.year)) is not None:
        return Work(day in notice.working or (day.weekday() < SATURDAY and day not in notice.off), published=True)
    if _in_library(day.year):
        return Work(chinese_calendar.is_workday(day), published=True)
    return Work(day.weekday() < SATURDAY and day not in _off_by_law(day.year), published=False)


def note(day: date) -> str | None:
    """What a citizen is to be told of a day in a year whose days off are not published; else None."""
    return None if work(day).published else holidays().not_published.format(year=day.year)


def next_working(day: date, count: int = 1) -> date:
    """The count-th working day after that day; before it where count is negative."""
    step = DAY if count > 0 else -DAY
    for _ in range(abs(count)):
        day += step
        while not work(day).working:
            day += step
    return day


def festival(name: str, year: int) -> tuple[date, ...]:
    """The day of that name in the (for lunar ones, the lunar) year; two where people differ. KeyError for no such name."""
    one = festivals()[name]
    if one.eve:
        new_year = lunar_date(Lunar(year + 1, 1, 1))
        assert new_year is not None
        return (new_year - DAY,)
    if one.term is not None:
        return (solar_terms(year)[one.term],)
    if one.nth is not None:
        month, count, weekday = one.nth
        first = date(year, month, 1)
        return (first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (count - 1)),)
    if one.lunar is not None:
        said = (one.lunar,) if isinstance(one.lunar, str) else one.lunar
        found = [lunar_date(Lunar(year, *_month_day(day))) for day in said]
        return tuple(day for day in found if day is not None)
    assert one.solar is not None
    return (date(year, *_month_day(one.solar)),)


def days_off(name: str, day: date) -> tuple[date, date]:
    """The holiday around a festival's day, first and last; the day itself twice if nobody is off."""
    if name not in holidays().by_law:
        return day, day
    before, behind = holidays().by_law[name]
    if not work(day).published:
        return day + before * DAY, day + behind * DAY
    first = last = day
    while _is_holiday(first - DAY):
        first -= DAY
    while _is_holiday(last + DAY):
        last += DAY
    return first, last


@cache
def solar_terms(year: int) -> dict[str, date]:
    """The day of each of the 24 solar terms of the year."""
    return {name: day for day, name in chinese_calendar.get_solar_terms(date(year, 1, 1), date(year, 12, 31))}


def lunar_of(day: date) -> Lunar:
    """The lunar date of a day."""
    lunar = LunarDate.from_solar_date(day.year, day.month, day.day)
    return Lunar(lunar.year, lunar.month, lunar.day, bool(lunar.is_leap_month))


def lunar_date(lunar: Lunar) -> date | None:
    """The day of a lunar date; None if there is none, such as the 30th of a short month."""
    if lunar.leap and LunarDate.leap_month_for_year(lunar.year) != lunar.month:
        return None
    try:
        day: date = LunarDate(lunar.year, lunar.month, lunar.day, lunar.leap).to_solar_date()
    except ValueError:
        return None
    return day


def _month_day(text: str) -> tuple[int, int]:
    month, day = text.split("-")
    return int(month), int(day)


@cache
def _in_library(year: int) -> bool:
    first, last = min(chinese_calendar.holidays).year, max(chinese_calendar.holidays).year
    return bool(first <= year <= last)


def _is_holiday(day: date) -> bool:
    """Whether it belongs to a holiday, weekends within it too."""
    if (notice := holidays().years.get(day.year)) is not None:
        return day in notice.off
    in_library: bool = day in chinese_calendar.holidays
    return in_library or (not _in_library(day.year) and day in _off_by_law(day.year))


@cache
def _off_by_law(year: int) -> frozenset[date]:
    return frozenset(
        day + after * DAY
        for name, (first, last) in holidays().by_law.items()
        for day in festival(name, year)
        for after in range(first, last + 1)
    )
