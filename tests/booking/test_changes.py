"""Cancelling, moving, marking who came."""

from __future__ import annotations

from datetime import timedelta

import pytest

from actions.booking.claims import users
from actions.booking.errors import AlreadyBooked, Ended, Full, OtherRequest, TooLate, Unknown
from actions.booking.model import Booked
from tests.booking.canteen import DINNER, LUNCH, TODAY, Canteen, session


@pytest.fixture
def booked(canteen: Canteen) -> Booked:
    canteen.opens(session(LUNCH, 3), session(DINNER, 3))
    return canteen.book(canteen.order(LUNCH, "样本甲", canteen.meal("样本甲"), persons=2))


def test_cancelled_again_it_is_the_same_and_gives_back_once(canteen: Canteen, booked: Booked) -> None:
    canteen.book(canteen.order(LUNCH, "样本乙"))
    first = canteen.cancel(booked, "cancel")
    assert [canteen.cancel(booked, "cancel"), canteen.cancel(booked)] == [first, first]
    assert canteen.taken() == 1


def test_a_hold_can_be_cancelled_too(canteen: Canteen) -> None:
    canteen.opens(session(LUNCH, 3))
    held = canteen.hold(canteen.order())
    canteen.cancel(held)
    assert (canteen.taken(), canteen.status(held)) == (0, "lapsed")
    with pytest.raises(Ended):
        canteen.cancel(held)


def test_after_the_cut_off_only_staff_may_cancel(canteen: Canteen, booked: Booked) -> None:
    canteen.now = session(LUNCH, 3).changes_until
    with pytest.raises(TooLate):
        canteen.cancel(booked)
    with pytest.raises(TooLate):
        canteen.move(booked, DINNER)
    canteen.cancel(booked, late=True)
    assert canteen.taken() == 0


def test_a_key_of_one_change_is_none_for_another(canteen: Canteen, booked: Booked) -> None:
    canteen.move(booked, DINNER, "change")
    with pytest.raises(OtherRequest):
        canteen.move(booked, LUNCH, "change")
    with pytest.raises(OtherRequest):
        canteen.cancel(booked, "change")
    with pytest.raises(OtherRequest):
        canteen.book(canteen.order(LUNCH, "样本乙"), "change")
    assert canteen.taken(DINNER) == 2


def test_it_is_moved_under_its_number(canteen: Canteen, booked: Booked) -> None:
    moved = canteen.move(booked, DINNER, "move", uses=(canteen.meal("样本甲", DINNER),))
    assert (moved.number, moved.slot) == (booked.number, DINNER)
    assert (canteen.taken(LUNCH), canteen.taken(DINNER)) == (0, 2)
    assert canteen.reads(users, canteen.meal("样本甲", LUNCH)) == []
    assert canteen.reads(users, canteen.meal("样本甲", DINNER)) == [booked.number]
    canteen.move(booked, LUNCH)
    assert canteen.move(booked, DINNER, "move", uses=(canteen.meal("样本甲", DINNER),)) == moved
    assert (canteen.taken(LUNCH), canteen.taken(DINNER)) == (2, 0)


def test_what_cannot_be_moved_stays(canteen: Canteen, booked: Booked) -> None:
    canteen.book(canteen.order(DINNER, "样本乙", canteen.meal("样本甲", DINNER), persons=2))
    with pytest.raises(Full):
        canteen.move(booked, DINNER)
    with pytest.raises(AlreadyBooked):
        canteen.move(booked, DINNER, amounts={"persons": 1}, uses=(canteen.meal("样本甲", DINNER),))
    with pytest.raises(Unknown):
        canteen.move(booked, TODAY)
    assert (canteen.taken(LUNCH), canteen.taken(DINNER)) == (2, 2)
    assert canteen.reads(users, canteen.meal("样本甲", LUNCH)) == [booked.number]


def test_under_a_full_ceiling_of_the_day_it_can_still_be_moved_within_the_day(canteen: Canteen, booked: Booked) -> None:
    canteen.cancel(booked)
    canteen.opens(session(TODAY, 2))
    full = canteen.book(canteen.order(LUNCH, "样本甲", persons=2))
    canteen.move(full, DINNER)
    assert [canteen.taken(slot) for slot in (LUNCH, DINNER, TODAY)] == [0, 2, 2]


def test_in_a_full_session_its_size_can_be_changed_to_what_is_left(canteen: Canteen, booked: Booked) -> None:
    canteen.move(booked, LUNCH, amounts={"persons": 3})
    with pytest.raises(Full) as refused:
        canteen.move(booked, LUNCH, amounts={"persons": 4})
    assert refused.value.free == {"persons": 3}
    canteen.move(booked, LUNCH, amounts={"persons": 1})
    assert canteen.taken() == 1


def test_a_ceiling_that_came_later_is_not_given_back_to(canteen: Canteen, booked: Booked) -> None:
    canteen.opens(session(TODAY, 5))
    canteen.cancel(booked)
    assert (canteen.taken(LUNCH), canteen.taken(TODAY)) == (0, 0)


def test_who_came_is_marked_and_put_right_and_keeps_the_place(canteen: Canteen, booked: Booked) -> None:
    canteen.now += timedelta(days=3)
    canteen.mark(booked, came=False)
    canteen.mark(booked, came=True)
    assert (canteen.status(booked), canteen.taken()) == ("attended", 2)
    with pytest.raises(Ended):
        canteen.cancel(booked, late=True)
    with pytest.raises(Ended):
        canteen.move(booked, DINNER)


def test_what_was_cancelled_is_neither_moved_nor_marked(canteen: Canteen, booked: Booked) -> None:
    canteen.cancel(booked)
    with pytest.raises(Ended):
        canteen.move(booked, DINNER)
    with pytest.raises(Ended):
        canteen.mark(booked, came=True)
