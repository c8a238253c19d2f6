"""Offering a visit: to the right provider, to one at a time, to the next, and to staff in the end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import select

from actions.booking.model import Slot
from actions.dispatch import offers, providers, tables
from actions.dispatch.errors import Busy, Ended, Gone, Unknown
from actions.dispatch.model import LATEST, OFFER, Why
from knowledge.providers import Provider
from tests.dispatch.town import AFTERNOON, LATE, MORNING, NEXT_DAY, Town, provider, starts, told

MOMENT = timedelta(microseconds=1)
A, B, C = provider("a"), provider("b"), provider("c")
AWAY = provider("away", active=False)
FAR = provider("far", districts=["番禺区"])
COOK = provider("cook", skills=["cooking"])
ONCE = provider("once", most=1)


@pytest.mark.parametrize(
    ("listed", "before", "best"),
    [
        pytest.param([B, A], [], "a", id="ties by id"),
        pytest.param([FAR, COOK, AWAY, B], [], "b", id="right district and skill, and at work"),
        pytest.param([FAR, COOK, AWAY], [], None, id="nobody suits"),
        pytest.param([A, B], [("a", AFTERNOON)], "b", id="the least busy that day"),
        pytest.param([A, B], [("a", NEXT_DAY)], "a", id="another day does not count"),
        pytest.param([A], [("a", MORNING)], None, id="one visit at a time"),
        pytest.param([A], [("a", LATE)], None, id="nor one that overlaps"),
        pytest.param([A], [("a", AFTERNOON)], "a", id="another time of the day is free"),
        pytest.param([ONCE], [("once", AFTERNOON)], None, id="no more than he wants a day"),
        pytest.param([ONCE], [("once", NEXT_DAY)], "once", id="he wants as many the next day"),
    ],
)
def test_the_best_provider_is_asked(
    town: Town, listed: list[Provider], before: Sequence[tuple[str, Slot]], best: str | None
) -> None:
    town.has(*listed)
    for name, slot in before:
        town.assign(town.order(slot), name)
    number = town.book()
    events = town.begin(number)
    assert told(events) == ([("offered", best)] if best else [("refused_by_all", None)])
    assert town.stands(number) == (("offered", best) if best else ("refused_by_all", None))
    assert [event.number for event in events] == [number]


def test_an_offer_is_accepted_once_and_by_him_alone(town: Town) -> None:
    town.has(A, B)
    number = town.order()
    with pytest.raises(Gone):
        town.accept(number, "b")
    assert told(town.accept(number, "a")) == [("accepted", "a")]
    assert told(town.accept(number, "a")) == []
    with pytest.raises(Gone):
        town.accept(number, "b")
    assert town.stands(number) == ("accepted", "a")


def test_who_declines_is_not_asked_again_and_the_last_refusal_goes_to_staff(town: Town) -> None:
    town.has(A, B)
    number = town.order()
    assert told(town.decline(number, "a")) == [("offered", "b")]
    assert told(town.decline(number, "a")) == []
    assert told(town.decline(number, "b")) == [("refused_by_all", None)]
    assert told(town.dispatch(number)) == []
    assert [(one.order, one.why) for one in town.concerns()] == [(number, Why.REFUSED_BY_ALL)]
    with pytest.raises(Gone):
        town.accept(number, "a")
    with pytest.raises(Gone):
        town.decline(number, "c")


def test_why_somebody_declined_is_kept_encrypted(town: Town) -> None:
    town.has(A)
    town.decline(town.order(), "a", "样本病了")
    with town.engine.connect() as db:
        kept = str(db.scalar(select(tables.offers.c.why)))
    assert "样本" not in kept
    assert town.cipher.decrypt(kept) == "样本病了"


def test_who_had_accepted_may_still_decline_and_the_citizen_is_told(town: Town) -> None:
    town.has(A, B)
    number = town.order()
    town.accept(number, "a")
    assert told(town.decline(number, "a")) == [("seeking", "a"), ("offered", "b")]
    assert town.stands(number) == ("offered", "b")


def test_who_does_not_answer_in_time_loses_it_to_the_next(town: Town) -> None:
    town.has(A, B)
    number = town.order()
    town.now += OFFER - MOMENT
    assert told(town.time_out()) == []
    town.now += MOMENT
    with pytest.raises(Gone):
        town.accept(number, "a")
    assert told(town.time_out()) == [("withdrawn", "a"), ("offered", "b")]
    assert told(town.decline(number, "a")) == []
    town.now += OFFER
    assert told(town.time_out()) == [("withdrawn", "b"), ("refused_by_all", None)]
    assert told(town.time_out()) == []


@pytest.mark.parametrize(
    ("before", "lasts"),
    [
        (timedelta(days=1), OFFER),
        (LATEST + OFFER, OFFER),
        (LATEST + timedelta(minutes=10), timedelta(minutes=10)),
        (LATEST, None),
        (timedelta(minutes=5), None),
    ],
)
def test_offers_end_two_hours_before_the_visit(town: Town, before: timedelta, lasts: timedelta | None) -> None:
    town.has(A)
    town.now = starts(MORNING) - before
    number = town.order()
    until = town.row(number).offered_until
    assert (until - town.now if until else None) == lasts
    assert town.stands(number)[0] == ("offered" if lasts else "refused_by_all")


def test_an_offer_of_a_clock_that_was_put_back_is_taken_back_once(town: Town) -> None:
    town.has(A, B)
    number = town.order()
    town.now -= timedelta(days=1)
    assert told(town.time_out()) == [("withdrawn", "a"), ("offered", "b")]
    assert told(town.time_out()) == []
    assert town.stands(number) == ("offered", "b")


def test_a_visit_waits_while_the_only_provider_thinks_about_another(town: Town) -> None:
    town.has(A)
    first, second = town.order(), town.order()
    assert (town.stands(second), town.reads(offers.waiting)) == (("waiting", None), [second])
    assert told(town.dispatch(second)) == []
    town.decline(first, "a")
    assert told(town.dispatch(second)) == [("offered", "a")]


def test_a_visit_that_waits_goes_to_staff_when_the_provider_takes_the_other(town: Town) -> None:
    town.has(A)
    first, second = town.order(), town.order(LATE)
    town.accept(first, "a")
    assert told(town.dispatch(second)) == [("refused_by_all", None)]


def test_staff_may_give_it_to_anybody_who_has_time(town: Town) -> None:
    town.has(FAR, AWAY)
    number, other = town.order(), town.order(LATE)
    assert told(town.assign(number, "far")) == [("assigned", "far"), ("accepted", "far")]
    assert told(town.assign(number, "far")) == []
    assert [one.order for one in town.concerns()] == [other]
    with pytest.raises(Busy):
        town.assign(other, "far")
    with pytest.raises(Unknown):
        town.assign(other, "nobody")
    with pytest.raises(Ended):
        town.assign(number, "away")
    town.assign(other, "away")
    assert (town.stands(number), town.stands(other)) == (("accepted", "far"), ("accepted", "away"))


def test_staff_may_take_an_offer_from_who_does_not_answer(town: Town) -> None:
    town.has(A, FAR)
    number = town.order()
    assert told(town.assign(number, "far")) == [("withdrawn", "a"), ("assigned", "far"), ("accepted", "far")]
    town.has(A, B)
    again = town.order(AFTERNOON)
    assert told(town.assign(again, "a")) == [("assigned", "a"), ("accepted", "a")]


def test_staff_settle_what_they_have_seen_to(town: Town) -> None:
    number = town.order()
    (concern,) = town.concerns()
    town.settle(concern)
    town.settle(concern)
    assert (concern.order, town.concerns()) == (number, [])


def test_only_a_confirmed_appointment_is_an_order_and_only_once(town: Town) -> None:
    town.has(A, B)
    number, gone = town.book(), town.book()
    town.cancel(gone)
    assert town.reads(offers.unordered, ["shangmen"], town.now) == [number]
    assert town.reads(offers.unordered, ["zhucan"], town.now) == []
    assert told(town.begin(number)) == [("offered", "a")]
    assert told(town.begin(number)) == []
    assert town.reads(offers.unordered, ["shangmen"], town.now) == []
    with pytest.raises(Ended):
        town.begin(gone)
    with pytest.raises(Unknown):
        town.begin(1)
    with pytest.raises(Unknown):
        town.accept(gone, "a")


def test_the_file_changes_providers_and_none_is_lost(town: Town) -> None:
    town.has(A, B)
    number = town.order()
    town.accept(number, "a")
    town.has(B.model_copy(update={"name": "样本新", "phone": "020-00009999"}))
    assert town.reads(providers.name_and_phone, town.cipher, "b") == ("样本新", "020-00009999")
    assert told(town.begin(town.book(NEXT_DAY))) == [("offered", "b")]
    assert town.stands(number) == ("accepted", "a")
    with town.engine.connect() as db:
        assert all("020" not in phone for phone in db.scalars(select(tables.providers.c.phone)))
    with pytest.raises(Unknown):
        town.reads(providers.name_and_phone, town.cipher, "nobody")
