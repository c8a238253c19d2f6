"""Providers, citizens and the worker at the same moment: whoever is faster, one holds the visit, and nobody two at a time."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from actions.booking.errors import BookingError
from actions.booking.tables import appointments, closures
from actions.dispatch import tables
from actions.dispatch.errors import DispatchError, Gone
from actions.dispatch.model import MISSED, OFFER, Event
from bot.db import connect
from bot.retry import run
from tests.booking.together import together
from tests.dispatch.town import AFTERNOON, LATE, MORNING, Town, provider, starts, told

STANDING = select(closures.c.id).where(closures.c.reopened_at.is_(None))
ROUNDS = [2, pytest.param(30, marks=[pytest.mark.proof, pytest.mark.timeout(900)])]


@pytest.fixture
def towns(town: Town) -> Iterator[list[Town]]:
    """The same town behind several pools of connections."""
    engines = [connect(town.engine.url.render_as_string(hide_password=False)) for _ in range(4)]
    yield [replace(town, engine=engine) for engine in engines]
    for engine in engines:
        engine.dispose()


def at_once(works: Sequence[Callable[[], Any]]) -> list[Any]:
    """What each gave, or the DispatchError or BookingError that it met."""

    def one(work: Callable[[], Any]) -> Any:
        try:
            return work()
        except DispatchError as error:
            return error

    return together([partial(one, work) for work in works])


def given(answers: list[Any]) -> list[tuple[str, str | None]]:
    """The events of all who were answered."""
    return told([event for answer in answers if isinstance(answer, list) for event in answer])


def test_an_order_is_offered_once_however_many_dispatch_it(town: Town, towns: list[Town]) -> None:
    town.has(*(provider(f"p{i}") for i in range(4)))
    number = town.book()
    assert given(at_once([partial(at.begin, number) for at in towns * 4])) == [("offered", "p0")]


def test_providers_are_never_given_two_visits_at_a_time_nor_more_than_they_want(town: Town, towns: list[Town]) -> None:
    town.has(*(provider(f"p{i}", most=2) for i in range(3)))
    numbers = [town.book(slot) for slot in (MORNING, LATE, AFTERNOON) for _ in range(4)]
    at_once([partial(at.begin, number) for at, number in zip(itertools.cycle(towns), numbers, strict=False)])
    assert town.problems() == []
    held = [town.stands(number) for number in numbers]
    assert sorted(name for status, name in held if status == "offered") == ["p0", "p0", "p1", "p1", "p2", "p2"]
    assert {status for status, name in held if name is None} <= {"waiting", "refused_by_all"}


def test_of_two_providers_who_accept_one_order_one_has_it(town: Town, towns: list[Town]) -> None:
    town.has(provider("a"), provider("b"))
    for slot, asked in ((MORNING, "a"), (AFTERNOON, "b")):
        number = town.order(slot)
        answers = at_once([partial(at.accept, number, name) for at, name in itertools.product(towns, "ab")])
        assert given(answers) == [("accepted", asked)]
        assert sum(isinstance(answer, Gone) for answer in answers) == len(towns)
        assert town.stands(number) == ("accepted", asked)


def test_offers_that_run_out_are_passed_on_once(town: Town, towns: list[Town]) -> None:
    town.has(*(provider(f"p{i}", most=20) for i in range(3)))
    numbers = [town.order(slot) for slot in (MORNING, AFTERNOON)]
    town.now += OFFER
    events = given(at_once([replace(at, now=town.now).time_out for at in towns * 2]))
    assert sorted(kind for kind, _ in events) == ["offered", "offered", "withdrawn", "withdrawn"]
    assert all(town.stands(number)[0] == "offered" for number in numbers)


def test_missed_visits_go_to_staff_once(town: Town, towns: list[Town]) -> None:
    town.has(provider("a"))
    number = town.order()
    town.accept(number, "a")
    town.now = starts(MORNING) + MISSED
    assert given(at_once([replace(at, now=town.now).missed for at in towns * 2])) == [("missed", "a")]
    assert len(town.concerns()) == 1


def later(town: Town) -> Town:
    """When the offer has run out, by another clock."""
    return replace(town, now=town.now + OFFER)


OPERATIONS: dict[str, Callable[[Town, int], Any]] = {
    "accept": lambda town, number: town.accept(number, "a"),
    "decline": lambda town, number: town.decline(number, "a"),
    "time out": lambda town, number: later(town).time_out(),
    "assign": lambda town, number: town.assign(number, "c"),
    "cancel": lambda town, number: town.cancel(number),
    "move": lambda town, number: town.move(number, AFTERNOON),
    "close": lambda town, number: town.close(MORNING),
    "follow": lambda town, number: town.follow(),
    "dispatch": lambda town, number: town.dispatch(number),
    "arrive": lambda town, number: replace(town, now=starts(MORNING)).arrive(number, "a"),
    "complete": lambda town, number: replace(town, now=starts(MORNING)).complete(number, "a"),
    "missed": lambda town, number: replace(town, now=starts(MORNING) + MISSED).missed(),
    "rate": lambda town, number: town.rate(number, 1),
    "rate otherwise": lambda town, number: town.rate(number, 5),
}
DUELS = {
    "offered": ["accept", "decline", "time out", "assign", "cancel", "move", "close", "follow"],
    "accepted": ["decline", "cancel", "move", "close", "follow", "arrive", "missed"],
    "cancelled": ["accept", "follow", "decline", "time out", "assign"],
    "moved": ["accept", "follow", "decline", "time out", "dispatch"],
    "arrived": ["complete", "cancel", "follow", "missed", "decline"],
    "done": ["rate", "rate otherwise", "complete", "follow"],
}


def begin(town: Town, state: str) -> int:
    """An order in that state, of provider a if he has not lost it."""
    number = town.order()
    if state in ("accepted", "arrived", "done"):
        town.accept(number, "a")
    if state in ("arrived", "done"):
        OPERATIONS["arrive"](town, number)
    if state == "done":
        OPERATIONS["complete"](town, number)
    if state == "cancelled":
        town.cancel(number)
    if state == "moved":
        town.move(number, AFTERNOON)
    return number


@pytest.mark.parametrize("rounds", ROUNDS)
@pytest.mark.parametrize("state", DUELS)
def test_whoever_is_faster_what_was_answered_holds(town: Town, state: str, rounds: int) -> None:
    for pair in list(itertools.combinations_with_replacement(DUELS[state], 2)) * rounds:
        town.has(*(provider(name) for name in "abc"))
        number = begin(town, state)
        answers = at_once([partial(OPERATIONS[name], town, number) for name in pair])
        assert town.problems() == [], (pair, answers)
        town.follow()
        assert town.unfollowed() == [], (pair, answers)
        holds(town, number, dict(zip(pair, answers, strict=True)))
        clear(town)


def holds(town: Town, number: int, answers: dict[str, Any]) -> None:
    """Nobody was told what is not so."""
    status, name = town.stands(number)
    answered = {work for work, answer in answers.items() if not isinstance(answer, DispatchError | BookingError)}
    events = [event for answer in answers.values() if isinstance(answer, list) for event in answer]
    if "cancel" in answered:
        assert status in ("cancelled", "failed", "done"), answers
        return
    if answers.keys() <= {"accept", "decline", "time out", "assign", "dispatch"}:
        assert (status, name) == last_said(events, number, (status, name)), answers
    if "complete" in answered:
        assert town.appointment(number) == "attended"


def last_said(events: list[Event], number: int, otherwise: Any) -> Any:
    """What the events say of the order, if what they say does not hang on their order."""
    said = {event.kind.value: event.provider for event in events if event.order == number}
    if "assigned" in said and "seeking" not in said:
        return "accepted", said["assigned"]
    if said.keys() == {"accepted"}:
        return "accepted", said["accepted"]
    return otherwise


def clear(town: Town) -> None:
    """For the next round: nothing is booked, and nothing closed."""
    town.reads(lambda db: db.execute(delete(appointments)))
    for closure in town.reads(lambda db: list(db.scalars(STANDING))):
        town.reopen(closure)


def test_the_schema_itself_refuses_two_visits_at_one_time(town: Town) -> None:
    town.has(provider("a"))
    first, second = town.order(), town.order()
    town.accept(first, "a")
    twice = tables.orders.update().where(tables.orders.c.id == second).values(provider_id="a", status="accepted")
    with pytest.raises(IntegrityError):
        run(town.engine, lambda db: db.execute(twice))
    stands = tables.offers.select().where(tables.offers.c.order_id == first)
    row = town.reads(lambda db: db.execute(stands).one())._asdict() | {"id": "other"}
    with pytest.raises(IntegrityError):
        run(town.engine, lambda db: db.execute(tables.offers.insert().values(row)))
