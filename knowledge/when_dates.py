"""Dates that are said with their day: 12月1号, 农历三月初三, 下个月初五, 清明; those to come where no year is said."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from knowledge.days import LAST_YEAR, Lunar, festival, festivals, lunar_date, lunar_of
from knowledge.when import Days
from knowledge.when_words import number, numbered, words

MONTHS = 12
DAYS_AT_MOST = 31


@dataclass(frozen=True)
class DaysSaid:
    """What a mention means."""

    days: tuple[Days, ...] = ()
    ask: bool = False
    """One of the days is meant, and is to be asked for; else any of them suits."""
    impossible: str | None = None
    """Why there is no such day, as in `WhenSaid`."""
    month: tuple[int, int] | None = None
    """Year and month that it names; a day said next may be of it: 12月1号到5号."""
    lunar: tuple[int, int] | None = None
    """The same of a lunar month."""
    monday: date | None = None
    """Monday of the week that it names: 下周三或者周四."""
    weekdays: tuple[int, ...] = ()
    """Days of the week that it names, without a week."""
    festival: str | None = None


NOTHING = DaysSaid()


class Heard(NamedTuple):
    """A mention of days (knowledge/when_words.py), and what it is understood by."""

    said: dict[str, str]
    """The named groups of its pattern."""
    today: date
    before: DaysSaid
    """What was said directly before it."""


def one(day: date) -> Days:
    """That day alone."""
    return Days(day, day)


def month_from(first: date, months: int) -> date:
    """The first day of the month so many months later."""
    count = first.year * MONTHS + first.month - 1 + months
    return date(count // MONTHS, count % MONTHS + 1, 1)


def of_months(said: str, today: date) -> date:
    """First day of the month called 这个月, 下个月, 下下个月, 上个月."""
    return month_from(today, -1 if "上" in said else said.count("下"))


def year_said(heard: Heard) -> int | None:
    """The year that is said; None if there is none."""
    if (year := heard.said.get("year")) is None:
        return None
    if year in words()["years"]:
        return heard.today.year + int(words()["years"][year])
    return int("".join(str(number(digit)) for digit in year.removesuffix("年")))


def solar(month: int, day: int, year: int | None, today: date) -> DaysSaid:
    """That day of the year; where none is said, of this year, or of the next if it has been over for long."""
    if not 1 <= month <= MONTHS:
        return DaysSaid(impossible="no_such_month")
    if not 1 <= day <= DAYS_AT_MOST:
        return DaysSaid(impossible="no_such_day")
    if year is None:
        since = (today.month - month) * DAYS_AT_MOST + today.day - day
        year = today.year + (since > words()["just_over"])
    if (wrong := _beyond(year, today)) is not None:
        return wrong
    if day > monthrange(year, month)[1]:
        return DaysSaid(impossible="no_such_day")
    return DaysSaid((one(date(year, month, day)),), month=(year, month))


def lunar(month: int, day: int, year: int | None, today: date, *, leap: bool = False) -> DaysSaid:
    """That day of the lunar year; where none is said, of the first in which it is to come or has just been."""
    if not 1 <= month <= MONTHS:
        return DaysSaid(impossible="no_such_month")
    if (wrong := _beyond(year, today)) is not None:
        return wrong
    found = in_lunar_years(lambda of: lunar_date(Lunar(of, month, day, leap)), year, today)
    if found is None:
        return DaysSaid(impossible="no_such_day")
    return DaysSaid((one(found),), lunar=(lunar_of(found).year, month))


def in_lunar_years(day_in: Callable[[int], date | None], year: int | None, today: date) -> date | None:
    """The day that is meant, by the days of the lunar years; `year` may be meant as a lunar year or as another."""
    first = lunar_of(today).year if year is None else year - 1
    found = {of: day for of in (first, first + 1) if (day := day_in(of)) is not None}
    if year is None:
        # A day that this lunar year lacks, as a short month its 30th, is not looked for in the next.
        return next((day for day in found.values() if today - day <= _just_over()), None) if first in found else None
    meant = [day for of, day in found.items() if year in (of, day.year)]
    return next((day for day in meant if day >= today), meant[-1] if meant else None)


def _just_over() -> timedelta:
    return timedelta(days=words()["just_over"])


def _beyond(year: int | None, today: date) -> DaysSaid | None:
    if year is None or today.year <= year <= LAST_YEAR:
        return None
    return DaysSaid(impossible="past" if year < today.year else "too_far")


def read_compact(heard: Heard) -> DaysSaid:
    """20261201."""
    return solar(int(heard.said["month"]), int(heard.said["day"]), int(heard.said["year"]), heard.today)


def read_numeric(heard: Heard) -> DaysSaid:
    """2026-12-01, 12/1, 12.1; a decimal or a fraction is nothing."""
    month, day = int(heard.said["month"]), int(heard.said["day"])
    if "year" not in heard.said and not (1 <= month <= MONTHS and 1 <= day <= DAYS_AT_MOST):
        return NOTHING
    return solar(month, day, int(heard.said["year"]) if "year" in heard.said else None, heard.today)


def read_date(heard: Heard) -> DaysSaid:
    """12月1号, 明年三月三号, 农历三月初三, 腊月廿三."""
    named: dict[str, int] = words()["months"]
    month = named.get(heard.said["month"]) or number(heard.said["month"])
    spoken_lunar = heard.said["day"][0] in "初廿" and "solar" not in heard.said
    if "lunar" in heard.said or "leap" in heard.said or heard.said["month"] in named or spoken_lunar:
        return lunar(month, number(heard.said["day"]), year_said(heard), heard.today, leap="leap" in heard.said)
    return solar(month, number(heard.said["day"]), year_said(heard), heard.today)


def read_span(heard: Heard) -> DaysSaid:
    """12月1到5号, 1到5号."""
    if "from" in heard.said:
        first = read_day(heard._replace(said={"day": heard.said["from"]}))
    elif "of" in heard.said:
        first = read_day_of_month(heard._replace(said={"of": heard.said["of"], "day": heard.said["first"]}))
    else:
        first = solar(number(heard.said["month"]), number(heard.said["first"]), year_said(heard), heard.today)
    if first.month is None:
        return first
    last = read_day(heard._replace(said={"day": heard.said.get("day") or heard.said["until"]}, before=first))
    if not last.days:
        return last
    begins, ends = first.days[0].first, last.days[0].first
    if ends < begins:
        following = month_from(begins, 1)
        last = solar(following.month, ends.day, following.year, heard.today)
        ends = last.days[0].first if last.days else begins
    return DaysSaid((Days(begins, ends),), month=last.month)


def read_festival(heard: Heard) -> DaysSaid:
    """清明, 国庆, 明年七夕."""
    name = list(festivals())[numbered(heard.said, "festival")]
    year = year_said(heard)
    if (wrong := _beyond(year, heard.today)) is not None:
        return wrong
    days = festival_days(name, year, heard.today)
    return DaysSaid(tuple(map(one, days)), ask=len(days) > 1, festival=name)


def festival_days(name: str, year: int | None, today: date) -> tuple[date, ...]:
    """The day of that name in the year; where none is said, the next to come, or one that has just been."""
    if festivals()[name].lunar or festivals()[name].eve:
        first = in_lunar_years(lambda of: festival(name, of)[0], year, today)
        assert first is not None
        return festival(name, lunar_of(first).year)
    days = festival(name, year or today.year)
    return festival(name, today.year + 1) if year is None and today - days[0] > _just_over() else days


def read_of_new_year(heard: Heard) -> DaysSaid:
    """大年初二, 年廿八."""
    if "first" in heard.said:
        return lunar(1, number(heard.said["first"]), None, heard.today)
    return lunar(MONTHS, number(heard.said["last"]), None, heard.today)


def read_moon_day(heard: Heard) -> DaysSaid:
    """初五, 廿三, 农历十五: of the lunar month named before, else the next to come."""
    day = number(heard.said.get("day") or heard.said["plain"])
    if heard.before.lunar:
        year, month = heard.before.lunar
        found = lunar_date(Lunar(year, month, day))
    else:
        found = _first_of_moon(day, heard.today, None)
    return DaysSaid((one(found),)) if found else DaysSaid(impossible="no_such_day")


def _first_of_moon(day: int, today: date, ahead: int | None) -> date | None:
    """That day of the lunar month so many months ahead; where None, of the first month in which it is still to come."""
    now = lunar_of(today)
    first = lunar_date(now._replace(day=1))
    assert first is not None
    for passed in range(MONTHS):
        start = lunar_date(lunar_of(first)._replace(day=1))
        assert start is not None
        found = lunar_date(lunar_of(start)._replace(day=day))
        if (ahead is None and found is not None and found >= today) or ahead in (passed, -1):
            return found
        first = start + timedelta(days=30)  # in the next month, whether this one has 29 days or 30
    return None


def read_day_of_month(heard: Heard) -> DaysSaid:
    """下个月三号; of 下个月初五 it is asked which calendar is meant."""
    first = of_months(heard.said["of"], heard.today)
    if "day" in heard.said:
        return solar(first.month, number(heard.said["day"]), first.year, heard.today)
    day, ahead = number(heard.said["moon"]), -1 if "上" in heard.said["of"] else heard.said["of"].count("下")
    plain = one(first.replace(day=day))
    of_moon = _first_of_moon(day, heard.today, ahead)
    both = {plain, one(of_moon)} if of_moon else {plain}
    return DaysSaid(tuple(sorted(both)), ask=len(both) > 1)


def read_day(heard: Heard) -> DaysSaid:
    """三号: of the month named before, else the next to come."""
    day = number(heard.said["day"])
    if not 1 <= day <= DAYS_AT_MOST:
        return DaysSaid(impossible="no_such_day")
    if heard.before.month:
        year, month = heard.before.month
        return solar(month, day, year, heard.today)
    first = heard.today.replace(day=1)
    while day > monthrange(first.year, first.month)[1] or first.replace(day=day) < heard.today:
        first = month_from(first, 1)
    return DaysSaid((one(first.replace(day=day)),), month=(first.year, first.month))
