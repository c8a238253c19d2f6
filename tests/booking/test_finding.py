"""Which session is meant, and why one cannot be had: over sessions made up here, with the shipped canteens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from actions.booking import finding
from actions.booking.finding import Why
from actions.booking.model import Slot
from actions.booking.schedule import Vacancy
from bot.clock import SHANGHAI
from knowledge.policy_list import load
from knowledge.when_said import listen_when

MONDAY = datetime(2026, 11, 23, 10, tzinfo=SHANGHAI)
MEALS = load().services["zhucan"]
ONE = {"portions": 1}


def meal(name: str, **changes: object) -> Vacancy:
    """`24/lunch`: of that day in November, at the first canteen, ten portions left."""
    day, band = name.split("/")
    on = date(2026, 11, int(day))
    starts = datetime.combine(on, time(11 if band == "lunch" else 17), SHANGHAI)
    closes = datetime.combine(on - timedelta(days=1), time(20), SHANGHAI)
    slot = Slot("zhucan", "yangben-yi", on, band)
    free, opens = {"portions": 10}, MONDAY - timedelta(days=14)
    return replace(Vacancy(slot, opens, closes, starts, free, {"portions": 40}, closed=False), **changes)  # type: ignore[arg-type]


def named(one: Vacancy | None) -> str | None:
    return one and f"{one.slot.date.day}/{one.slot.band}"


WEEK = [meal(f"{day}/{band}") for day in (24, 25, 26, 27) for band in ("lunch", "dinner")]
FULL: Mapping[str, Any] = {"free": {"portions": 0}}

FOUND = [
    ("明天中午", "24/lunch"),
    ("后天晚上", "25/dinner"),
    ("不是明天，是后天中午", "25/lunch"),
    ("越早越好", "24/lunch"),
    ("随便哪天晚上", "24/dinner"),
    ("周五上午11点", "27/lunch"),
]


@pytest.mark.parametrize(("said", "session"), FOUND, ids=[said for said, _ in FOUND])
def test_one_is_meant(said: str, session: str) -> None:
    found = finding.find(MEALS, WEEK, listen_when(said, MONDAY), (), ONE, MONDAY)
    assert (named(found.one), found.several, found.why) == (session, (), None)


def test_a_day_with_two_meals_is_open() -> None:
    found = finding.find(MEALS, WEEK, listen_when("明天", MONDAY), (), ONE, MONDAY)
    assert [named(one) for one in found.several] == ["24/lunch", "24/dinner"]


def test_the_services_own_word_for_a_band_counts() -> None:
    found = finding.find(MEALS, WEEK, listen_when("明天", MONDAY), ("dinner",), ONE, MONDAY)
    assert named(found.one) == "24/dinner"


WHY = [
    ("full", [meal("24/lunch", **FULL)], "明天中午", ONE, Why.FULL),
    ("too little is left", [meal("24/lunch", free={"portions": 1})], "明天中午", {"portions": 2}, Why.FULL),
    ("closed", [meal("24/lunch", closed=True)], "明天中午", ONE, Why.CLOSED),
    ("too late", [meal("24/lunch", closes_at=MONDAY)], "明天中午", ONE, Why.TOO_LATE),
    ("too early", [meal("24/lunch", opens_at=MONDAY + timedelta(1))], "明天中午", ONE, Why.TOO_EARLY),
    ("no such band", [meal("24/lunch")], "明天晚上", ONE, Why.NO_BAND),
    ("beyond the horizon", WEEK, "12月21号中午", ONE, Why.TOO_EARLY),
    ("a day off", WEEK, "这个周六中午", ONE, Why.NOT_OPEN),
]


@pytest.mark.parametrize(
    ("sessions", "said", "amounts", "why"), [case[1:] for case in WHY], ids=[case[0] for case in WHY]
)
def test_none_can_be_had(sessions: list[Vacancy], said: str, amounts: dict[str, int], why: Why) -> None:
    found = finding.find(MEALS, sessions, listen_when(said, MONDAY), (), amounts, MONDAY)
    assert (found.one, found.why) == (None, why)


def test_the_nearest_are_free_and_few() -> None:
    sessions = [meal("24/lunch", **FULL), meal("24/dinner"), *WEEK[2:4], meal("26/lunch", closed=True), *WEEK[5:]]
    near = [named(one) for one in finding.nearest(sessions, sessions[0], ONE, MONDAY)]
    assert near == ["24/dinner", "25/lunch", "25/dinner", "26/dinner"]


def test_of_many_days_the_first_of_each_is_listed() -> None:
    assert [named(one) for one in finding.to_list(WEEK)] == ["24/lunch", "25/lunch", "26/lunch", "27/lunch"]


def test_of_one_day_all_are_listed() -> None:
    assert [named(one) for one in finding.to_list(WEEK[:2])] == ["24/lunch", "24/dinner"]
