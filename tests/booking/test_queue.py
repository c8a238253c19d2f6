"""The queue: the head is offered what gets free, for a time; nobody passes it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from actions.booking import queue
from actions.booking.errors import Closed, Expired, Full, TooLate, Unknown
from actions.booking.model import Booked, Quota
from actions.booking.queue import OFFER
from actions.booking.tables import waitlist
from tests.booking.canteen import LUNCH, Canteen, session

FIRST, SECOND, THIRD = "样本一", "样本二", "样本三"


@pytest.fixture
def full(canteen: Canteen) -> Booked:
    canteen.opens(session(LUNCH, 2))
    return canteen.book(canteen.order(LUNCH, "样本甲", persons=2))


def wait(canteen: Canteen, who: str, persons: int = 1) -> str:
    return canteen.join(canteen.order(LUNCH, who, canteen.meal(who), persons=persons))


def status(canteen: Canteen, entry_id: str) -> str:
    with canteen.engine.connect() as db:
        return str(db.scalar(select(waitlist.c.status).where(waitlist.c.id == entry_id)))


@pytest.mark.usefixtures("full")
def test_who_waits_stands_once_and_in_order(canteen: Canteen) -> None:
    first = wait(canteen, FIRST)
    canteen.now -= timedelta(hours=1)
    second = wait(canteen, SECOND)
    assert wait(canteen, FIRST) == first
    assert [canteen.reads(queue.ahead, entry) for entry in (first, second)] == [0, 1]
    assert canteen.offer() is None


def test_what_gets_free_is_offered_to_the_head_alone(canteen: Canteen, full: Booked) -> None:
    first, second = wait(canteen, FIRST, 2), wait(canteen, SECOND)
    canteen.cancel(full)
    offer = canteen.offer()
    assert offer is not None
    assert (offer.entry_id, offer.booked.held_until) == (first, canteen.now + OFFER)
    assert canteen.offer() is None
    booked = canteen.accept(first)
    assert (booked.number, canteen.accept(first)) == (offer.booked.number, booked)
    assert [status(canteen, entry) for entry in (first, second)] == ["accepted", "waiting"]
    assert canteen.reads(queue.ahead, first) is None


def test_nobody_passes_the_queue_not_even_while_the_head_does_not_fit(canteen: Canteen, full: Booked) -> None:
    first, second = wait(canteen, FIRST, 2), wait(canteen, SECOND)
    canteen.move(full, LUNCH, amounts={"persons": 1})
    assert canteen.offer() is None
    with pytest.raises(Full) as refused:
        canteen.book(canteen.order(LUNCH, "样本乙"))
    assert (refused.value.free, refused.value.queued) == ({"persons": 1}, True)
    canteen.decline(first)
    offer = canteen.offer()
    assert offer is not None
    assert offer.entry_id == second
    canteen.accept(second)
    with pytest.raises(Full) as refused:
        canteen.book(canteen.order(LUNCH, "样本乙"))
    assert not refused.value.queued


def test_an_offer_that_runs_out_goes_to_the_next(canteen: Canteen, full: Booked) -> None:
    first, second = wait(canteen, FIRST), wait(canteen, SECOND)
    canteen.move(full, LUNCH, amounts={"persons": 1})
    canteen.offer()
    canteen.now += OFFER
    with pytest.raises(Expired):
        canteen.accept(first)
    canteen.expire()
    assert canteen.offer() is not None
    canteen.accept(second)
    with pytest.raises(Expired):
        canteen.accept(first)
    assert [status(canteen, entry) for entry in (first, second)] == ["lapsed", "accepted"]


def test_who_declines_gives_back_what_was_held_for_him(canteen: Canteen, full: Booked) -> None:
    first = wait(canteen, FIRST)
    canteen.cancel(full)
    canteen.offer()
    assert canteen.taken() == 1
    canteen.decline(first)
    canteen.decline(first)
    assert (canteen.taken(), status(canteen, first)) == (0, "declined")
    with pytest.raises(Expired):
        canteen.accept(first)


def test_who_has_accepted_can_cancel_but_not_decline(canteen: Canteen, full: Booked) -> None:
    first = wait(canteen, FIRST)
    canteen.cancel(full)
    canteen.offer()
    booked = canteen.accept(first)
    canteen.decline(first)
    assert (canteen.taken(), canteen.status(booked)) == (1, "confirmed")
    canteen.cancel(booked)
    assert canteen.taken() == 0


def test_who_has_got_it_elsewhere_leaves_the_queue_and_the_next_is_asked(canteen: Canteen, full: Booked) -> None:
    first, second = wait(canteen, FIRST), wait(canteen, SECOND)
    canteen.opens(session(replace(LUNCH, office="other"), 2))
    canteen.book(canteen.order(replace(LUNCH, office="other"), FIRST, canteen.meal(FIRST)))
    canteen.cancel(full)
    offer = canteen.offer()
    assert offer is not None
    assert offer.entry_id == second
    assert (status(canteen, first), canteen.taken()) == ("ended", 1)


@pytest.mark.usefixtures("full")
def test_no_queue_for_what_could_never_fit(canteen: Canteen) -> None:
    with pytest.raises(Full) as refused:
        wait(canteen, FIRST, 3)
    assert refused.value.free == {"persons": 2}


def test_an_offer_ends_with_the_time_for_booking(canteen: Canteen, full: Booked) -> None:
    closes_at = session(LUNCH, 2).closes_at
    first, second = wait(canteen, FIRST), wait(canteen, SECOND)
    canteen.now = closes_at - OFFER / 2
    canteen.cancel(full)
    offer = canteen.offer()
    assert offer is not None
    assert offer.booked.held_until == closes_at
    canteen.now = closes_at
    canteen.expire()
    assert canteen.offer() is None
    assert canteen.reads(queue.end, canteen.now) == [second]
    with pytest.raises(TooLate):
        wait(canteen, THIRD)
    assert [status(canteen, entry) for entry in (first, second)] == ["lapsed", "ended"]


@pytest.mark.usefixtures("full")
def test_each_quota_has_its_queue(canteen: Canteen) -> None:
    canteen.opens(session(LUNCH, 2, counter=1))
    wait(canteen, FIRST)
    canteen.book(replace(canteen.order(), quota=Quota.COUNTER))
    at_counter = canteen.join(replace(canteen.order(LUNCH, SECOND), quota=Quota.COUNTER))
    assert canteen.reads(queue.ahead, at_counter) == 0
    assert canteen.reads(queue.queues) == [(LUNCH.id, Quota.COUNTER), (LUNCH.id, Quota.PUBLIC)]


@pytest.mark.usefixtures("full")
def test_what_is_not_there_is_unknown(canteen: Canteen) -> None:
    for operation in (canteen.accept, canteen.decline):
        with pytest.raises(Unknown):
            operation("nobody's")


@pytest.mark.usefixtures("full")
def test_a_closed_session_has_no_queue(canteen: Canteen) -> None:
    first = wait(canteen, FIRST)
    canteen.close(LUNCH)
    assert status(canteen, first) == "ended"
    with pytest.raises(Closed):
        wait(canteen, SECOND)
