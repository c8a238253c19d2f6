"""The time of the day that a sentence names: a part of it (上午), a clock time (差十分九点), or from one to another."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from functools import cache
from typing import NamedTuple

from knowledge.when import Band
from knowledge.when_words import number, pattern, unread, words

DAY, HOUR, HALF_DAY, NOON = 1440, 60, 720, 12
"""Minutes; NOON in hours. Times are counted in minutes from the midnight with which the named day begins."""
FIVE = 5
"""Minutes from figure to figure of the dial: 三个字 is a quarter of an hour."""
LAST_OF_NOON, LAST_OF_NIGHT, FIRST_OF_NIGHT, FIRST_OF_NOON = 14, 4, 9, 10
"""Hours: 中午两点; 晚上四点 is tomorrow's; 半夜九点 is before midnight; 中午十点 is before noon."""
HOURS = 24


class Choice(NamedTuple):
    """One way to understand a time."""

    band: Band
    days_later: int = 0
    """1: it is after the midnight that ends the named day."""


@dataclass(frozen=True)
class TimeSaid:
    """A stretch of the text that names a time of the day."""

    start: int
    end: int
    choices: tuple[Choice, ...] = ()
    """More than one: one of them is meant, and is to be asked for."""
    otherwise: Choice | None = None
    """What is meant if the choice is over already: 今天九点, said at noon."""
    impossible: str | None = None


@dataclass(frozen=True)
class _Clock:
    start: int
    end: int
    hour: int
    minute: int
    """Negative: so many minutes are lacking to the hour."""
    exact: bool = False
    """Written so that it can be no other half of the day: 09:30."""
    part: str | None = None
    from_hour: int | None = None
    """The hour before, in 三四点 and 九到十一点."""


def times(text: str, read: bytearray) -> list[TimeSaid]:
    """The times of the day in a normalised text, in its order; where `read` is set it means something else already."""
    parts = [
        (match.start(), match.end(), name)
        for name in words()["bands"]
        for match in unread(pattern("bands", name, "said"), text, read)
    ]
    clocks = [clock for match in unread(pattern("clock"), text, read) if (clock := _clock(text, match)) is not None]
    clocks, parts = _with_parts(text, clocks, parts)
    found = [*_settled(text, clocks, read), *(_part(text, *part, read) for part in parts)]
    return sorted(found, key=lambda said: said.start)


@cache
def part_of_day(name: str) -> Band:
    """The stretch of the day called morning, noon, afternoon, evening or night."""
    begins, ends = words()["bands"][name]["hours"]
    return Band(time.fromisoformat(begins), time.fromisoformat(ends), name)


def hours_later(text: str, now: datetime) -> tuple[datetime, int, int] | None:
    """The moment that 两个小时后 names, and where it stands in the text."""
    match = pattern("hours").search(text)
    if match is None:
        return None
    count = 0.5 if match["count"] == "半" else number(match["count"]) + (0.5 if match["half"] else 0)
    minutes = int(count * {"分钟": 1, "刻钟": HOUR / 4}.get(match["unit"], HOUR))
    return (now + timedelta(minutes=minutes)).replace(second=0, microsecond=0), *match.span()


def _clock(text: str, match: re.Match[str]) -> _Clock | None:
    start, end = match.span()
    if match[0] in ("一点", "1点") and not _is_hour(text, start, end):
        return None
    minute = _minute(match["digits"] or match["minute"] or "")
    minute -= _minute(match["less"] or "") + _minute(match["lacks"] or "")
    earlier = match["begin"] or match["or"]
    exact = match["hour"].startswith("0") and match["digits"] is not None
    return _Clock(start, end, number(match["hour"]), minute, exact, from_hour=number(earlier) if earlier else None)


def _is_hour(text: str, start: int, end: int) -> bool:
    """Whether 一点 is a time there, and does not mean a little."""
    if (start, end) == (0, len(text)) or pattern("clock_behind").match(text, end):
        return True
    return pattern("before_one").search(text[max(0, start - 2) : start]) is not None


def _minute(said: str) -> int:
    if not said:
        return 0
    if said.startswith("半"):
        return 30
    if "刻" in said:
        return 15 * number(said[0])
    digits = said.removesuffix("钟").removesuffix("分").removesuffix("个字")
    figures = said.endswith("个字") or (digits == said and len(said) == 1)
    return number(digits) * (FIVE if figures else 1)


def _with_parts(
    text: str, clocks: list[_Clock], parts: list[tuple[int, int, str]]
) -> tuple[list[_Clock], list[tuple[int, int, str]]]:
    """The clock times with the part of the day that was said with them, and the parts that stand alone."""
    left, found = list(parts), list[_Clock]()
    for clock in clocks:
        beside = [part for part in left if part[1] <= clock.start and not text[part[1] : clock.start].strip("的, ")]
        if beside:
            found.append(replace(clock, start=beside[-1][0], part=beside[-1][2]))
            left.remove(beside[-1])
        elif found and pattern("either").fullmatch(text[found[-1].end : clock.start]):
            found.append(replace(clock, part=found[-1].part))
        else:
            found.append(clock)
    if len(found) == 1 and len(left) == 1 and found[0].part is None:  # 上午来，九点
        return [replace(found[0], part=left[0][2])], []
    return found, left


