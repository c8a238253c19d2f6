"""Days and times as citizens say them when they book, always looking forward: 下周三上午, 清明节前一天, 越早越好."""

from __future__ import annotations

import re
from bisect import bisect, bisect_left
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple, TypeVar

from knowledge.days import LAST_YEAR
from knowledge.text import normalise
from knowledge.when import Band, Days, Option, WhenSaid
from knowledge.when_clock import Choice, TimeSaid, hours_later, times
from knowledge.when_dates import DaysSaid, one
from knowledge.when_repeat import standing
from knowledge.when_stretches import NEAR, Stretch, stretches
from knowledge.when_words import mark, pattern

_SPACED = re.compile(
    r"(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])|(?<=\d)\s+(?=[年月日号点时分])|(?<=[年月点时])\s+(?=\d)"
)
"""A space that parts no words: 12 月 1 号, and what a speech recogniser puts between any two."""
_STOP = re.compile(r"[,。;!?、]")
T = TypeVar("T", bound=Stretch | TimeSaid)
"""Both have a place in the sentence."""


class Said(NamedTuple):
    """One understanding of days and time, with what is meant if it is over already."""

    option: Option
    otherwise: Option | None = None


def listen_when(text: str, now: datetime) -> WhenSaid:
    """What `text` says of when; `now` is the time in China."""
    sentence = _SPACED.sub("", normalise(text))
    read = bytearray(len(sentence))
    days = stretches(sentence, now.date())
    _mark(read, days)
    repeat, other_repetition, days = standing(sentence, days, read)
    hours = times(sentence, read)
    _mark(read, hours)
    if (moment := hours_later(sentence, now)) is not None:
        days, hours = _at(*moment)
        _mark(read, days)
    days, hours, refused = _wanted(sentence, days, hours)
    earliest, any_day = _says("earliest", sentence, read), _says("any", sentence, read)
    said, ask, impossible = _options(days, hours)
    if not said and not repeat:
        any_day = any_day or _says("any_where_none_is_said", sentence, read)
    options = _to_come(said, now)
    if said and not options:
        impossible = "past"
    elif any(option.days is not None and option.days.first.year > LAST_YEAR for option in options):
        impossible = "too_far"
    impossible = "other_repetition" if other_repetition else impossible
    return WhenSaid(
        options=() if impossible else options,
        ambiguous=ask and len(options) > 1 and not impossible,
        earliest=earliest,
        any_day=any_day,
        repeat=repeat,
        impossible=impossible,
        refused=tuple(one_of for day in refused for one_of in day.said.days),
        rest=_unread(sentence, read),
    )


def _unread(sentence: str, read: bytearray) -> str:
    left = "".join("\n" if used else character for character, used in zip(sentence, read, strict=True))
    return re.sub(r"\s*\n\s*", " ", re.sub(r"\n+", "\n", left)).strip()


def _at(moment: datetime, start: int, end: int) -> tuple[list[Stretch], list[TimeSaid]]:
    band = Band(moment.time(), moment.time())
    return [Stretch(start, end, DaysSaid((one(moment.date()),)))], [TimeSaid(end, end, (Choice(band),))]


def _mark(read: bytearray, found: Sequence[Stretch | TimeSaid]) -> None:
    for stretch in found:
        mark(read, stretch.start, stretch.end)


def _says(name: str, sentence: str, read: bytearray) -> bool:
    """Whether one of those words stands in the sentence."""
    said = False
    for match in pattern(name).finditer(sentence):
        said = True
        mark(read, *match.span())
    return said


def _wanted(
    sentence: str, days: list[Stretch], hours: list[TimeSaid]
) -> tuple[list[Stretch], list[TimeSaid], list[Stretch]]:
    """The days and the times that count: not what was taken back, nor what does not suit; and the days that do not."""
    changes = [match.end() for match in pattern("changes").finditer(sentence)]
    days, hours = _after_change(days, changes), _after_change(hours, changes)
    starts = sorted([day.start for day in days] + [hour.start for hour in hours])
    suiting = [hour for hour in hours if not _refused(sentence, hour, starts)]
    kept, refused = list[Stretch](), list[Stretch]()
    for day, its in zip(days, _between(days, hours), strict=True):
        wrong = _refused(sentence, day, starts) or (its and its[0] not in suiting)
        (refused if wrong and not any(hour in suiting for hour in its) else kept).append(day)
    return kept, suiting, refused


