"""What stands behind a day and moves it: 清明节前一天, 国庆后第一天, 12月5号以后, 下个月第二个周三."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import NamedTuple

from knowledge.days import DAY, SATURDAY, days_off, holidays, next_working
from knowledge.when import Days
from knowledge.when_dates import DaysSaid, one
from knowledge.when_days import WEEK
from knowledge.when_words import number, pattern, words

BEFORE = 5
"""Characters of what stands before a day."""


class Move(NamedTuple):
    """Days, and what stands behind them."""

    days: Days
    given: dict[str, str]
    """The named groups of the pattern that fits what stands there."""
    festival: str | None
    today: date


def moved(text: str, start: int, at: int, said: DaysSaid, today: date) -> tuple[DaysSaid, int]:
    """What days that stand there are meant with the words behind them (and before: 过了元旦), and where those end."""
    if said.days and (kind := next((name for name in _BEFORE if _stands_before(name, text, start)), None)):
        days = tuple(_BEFORE[kind](Move(day, {}, said.festival, today)) for day in said.days)
        return replace(said, days=days, weekdays=(), festival=None), at
    plain = True
    while said.days and (found := _next(text, at)) is not None:
        kind, given, at = found
        days = tuple(_MOVES[kind](Move(day, given, said.festival, today)) for day in said.days)
        said, plain = replace(said, days=days, weekdays=(), festival=None), False
    if plain and said.festival is not None and _long(said.festival):
        said = replace(said, days=tuple(Days(*days_off(said.festival, day.first)) for day in said.days))
    return said, at


def _stands_before(name: str, text: str, start: int) -> bool:
    return pattern(name).search(text[max(0, start - BEFORE) : start]) is not None


def _next(text: str, at: int) -> tuple[str, dict[str, str], int] | None:
    for kind in words()["behind"]:
        if match := pattern("behind", kind).match(text, at):
            return kind, {name: part for name, part in match.groupdict().items() if part}, match.end()
    return None


def _long(festival: str) -> bool:
    """Whether the law gives more than that day: 国庆 is the holiday, 清明 the day."""
    return holidays().by_law.get(festival, (0, 0)) != (0, 0)


def _end(day: Days) -> date:
    return day.last or day.first


def _holiday_end(move: Move) -> date:
    return days_off(move.festival, move.days.first)[1] if move.festival else _end(move.days)


def _days_before(move: Move) -> Days:
    count = number(move.given["count"]) * DAY
    if "nth" in move.given or count == DAY:
        return one(move.days.first - count)
    return Days(move.days.first - count, move.days.first - DAY)


def _days_after(move: Move) -> Days:
    count = number(move.given["count"])
    if "nth" in move.given:
        return one(_holiday_end(move) + count * DAY)
    if count == 1:
        return one(_end(move.days) + DAY)
    return Days(_holiday_end(move) + DAY, _holiday_end(move) + count * DAY)


def _nth_weekday(move: Move) -> Days:
    count = number(move.given.get("count", "1"))
    before = move.given.get("side") == "前"
    if move.given.get("side") == "后":
        start = _holiday_end(move)
    elif before:
        start = move.days.first
    else:
        start, before = (_end(move.days) + DAY, True) if "last" in move.given else (move.days.first - DAY, False)
    if "weekday" not in move.given and "weekend" not in move.given:
        return one(next_working(start, -count if before else count))
    weekday = SATURDAY if "weekend" in move.given else number(move.given["weekday"]) - 1
    if before:
        start -= DAY if "weekend" in move.given else 0 * DAY  # all of it is before that day
        found = start - ((start.weekday() - weekday - 1) % 7 + 1) * DAY - (count - 1) * WEEK
    else:
        found = start + ((weekday - start.weekday() - 1) % 7 + 1) * DAY + (count - 1) * WEEK
    return Days(found, found + DAY) if "weekend" in move.given else one(found)


def _weeks_before(move: Move) -> Days:
    return Days(move.days.first - number(move.given["count"]) * WEEK, move.days.first - DAY)


def _weeks_after(move: Move) -> Days:
    end = _holiday_end(move)
    return Days(end + DAY, end + number(move.given["count"]) * WEEK)


def _nth_day(move: Move) -> Days:
    return one(move.days.first + (number(move.given["count"]) - 1) * DAY)


def _eve(move: Move) -> Days:
    return one(move.days.first - DAY)


def _whole(move: Move) -> Days:
    return Days(*days_off(move.festival, move.days.first)) if move.festival else move.days


def _before_whole(move: Move) -> Days:
    last = _whole(move).first - DAY
    return Days(min(move.today, last), last)


def _that_day(move: Move) -> Days:
    return move.days


def _about(move: Move) -> Days:
    around = timedelta(days=words()["about"])
    return Days(max(move.today, move.days.first - around), _end(move.days) + around)


def _same_week(move: Move) -> Days:
    monday = move.days.first - move.days.first.weekday() * DAY
    return Days(monday, monday + WEEK - DAY)


def _until(move: Move) -> Days:
    """A single day is not included: 12月10号之前; a stretch is: 月底之前."""
    last = move.days.first - DAY if _end(move.days) == move.days.first else _end(move.days)
    return Days(min(move.today, last), last)


def _from(move: Move) -> Days:
    return Days(_holiday_end(move) + DAY if move.festival else move.days.first, None)


def _starting(move: Move) -> Days:
    return Days(move.days.first, None)


def _after(move: Move) -> Days:
    return Days(_holiday_end(move) + DAY, None)


_MOVES: dict[str, Callable[[Move], Days]] = {
    "days_before": _days_before,
    "nth_weekday": _nth_weekday,
    "days_after": _days_after,
    "weeks_before": _weeks_before,
    "weeks_after": _weeks_after,
    "before_whole": _before_whole,
    "nth_day": _nth_day,
    "eve": _eve,
    "whole": _whole,
    "that_day": _that_day,
    "about": _about,
    "same_week": _same_week,
    "until": _until,
    "from": _from,
    "starting": _starting,
    "after": _after,
}


def _up_to(move: Move) -> Days:
    last = _end(move.days)
    return Days(min(move.today, last), last)


_BEFORE: dict[str, Callable[[Move], Days]] = {"up_to": _up_to, "not_before": _starting, "passed": _after}
