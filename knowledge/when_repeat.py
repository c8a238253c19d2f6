"""Standing orders: 每周一三五, 工作日, 天天."""

from __future__ import annotations

from typing import NamedTuple

from knowledge.when import WEEKDAYS, Repeat
from knowledge.when_stretches import Stretch
from knowledge.when_words import mark, pattern, unread, weekdays

ALL = tuple(range(len(WEEKDAYS)))
BEFORE = 4
"""Characters before a day of the week in which 每 stands."""


class Standing(NamedTuple):
    """What was said of repetition."""

    repeat: Repeat | None
    other: bool
    """A repetition that no standing order has: 隔天, 每月."""
    days: list[Stretch]
    """The days that are not repeated: from when until when."""


def standing(sentence: str, days: list[Stretch], read: bytearray) -> Standing:
    """The repetition in a normalised sentence that names these days; what tells it is marked in `read`."""
    found, once = _each(sentence, days, read)
    if not found and _take("every_day", sentence, read):
        named = [day for day in once if day.said.weekdays]
        once = [day for day in once if not day.said.weekdays]
        found = {weekday for day in named for weekday in day.said.weekdays} or set(ALL)
    for match in unread(pattern("idioms"), sentence, read):
        if not found:
            found = set(weekdays(match["after"] or match["bare"]))
            mark(read, *match.span())
    working = _take("working_days", sentence, read)
    if not found and working:
        return Standing(Repeat(ALL, working_days=True), False, once)
    repeat = Repeat(tuple(sorted(found))) if found else None
    return Standing(repeat, _take("other_repetition", sentence, read), once)


def _each(sentence: str, days: list[Stretch], read: bytearray) -> tuple[set[int], list[Stretch]]:
    """The days of the week with 每 before them or before the list that they stand in, and the other stretches."""
    found: set[int] = set()
    once: list[Stretch] = []
    end = None
    for day in days:
        start = max(0, day.start - BEFORE)
        each = next((m for m in pattern("each").finditer(sentence, start, day.start) if m.end() == day.start), None)
        listed = end is not None and pattern("either").fullmatch(sentence[end : day.start])
        if day.said.weekdays and (each or listed):
            found |= set(day.said.weekdays)
            end = day.end
            mark(read, each.start() if each else day.start, day.end)
        else:
            once.append(day)
    return found, once


def _take(name: str, sentence: str, read: bytearray) -> bool:
    """Whether those words stand where nothing else was understood."""
    match = next(unread(pattern(name), sentence, read), None)
    if match is not None:
        mark(read, *match.span())
    return match is not None
