"""What can be booked: opened, changed, looked through, deleted."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from actions.booking import schedule
from actions.booking.errors import Full
from actions.booking.model import Quota
from tests.booking.canteen import DAY, DINNER, LUNCH, TODAY, Canteen, session


def test_opened_again_it_is_as_the_file_now_says(canteen: Canteen) -> None:
    lunch = session(LUNCH, 2)
    canteen.opens(lunch)
    canteen.book(canteen.order(persons=2))
    later = replace(lunch, closes_at=lunch.closes_at + timedelta(hours=1), capacities={("persons", "public"): 4})
    assert canteen.reads(schedule.open_session, later) == []
    canteen.now = lunch.closes_at
    canteen.book(canteen.order(persons=2))
    assert canteen.taken() == 4


def test_a_capacity_below_what_is_taken_takes_nobody_his_place_and_is_told(canteen: Canteen) -> None:
    canteen.opens(session(LUNCH, 4, vehicles=2))
    booked = canteen.book(canteen.order(persons=3, vehicles=1))
    assert canteen.reads(schedule.open_session, session(LUNCH, 2, vehicles=1)) == [("persons", "public")]
    with pytest.raises(Full):
        canteen.book(canteen.order())
    canteen.cancel(booked)
    assert canteen.reads(schedule.open_session, session(LUNCH, 2, vehicles=1)) == []
    assert canteen.taken() == 0


def test_what_is_left_is_the_least_of_band_and_day(canteen: Canteen) -> None:
    canteen.opens(session(LUNCH, 5, counter=2, vehicles=2), session(DINNER, 5), session(TODAY, 7))
    canteen.book(canteen.order(LUNCH, persons=4, vehicles=1))
    lunch, dinner = canteen.reads(schedule.vacancies, "meals", DAY, DAY)
    assert (lunch.slot, lunch.free, lunch.capacity) == (
        LUNCH,
        {"persons": 1, "vehicles": 1},
        {"persons": 5, "vehicles": 2},
    )
    assert (dinner.slot, dinner.free, dinner.closed) == (DINNER, {"persons": 3}, False)
    canteen.close(LUNCH)
    assert [one.closed for one in canteen.reads(schedule.vacancies, "meals", DAY, DAY)] == [True, False]
    at_counter = canteen.reads(schedule.vacancies, "meals", DAY, DAY, Quota.COUNTER, "canteen")
    assert [(one.slot, one.free["persons"]) for one in at_counter] == [(LUNCH, 2)]
    assert canteen.reads(schedule.vacancies, "meals", DAY, DAY, Quota.PUBLIC, "other") == []


def test_appointments_of_which_nobody_said_whether_they_came_are_known(canteen: Canteen) -> None:
    lunch = session(LUNCH, 9)
    canteen.opens(lunch)
    booked, came = canteen.book(canteen.order()), canteen.book(canteen.order())
    canteen.mark(came, came=True)
    assert canteen.reads(schedule.ended, lunch.ends_at - timedelta(seconds=1)) == []
    assert canteen.reads(schedule.ended, lunch.ends_at) == [booked.number]


def test_what_is_long_past_is_deleted_with_all_that_was_booked(canteen: Canteen) -> None:
    lunch = session(LUNCH, 1)
    canteen.opens(lunch, session(replace(LUNCH, date=DAY + timedelta(days=1)), 1))
    full = canteen.book(canteen.order(LUNCH, "样本甲", canteen.meal("样本甲")))
    canteen.join(canteen.order(LUNCH, "样本乙"))
    canteen.cancel(full)
    assert canteen.offer() is not None
    canteen.close(LUNCH)
    assert canteen.reads(schedule.forget, lunch.ends_at) == 0
    assert canteen.reads(schedule.forget, lunch.ends_at + timedelta(days=1)) == 2
    assert [one.slot.date for one in canteen.reads(schedule.vacancies, "meals", DAY, DAY + timedelta(days=9))] == [
        DAY + timedelta(days=1)
    ]
