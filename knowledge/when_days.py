"""Which days a mention means (knowledge/when_words.py), looking forward from today."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from knowledge import when_dates
from knowledge.days import DAY, LAST_YEAR, SATURDAY, SUNDAY, lunar_date, lunar_of, next_working
from knowledge.when import WEEKDAYS, Days
from knowledge.when_dates import (
    MONTHS,
    NOTHING,
    DaysSaid,
    Heard,
    festival_days,
    lunar,
    month_from,
    of_months,
    one,
    year_said,
)
from knowledge.when_words import Mention, number, numbered, weekdays, words

WEEK = timedelta(days=7)
HALF_A_MONTH = 15


def days_of(mention: Mention, today: date, before: DaysSaid = NOTHING) -> DaysSaid:
    """What the mention means; `before` is what was said directly before it."""
    try:
        return _READERS[mention.kind](Heard(mention.said, today, before))
    except (OverflowError, KeyError):  # a year beyond what a calendar holds; a lunar year that none is computed for
        return DaysSaid(impossible="too_far")


def later(day: date, count: float, unit: str) -> date:
    """The day so many days, weeks, months or years later; the last of the month where it has no such day."""
    if unit in "天日":
        return day + timedelta(days=int(count))
    if unit == "月" and count != int(count):
        return day + timedelta(days=HALF_A_MONTH)
    if unit in "月年":
        first = month_from(day, int(count * (MONTHS if unit == "年" else 1)))
        return first.replace(day=min(day.day, monthrange(first.year, first.month)[1]))
    return day + timedelta(days=int(count * len(WEEKDAYS)))


def _month(first: date) -> Days:
    return Days(first, first.replace(day=monthrange(first.year, first.month)[1]))


def _count(said: str) -> float:
    return 0.5 if said == "半" else float(number(said))


def _part_of_month(heard: Heard) -> DaysSaid:
    first, last = words()["parts_of_month"][heard.said["part"].removeprefix("月")]
    if "of" not in heard.said and "month" not in heard.said:
        month = _month(heard.today.replace(day=1))
        if last and heard.today.day > last:
            month = _month(month_from(heard.today, 1))
        whole = DaysSaid((month,))
    else:
        whole = _month_range(heard)
    if not whole.days:
        return whole
    begins, ends = whole.days[0]
    assert ends is not None
    part = Days(begins + (first - 1) * DAY, begins + (last - 1) * DAY if last else ends)
    return replace(whole, days=(part,))


def _coming_weekday(heard: Heard) -> DaysSaid:
    """下一个周三: the next to come for some, that of the next week for others."""
    (weekday,) = weekdays(heard.said["weekdays"])
    first = heard.today + ((weekday - heard.today.weekday() - 1) % 7 + 1) * DAY
    if first - heard.today < timedelta(days=SUNDAY + 1 - heard.today.weekday()):
        return DaysSaid((one(first), one(first + WEEK)), ask=True)
    return DaysSaid((one(first),))


def _weekday(heard: Heard) -> DaysSaid:
    named = weekdays(heard.said["weekdays"])
    if "which" not in heard.said and heard.before.monday is None:
        ahead = [heard.today + ((weekday - heard.today.weekday()) % 7) * DAY for weekday in named]
        if ahead == [heard.today]:  # 礼拜天, said on a Sunday
            return DaysSaid((one(heard.today), one(heard.today + WEEK)), ask=True, weekdays=named)
        return DaysSaid(tuple(map(one, sorted(ahead))), weekdays=named)
    monday = _monday(heard) if "which" in heard.said else heard.before.monday
    assert monday is not None
    days = tuple(one(monday + weekday * DAY) for weekday in named)
    if heard.today.weekday() == SUNDAY and "which" in heard.said and named != (SUNDAY,):
        # Some count the Sunday to the week that begins.
        if "下" in heard.said["which"]:
            return DaysSaid((days[0], one(days[0].first + WEEK)), ask=True, monday=monday)
        if "上" not in heard.said["which"]:
            days = tuple(one(day.first + WEEK) for day in days)
    return DaysSaid(days, monday=monday)


def _monday(heard: Heard) -> date:
    which = heard.said.get("which", "")
    return heard.today - heard.today.weekday() * DAY + WEEK * (which.count("下") - which.count("上"))


def _weekend(heard: Heard) -> DaysSaid:
    saturday = (heard.before.monday or _monday(heard)) + SATURDAY * DAY
    weekend, next_one = Days(saturday, saturday + DAY), Days(saturday + WEEK, saturday + WEEK + DAY)
    if (
        heard.today.weekday() == SUNDAY
        and heard.before.monday is None
        and ("which" not in heard.said or "下" in heard.said["which"])
    ):
        return DaysSaid((weekend, next_one), ask=True)
    return DaysSaid((weekend,), weekdays=() if "which" in heard.said else (SATURDAY, SUNDAY))


def _week(heard: Heard) -> DaysSaid:
    monday = _monday(heard)
    return DaysSaid((Days(monday, monday + (2 if "first" in heard.said else 6) * DAY),), monday=monday)


def _within(heard: Heard) -> DaysSaid:
    if "ahead" in heard.said:
        return DaysSaid(
            (Days(heard.today + DAY, later(heard.today, _count(heard.said["ahead"]), heard.said["of_ahead"])),)
        )
    return DaysSaid((Days(heard.today, later(heard.today, _count(heard.said["count"]), heard.said["unit"])),))


def _vague(heard: Heard) -> DaysSaid:
    first, last = list(words()["vague"].values())[numbered(heard.said, "vague")]
    return DaysSaid((Days(heard.today + first * DAY, heard.today + last * DAY),))


def _after(heard: Heard) -> DaysSaid:
    count = _count(heard.said.get("count") or heard.said["passed"])
    return DaysSaid((one(later(heard.today, count, heard.said.get("unit") or heard.said["of_passed"])),))


def _ago(heard: Heard) -> DaysSaid:
    """三天前: gone by, however long it is."""
    return DaysSaid((one(heard.today - DAY),))


def _working(heard: Heard) -> DaysSaid:
    return DaysSaid((one(next_working(heard.today)),))


def _relative(heard: Heard) -> DaysSaid:
    return DaysSaid((one(heard.today + list(words()["relatives"].values())[numbered(heard.said, "relative")] * DAY),))


def _month_range(heard: Heard) -> DaysSaid:
    if "of" in heard.said:
        first = of_months(heard.said["of"], heard.today)
        return DaysSaid((_month(first),), month=(first.year, first.month))
    name = heard.said["month"].removesuffix("份").removesuffix("月")
    named: dict[str, int] = words()["months"]
    if "lunar" in heard.said or name in named:
        start = lunar(named.get(name) or number(name), 1, year_said(heard), heard.today)
        if not start.days:
            return start
        first = start.days[0].first
        end = lunar_date(lunar_of(first + timedelta(days=30))._replace(day=1))
        assert end is not None
        return replace(start, days=(Days(first, end - DAY),))
    if not 1 <= number(name) <= MONTHS:
        return DaysSaid(impossible="no_such_month")
    year = year_said(heard) or heard.today.year + (number(name) < heard.today.month)
    if year > LAST_YEAR or year < heard.today.year:
        return DaysSaid(impossible="past" if year < heard.today.year else "too_far")
    return DaysSaid((_month(date(year, number(name), 1)),), month=(year, number(name)))


def _part_of_year(heard: Heard) -> DaysSaid:
    year = year_said(heard) or heard.today.year
    if year > LAST_YEAR or year < heard.today.year:
        return DaysSaid(impossible="past" if year < heard.today.year else "too_far")
    new_year = festival_days("春节", None, heard.today)[0]
    if heard.said["of_year"] == "年前":
        return DaysSaid((Days(heard.today, new_year - DAY),))
    if heard.said["of_year"] == "年后":
        return DaysSaid((Days(next_working(new_year), None),))
    month = 1 if heard.said["of_year"][-1] in "初头" else MONTHS
    return DaysSaid((_month(date(year + (month < heard.today.month and "year" not in heard.said), month, 1)),))


def _whole_year(heard: Heard) -> DaysSaid:
    year = year_said(heard)
    assert year is not None
    return DaysSaid((Days(date(year, 1, 1), date(year, 12, 31)),))


_READERS: dict[str, Callable[[Heard], DaysSaid]] = {
    "compact": when_dates.read_compact,
    "numeric": when_dates.read_numeric,
    "festival": when_dates.read_festival,
    "of_new_year": when_dates.read_of_new_year,
    "span": when_dates.read_span,
    "date": when_dates.read_date,
    "part_of_month": _part_of_month,
    "day_of_month": when_dates.read_day_of_month,
    "moon_day": when_dates.read_moon_day,
    "day": when_dates.read_day,
    "coming_weekday": _coming_weekday,
    "weekday": _weekday,
    "weekend": _weekend,
    "week": _week,
    "within": _within,
    "vague": _vague,
    "after": _after,
    "ago": _ago,
    "working": _working,
    "relative": _relative,
    "month": _month_range,
    "part_of_year": _part_of_year,
    "year": _whole_year,
}
