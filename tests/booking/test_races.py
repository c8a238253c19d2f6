"""Many callers at the last places, and every pair of operations against each other."""

from __future__ import annotations

import itertools
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, select

from actions.booking import closures, tables
from actions.booking.errors import AlreadyBooked, BookingError, Full
from actions.booking.holds import HOLD
from actions.booking.model import Booked
from actions.booking.queue import OFFER
from bot.db import connect
from bot.settings import fresh_secrets
from tests.booking.canteen import DINNER, LUNCH, TODAY, Canteen, fresh_key, session
from tests.booking.together import together

ROOT = Path(__file__).parents[2]
CALLERS = 200


@pytest.fixture
def canteens(canteen: Canteen) -> Iterator[list[Canteen]]:
    """The same canteen behind several pools of connections."""
    engines = [connect(canteen.engine.url.render_as_string(hide_password=False)) for _ in range(4)]
    yield [replace(canteen, engine=engine) for engine in engines]
    for engine in engines:
        engine.dispose()


def kinds(answers: list[Any]) -> Counter[type]:
    return Counter(map(type, answers))


@pytest.mark.parametrize("rounds", [1, pytest.param(20, marks=pytest.mark.proof)])
def test_the_last_places_are_booked_once(canteen: Canteen, canteens: list[Canteen], rounds: int) -> None:
    order = canteen.order()
    for _ in range(rounds):
        canteen.opens(session(LUNCH, canteen.taken() + 7))
        answers = together([lambda at=at: at.book(order) for at in canteens for _ in range(CALLERS // len(canteens))])
        assert kinds(answers) == {Booked: 7, Full: CALLERS - 7}
        assert len({one.number for one in answers if isinstance(one, Booked)}) == 7


@pytest.mark.parametrize("rounds", [1, pytest.param(20, marks=pytest.mark.proof)])
def test_the_last_places_in_any_dimension_are_held_and_confirmed_once(
    canteen: Canteen, canteens: list[Canteen], rounds: int
) -> None:
    canteen.opens(session(LUNCH, 12, vehicles=3), session(DINNER, 12, vehicles=99), session(TODAY, 20))
    orders = [
        canteen.order(slot, "样本甲", persons=persons, **({"vehicles": 1} if persons == 2 else {}))
        for slot, persons in itertools.product((LUNCH, DINNER), (1, 2, 3))
    ]
    for _ in range(rounds):
        callers = itertools.islice(zip(itertools.cycle(canteens), itertools.cycle(orders), strict=False), CALLERS)
        answers = together([lambda at=at, order=order: at.confirm(at.hold(order)) for at, order in callers])
        booked = [one for one in answers if isinstance(one, Booked)]
        assert kinds(answers) == {Booked: len(booked), Full: CALLERS - len(booked)}
        assert canteen.taken(TODAY) == sum(one.amounts["persons"] for one in booked) in (18, 19, 20)
        assert canteen.taken(LUNCH, "vehicles") <= 3
        for one in booked:
            canteen.cancel(one)
        assert [canteen.taken(slot) for slot in (LUNCH, DINNER, TODAY)] == [0, 0, 0]


def test_one_person_gets_one_subsidised_meal(canteen: Canteen, canteens: list[Canteen]) -> None:
    canteen.opens(session(LUNCH, CALLERS))
    order = canteen.order(LUNCH, "样本甲", canteen.meal("样本甲"))
    answers = together([lambda at=at: at.hold(order) for at in canteens * 10])
    assert kinds(answers) == {Booked: 1, AlreadyBooked: 39}
    assert canteen.taken() == 1


def test_a_request_that_is_delivered_many_times_is_carried_out_once(canteen: Canteen, canteens: list[Canteen]) -> None:
    canteen.opens(session(LUNCH, 1), session(DINNER, 1))
    order = canteen.order(LUNCH, "样本甲", canteen.meal("样本甲"))
    booked = together([lambda at=at: at.book(order, "create") for at in canteens * 5])
    assert kinds(booked) == {Booked: 20}
    assert len({one.number for one in booked}) == 1
    moved = together([lambda at=at: at.move(booked[0], DINNER, "move") for at in canteens * 5])
    assert moved == [moved[0]] * 20
    cancelled = together([lambda at=at: at.cancel(booked[0], "cancel") for at in canteens * 5])
    assert cancelled == [cancelled[0]] * 20
    assert (canteen.taken(LUNCH), canteen.taken(DINNER)) == (0, 0)


def test_two_who_change_places_do_not_wait_for_each_other_for_ever(canteen: Canteen, canteens: list[Canteen]) -> None:
    canteen.opens(session(LUNCH, 6), session(DINNER, 6), session(TODAY, 10))
    booked = [(canteen.book(canteen.order(slot)), other) for slot, other in ((LUNCH, DINNER), (DINNER, LUNCH)) * 5]
    works = [
        lambda at=at, one=one, to=to: at.move(one, to)
        for at, (one, to) in zip(itertools.cycle(canteens), booked, strict=False)
    ]
    answers = together(works)
    assert set(kinds(answers)) <= {Booked, Full}
    assert canteen.taken(LUNCH) + canteen.taken(DINNER) == canteen.taken(TODAY) == 10


def test_each_place_is_offered_to_one_in_the_order_of_the_queue(canteen: Canteen, canteens: list[Canteen]) -> None:
    canteen.opens(session(LUNCH, 3))
    full = canteen.book(canteen.order(persons=3))
    entries = [canteen.join(canteen.order(LUNCH, f"样本{i}")) for i in range(6)]
    canteen.cancel(full)
    offers = together([at.offer for at in canteens * 3])
    assert {one.entry_id for one in offers if one is not None} == set(entries[:3])
    assert len([one for one in offers if one is not None]) == 3


def test_who_books_while_it_is_closed_is_refused_or_known_to_be_affected(
    canteen: Canteen, canteens: list[Canteen]
) -> None:
    canteen.opens(session(LUNCH, CALLERS))
    books = [lambda at=at: at.confirm(at.hold(canteen.order())) for at in canteens * 8]
    *answers, closure = together([*books, lambda: canteen.close(LUNCH)])
    booked = {one.number for one in answers if isinstance(one, Booked)}
    assert set(canteen.reads(closures.affected, closure)) == booked
    assert canteen.taken() == len(booked)


OPERATIONS: dict[str, Callable[[Canteen, Booked, str], Any]] = {
    "confirm": lambda at, one, _: at.confirm(one),
    "release": lambda at, one, _: at.release(one),
    "expire": lambda at, one, _: replace(at, now=one.held_until or at.now).expire(),
    "cancel": lambda at, one, _: at.cancel(one),
    "move": lambda at, one, _: at.move(one, DINNER),
    "grow": lambda at, one, _: at.move(one, LUNCH, amounts={"persons": 2}),
    "mark": lambda at, one, _: at.mark(one, came=True),
    "close": lambda at, one, _: at.close(LUNCH),
    "accept": lambda at, one, entry: at.accept(entry),
    "decline": lambda at, one, entry: at.decline(entry),
    "offer": lambda at, one, _: at.offer(),
}
DUELS = {
    "held": ["confirm", "release", "expire", "cancel", "close"],
    "confirmed": ["cancel", "move", "grow", "mark", "close", "confirm"],
    "offered": ["accept", "decline", "expire", "offer", "close"],
}


def begin(canteen: Canteen, state: str) -> tuple[Booked, str]:
    """Somebody in that state, and his entry of the queue."""
    if state == "offered":
        full = canteen.book(canteen.order(persons=2))
        entry = canteen.join(canteen.order(LUNCH, fresh_key()))
        canteen.cancel(full)
        offer = canteen.offer()
        assert offer is not None
        return offer.booked, entry
    held = canteen.hold(canteen.order())
    return canteen.confirm(held) if state == "confirmed" else held, ""


@pytest.mark.parametrize("rounds", [2, pytest.param(40, marks=[pytest.mark.proof, pytest.mark.timeout(900)])])
@pytest.mark.parametrize("state", DUELS)
def test_whoever_is_faster_what_was_answered_holds(canteen: Canteen, state: str, rounds: int) -> None:
    canteen.opens(session(LUNCH, 2), session(DINNER, 9))
    for pair in list(itertools.combinations_with_replacement(DUELS[state], 2)) * rounds:
        subject, entry = begin(canteen, state)
        answers = together([partial(OPERATIONS[name], canteen, subject, entry) for name in pair])
        done = {name for name, answer in zip(pair, answers, strict=True) if not isinstance(answer, BookingError)}
        assert canteen.status(subject) in expected(done), (pair, answers)
        assert canteen.problems() == [], (pair, answers)
        clear(canteen, subject)


def expected(done: set[str]) -> set[str]:
    """What an appointment may be when these operations were answered."""
    if "cancel" in done:
        return {"cancelled", "lapsed"}
    if "mark" in done:
        return {"attended"}
    return {"confirmed"} if done & {"confirm", "accept", "move", "grow"} else {"held", "confirmed", "lapsed"}


def clear(canteen: Canteen, subject: Booked) -> None:
    """For the next round."""
    late = replace(canteen, now=canteen.now + max(HOLD, OFFER))
    late.expire()
    if canteen.status(subject) == "confirmed":
        canteen.cancel(subject)
    for closure in canteen.reads(standing):
        canteen.reopen(closure)
    if canteen.status(subject) == "attended":
        canteen.opens(session(LUNCH, 2 + canteen.taken()))


def standing(db: Connection) -> list[str]:
    return list(db.scalars(select(tables.closures.c.id).where(tables.closures.c.reopened_at.is_(None))))


BOOK = """
import sys, uuid
from datetime import datetime
from actions.booking.errors import Full
from actions.booking.model import Order, Slot
from actions.booking import holds
from bot.db import connect
from bot.privacy import Cipher
from bot.retry import run
url, keys, lookup_key, session, now = sys.argv[1:]
engine, cipher = connect(url), Cipher(keys, lookup_key)
order, now, booked = Order(Slot.of(session), {"persons": 1}, "owner", {}), datetime.fromisoformat(now), 0
print("ready", flush=True)
sys.stdin.readline()
while True:
    try:
        held = run(engine, holds.hold, cipher, order, uuid.uuid4().hex, now)
        run(engine, holds.confirm, held.number, now)
        booked += 1
    except Full:
        break
print(booked)
"""


def test_two_processes_share_one_database(canteen: Canteen) -> None:
    canteen.opens(session(LUNCH, 60))
    secrets, url = fresh_secrets(), canteen.engine.url.render_as_string(hide_password=False)
    arguments = [url, secrets["keys"], secrets["lookup_key"], LUNCH.id, canteen.now.isoformat()]
    command = [sys.executable, "-c", BOOK, *arguments]
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "cwd": ROOT}
    both = [subprocess.Popen(command, **pipes) for _ in range(2)]
    assert [process.stdout.readline() for process in both if process.stdout] == ["ready\n"] * 2
    for process in both:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    counts = [int(process.communicate()[0]) for process in both]
    assert sum(counts) == canteen.taken() == 60
