"""Holding, confirming, letting go: places are taken once and given back once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from actions.booking import reading
from actions.booking.claims import users
from actions.booking.errors import (
    AlreadyBooked,
    Ended,
    Expired,
    Full,
    LimitReached,
    OtherRequest,
    TooEarly,
    TooLate,
    Unknown,
)
from actions.booking.holds import HOLD
from actions.booking.model import Quota
from tests.booking.canteen import DINNER, LUNCH, TODAY, Canteen, session

MOMENT = timedelta(microseconds=1)


def test_a_place_is_held_confirmed_and_given_back(canteen: Canteen) -> None:
    canteen.opens(session(LUNCH, 2))
    held = canteen.hold(canteen.order())
    assert (canteen.taken(), canteen.status(held)) == (1, "held")
    booked = canteen.confirm(held)
    assert (booked.number, canteen.taken(), canteen.status(held)) == (held.number, 1, "confirmed")
    canteen.cancel(booked)
    assert (canteen.taken(), canteen.status(held)) == (0, "cancelled")


def test_who_booked_is_read_again_by_those_who_may(canteen: Canteen) -> None:
    canteen.opens(session(LUNCH, 2))
    booked = canteen.book(canteen.order(LUNCH, "样本甲"))
    found = canteen.reads(reading.by_number, canteen.cipher, booked.number)
    assert (found.number, found.slot, found.who, found.amounts) == (
        booked.number,
        LUNCH,
        {"name": "样本甲"},
        {"persons": 1},
    )
    owner = reading.owner_of(canteen.cipher, "phone", "样本甲")
    assert canteen.reads(reading.of_owner, canteen.cipher, owner) == [found]
    assert "样本甲" not in repr(found)


def test_confirming_again_gives_the_same_answer(canteen: Canteen) -> None:
    canteen.opens(session(LUNCH, 2))
    held = canteen.hold(canteen.order())
    assert canteen.confirm(held) == canteen.confirm(held)
    assert canteen.taken() == 1


def test_a_hold_that_has_run_out_is_not_confirmed_though_its_place_is_still_held(canteen: Canteen) -> None:
    canteen.opens(session(LUNCH, 2))
    held = canteen.hold(canteen.order())
    canteen.now += HOLD
    with pytest.raises(Expired):
        canteen.confirm(held)
    assert canteen.taken() == 1
    assert [canteen.expire(), canteen.expire()] == [1, 0]
    assert canteen.taken() == 0


def test_a_hold_can_be_confirmed_until_its_last_moment(canteen: Canteen) -> None:
    canteen.opens(session(LUNCH, 2))
    held = canteen.hold(canteen.order())
    canteen.now += HOLD - MOMENT
    assert canteen.expire() == 0
    assert canteen.confirm(held).number == held.number


def test_a_hold_given_up_is_free_at_once_and_cannot_be_confirmed(canteen: Canteen) -> None:
    canteen.opens(session(LUNCH, 1))
    held = canteen.hold(canteen.order())
    canteen.release(held)
    canteen.release(held)
    assert canteen.taken() == 0
    with pytest.raises(Expired):
        canteen.confirm(held)


def test_a_place_whose_hold_has_run_out_can_be_had_before_any_worker_was_there(canteen: Canteen) -> None:
    canteen.opens(session(LUNCH, 1))
    held = canteen.hold(canteen.order())
    canteen.now += HOLD
    canteen.book(canteen.order(LUNCH, "样本乙"))
    assert canteen.status(held) == "lapsed"


@pytest.mark.parametrize("jump", [timedelta(days=-30), timedelta(minutes=-6), timedelta(minutes=6), timedelta(days=2)])
def test_a_hold_is_given_back_once_however_the_clock_jumps(canteen: Canteen, jump: timedelta) -> None:
    canteen.opens(session(LUNCH, 1))
    held = canteen.hold(canteen.order())
    canteen.now += jump
    canteen.expire()
    canteen.now -= jump
    canteen.expire()
    with pytest.raises(Expired):
        canteen.confirm(held)
    assert canteen.taken() == 0


def test_a_clock_put_back_a_little_takes_no_hold_away(canteen: Canteen) -> None:
    canteen.opens(session(LUNCH, 1))
    held = canteen.hold(canteen.order())
    canteen.now -= timedelta(minutes=1)
    assert canteen.expire() == 0
    canteen.confirm(held)


def test_a_full_session_says_what_is_left(canteen: Canteen) -> None:
    canteen.opens(session(LUNCH, 3))
    canteen.book(canteen.order(persons=2))
    with pytest.raises(Full) as refused:
        canteen.hold(canteen.order(persons=2))
    assert (refused.value.free, refused.value.queued) == ({"persons": 1}, False)


def test_what_has_several_dimensions_takes_all_or_nothing(canteen: Canteen) -> None:
    canteen.opens(session(LUNCH, 10, vehicles=1))
    canteen.book(canteen.order(persons=4, vehicles=1))
    with pytest.raises(Full) as refused:
        canteen.book(canteen.order(persons=4, vehicles=1))
    assert refused.value.free == {"persons": 6, "vehicles": 0}
    assert (canteen.taken(), canteen.taken(LUNCH, "vehicles")) == (4, 1)
    canteen.book(canteen.order(persons=4))
    assert canteen.taken() == 8


def test_a_ceiling_of_the_day_holds_over_its_bands(canteen: Canteen) -> None:
    canteen.opens(session(LUNCH, 5), session(DINNER, 5), session(TODAY, 6))
    canteen.book(canteen.order(LUNCH, persons=4))
    with pytest.raises(Full) as refused:
        canteen.book(canteen.order(DINNER, persons=3))
    assert refused.value.free == {"persons": 2}
    canteen.book(canteen.order(DINNER, persons=2))
    assert [canteen.taken(slot) for slot in (LUNCH, DINNER, TODAY)] == [4, 2, 6]


def test_the_counter_has_places_of_its_own(canteen: Canteen) -> None:
    canteen.opens(session(LUNCH, 1, counter=1, vehicles=1))
    canteen.book(canteen.order(persons=1))
    with pytest.raises(Full):
        canteen.book(canteen.order(persons=1))
    at_counter = replace(canteen.order(persons=1, vehicles=1), quota=Quota.COUNTER)
    canteen.book(at_counter)
    with pytest.raises(Full) as refused:
        canteen.book(at_counter)
    assert refused.value.free == {"persons": 0, "vehicles": 0}


def test_a_meal_is_subsidised_once_at_lunch_and_once_at_dinner(canteen: Canteen) -> None:
    canteen.opens(session(LUNCH, 9), session(DINNER, 9))
    lunch, dinner = canteen.meal("样本甲", LUNCH), canteen.meal("样本甲", DINNER)
    first = canteen.book(canteen.order(LUNCH, "样本甲", lunch))
    with pytest.raises(AlreadyBooked) as refused:
        canteen.hold(canteen.order(LUNCH, "样本甲", lunch))
    assert refused.value.appointments == [first.number]
    canteen.book(canteen.order(DINNER, "样本甲", dinner))
    canteen.book(canteen.order(LUNCH, "样本乙", canteen.meal("样本乙")))
    assert (canteen.taken(LUNCH), canteen.taken(DINNER)) == (2, 1)
    canteen.cancel(first)
    assert canteen.reads(users, lunch) == []
    again = canteen.book(canteen.order(LUNCH, "样本甲", lunch))
    assert canteen.reads(users, lunch) == [again.number]


def test_a_hold_that_has_run_out_does_not_keep_the_same_person_from_booking(canteen: Canteen) -> None:
    canteen.opens(session(LUNCH, 9), session(DINNER, 9))
    order = canteen.order(LUNCH, "样本甲", canteen.meal("样本甲"))
    held, at_dinner = canteen.hold(order), canteen.book(canteen.order(DINNER, "样本甲"))
    canteen.now += HOLD
    again = canteen.hold(order)
    assert (canteen.status(held), canteen.status(again)) == ("lapsed", "held")
    canteen.now += HOLD
    canteen.move(at_dinner, LUNCH, uses=(canteen.meal("样本甲"),))
    assert canteen.status(again) == "lapsed"


def test_a_limit_of_several_counts(canteen: Canteen) -> None:
    canteen.opens(session(LUNCH, 9))
    order = canteen.order(LUNCH, "样本甲", canteen.meal("样本甲", most=2))
    first = canteen.book(order)
    canteen.book(order)
    with pytest.raises(LimitReached) as refused:
        canteen.book(order)
    assert (type(refused.value), refused.value.most, len(refused.value.appointments)) == (LimitReached, 2, 2)
    canteen.cancel(first)
    canteen.book(order)
    assert canteen.taken() == 2


def test_one_booking_uses_up_what_several_people_have_or_nothing(canteen: Canteen) -> None:
    canteen.opens(session(LUNCH, 9))
    twice, once, other = canteen.meal("样本甲", most=2), canteen.meal("样本乙"), canteen.meal("样本丙", most=2)
    first = canteen.book(canteen.order(LUNCH, "样本甲", twice))
    with pytest.raises(LimitReached) as refused:
        canteen.book(canteen.order(LUNCH, "样本甲", twice, twice, once))
    assert (refused.value.most, refused.value.appointments) == (2, [first.number])
    assert canteen.reads(users, once) == []
    second = canteen.book(canteen.order(LUNCH, "样本甲", once, other, twice, other))
    assert [canteen.reads(users, one) for one in (twice, once, other)] == [
        [first.number, second.number],
        [second.number],
        [second.number, second.number],
    ]
    with pytest.raises(AlreadyBooked):
        canteen.book(canteen.order(LUNCH, "样本丁", canteen.meal("样本丁"), once))


def test_the_same_request_gets_the_same_answer_whatever_has_become_of_it(canteen: Canteen) -> None:
    canteen.opens(session(LUNCH, 9), session(DINNER, 9))
    order = canteen.order(LUNCH, "样本甲", canteen.meal("样本甲"))
    booked = canteen.book(order, "once")
    assert canteen.book(order, "once") == booked
    canteen.move(booked, DINNER)
    canteen.now += timedelta(days=9)
    assert canteen.book(order, "once") == booked
    assert (canteen.taken(LUNCH), canteen.taken(DINNER)) == (0, 1)


@pytest.mark.parametrize(
    "other", [{"slot": DINNER}, {"amounts": {"persons": 2}}, {"who": {"name": "样本丙"}}, {"claims": ()}]
)
def test_a_key_stands_for_one_request(canteen: Canteen, other: dict[str, object]) -> None:
    canteen.opens(session(LUNCH, 9), session(DINNER, 9))
    order = canteen.order(LUNCH, "样本甲", canteen.meal("样本甲"))
    canteen.book(order, "once")
    with pytest.raises(OtherRequest):
        canteen.book(replace(order, **other), "once")
    with pytest.raises(OtherRequest):
        canteen.hold(order, "once")
    assert (canteen.taken(LUNCH), canteen.taken(DINNER)) == (1, 0)


def test_a_request_that_failed_may_be_made_again_under_its_key(canteen: Canteen) -> None:
    canteen.opens(session(LUNCH, 1))
    first = canteen.book(canteen.order())
    with pytest.raises(Full):
        canteen.book(canteen.order(LUNCH, "样本乙"), "once")
    canteen.cancel(first)
    canteen.book(canteen.order(LUNCH, "样本乙"), "once")


def test_a_session_is_booked_between_its_opening_and_its_cut_off(canteen: Canteen) -> None:
    lunch = session(LUNCH, 9)
    canteen.opens(lunch)
    canteen.now = lunch.opens_at - MOMENT
    with pytest.raises(TooEarly) as early:
        canteen.hold(canteen.order())
    assert early.value.opens_at == lunch.opens_at
    canteen.now = lunch.opens_at
    canteen.hold(canteen.order())
    canteen.now = lunch.closes_at - MOMENT
    held = canteen.hold(canteen.order())
    canteen.now = lunch.closes_at
    with pytest.raises(TooLate) as late:
        canteen.hold(canteen.order())
    assert late.value.since == lunch.closes_at
    canteen.confirm(held)


def test_what_is_not_there_is_unknown(canteen: Canteen) -> None:
    canteen.opens(session(LUNCH, 9))
    held = canteen.hold(canteen.order())
    with pytest.raises(Unknown):
        canteen.hold(canteen.order(DINNER))
    with pytest.raises(Unknown):
        canteen.hold(canteen.order(vehicles=1))
    for operation in (canteen.confirm, canteen.release, canteen.cancel):
        with pytest.raises(Unknown):
            operation(replace(held, number=0))


@pytest.mark.parametrize("amounts", [{"persons": 0}, {"persons": -1}, {"persons": 1, "vehicles": 0}])
def test_an_order_takes_something(canteen: Canteen, amounts: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="at least one"):
        canteen.order(**amounts)


def test_what_was_cancelled_is_not_confirmed_by_a_late_repetition(canteen: Canteen) -> None:
    canteen.opens(session(LUNCH, 9))
    held = canteen.hold(canteen.order())
    canteen.confirm(held)
    canteen.cancel(held)
    with pytest.raises(Ended):
        canteen.confirm(held)
    assert canteen.taken() == 0
