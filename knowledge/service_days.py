"""The days on which a service is there, and when each can be booked: pure functions of the service's file and the calendar."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from knowledge.days import festival, next_working, work
from knowledge.service import Before, Capacity, Days, Office, Popular, Season, Service

CHINA = ZoneInfo("Asia/Shanghai")
PUBLIC, COUNTER, ALL, LATER = "public", "counter", "all", "later-{wave}"
"""Quotas; later: what a popular day's later waves will give to the public."""
WHOLE_DAY = ""
LONGEST_HOLIDAY = 10
"""Days. So many working days, and as many again for the weekends, cover it."""


@dataclass(frozen=True)
class Sitting:
    """A band of an office on a day, or the whole day with its ceilings. Moments carry China's zone."""

    service: str
    office: str
    day: date
    band: str
    opens_at: datetime
    closes_at: datetime
    changes_until: datetime
    starts_at: datetime
    ends_at: datetime
    capacities: dict[tuple[str, str], int]
    """By dimension and quota."""
    releases: tuple[Release, ...] = ()


@dataclass(frozen=True)
class Release:
    """From that moment on, what a quota has left is the public's."""

    at: datetime
    dimension: str
    quota: str


def is_open(service: Service, day: date) -> bool:
    """Whether the service is there on that day."""
    days = service.days
    return day in days.also or (day in days.dates if days.dates else _in_season(days, day) and _on(days, day))


def open_days(service: Service, first: date, last: date) -> Iterator[date]:
    """Those of the days from first to last, both included, on which it is there."""
    for ahead in range((last - first).days + 1):
        if is_open(service, day := first + timedelta(days=ahead)):
            yield day


def horizon(service: Service) -> int:
    """How many days ahead its sessions have to be there."""
    opens = [service.booking.opens, *(wave.opens for one in service.popular for wave in one.waves)]
    return max(2 * one.days + LONGEST_HOLIDAY if one.working else one.days for one in opens)


def moment(before: Before, day: date) -> datetime:
    """That moment before the day."""
    begins = next_working(day, -before.days) if before.working and before.days else day - timedelta(days=before.days)
    return datetime.combine(begins, before.at, CHINA)


def sittings(service: Service, office: Office, day: date) -> list[Sitting]:
    """The bands of an open day, after the day itself where it has ceilings."""
    popular = next((one for one in service.popular if is_popular(one, day)), None)
    opens = moment(popular.waves[0].opens if popular else service.booking.opens, day)
    closes, changes = moment(service.booking.closes, day), moment(service.booking.changes, day)
    found = []
    stretches = [(WHOLE_DAY, time.min, time.max), *((b.id, b.starts, b.ends) for b in service.bands_of(office))]
    for band, starts, ends in stretches:
        amounts = [one for one in office.capacity or service.capacity if _holds_for(one, band)]
        if not amounts:
            continue
        capacities, releases = _capacities(service, amounts, day, popular)
        begins, over = (datetime.combine(day, at, CHINA) for at in (starts, ends))
        found.append(
            Sitting(service.id, office.id, day, band, opens, closes, changes, begins, over, capacities, tuple(releases))
        )
    return found


def is_popular(one: Popular, day: date) -> bool:
    """Whether many want to come on that day."""
    return f"{day:%m-%d}" == one.day if one.day else any(day in festival(one.name, year) for year in _years(day))


def follows_between(service: Service, first: date) -> tuple[date, date]:
    """The first and the last day for the second of two linked appointments, by the day of the first one."""
    assert service.follows is not None
    waited = _end(first + timedelta(days=service.follows.first_day - 1))
    length = service.follows.last_day - service.follows.first_day + 1
    return waited + timedelta(days=1), _end(waited + timedelta(days=length))


def _end(day: date) -> date:
    """Of a period that would end on that day."""
    return day if work(day).working else next_working(day)


def _capacities(
    service: Service, amounts: list[Capacity], day: date, popular: Popular | None
) -> tuple[dict[tuple[str, str], int], list[Release]]:
    """What there is at first, and what goes over to the public when."""
    found: dict[tuple[str, str], int] = {}
    releases: list[Release] = []
    for one in amounts:
        if one.all is not None:
            found[one.what, ALL] = one.all
            continue
        found[one.what, PUBLIC] = public = one.public or 0
        if one.counter is not None:
            found[one.what, COUNTER] = one.counter
            if service.booking.release is not None:
                releases.append(Release(moment(service.booking.release, day), one.what, COUNTER))
        for number, wave in enumerate(popular.waves[1:] if popular else (), 2):
            quota = LATER.format(wave=number)
            found[one.what, quota] = share = public * wave.percent // 100
            found[one.what, PUBLIC] -= share
            releases.append(Release(moment(wave.opens, day), one.what, quota))
    return found, releases


def _holds_for(one: Capacity, band: str) -> bool:
    if band == WHOLE_DAY:
        return one.per == "day"
    return one.per == "band" and (not one.bands or band in one.bands)


def _on(days: Days, day: date) -> bool:
    if days.which == "every":
        return True
    return work(day).working if days.which == "working" else day.isoweekday() in days.which


def _in_season(days: Days, day: date) -> bool:
    return not days.seasons or any(_within(season, day) for season in days.seasons)


def _within(season: Season, day: date) -> bool:
    if season.around is None:
        assert season.starts is not None
        assert season.ends is not None
        now = f"{day:%m-%d}"
        through = season.starts <= season.ends
        return season.starts <= now <= season.ends if through else now >= season.starts or now <= season.ends
    return any(
        begins - timedelta(days=season.before) <= day <= begins + timedelta(days=season.after)
        for year in _years(day)
        for begins in festival(season.around, year)
    )


def _years(day: date) -> tuple[int, int]:
    """Lunar years begin late: a day in January may be the eve of the year before."""
    return day.year - 1, day.year
