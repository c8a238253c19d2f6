"""What is offered instead of a session that is full."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from actions.booking.model import Quota, Slot
from actions.booking.nearest import find_nearest, nearest
from actions.booking.schedule import Vacancy
from tests.booking.canteen import DAY, LUNCH, Canteen, session
from tests.fakes import NOON

HERE, THERE = "canteen", "other"
WANTED = {"persons": 2}


def vacancy(name: str, left: int = 5, **changes: object) -> Vacancy:
    """`there+2/dinner`: the dinner of two days later, elsewhere."""
    where, band = name.split("/")
    office, days = (where[:-2], int(where[-2:])) if where[-2] in "+-" else (where, 0)
    slot = Slot("meals", {"here": HERE, "there": THERE}.get(office, office), DAY + timedelta(days=days), band)
    starts = datetime.combine(slot.date, datetime.min.time(), NOON.tzinfo)
    found = Vacancy(
        slot, NOON - timedelta(days=7), NOON + timedelta(days=1), starts, {"persons": left}, {"persons": 9}, False
    )
    return replace(found, **changes)  # type: ignore[arg-type]


def named(found: list[Vacancy]) -> list[str]:
    names = []
    for one in found:
        days = (one.slot.date - DAY).days
        office = {HERE: "here", THERE: "there"}.get(one.slot.office, one.slot.office)
        names.append(f"{office}{f'{days:+d}' if days else ''}/{one.slot.band}")
    return names


CASES: list[tuple[str, dict[str, int], list[str]]] = [
    ("nothing is free", {}, []),
    ("not the full one itself", {"here/lunch": 5}, []),
    ("the same band elsewhere", {"there/lunch": 2}, ["there/lunch"]),
    ("too little", {"there/lunch": 1}, []),
    (
        "of each kind the nearest",
        {"there/lunch": 5, "third/lunch": 5, "here+1/lunch": 5, "here+2/lunch": 5, "here/dinner": 5},
        ["there/lunch", "here+1/lunch", "here/dinner"],
    ),
    ("kinds that are missing leave room", {"here+3/lunch": 5, "here+1/lunch": 5}, ["here+1/lunch", "here+3/lunch"]),
    ("the later of two days as far off", {"here-1/lunch": 5, "here+1/lunch": 5}, ["here+1/lunch", "here-1/lunch"]),
    ("nearer before later", {"here-1/lunch": 5, "here+2/lunch": 5}, ["here-1/lunch", "here+2/lunch"]),
    (
        "elsewhere on another day comes after",
        {"there+1/lunch": 5, "here+4/lunch": 5, "there+1/dinner": 5},
        ["here+4/lunch", "there+1/lunch", "there+1/dinner"],
    ),
]


@pytest.mark.parametrize(("free", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_the_nearest_are_named_in_turn(free: Mapping[str, int], expected: list[str]) -> None:
    found = nearest([vacancy(name, left) for name, left in free.items()], LUNCH, WANTED, NOON)
    assert named(found) == expected


@pytest.mark.parametrize(
    "changes",
    [
        {"closed": True},
        {"opens_at": NOON + timedelta(minutes=1)},
        {"closes_at": NOON},
        {"free": {"persons": 5, "vehicles": 0}},
        {"free": {}},
    ],
)
def test_what_cannot_be_had_now_is_not_offered(changes: dict[str, object]) -> None:
    wanted = {"persons": 1, "vehicles": 1} if "vehicles" in str(changes) else {"persons": 1}
    assert nearest([vacancy("there/lunch", **changes)], LUNCH, wanted, NOON) == []


def test_no_more_than_asked_for_are_named() -> None:
    many = [vacancy(f"here+{n}/lunch") for n in range(1, 10)]
    assert len(nearest(many, LUNCH, WANTED, NOON)) == 3
    assert len(nearest(many, LUNCH, WANTED, NOON, most=5)) == 5


def test_a_session_for_which_somebody_waits_is_not_offered(canteen: Canteen) -> None:
    others = [replace(LUNCH, office="other"), replace(LUNCH, office="third")]
    canteen.opens(session(LUNCH, 1), *(session(one, 3) for one in others))

    def found() -> list[str]:
        near = canteen.reads(find_nearest, LUNCH, {"persons": 1}, Quota.PUBLIC, canteen.now)
        return [one.slot.office for one in near]

    assert found() == ["other", "third"]
    booked = canteen.book(canteen.order(others[0], "样本甲", persons=3))
    canteen.join(canteen.order(others[0], "样本乙", persons=2))
    canteen.move(booked, others[0], amounts={"persons": 2})
    assert found() == ["third"]