def _between(days: list[Stretch], hours: list[TimeSaid]) -> list[list[TimeSaid]]:
    """For each day the times said behind it and before the next."""
    starts = [day.start for day in days]
    found: list[list[TimeSaid]] = [[] for _ in days]
    for hour in hours:
        if (at := bisect(starts, hour.start)) > 0:
            found[at - 1].append(hour)
    return found


def _after_change(found: list[T], changes: list[int]) -> list[T]:
    """What stands behind the last change that something follows: 周三改到周四."""
    last = max((change for change in changes if found and change <= found[-1].start), default=0)
    return [stretch for stretch in found if stretch.start >= last]


def _refused(sentence: str, stretch: Stretch | TimeSaid, starts: list[int]) -> bool:
    """Whether it is said not to suit, before it or behind it up to the next stop or the next day or time."""
    at = bisect_left(starts, stretch.end)
    until = starts[at] if at < len(starts) else len(sentence)
    behind = _STOP.split(sentence[stretch.end : min(until, stretch.end + NEAR)])[0]
    before = sentence[max(0, stretch.start - NEAR) : stretch.start]
    return bool(pattern("no_behind").search(behind) or pattern("no_before").search(before))


def _options(days: list[Stretch], hours: list[TimeSaid]) -> tuple[list[Said], bool, str | None]:
    """Every day with its time; whether it is to be asked which is meant; why it is impossible, if nothing else is left."""
    whole = [day for day in days if day.said.days]
    timely = [hour for hour in hours if hour.choices]
    wrong = next((hour.impossible for hour in hours if hour.impossible), None) if not timely else None
    wrong = next((day.said.impossible for day in days if day.said.impossible), wrong) if not whole else wrong
    if wrong:
        return [], False, wrong
    if not whole:
        choices, ask = _choices(timely)
        return [_joined(None, choice) for choice in choices], ask, None
    ask = any(day.said.ask for day in whole)
    found = []
    for day, its in zip(whole, _divided(whole, timely), strict=True):
        choices, several = _choices(its)
        ask = ask or several
        for one_of in day.said.days:
            found += [_joined(one_of, choice) for choice in choices] or [Said(Option(one_of))]
    return found, ask, None


def _divided(days: list[Stretch], hours: list[TimeSaid]) -> list[list[TimeSaid]]:
    """The times that belong to each day: those behind it; a day without takes the next one's, or the one's before."""
    own = _between(days, hours)
    own[0] = own[0] or [hour for hour in hours if hour.start < days[0].start]
    filled = [at for at, its in enumerate(own) if its]
    if not filled:
        return own
    return [own[filled[min(bisect_left(filled, at), len(filled) - 1)]] for at in range(len(own))]


def _choices(hours: list[TimeSaid]) -> tuple[list[tuple[Choice, Choice | None]], bool]:
    """The ways to understand the times of a day, and whether it is to be asked which. Parts of the day become one stretch."""
    exact = [hour for hour in hours if not hour.choices[0].band.name]
    if exact:
        ask = any(len(hour.choices) > 1 for hour in exact)
        return [(choice, hour.otherwise) for hour in exact for choice in hour.choices], ask
    bands = [hour.choices[0].band for hour in hours]
    if not bands:
        return [], False
    if len(set(bands)) == 1:
        return [(Choice(bands[0]), None)], False
    return [(Choice(Band(min(band.begins for band in bands), max(band.ends for band in bands))), None)], False


def _joined(days: Days | None, ways: tuple[Choice, Choice | None]) -> Said:
    choice, otherwise = ways
    return Said(_option(days, choice), _option(days, otherwise) if otherwise else None)


def _option(days: Days | None, choice: Choice) -> Option:
    later = timedelta(days=choice.days_later)
    if days is not None:
        days = Days(days.first + later, days.last + later if days.last else None)
    return Option(days, choice.band)


def _to_come(said: list[Said], now: datetime) -> tuple[Option, ...]:
    """Those that are not over, from today on, each once."""
    found = []
    for option, otherwise in said:
        meant = otherwise if otherwise and _over(option, now) else option
        if _over(meant, now):
            continue
        days = meant.days and meant.days._replace(first=max(meant.days.first, now.date()))
        found.append(meant._replace(days=days))
    return tuple(dict.fromkeys(found))


def _over(option: Option, now: datetime) -> bool:
    if option.days is None or option.days.last is None:
        return False
    if option.days.last == now.date():
        return option.band is not None and option.band.ends < now.time()
    return option.days.last < now.date()
