"""How days and times are read back: 12月5日（星期六，农历十月廿七）上午9点, and for the ear 十二月五号，星期六，上午九点."""

from __future__ import annotations

from datetime import date, time
from typing import Any

import cn2an

from knowledge.days import Lunar, lunar_of
from knowledge.when import WEEKDAYS, Band, Days, Option, Repeat
from knowledge.when_words import words

HALF_DAY, HALF_HOUR, TEN = 12, 30, 10
MIDNIGHT, END = time(0), time(23, 59)
"""A band that begins or ends so was said with one bound: 十点以前, 四点以后."""


def when_written(option: Option, today: date, repeat: Repeat | None = None) -> str:
    """As the page shows it; the year where it is not this one, the lunar date of a single day."""
    return _read_back(option, today, repeat, aloud=False)


def when_spoken(option: Option, today: date, repeat: Repeat | None = None) -> str:
    """As the telephone says it, without a digit."""
    return _read_back(option, today, repeat, aloud=True)


def lunar_written(lunar: Lunar) -> str:
    """十月廿七, 正月初一, 闰六月初八."""
    both = words()["both"]
    name = both["first_month"] if lunar.month == 1 else _chinese(lunar.month)
    leap = both["leap"] if lunar.leap else ""
    return leap + str(both["month"]).format(name=name, day=_lunar_day(lunar.day))


def _lunar_day(day: int) -> str:
    if day <= TEN:
        return f"初{_chinese(day)}"
    return f"廿{_chinese(day % TEN)}" if 2 * TEN < day < 3 * TEN else _chinese(day)


def _read_back(option: Option, today: date, repeat: Repeat | None, *, aloud: bool) -> str:
    days = _days(option.days, today, aloud) if option.days else ""
    if repeat and days:
        days = days.rstrip("，") + "，"
    return (days + (_repeat(repeat) if repeat else "") + (_band(option.band, aloud) if option.band else "")).rstrip(
        "，"
    )


def _days(days: Days, today: date, aloud: bool) -> str:
    both = words()["both"]
    if days.last == days.first:
        return _day(days.first, today, aloud, "day")
    first = _day(days.first, today, aloud, "day_of_range")
    if days.last is None:
        return str(both["from"]).format(first=first)
    return str(both["to"]).format(first=first, last=_day(days.last, today, aloud, "day_of_range"))


def _day(day: date, today: date, aloud: bool, template: str) -> str:
    texts: dict[str, str] = words()["heard" if aloud else "written"]
    year = "" if day.year == today.year else texts["year"].format(year=_figures(day.year) if aloud else day.year)
    return year + texts[template].format(
        month=_number(day.month, aloud),
        day=_number(day.day, aloud),
        weekday=WEEKDAYS[day.weekday()],
        lunar=lunar_written(lunar_of(day)),
    )


def _repeat(repeat: Repeat) -> str:
    both: dict[str, Any] = words()["both"]
    if repeat.working_days:
        return str(both["working_days"])
    if len(repeat.weekdays) == len(WEEKDAYS):
        return str(both["every_day"])
    return str(both["repeat"]).format(weekdays=both["joined"].join(WEEKDAYS[day] for day in repeat.weekdays))


def _band(band: Band, aloud: bool) -> str:
    both: dict[str, Any] = words()["both"]
    if band.name:
        return str(both["bands"][band.name])
    if band.begins == band.ends:
        return _part(band.begins) + _clock(band.begins, aloud)
    if band.ends == END:
        return str(both["since"]).format(time=_part(band.begins) + _clock(band.begins, aloud))
    if band.begins == MIDNIGHT:
        return str(both["until"]).format(time=_part(band.ends) + _clock(band.ends, aloud))
    same = _part(band.begins) == _part(band.ends)
    last = ("" if same else _part(band.ends)) + _clock(band.ends, aloud)
    return str(both["to"]).format(first=_part(band.begins) + _clock(band.begins, aloud), last=last)


def _part(moment: time) -> str:
    parts: dict[int, str] = words()["both"]["parts"]
    return parts[max(hour for hour in parts if hour <= moment.hour)]


def _clock(moment: time, aloud: bool) -> str:
    both, texts = words()["both"], words()["heard" if aloud else "written"]
    hour = moment.hour - HALF_DAY if moment.hour > HALF_DAY else moment.hour
    said = "两" if aloud and hour == 2 else _number(hour, aloud)
    if moment.minute == 0:
        return str(both["hour"]).format(hour=said)
    if moment.minute == HALF_HOUR:
        return str(both["half"]).format(hour=said)
    few = aloud and moment.minute < TEN
    minute = _number(moment.minute, aloud) if aloud else moment.minute
    return str(texts["few_minutes" if few else "minutes"]).format(hour=said, minute=minute)


def _number(value: int, aloud: bool) -> str:
    return _chinese(value) if aloud else str(value)


def _chinese(value: int) -> str:
    """十二 for 12, as it is said: not 一十二."""
    return str(cn2an.an2cn(value)).removeprefix("一") if TEN <= value < 2 * TEN else str(cn2an.an2cn(value))


def _figures(value: int) -> str:
    return str(cn2an.an2cn(value, "direct"))
