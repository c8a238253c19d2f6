"""The visit: somebody comes or nobody does, what the citizen says of it, and what the provider sees."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from actions.dispatch import tables
from actions.dispatch.errors import DispatchError, Ended, Gone, NotYet, TooLate
from actions.dispatch.model import EARLIEST, MISSED, RATED_WITHIN, RATING_CHANGED_WITHIN, Why
from tests.dispatch.town import AFTERNOON, DAY, MORNING, PLACE, SKILL, Town, provider, starts, told

MOMENT = timedelta(microseconds=1)
STEPS: dict[str, Callable[[Town, int], object]] = {
    "accepted": lambda town, number: town.accept(number, "a"),
    "arrived": lambda town, number: town.arrive(number, "a"),
    "done": lambda town, number: town.complete(number, "a"),
    "rated": lambda town, number: town.rate(number, 5),
}


def bring(town: Town, status: str) -> int:
    """An order of provider a's in that status, at the start of its visit."""
    town.has(provider("a"), provider("b"))
    number = town.order()
    for step, work in STEPS.items():
        if status == "offered":
            break
        work(town, number)
        town.now = starts(MORNING)
        if step == status:
            break
    return number


def test_a_visit_from_acceptance_to_rating(town: Town) -> None:
    number = bring(town, "accepted")
    assert told(town.arrive(number, "a")) == [("arrived", "a")]
    town.now += timedelta(hours=2)
    assert told(town.complete(number, "a")) == [("done", "a")]
    town.now += timedelta(hours=1)
    assert told(town.rate(number, 5, "样本好评")) == []
    row = town.row(number)
    assert (row.status, row.stars, town.cipher.decrypt(row.words)) == ("rated", 5, "样本好评")
    assert [at - starts(MORNING) for at in (row.arrived_at, row.done_at, row.rated_at)] == [
        timedelta(hours=hours) for hours in (0, 2, 3)
    ]
    assert "样本" not in row.words
    assert (town.appointment(number), town.concerns()) == ("attended", [])


@pytest.mark.parametrize(
    ("status", "operation", "refusal"),
    [
        ("offered", "arrived", NotYet),
        ("offered", "done", NotYet),
        ("offered", "rated", NotYet),
        ("accepted", "accepted", None),
        ("accepted", "done", NotYet),
        ("accepted", "rated", NotYet),
        ("arrived", "accepted", None),
        ("arrived", "arrived", None),
        ("arrived", "rated", NotYet),
        ("done", "accepted", None),
        ("done", "arrived", None),
        ("done", "done", None),
        ("rated", "arrived", None),
        ("rated", "done", None),
        ("rated", "rated", None),
    ],
)
def test_each_step_comes_after_the_one_before_and_again_changes_nothing(
    town: Town, status: str, operation: str, refusal: type[DispatchError] | None
) -> None:
    number = bring(town, status)
    before = town.row(number)
    if refusal is None:
        assert STEPS[operation](town, number) == []
    else:
        with pytest.raises(refusal):
            STEPS[operation](town, number)
    assert town.row(number) == before


@pytest.mark.parametrize("status", ["arrived", "done", "rated"])
def test_who_is_there_cannot_decline(town: Town, status: str) -> None:
    number = bring(town, status)
    with pytest.raises(Ended):
        town.decline(number, "a")


@pytest.mark.parametrize("work", [Town.arrive, Town.complete])
def test_nobody_else_can_do_it_for_him(town: Town, work: Callable[[Town, int, str], object]) -> None:
    number = bring(town, "arrived")
    with pytest.raises(Gone):
        work(town, number, "b")


def test_nobody_arrives_much_too_early(town: Town) -> None:
    number = bring(town, "accepted")
    town.now = starts(MORNING) - EARLIEST - MOMENT
    with pytest.raises(NotYet):
        town.arrive(number, "a")
    town.now += MOMENT
    assert told(town.arrive(number, "a")) == [("arrived", "a")]


def test_a_visit_to_which_nobody_comes_goes_to_staff_once(town: Town) -> None:
    number = bring(town, "accepted")
    town.now = starts(MORNING) + MISSED - MOMENT
    assert told(town.missed()) == []
    town.now += MOMENT
    assert told(town.missed()) == [("missed", "a")]
    assert told(town.missed()) == []
    assert town.stands(number) == ("failed", "a")
    assert [(one.order, one.why, one.provider) for one in town.concerns()] == [(number, Why.MISSED, "a")]
    for work in (town.arrive, town.complete):
        with pytest.raises(Ended):
            work(number, "a")
    with pytest.raises(Ended):
        town.rate(number, 1)


