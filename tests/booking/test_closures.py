"""Closing a day or a band, and taking it back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from actions.booking import closures, reading
from actions.booking.errors import Closed, Unknown
from actions.booking.queue import OFFER
from tests.booking.canteen import DINNER, LUNCH, TODAY, Canteen, session

TOMORROW = replace(LUNCH, date=LUNCH.date + timedelta(days=1))


@pytest.fixture(autouse=True)
def _open(canteen: Canteen) -> None:
    canteen.opens(session(LUNCH, 3), session(DINNER, 3), session(TODAY, 5), session(TOMORROW, 3))


def test_nothing_can_be_booked_and_whose_appointment_falls_is_known_until_it_is_moved(canteen: Canteen) -> None:
    booked, other = canteen.book(canteen.order(LUNCH, "样本甲")), canteen.book(canteen.order(LUNCH, "样本乙"))
    at_dinner = canteen.book(canteen.order(DINNER, "样本丙"))
    held = canteen.hold(canteen.order(LUNCH, "样本丁"))
    closure = canteen.close(LUNCH)
    with pytest.raises(Closed):
        canteen.book(canteen.order(LUNCH, "样本戊"))
    with pytest.raises(Closed):
        canteen.confirm(held)
    with pytest.raises(Closed):
        canteen.move(at_dinner, LUNCH)
    assert canteen.reads(closures.affected, closure) == sorted([booked.number, other.number])
    assert canteen.reads(reading.by_number, canteen.cipher, booked.number).closure_id == closure
    canteen.now = session(LUNCH, 3).changes_until - timedelta(hours=1)
    canteen.move(booked, TOMORROW)
    assert canteen.reads(closures.affected, closure) == [other.number]
    canteen.cancel(other)
    assert canteen.reads(closures.affected, closure) == []
    assert [canteen.taken(slot) for slot in (LUNCH, DINNER, TODAY, TOMORROW)] == [0, 1, 1, 1]


def test_what_falls_may_be_cancelled_and_moved_after_the_time_for_it(canteen: Canteen) -> None:
    booked, other = canteen.book(canteen.order(LUNCH, "样本甲")), canteen.book(canteen.order(LUNCH, "样本乙"))
    canteen.now = session(LUNCH, 3).changes_until
    canteen.close(LUNCH)
    canteen.cancel(booked)
    canteen.move(other, TOMORROW)
    assert canteen.taken() == 0


def test_a_closed_day_closes_its_bands_also_those_that_are_opened_later(canteen: Canteen) -> None:
    canteen.close(TODAY)
    supper = replace(LUNCH, band="supper")
    canteen.opens(replace(session(LUNCH, 3), slot=supper))
    for slot in (LUNCH, DINNER, supper):
        with pytest.raises(Closed):
            canteen.book(canteen.order(slot))
    canteen.book(canteen.order(TOMORROW))


def test_a_closed_band_leaves_the_others(canteen: Canteen) -> None:
    canteen.close(LUNCH)
    canteen.book(canteen.order(DINNER))


def test_reopened_it_takes_place_unless_another_closure_holds(canteen: Canteen) -> None:
    booked, at_dinner = canteen.book(canteen.order(LUNCH)), canteen.book(canteen.order(DINNER, "样本乙"))
    day = canteen.close(TODAY)
    band = canteen.close(LUNCH, "检修")
    canteen.reopen(day)
    assert canteen.reads(closures.affected, band) == [booked.number]
    assert canteen.reads(reading.by_number, canteen.cipher, at_dinner.number).closure_id is None
    canteen.book(canteen.order(DINNER, "样本丙"))
    with pytest.raises(Closed):
        canteen.book(canteen.order(LUNCH, "样本丙"))
    canteen.reopen(band)
    canteen.book(canteen.order(LUNCH, "样本丙"))
    assert canteen.reads(reading.by_number, canteen.cipher, booked.number).closure_id is None


def test_an_offer_falls_with_its_session(canteen: Canteen) -> None:
    full = canteen.book(canteen.order(LUNCH, persons=3))
    entry = canteen.join(canteen.order(LUNCH, "样本乙"))
    canteen.cancel(full)
    canteen.offer()
    canteen.close(LUNCH)
    with pytest.raises(Closed):
        canteen.accept(entry)
    canteen.now += OFFER
    assert canteen.expire() == 0
    assert canteen.taken() == 0


def test_an_unknown_closure_cannot_be_taken_back(canteen: Canteen) -> None:
    with pytest.raises(Unknown):
        canteen.reopen("nobody's")
