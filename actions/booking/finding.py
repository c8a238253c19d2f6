"""Which session is meant by what was said, and which others are near: pure functions over the sessions that there are."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from actions.booking.model import WHOLE_DAY
from actions.booking.schedule import Vacancy
from knowledge.service import Service
from knowledge.service_days import is_open
from knowledge.when import Days, WhenSaid
from knowledge.wish_said import bands_meant

LISTED = 4
"""Sessions that are listed to choose from at most: more cannot be kept in mind."""


class Why(StrEnum):
    """Why none of what was said can be had. Texts are found by these names."""

    NOT_OPEN = "not_open"
    NO_BAND = "no_band"
    TOO_EARLY = "too_early"
    TOO_LATE = "too_late"
    CLOSED = "closed"
    FULL = "full"


@dataclass(frozen=True)
class Found:
    """What there is for it: one session, several to choose from, or a reason why there is none."""

    one: Vacancy | None = None
    several: tuple[Vacancy, ...] = ()
    why: Why | None = None
    about: Vacancy | None = None
    """The session that cannot be had; None if there is none such."""
    day: date | None = None
    """The first day that was asked for."""


def find(
    service: Service,
    sessions: Sequence[Vacancy],
    when: WhenSaid,
    bands: Collection[str],
    amounts: Mapping[str, int],
    now: datetime,
) -> Found:
    """`sessions` are those of the offices that suit, from today on; `bands` were named by the service's own words."""
    day = next((option.days.first for option in when.options if option.days), None)
    of_days = [one for one in sessions if _on(one, when)]
    meant = [one for one in of_days if _in_band(service, one, when, bands)]
    bookable = [one for one in meant if is_bookable(one, now)]
    free = [one for one in bookable if fits(one, amounts)]
    if not free:
        why, about = _why(service, of_days, meant, bookable, day, now)
        return Found(why=why, about=about, day=day)
    if len(free) == 1 or when.earliest or when.any_day:
        return Found(free[0], day=day)
    return Found(several=tuple(free), day=day)


def is_bookable(one: Vacancy, now: datetime) -> bool:
    """Whether its time for booking has come and not gone, and it takes place."""
    return one.opens_at <= now < one.closes_at and not one.closed


def fits(one: Vacancy, amounts: Mapping[str, int]) -> bool:
    """Whether so much is left of it."""
    return all(one.free.get(dimension, 0) >= amount for dimension, amount in amounts.items())


def nearest(
    sessions: Iterable[Vacancy], to: Vacancy | date, amounts: Mapping[str, int], now: datetime
) -> list[Vacancy]:
    """A few that can be had, on the nearest days; of a day, the same band and the same place before others. In order of time."""
    day, slot = (to, None) if isinstance(to, date) else (to.slot.date, to.slot)
    free = [one for one in sessions if is_bookable(one, now) and fits(one, amounts) and one.slot != slot]

    def distance(one: Vacancy) -> tuple[int, bool, bool, datetime]:
        away = abs((one.slot.date - day).days)
        return (
            away,
            slot is None or one.slot.band != slot.band,
            slot is None or one.slot.office != slot.office,
            one.starts_at,
        )

    return sorted(sorted(free, key=distance)[:LISTED], key=lambda one: one.starts_at)


def to_list(sessions: Sequence[Vacancy]) -> list[Vacancy]:
    """Some of many: the first of each day, and all where they are of one day."""
    if len({one.slot.date for one in sessions}) == 1:
        return list(sessions[:LISTED])
    return list({one.slot.date: one for one in reversed(sessions)}.values())[::-1][:LISTED]


def _on(one: Vacancy, when: WhenSaid) -> bool:
    day = one.slot.date
    days = [option.days for option in when.options if option.days]
    wanted = any(_within(day, stretch) for stretch in days) if days else True
    if wanted and when.repeat is not None:
        wanted = day.weekday() in when.repeat.weekdays or when.repeat.working_days
    return wanted and not any(_within(day, stretch) for stretch in when.refused)


def _within(day: date, stretch: Days) -> bool:
    return stretch.first <= day and (stretch.last is None or day <= stretch.last)


def _in_band(service: Service, one: Vacancy, when: WhenSaid, bands: Collection[str]) -> bool:
    if bands or one.slot.band == WHOLE_DAY:
        return not bands or one.slot.band in bands
    its = [option for option in when.options if option.days is None or _within(one.slot.date, option.days)]
    said = [option.band for option in its if option.band]
    if not said:
        return True
    offered = service.bands_of(service.office[one.slot.office])
    return any(one.slot.band in bands_meant(offered, band) for band in said)


def _why(
    service: Service,
    of_days: Sequence[Vacancy],
    meant: Sequence[Vacancy],
    bookable: Sequence[Vacancy],
    day: date | None,
    now: datetime,
) -> tuple[Why, Vacancy | None]:
    if bookable:
        return Why.FULL, bookable[0]
    if meant:
        one = meant[0]
        if one.closed:
            return Why.CLOSED, one
        return (Why.TOO_EARLY if now < one.opens_at else Why.TOO_LATE), one
    if of_days:
        return Why.NO_BAND, of_days[0]
    return (Why.TOO_EARLY if day is not None and is_open(service, day) else Why.NOT_OPEN), None