@pytest.mark.parametrize("status", ["offered", "arrived", "done"])
def test_only_what_was_accepted_and_not_come_to_is_missed(town: Town, status: str) -> None:
    number = bring(town, status)
    town.now = starts(MORNING) + timedelta(days=1)
    assert told(town.missed()) == []
    assert town.stands(number)[0] == status


def test_what_the_office_has_marked_is_not_missed(town: Town) -> None:
    number = bring(town, "accepted")
    town.mark(number, came=True)
    town.now = starts(MORNING) + MISSED
    assert told(town.missed()) == []
    assert town.stands(number) == ("accepted", "a")


def test_what_was_moved_is_not_missed_at_its_old_time(town: Town) -> None:
    number = bring(town, "accepted")
    town.move(number, AFTERNOON)
    town.now = starts(MORNING) + MISSED
    assert told(town.missed()) == []
    assert told(town.follow()) == [("moved", "a")]


def test_it_is_rated_within_fourteen_days(town: Town) -> None:
    first = bring(town, "done")
    town.now += RATED_WITHIN
    with pytest.raises(TooLate):
        town.rate(first, 5)
    town.now -= MOMENT
    town.rate(first, 5)
    assert town.row(first).stars == 5


def test_a_rating_is_changed_once_within_a_day(town: Town) -> None:
    number = bring(town, "done")
    assert told(town.rate(number, 1, "样本迟到")) == [("poor", "a")]
    assert [one.why for one in town.concerns()] == [Why.POOR]
    town.now += RATING_CHANGED_WITHIN - MOMENT
    assert told(town.rate(number, 1, "样本迟到")) == []
    town.rate(number, 4)
    assert (town.row(number).stars, town.row(number).words, town.concerns()) == (4, None, [])
    town.rate(number, 4)
    with pytest.raises(TooLate):
        town.rate(number, 5)


def test_a_rating_is_not_changed_after_a_day(town: Town) -> None:
    number = bring(town, "rated")
    town.now += RATING_CHANGED_WITHIN
    with pytest.raises(TooLate):
        town.rate(number, 1)
    assert town.row(number).stars == 5


@pytest.mark.parametrize(("stars", "goes_to_staff"), [(1, True), (2, True), (3, False), (5, False)])
def test_few_stars_go_to_staff(town: Town, stars: int, goes_to_staff: bool) -> None:
    number = bring(town, "done")
    assert told(town.rate(number, stars)) == ([("poor", "a")] if goes_to_staff else [])
    assert [(one.order, one.why) for one in town.concerns()] == ([(number, Why.POOR)] if goes_to_staff else [])


@pytest.mark.parametrize("stars", [0, 6, -1])
def test_there_are_one_to_five_stars(town: Town, stars: int) -> None:
    number = bring(town, "done")
    with pytest.raises(ValueError, match="stars"):
        town.rate(number, stars)


@pytest.mark.parametrize(
    ("status", "knows"),
    [("offered", False), ("accepted", True), ("arrived", True), ("done", False), ("rated", False)],
)
def test_a_provider_knows_who_and_where_while_he_needs_it(town: Town, status: str, knows: bool) -> None:
    number = bring(town, status)
    (visit,) = town.desk("a")
    assert (visit.order, visit.status, visit.starts_at) == (number, status, starts(MORNING))
    assert (visit.district, visit.item) == (PLACE, SKILL)
    private = (visit.name, visit.phone, visit.address)
    assert private == (("样本甲", "13800000000", "样本路1号") if knows else (None, None, None))
    assert "样本" not in repr(visit)
    assert "13800000000" not in repr(visit)
    assert (visit.offered_until is not None) == (status == "offered")
    assert town.desk("b") == []


def test_a_desk_shows_the_visits_of_one_day_by_start(town: Town) -> None:
    town.has(provider("a"))
    later, sooner = town.order(AFTERNOON), town.order(MORNING)
    assert [visit.order for visit in town.desk("a")] == [sooner, later]
    assert town.desk("a", DAY + timedelta(days=1)) == []
    town.decline(sooner, "a")
    assert [visit.order for visit in town.desk("a")] == [later]


def test_when_the_appointment_is_deleted_nothing_is_left_of_its_order(town: Town) -> None:
    from actions.booking.schedule import forget

    number = bring(town, "done")
    town.rate(number, 1, "样本")
    assert town.reads(forget, starts(MORNING) + timedelta(days=9)) == 1
    with town.engine.connect() as db:
        assert [db.execute(select(table)).all() for table in (tables.orders, tables.offers, tables.concerns)] == [
            []
        ] * 3