def _settled(text: str, clocks: list[_Clock], read: bytearray) -> list[TimeSaid]:
    """Clock times with what stands around them: from one to the other, before, after."""
    found: list[TimeSaid] = []
    rest = list(clocks)
    while rest:
        first = rest.pop(0)
        if rest and pattern("clock_to").fullmatch(text[first.end : rest[0].start]):
            found.append(_from_to(first, rest.pop(0)))
            continue
        if first.from_hour is not None:
            found.append(_from_to(replace(first, hour=first.from_hour, minute=0), first))
            continue
        found.append(_alone(text, first, read))
    return found


def _alone(text: str, clock: _Clock, read: bytearray) -> TimeSaid:
    minutes = _minutes(clock)
    if minutes is None:
        return TimeSaid(clock.start, clock.end, impossible="no_such_hour")
    bounds = part_of_day(clock.part) if clock.part else None
    if (behind := _behind("clock_until", text, clock.end, read)) is not None:
        begins = _of(bounds.begins) if bounds else 0
        return TimeSaid(clock.start, behind, tuple(_choice(min(begins, at), at) for at in minutes))
    if (behind := _behind("clock_from", text, clock.end, read)) is not None:
        ends = _of(bounds.ends) if bounds else DAY - 1
        return TimeSaid(clock.start, behind, tuple(_choice(at, max(ends, at)) for at in minutes))
    late = len(minutes) == 1 and not clock.part and not clock.exact and clock.hour < NOON and minutes[0] < HALF_DAY
    otherwise = _choice(minutes[0] + HALF_DAY, minutes[0] + HALF_DAY) if late else None
    return TimeSaid(clock.start, clock.end, tuple(_choice(at, at) for at in minutes), otherwise)


def _from_to(first: _Clock, last: _Clock) -> TimeSaid:
    begins, ends = _minutes(first), _minutes(last)
    if begins is None or ends is None:
        return TimeSaid(first.start, last.end, impossible="no_such_hour")
    if first.part is None and last.part is not None:
        begins = tuple(at for at in _both(first) if at < ends[0])[-1:] or begins
    pairs = []
    for begin in begins:
        until = ends if last.part else _both(last)
        end = next((at for at in until if at > begin), DAY - 1)
        if begin < DAY:
            pairs.append(_choice(begin, min(end, DAY - 1)))
    return TimeSaid(first.start, last.end, tuple(pairs))


def _part(text: str, start: int, end: int, name: str, read: bytearray) -> TimeSaid:
    band = part_of_day(name)
    if (behind := _behind("clock_until", text, end, read)) is not None:
        return TimeSaid(start, behind, (_choice(0, _of(band.begins)),))
    if (behind := _behind("clock_from", text, end, read)) is not None:
        return TimeSaid(start, behind, (_choice(_of(band.begins), DAY - 1),))
    return TimeSaid(start, end, (Choice(band),))


def _behind(kind: str, text: str, at: int, read: bytearray) -> int | None:
    match = pattern(kind).match(text, at)
    return match.end() if match and not any(read[at : match.end()]) else None


def _of(moment: time) -> int:
    return moment.hour * HOUR + moment.minute


def _choice(begins: int, ends: int) -> Choice:
    return Choice(Band(_time(begins), _time(ends)), begins // DAY)


def _time(minutes: int) -> time:
    return time(*divmod(minutes % DAY, HOUR))


def _both(clock: _Clock) -> tuple[int, ...]:
    """The time before noon and after it; only one where the hour tells."""
    at = clock.hour * HOUR + clock.minute
    return (at,) if clock.exact or clock.hour > NOON or clock.hour == 0 else (at, at + HALF_DAY)


def _minutes(clock: _Clock) -> tuple[int, ...] | None:
    """The times that may be meant; None if there is no such hour."""
    if clock.hour > HOURS or clock.minute >= HOUR or (clock.hour == HOURS and clock.minute > 0):
        return None
    early, *late = _both(clock)
    if not late:
        wrong = clock.part in ("morning", "noon") and clock.hour > LAST_OF_NOON
        return None if wrong or early < 0 else (early,)
    if clock.part is None:
        if clock.hour in words()["asked"]:
            return early, *late
        return (late[0] if clock.hour in words()["after_noon"] else early,)
    return (early + _added(clock.hour, clock.part),)


def _added(hour: int, part: str) -> int:
    """Minutes to add to an hour of twelve in that part of the day."""
    match part:
        case "noon":
            return 0 if hour >= FIRST_OF_NOON else HALF_DAY
        case "afternoon":
            return 0 if hour == NOON else HALF_DAY
        case "evening":
            return DAY if hour <= LAST_OF_NIGHT else HALF_DAY
        case "night":
            return HALF_DAY if hour >= FIRST_OF_NIGHT else 0
        case _:
            return 0
