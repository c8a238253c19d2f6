"""What the days and moments of a service's file must satisfy: festivals that are known, and one thing after the other."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from knowledge.days import festivals
from knowledge.policy_list import PolicyList
from knowledge.service import Popular, Service
from knowledge.service_days import moment

LEAP_YEAR = 2028
"""Has every day that any year has."""
SOME_DAY = date(2026, 6, 17)
"""A working day long after any holiday: moments before it stand in the order in which they stand before any."""


def problems(_: PolicyList, service: Service, __: date) -> Iterator[tuple[str, str]]:
    """What stands in the line that is wrong, and what is wrong."""
    yield from _days(service)
    yield from _moments(service)
    for one in service.popular:
        yield from _waves(service, one)


def _days(service: Service) -> Iterator[tuple[str, str]]:
    for season in service.days.seasons:
        if season.around is not None and season.around not in festivals():
            yield season.around, f"season: no festival {season.around} in words/festivals.yaml"
        for day in filter(None, (season.starts, season.ends)):
            yield from _day(day, "season")
    for one in service.popular:
        if one.day is not None:
            yield from _day(one.day, f"popular {one.name}")
        elif one.name not in festivals():
            yield one.name, f"popular: no festival {one.name} in words/festivals.yaml, and no day"


def _day(day: str, where: str) -> Iterator[tuple[str, str]]:
    try:
        date.fromisoformat(f"{LEAP_YEAR}-{day}")
    except ValueError:
        yield day, f"{where}: no year has a day {day}"


def _moments(service: Service) -> Iterator[tuple[str, str]]:
    booking = service.booking
    opens, closes, changes = (moment(one, SOME_DAY) for one in (booking.opens, booking.closes, booking.changes))
    if closes <= opens:
        yield "closes", "booking closes before it opens"
    if changes <= opens:
        yield "changes", "changes end before booking opens"
    if booking.release is not None and not opens < moment(booking.release, SOME_DAY) < closes:
        yield "release", "what the counter has left goes to the public before booking opens or after it closes"
    for band in service.bands:
        begins = datetime.combine(SOME_DAY, band.starts, closes.tzinfo)
        if begins < closes or begins < changes:
            yield f"id: {band.id}", f"band {band.id} begins before it can no longer be booked or changed"


def _waves(service: Service, one: Popular) -> Iterator[tuple[str, str]]:
    opens = [moment(wave.opens, SOME_DAY) for wave in one.waves]
    if opens != sorted(set(opens)):
        yield one.name, f"popular {one.name}: its waves open one after the other"
    if max(opens) >= moment(service.booking.closes, SOME_DAY):
        yield one.name, f"popular {one.name}: a wave opens after booking closes"
    if not any(capacity.public for office in service.offices for capacity in office.capacity or service.capacity):
        yield (
            one.name,
            f"popular {one.name}: nothing is for the public alone, so that there is nothing to give out in waves",
        )
