"""What is meant by days and times that were said: the shapes that knowledge/when_said.py fills."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from typing import NamedTuple

WEEKDAYS = "一二三四五六日"


class Days(NamedTuple):
    """A day, or days that follow each other."""

    first: date
    last: date | None
    """Included; None: no end was said."""

    def __str__(self) -> str:
        if self.last == self.first:
            return _day(self.first)
        return f"{_day(self.first)}..{'' if self.last is None else _day(self.last)}"


class Band(NamedTuple):
    """A stretch of the day, or a clock time: then it begins when it ends."""

    begins: time
    ends: time
    name: str | None = None
    """morning, noon, afternoon, evening, night, where it was said in such a word alone."""

    def __str__(self) -> str:
        if self.name:
            return self.name
        return f"{self.begins:%H:%M}" if self.begins == self.ends else f"{self.begins:%H:%M}-{self.ends:%H:%M}"


class Option(NamedTuple):
    """Days with the time of the day; None: nothing was said of it."""

    days: Days | None = None
    band: Band | None = None


class Repeat(NamedTuple):
    """When a standing order comes."""

    weekdays: tuple[int, ...]
    """0 is Monday."""
    working_days: bool = False
    """Only on days that are worked, by the calendar."""

    def __str__(self) -> str:
        if self.working_days:
            return "every 工作日"
        return "every day" if len(self.weekdays) == len(WEEKDAYS) else "every " + "".join(map(_weekday, self.weekdays))


@dataclass(frozen=True)
class WhenSaid:
    """What was understood."""

    options: tuple[Option, ...] = ()
    """Any of them suits; where `ambiguous`, one of them is meant and is to be asked for. Empty: no day and no time was said."""
    ambiguous: bool = False
    earliest: bool = False
    """As soon as possible."""
    any_day: bool = False
    """Any day suits (of those in `options`, if days are named there)."""
    repeat: Repeat | None = None
    """A standing order; the days of `options` are then from when until when."""
    impossible: str | None = None
    """Why nothing can be booked so: past, no_such_day, no_such_month, no_such_hour, too_far, other_repetition."""
    refused: tuple[Days, ...] = ()
    """Days that were said not to suit."""
    rest: str = ""
    """The normalised text without what was understood, for whoever looks for other numbers in it."""

    def __bool__(self) -> bool:
        """Whether anything was understood."""
        return bool(self.options or self.earliest or self.any_day or self.repeat or self.impossible)

    def __str__(self) -> str:
        """In one line, such as `2026-11-24(二) morning`; tests and figures compare it."""
        if self.impossible:
            return f"impossible {self.impossible}"
        parts = [_options(self.options, self.ambiguous)] if self.options else []
        parts += [word for word, said in (("earliest", self.earliest), ("any", self.any_day)) if said]
        parts += [str(self.repeat)] if self.repeat else []
        return " ".join(parts) or "nothing"


def _options(options: tuple[Option, ...], ambiguous: bool) -> str:
    bands = {option.band for option in options}
    if ambiguous:
        return "ask " + " / ".join(_option(option) for option in options)
    if len(bands) == 1 and options[0].days:
        return _option(Option(None, options[0].band), ", ".join(str(option.days) for option in options))
    return ", ".join(_option(option) for option in options)


def _option(option: Option, days: str = "") -> str:
    return " ".join(part for part in (days or str(option.days or ""), str(option.band or "")) if part)


def _day(day: date) -> str:
    return f"{day}({_weekday(day.weekday())})"


def _weekday(number: int) -> str:
    return WEEKDAYS[number]
