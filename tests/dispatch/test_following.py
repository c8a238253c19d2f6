"""Orders follow their appointments, whoever changed them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from actions.booking.model import Slot
from actions.dispatch import following
from actions.dispatch.errors import Ended, Gone
from actions.dispatch.model import LATEST, MISSED, Why
from tests.dispatch.town import AFTERNOON, LATE, MORNING, NEXT_DAY, Town, provider, starts, told

A, B = provider("a"), provider("b")


def bring(town: Town, status: str) -> int:
    """An order of the morning in that status, while provider a is the first who is asked and b the second."""
    if status != "refused_by_all":
        town.has(A, B)
    number = town.order()
    if status in ("accepted", "arrived", "failed"):
        town.accept(number, "a")
    if status in ("arrived", "failed"):
        town.now = starts(MORNING)
    if status == "arrived":
        town.arrive(number, "a")
    if status == "failed":
        town.now += MISSED
        town.missed()
    town.has(A, B)
    return number


@pytest.mark.parametrize(
    ("status", "events", "becomes"),
    [
        ("offered", [("cancelled", "a")], "cancelled"),
        ("accepted", [("cancelled", "a")], "cancelled"),
        ("arrived", [("cancelled", "a")], "cancelled"),
        ("refused_by_all", [], "cancelled"),
        ("failed", [], "failed"),
    ],
)
def test_when_the_appointment_is_cancelled_so_is_the_order(
    town: Town, status: str, events: list[tuple[str, str]], becomes: str
) -> None:
    number = bring(town, status)
    town.cancel(number)
    assert told(town.follow()) == events
    assert told(town.follow()) == []
    assert (town.stands(number)[0], town.unfollowed()) == (becomes, [])
    assert [one.why for one in town.concerns()] == ([Why.MISSED] if status == "failed" else [])


def test_nothing_happens_to_orders_whose_appointments_stand(town: Town) -> None:
    number = bring(town, "accepted")
    before = town.row(number)
    assert (told(town.follow()), town.row(number)) == ([], before)


@pytest.mark.parametrize(
    ("status", "events", "stands"),
    [
        ("offered", [("withdrawn", "a"), ("offered", "a")], ("offered", "a")),
        ("accepted", [("moved", "a")], ("accepted", "a")),
        ("arrived", [("moved", "a")], ("accepted", "a")),
        ("refused_by_all", [("offered", "a")], ("offered", "a")),
        ("failed", [("offered", "a")], ("offered", "a")),
    ],
)
def test_when_the_appointment_is_moved_who_accepted_stays_and_all_else_is_offered_anew(
    town: Town, status: str, events: list[tuple[str, str]], stands: tuple[str, str]
) -> None:
    number = bring(town, status)
    town.move(number, NEXT_DAY)
    assert told(town.follow()) == events
    assert told(town.follow()) == []
    row = town.row(number)
    assert ((row.status, row.provider_id), row.starts_at, row.arrived_at) == (stands, starts(NEXT_DAY), None)
    assert [one.why for one in town.concerns()] == ([Why.MISSED] if status == "failed" else [])


@pytest.mark.parametrize(("engaged", "to"), [(AFTERNOON, AFTERNOON), (LATE, MORNING)])
def test_who_is_not_free_at_the_new_time_does_not_stay(town: Town, engaged: Slot, to: Slot) -> None:
    town.has(A, B)
    number, other = town.order(NEXT_DAY), town.order(engaged)
    town.accept(number, "a")
    town.accept(other, "a")
    town.move(number, to)
    assert told(town.follow()) == [("withdrawn", "a"), ("seeking", "a"), ("offered", "b")]
    assert town.stands(number) == ("offered", "b")


def test_who_has_as_many_as_he_wants_that_day_does_not_stay(town: Town) -> None:
    town.has(provider("a", most=1), B)
    number, other = town.order(), town.order(NEXT_DAY)
    town.accept(number, "a")
    town.accept(other, "a")
    town.move(number, NEXT_DAY)
    assert told(town.follow()) == [("withdrawn", "a"), ("seeking", "a"), ("offered", "b")]


def test_an_offer_for_another_time_is_not_accepted(town: Town) -> None:
    number = bring(town, "offered")
    town.move(number, AFTERNOON)
    with pytest.raises(Gone):
        town.accept(number, "a")
    town.cancel(number)
    with pytest.raises(Gone):
        town.accept(number, "a")
    with pytest.raises(Ended):
        town.assign(number, "a")
    town.follow()


def test_who_declined_one_time_is_asked_for_another(town: Town) -> None:
    number = bring(town, "offered")
    town.decline(number, "a")
    town.move(number, AFTERNOON)
    assert told(town.follow()) == [("withdrawn", "b"), ("offered", "a")]


@pytest.mark.parametrize("how", [Town.decline, lambda town, number, _: town.time_out()])
def test_a_refusal_of_what_does_not_stand_any_more_asks_nobody(town: Town, how: Callable[..., list[object]]) -> None:
    number = bring(town, "offered")
    town.move(number, AFTERNOON)
    town.now += timedelta(minutes=30)
    how(town, number, "a")
    assert town.stands(number) == ("waiting", None)
    assert told(town.dispatch(number)) == []
    assert told(town.follow()) == [("offered", "a")]


def test_what_is_moved_to_a_time_too_near_goes_to_staff(town: Town) -> None:
    number = bring(town, "offered")
    town.now = starts(AFTERNOON) - LATEST
    town.move(number, AFTERNOON)
    assert told(town.follow()) == [("withdrawn", "a"), ("refused_by_all", None)]
    assert [one.why for one in town.concerns()] == [Why.REFUSED_BY_ALL]


@pytest.mark.parametrize("status", ["offered", "accepted"])
def test_while_its_session_is_closed_nobody_is_to_come(town: Town, status: str) -> None:
    number = bring(town, status)
    closure = town.close(MORNING)
    assert told(town.follow()) == [("withdrawn", "a")]
    assert told(town.follow()) == []
    assert told(town.dispatch(number)) == []
    assert town.stands(number) == ("waiting", None)
    town.reopen(closure)
    assert told(town.dispatch(number)) == [("offered", "a")]


def test_what_is_moved_out_of_a_closed_session_is_offered_anew(town: Town) -> None:
    number = bring(town, "accepted")
    town.close(MORNING)
    town.follow()
    town.move(number, AFTERNOON)
    assert told(town.follow()) == [("offered", "a")]


@pytest.mark.parametrize(
    ("status", "came", "becomes"),
    [
        ("offered", True, "cancelled"),
        ("accepted", True, "accepted"),
        ("accepted", False, "cancelled"),
        ("arrived", True, "arrived"),
    ],
)
def test_what_the_office_has_marked_is_followed(town: Town, status: str, came: bool, becomes: str) -> None:
    number = bring(town, status)
    town.mark(number, came)
    assert told(town.follow()) == ([("cancelled", "a")] if becomes == "cancelled" else [])
    assert (town.stands(number)[0], town.unfollowed()) == (becomes, [])


def test_two_who_change_times_may_each_be_asked_anew(town: Town) -> None:
    morning, afternoon = bring(town, "accepted"), town.order(AFTERNOON)
    town.assign(afternoon, "a")
    town.move(morning, AFTERNOON)
    town.move(afternoon, MORNING)
    town.follow()
    assert town.unfollowed() == []
    assert {town.stands(number)[1] for number in (morning, afternoon)} <= {"a", "b"}


def test_what_has_not_been_followed_is_known(town: Town) -> None:
    number = bring(town, "accepted")
    town.cancel(number)
    assert len(town.unfollowed()) == 1
    town.follow()
    assert town.unfollowed() == []


@pytest.mark.parametrize(
    ("status", "events"),
    [
        ("offered", [("withdrawn", "a"), ("offered", "c")]),
        ("accepted", [("withdrawn", "a"), ("seeking", "a"), ("offered", "c")]),
        ("refused_by_all", [("offered", "c")]),
    ],
)
def test_who_can_do_what_is_asked_for_now_is_asked(town: Town, status: str, events: list[tuple[str, str]]) -> None:
    number = bring(town, status)
    town.has(A, B, provider("c", skills=("cleaning",)))
    town.change(number, "cleaning")
    assert told(town.take_changes("cleaning")) == events
    assert told(town.take_changes("cleaning")) == []
    assert (town.row(number).skill, town.stands(number)[1]) == ("cleaning", "c")


def test_who_has_accepted_keeps_a_visit_of_which_something_else_was_changed(town: Town) -> None:
    number = bring(town, "accepted")
    town.change(number, "bathing")
    assert told(town.take_changes(town.row(number).skill)) == []
    assert town.stands(number)[:2] == ("accepted", "a")
    with town.engine.connect() as db:
        assert following.changed(db) == []
