"""On which days a service is there, and when each can be booked."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from knowledge.policy_list import load
from knowledge.service import Before, Service
from knowledge.service_days import CHINA, follows_between, horizon, is_open, is_popular, moment, open_days, sittings
from tests.services import OFFICE, service


@pytest.fixture(scope="module")
def shipped() -> dict[str, Service]:
    return load().services


@pytest.mark.parametrize(
    ("days", "day", "there"),
    [
        ({}, "2026-10-01", True),
        ({"which": "working"}, "2026-11-23", True),
        ({"which": "working"}, "2026-11-28", False),  # a Saturday
        ({"which": "working"}, "2026-10-01", False),  # National Day, a Thursday
        ({"which": "working"}, "2026-10-10", True),  # a Saturday worked for it
        ({"which": [1, 3]}, "2026-11-25", True),  # a Wednesday
        ({"which": [1, 3]}, "2026-11-26", False),
        ({"which": "working", "also": ["2026-11-28"]}, "2026-11-28", True),
        ({"which": "working", "also": ["2026-11-28"]}, "2026-11-29", False),
        ({"dates": ["2026-12-12"]}, "2026-12-12", True),
        ({"dates": ["2026-12-12"]}, "2026-12-13", False),
        ({"dates": ["2026-12-12"], "also": ["2026-12-13"]}, "2026-12-13", True),
        ({"seasons": [{"starts": "06-01", "ends": "08-31"}]}, "2026-08-31", True),
        ({"seasons": [{"starts": "06-01", "ends": "08-31"}]}, "2026-09-01", False),
        ({"seasons": [{"starts": "12-15", "ends": "01-10"}]}, "2027-01-10", True),  # over the new year
        ({"seasons": [{"starts": "12-15", "ends": "01-10"}]}, "2026-12-14", False),
        ({"seasons": [{"around": "清明", "before": 2, "after": 1}]}, "2026-04-03", True),  # the day itself is 5 April
        ({"seasons": [{"around": "清明", "before": 2, "after": 1}]}, "2026-04-02", False),
        ({"seasons": [{"around": "清明", "before": 2, "after": 1}]}, "2026-04-06", True),
        ({"seasons": [{"around": "清明", "before": 2, "after": 1}]}, "2026-04-07", False),
        ({"seasons": [{"around": "清明", "before": 2, "after": 1}]}, "2028-04-05", True),  # 4 April in that year
        ({"seasons": [{"around": "清明", "before": 2, "after": 1}]}, "2028-04-06", False),
        ({"seasons": [{"around": "重阳"}]}, "2026-10-18", True),  # the ninth of the ninth moon
        ({"seasons": [{"around": "重阳"}]}, "2027-10-08", True),
        ({"seasons": [{"around": "重阳"}]}, "2027-10-18", False),
        ({"seasons": [{"around": "除夕"}]}, "2027-02-05", True),  # of the lunar year that began in 2026
        ({"seasons": [{"around": "清明", "after": 9}], "which": "working"}, "2026-04-06", False),  # off for 清明
        ({"seasons": [{"around": "清明", "after": 9}], "which": "working"}, "2026-04-07", True),
    ],
)
def test_a_service_is_there_on_the_days_that_its_file_says(days: dict[str, Any], day: str, there: bool) -> None:
    assert is_open(service(days=days), date.fromisoformat(day)) is there


@pytest.mark.parametrize(
    ("before", "day", "expected"),
    [
        ({"days": 0, "at": "07:00"}, "2026-11-23", "2026-11-23 07:00"),
        ({"days": 1, "at": "20:00"}, "2026-11-23", "2026-11-22 20:00"),
        ({"days": 30, "at": "09:00"}, "2027-03-01", "2027-01-30 09:00"),
        ({"days": 1, "at": "16:00", "working": True}, "2026-11-23", "2026-11-20 16:00"),  # Monday: on the Friday
        ({"days": 2, "at": "16:00", "working": True}, "2026-10-12", "2026-10-09 16:00"),  # the Saturday is worked
        ({"days": 1, "at": "16:00", "working": True}, "2026-10-08", "2026-09-30 16:00"),  # over National Day
        ({"days": 0, "at": "07:00", "working": True}, "2026-10-01", "2026-10-01 07:00"),
    ],
)
def test_a_moment_before_a_day(before: dict[str, Any], day: str, expected: str) -> None:
    at = moment(Before.model_validate(before), date.fromisoformat(day))
    assert at == datetime.fromisoformat(expected).replace(tzinfo=CHINA)


def test_every_band_of_an_office_is_a_sitting_and_the_day_is_one_where_it_has_a_ceiling() -> None:
    capacity = [
        {"what": "persons", "public": 10, "counter": 2, "bands": ["am"]},
        {"what": "persons", "public": 4, "bands": ["pm"]},
        {"what": "persons", "per": "day", "all": 12},
    ]
    day = date(2026, 11, 23)
    one = service(capacity=capacity)
    whole_day, am, pm = sittings(one, one.offices[0], day)
    assert [sitting.band for sitting in (whole_day, am, pm)] == ["", "am", "pm"]
    assert whole_day.capacities == {("persons", "all"): 12}
    assert am.capacities == {("persons", "public"): 10, ("persons", "counter"): 2}
    assert pm.capacities == {("persons", "public"): 4}
    assert (am.starts_at, am.ends_at) == tuple(datetime.combine(day, time(hour), CHINA) for hour in (9, 11))
    assert am.opens_at == datetime(2026, 11, 9, 8, tzinfo=CHINA)
    assert am.closes_at == datetime(2026, 11, 22, 20, tzinfo=CHINA)
    assert am.changes_until == datetime(2026, 11, 22, 12, tzinfo=CHINA)


def test_an_office_may_have_fewer_bands_and_other_capacities() -> None:
    office = OFFICE | {"bands": ["pm"], "capacity": [{"what": "persons", "all": 3}]}
    one = service(offices=[office])
    (only,) = sittings(one, one.offices[0], date(2026, 11, 23))
    assert (only.band, only.capacities) == ("pm", {("persons", "all"): 3})


def test_what_the_counter_has_left_is_released_when_the_file_says_so() -> None:
    one = service(booking=service().booking.model_copy(update={"release": Before(days=1, at=time(16))}))
    (release,) = sittings(one, one.offices[0], date(2026, 11, 23))[0].releases
    assert (release.dimension, release.quota) == ("persons", "counter")
    assert release.at == datetime(2026, 11, 22, 16, tzinfo=CHINA)
    assert sittings(service(), service().offices[0], date(2026, 11, 23))[0].releases == ()


@pytest.mark.parametrize(
    ("name", "day", "popular"),
    [
        ("520", "2027-05-20", True),
        ("520", "2027-05-21", False),
        ("七夕", "2026-08-19", True),
        ("七夕", "2027-08-08", True),
        ("七夕", "2027-08-19", False),
        ("情人节", "2027-02-14", True),
    ],
)
def test_a_popular_day_is_found_by_its_calendar(
    shipped: dict[str, Service], name: str, day: str, popular: bool
) -> None:
    (one,) = (one for one in shipped["jiehun"].popular if one.name == name)
    assert is_popular(one, date.fromisoformat(day)) is popular


@pytest.mark.parametrize("day", [date(2026, 8, 19), date(2027, 5, 20)])
def test_a_popular_days_places_are_given_out_in_waves(shipped: dict[str, Service], day: date) -> None:
    weddings = shipped["jiehun"]
    sitting = sittings(weddings, weddings.offices[0], day)[0]
    of_public = {quota: amount for (_, quota), amount in sitting.capacities.items() if quota != "counter"}
    assert of_public == {
        "public": 9,
        "later-2": 4,
        "later-3": 3,
    }  # of 16: half, 30 and 20 percent, what is left over first
    assert sitting.opens_at == datetime.combine(day - timedelta(days=30), time(9), CHINA)
    later = [(one.quota, one.at) for one in sitting.releases if one.quota != "counter"]
    assert later == [
        ("later-2", datetime.combine(day - timedelta(days=20), time(20), CHINA)),
        ("later-3", datetime.combine(day - timedelta(days=7), time(12, 30), CHINA)),
    ]
    ordinary = sittings(weddings, weddings.offices[0], day + timedelta(days=1))[0]
    assert ordinary.capacities == {("couples", "public"): 16, ("couples", "counter"): 4}


@pytest.mark.parametrize(
    ("first", "between"),
    [
        ("2026-11-24", ("2026-12-25", "2027-01-25")),  # 30 days until 24 December; 30 more end on a Saturday
        (
            "2026-09-01",
            ("2026-10-09", "2026-11-09"),
        ),  # the wait ends in National Day's week: on the 8th; then a Saturday
        ("2026-06-01", ("2026-07-02", "2026-07-31")),  # neither ends on a day off
        ("2026-08-03", ("2026-09-03", "2026-10-08")),  # the last day is 2 October
        ("2026-01-05", ("2026-02-05", "2026-03-06")),
    ],
)
def test_the_second_visit_is_within_the_days_of_the_law(
    shipped: dict[str, Service], first: str, between: tuple[str, str]
) -> None:
    found = follows_between(shipped["lihun-lingzheng"], date.fromisoformat(first))
    assert tuple(map(str, found)) == between


def test_the_whole_window_of_the_second_visit_can_be_booked_from_the_first_one_on(shipped: dict[str, Service]) -> None:
    fetch = shipped["lihun-lingzheng"]
    for first in open_days(shipped["lihun-shenqing"], date(2026, 1, 1), date(2026, 12, 31)):
        assert follows_between(fetch, first)[1] - first <= timedelta(days=horizon(fetch))


def test_sessions_are_there_before_they_can_be_booked(shipped: dict[str, Service]) -> None:
    working = service(booking=service().booking.model_copy(update={"opens": Before(days=20, at=time(8), working=True)}))
    for one in (*shipped.values(), service(), working):
        for ahead in range(400):
            day = date(2026, 1, 1) + timedelta(days=ahead)
            if is_open(one, day):
                opens = min(sitting.opens_at for sitting in sittings(one, one.offices[0], day))
                assert (day - opens.date()).days <= horizon(one)


def test_graves_are_swept_by_number_only_when_many_come(shipped: dict[str, Service]) -> None:
    days = list(open_days(shipped["jisao"], date(2026, 1, 1), date(2026, 12, 31)))
    assert (days[0], days[35], days[36], days[-1]) == (
        date(2026, 3, 16),
        date(2026, 4, 20),
        date(2026, 10, 11),
        date(2026, 10, 25),
    )
