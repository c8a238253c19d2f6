"""Where a sentence names days, and which: mentions put together that belong together (周三到周五, 12月5号星期六)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from knowledge.days import DAY
from knowledge.when import Days
from knowledge.when_behind import moved
from knowledge.when_dates import NOTHING, DaysSaid
from knowledge.when_days import WEEK, days_of, later
from knowledge.when_words import Mention, mentions, pattern

NEAR = 14
"""Characters around a day in which it is said not to suit, or only to be told of."""
NARROWER = {"day", "moon_day", "weekday", "weekend"}
"""Kinds of mention that name a day of the month or week said before: 下个月，五号."""


@dataclass(frozen=True)
class Stretch:
    """Days, and where they stand in the sentence."""

    start: int
    end: int
    said: DaysSaid


def stretches(sentence: str, today: date) -> list[Stretch]:
    """The days named in a normalised sentence, in its order."""
    found: list[Stretch] = []
    for mention in mentions(sentence):
        if found and mention.start < found[-1].end:
            continue  # a part of what moves the day before: 国庆后第一个礼拜六
        if (stretch := _read(sentence, mention, found[-1] if found else None, today)) is None:
            continue
        if found and (both := _together(sentence, found[-1], stretch, mention, today)) is not None:
            found[-1] = both
        else:
            found.append(stretch)
    return found


def _read(sentence: str, mention: Mention, before: Stretch | None, today: date) -> Stretch | None:
    joined = before is not None and _joined(sentence[before.end : mention.start])
    said = days_of(mention, today, before.said if before and joined else NOTHING)
    said, end = moved(sentence, mention.start, mention.end, said, today)
    if not said.days and said.impossible is None:
        return None
    stretch = Stretch(mention.start, end, said)
    return None if _is_over(said, today) and _only_told(sentence, stretch) else stretch


def _joined(between: str) -> bool:
    return not between.strip(" 的,") or any(pattern(kind).fullmatch(between) for kind in ("to", "either"))


def _is_over(said: DaysSaid, today: date) -> bool:
    if said.impossible == "past":
        return True
    return bool(said.days) and all(day.last is not None and day.last < today for day in said.days)


def _only_told(sentence: str, stretch: Stretch) -> bool:
    """Whether a day gone by is no wish: 跟昨天一样."""
    before, behind = sentence[max(0, stretch.start - NEAR) : stretch.start], sentence[stretch.end :][:NEAR]
    return any(
        pattern(name).search(text) for name, text in (("only_told_before", before), ("only_told_behind", behind))
    )


def _together(sentence: str, first: Stretch, second: Stretch, mention: Mention, today: date) -> Stretch | None:
    """The one stretch that both are; None if they are two."""
    between = sentence[first.end : second.start]
    whole = Stretch(first.start, second.end, second.said)
    if not (first.said.days and second.said.days):
        named = first.said.impossible and second.said.weekdays and not between.strip("(, ")
        return replace(whole, said=first.said) if named else None
    if pattern("to").fullmatch(between):
        return replace(whole, said=_from_to(first.said, second.said, today))
    if between.strip(" 的,") and not pattern("same").fullmatch(between):
        return None
    if mention.kind in NARROWER and _is_stretch(first.said) and (first.said.month or first.said.monday):
        return whole
    if first.said.days == second.said.days:
        return replace(whole, said=first.said)
    return _same_day(whole, first.said, second.said, listed="," in between)


def _is_stretch(said: DaysSaid) -> bool:
    return len(said.days) == 1 and said.days[0].first != said.days[0].last


def _same_day(whole: Stretch, first: DaysSaid, second: DaysSaid, *, listed: bool) -> Stretch | None:
    """A date and a day of the week: 12月5号星期六. Where they do not agree, it is asked which is meant."""
    named, weekday = (first, second) if second.weekdays else (second, first)
    if len(weekday.weekdays) != 1 or named.weekdays or len(named.days) != 1 or _is_stretch(named):
        return None
    if named.days[0].first.weekday() == weekday.weekdays[0]:
        return replace(whole, said=named)
    return None if listed else replace(whole, said=DaysSaid((named.days[0], weekday.days[0]), ask=True))


def _from_to(first: DaysSaid, last: DaysSaid, today: date) -> DaysSaid:
    begins, ends = first.days[0].first, last.days[-1].last
    if ends is None:
        return replace(first, days=(Days(begins, None),), ask=False)
    if first.weekdays and last.weekdays:
        between = range(first.weekdays[0], last.weekdays[-1] + 1)
        if ends == today:
            ends += WEEK
        begins = ends - ((ends.weekday() - first.weekdays[0]) % 7) * DAY
        return DaysSaid((Days(begins, ends),), weekdays=tuple(between))
    while ends < begins and (last.weekdays or last.monday):
        ends += WEEK
    if ends < begins and last.month:
        ends = later(ends, 1, "月")
    return DaysSaid((Days(begins, max(begins, ends)),), month=last.month, monday=last.monday)
