"""What begins while somebody closes a session, and the other way round: nobody is left in a session that does not take place."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import Connection, select

from actions.booking import closures, queue, reading, schedule
from actions.booking.errors import Closed
from actions.booking.model import Slot
from actions.booking.tables import appointments, capacities, waitlist
from tests.booking.canteen import DINNER, LUNCH, TODAY, Canteen, session
from tests.booking.together import waits_for_a_lock, while_open
from tests.servers import wait_until

SUPPER = replace(LUNCH, band="supper")


def closing(canteen: Canteen, slot: Slot = LUNCH) -> partial[str]:
    return partial(closures.close, slot=slot, why="暴雨", now=canteen.now)


@pytest.mark.parametrize("persons", [1, 2])
def test_who_makes_his_party_smaller_while_it_is_closed_stays_among_those_affected(
    canteen: Canteen, persons: int
) -> None:
    canteen.opens(session(LUNCH, 3))
    booked = canteen.book(canteen.order(persons=2))

    def shrinks() -> None:
        with pytest.raises(Closed):
            canteen.move(booked, LUNCH, amounts={"persons": persons})

    closure, _ = while_open(canteen.engine, closing(canteen), shrinks)
    assert canteen.reads(closures.affected, closure) == [booked.number]


def test_who_moves_away_while_it_is_closed_goes_where_he_wanted(canteen: Canteen) -> None:
    canteen.opens(session(LUNCH, 3), session(DINNER, 3))
    booked = canteen.book(canteen.order())
    closure, _ = while_open(canteen.engine, closing(canteen), lambda: canteen.move(booked, DINNER))
    assert canteen.reads(closures.affected, closure) == []
    assert canteen.reads(reading.by_number, canteen.cipher, booked.number).closure_id is None


@pytest.mark.parametrize("slot", [LUNCH, SUPPER])
def test_a_session_that_is_opened_while_its_day_is_closed_is_closed(canteen: Canteen, slot: Slot) -> None:
    canteen.opens(session(LUNCH, 3))
    later = replace(session(LUNCH, 5), slot=slot)
    while_open(canteen.engine, closing(canteen, TODAY), lambda: canteen.opens(later))
    with pytest.raises(Closed):
        canteen.book(canteen.order(slot))


@pytest.mark.parametrize("slot", [LUNCH, SUPPER])
def test_a_day_that_is_closed_while_a_session_is_opened_closes_it(canteen: Canteen, slot: Slot) -> None:
    canteen.opens(session(LUNCH, 3))
    later = replace(session(LUNCH, 5), slot=slot)
    while_open(canteen.engine, partial(schedule.open_session, session=later), lambda: canteen.close(TODAY))
    with pytest.raises(Closed):
        canteen.book(canteen.order(slot))


def test_who_joins_the_queue_while_it_is_closed_is_refused(canteen: Canteen) -> None:
    canteen.opens(session(LUNCH, 1))

    def joins() -> None:
        with pytest.raises(Closed):
            canteen.join(canteen.order())

    while_open(canteen.engine, closing(canteen), joins)


def test_who_has_joined_when_it_is_closed_is_sent_home(canteen: Canteen) -> None:
    canteen.opens(session(LUNCH, 1))
    joining = partial(queue.join, cipher=canteen.cipher, order=canteen.order(), now=canteen.now)
    entry, _ = while_open(canteen.engine, joining, lambda: canteen.close(LUNCH))
    assert canteen.reads(_status, entry) == "ended"


def _status(db: Connection, entry: str) -> str | None:
    return db.scalar(select(waitlist.c.status).where(waitlist.c.id == entry))


def test_an_offer_that_is_made_while_it_is_closed_falls(canteen: Canteen) -> None:
    canteen.opens(session(LUNCH, 1))
    full = canteen.book(canteen.order())
    entry = canteen.join(canteen.order(LUNCH, "样本乙"))
    canteen.cancel(full)
    _, offer = while_open(canteen.engine, closing(canteen), canteen.offer)
    assert (offer, canteen.reads(_status, entry)) == (None, "ended")


def test_a_session_that_is_closed_while_an_offer_is_made_takes_it_back(canteen: Canteen) -> None:
    canteen.opens(session(LUNCH, 1))
    full = canteen.book(canteen.order())
    entry = canteen.join(canteen.order(LUNCH, "样本乙"))
    canteen.cancel(full)
    offering = partial(queue.offer, session_id=LUNCH.id, quota=canteen.order().quota, now=canteen.now)
    offer, _ = while_open(canteen.engine, offering, lambda: canteen.close(LUNCH))
    assert (canteen.status(offer.booked), canteen.reads(_status, entry), canteen.taken()) == ("lapsed", "ended", 0)


def test_a_closure_that_is_asked_for_again_after_a_lost_answer_is_the_same(canteen: Canteen) -> None:
    canteen.opens(session(LUNCH, 1))
    closure = canteen.close(LUNCH)
    assert canteen.close(LUNCH) == closure
    canteen.now += timedelta(seconds=1)
    assert canteen.close(LUNCH) != closure


@pytest.mark.parametrize("held_by_others", ["the queue", "the ceiling of the day"])
def test_closing_takes_its_locks_in_the_order_of_all(canteen: Canteen, held_by_others: str) -> None:
    """While it waits for the earlier rows it holds none of the later ones: two who wait for each other would lose a second."""
    if canteen.engine.dialect.name == "sqlite":
        pytest.skip("one writer at a time")
    canteen.opens(session(TODAY, 5), session(LUNCH, 5))
    canteen.hold(canteen.order())
    canteen.join(canteen.order(LUNCH, "样本乙"))
    of_day = select(capacities.c.id).where(capacities.c.session_id == TODAY.id)
    before = {"the queue": select(waitlist.c.id), "the ceiling of the day": of_day}[held_by_others]
    of_band = select(capacities.c.id).where(capacities.c.session_id == LUNCH.id)
    with ThreadPoolExecutor(1) as thread, canteen.engine.begin() as db:
        db.execute(before.with_for_update())
        closed = thread.submit(canteen.close, LUNCH)
        wait_until(lambda: closed.done() or waits_for_a_lock(canteen.engine), what="a lock")
        assert not closed.done()
        assert db.execute(of_band.with_for_update(nowait=True)).all()


def test_closing_does_not_wait_for_who_came_in_between(canteen: Canteen, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody booked after the appointments were locked, and cancels before the closure gets to him."""
    if canteen.engine.dialect.name == "sqlite":
        pytest.skip("one writer at a time")
    canteen.opens(session(LUNCH, 5))
    others, calls, locks = canteen.engine.connect(), list[bool](), closures._lock_people

    def lock_people(db: Connection, slot: Slot, nowait: bool = False) -> None:
        calls.append(nowait)
        if len(calls) == 2:
            others.execute(select(appointments.c.id).with_for_update())
        if len(calls) == 3:
            others.rollback()
        locks(db, slot, nowait)
        if len(calls) == 1:
            canteen.book(canteen.order())

    monkeypatch.setattr(closures, "_lock_people", lock_people)
    closure = canteen.close(LUNCH)
    others.close()
    assert calls == [False, True, False, True]
    assert len(canteen.reads(closures.affected, closure)) == 1
