"""Sessions follow the services' files, and what is booked stands whatever becomes of the file."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, event, func, select

from actions.booking import changes, checks, closures, holds
from actions.booking.bookings import Bookings
from actions.booking.errors import Closed, Full
from actions.booking.model import Booked, Order, Quota, Slot
from actions.booking.opening import Trouble, Why, open_service
from actions.booking.schedule import Vacancy, vacancies
from actions.booking.tables import capacities, sessions
from bot.clock import SHANGHAI
from bot.db import Database
from bot.privacy import Cipher
from bot.retry import run_async
from knowledge.policy_list import PolicyList
from knowledge.service import Service
from tests.booking.canteen import fresh_key
from tests.services import OFFICE, service

NOW = datetime(2026, 11, 23, 12, tzinfo=SHANGHAI)
DAY = date(2026, 11, 30)
AM, PM = Slot("sample", "one", DAY, "am"), Slot("sample", "one", DAY, "pm")
RELEASE = {"release": {"days": 1, "at": "16:00"}}
BOOKING = {
    "opens": {"days": 14, "at": "08:00"},
    "closes": {"days": 1, "at": "20:00"},
    "changes": {"days": 1, "at": "20:00"},
}
RELEASED = datetime(2026, 11, 29, 16, tzinfo=SHANGHAI)


@dataclass
class Town:
    """Opens a service's sessions and books there."""

    database: Database
    cipher: Cipher
    now: datetime = NOW

    async def opens(self, *services: Service) -> list[Trouble]:
        policies = PolicyList("", Path(), services={one.id: one for one in services})
        return await Bookings(lambda: policies, self.database, self.cipher).open_all(self.now)

    async def book(self, slot: Slot = AM, quota: Quota = Quota.PUBLIC, **amounts: int) -> Booked:
        order = Order(slot, amounts or {"persons": 1}, "nobody", {"name": "样本甲"}, quota=quota)
        return await run_async(self.database, holds.book, self.cipher, order, fresh_key(), self.now)

    async def fill(self, count: int, slot: Slot = AM, quota: Quota = Quota.PUBLIC) -> list[Booked]:
        """So many are booked, and the next one is refused."""
        booked = [await self.book(slot, quota) for _ in range(count)]
        with pytest.raises(Full):
            await self.book(slot, quota)
        return booked

    async def cancel(self, booked: Booked) -> None:
        await run_async(self.database, changes.cancel, self.cipher, booked.number, fresh_key(), self.now, True)

    async def vacancies(self, day: date = DAY, quota: Quota = Quota.PUBLIC) -> dict[str, Vacancy]:
        found = await run_async(self.database, vacancies, "sample", day, day, quota)
        return {one.slot.band: one for one in found}

    async def free(self, slot: Slot = AM, quota: Quota = Quota.PUBLIC) -> int:
        return (await self.vacancies(slot.date, quota))[slot.band].free["persons"]


@pytest.fixture
async def town(database: Database, cipher: Cipher) -> Any:
    town = Town(database, cipher)
    yield town
    assert await run_async(database, checks.problems) == []


def with_capacity(*capacity: dict[str, Any], **other: Any) -> Service:
    return service(capacity=[{"what": "persons"} | one for one in capacity], **other)


@pytest.fixture
def writes(database: Database) -> Iterator[list[str]]:
    """The statements by which something was changed."""
    found: list[str] = []

    def keep(_: object, __: object, statement: str, *___: object) -> None:
        if statement.startswith(("INSERT", "UPDATE", "DELETE")):
            found.append(statement)

    event.listen(database.engine, "before_cursor_execute", keep)
    yield found
    event.remove(database.engine, "before_cursor_execute", keep)


def count(engine: Engine) -> tuple[int, date, date]:
    with engine.connect() as db:
        row = db.execute(select(func.count(), func.min(sessions.c.date), func.max(sessions.c.date))).one()
        return row[0], row[1], row[2]


async def test_every_session_that_can_be_booked_is_there_a_day_early(town: Town, writes: list[str]) -> None:
    assert await town.opens(service()) == []
    assert count(town.database.engine) == (32, NOW.date(), NOW.date() + timedelta(days=15))
    writes.clear()
    assert await town.opens(service()) == []
    assert writes == []
    town.now += timedelta(days=1)
    await town.opens(service())
    assert count(town.database.engine)[0] == 34
    assert len(writes) < 10


async def test_what_the_counter_has_left_is_the_publics_and_never_twice(town: Town) -> None:
    hall = service(booking=BOOKING | RELEASE)
    await town.opens(hall)
    await town.fill(10)
    at_counter = await town.book(quota=Quota.COUNTER)
    town.now = RELEASED
    await town.opens(hall)
    await town.opens(hall)
    await town.fill(1)
    with pytest.raises(Full):
        await town.book(quota=Quota.COUNTER)
    await town.cancel(at_counter)
    await town.opens(hall)
    await town.fill(1)
    assert await town.free(quota=Quota.COUNTER) == 0


async def test_a_popular_day_is_given_out_wave_by_wave(town: Town) -> None:
    waves = [
        {"opens": {"days": 10, "at": "09:00"}, "percent": 50},
        {"opens": {"days": 5, "at": "20:00"}, "percent": 30},
        {"opens": {"days": 2, "at": "12:00"}, "percent": 20},
    ]
    hall = service(popular=[{"name": "样本节", "day": "11-30", "waves": waves}], booking=BOOKING | RELEASE)
    await town.opens(hall)
    first = await town.fill(5)
    await town.fill(2, quota=Quota.COUNTER)
    town.now = datetime(2026, 11, 25, 19, 59, tzinfo=SHANGHAI)
    await town.opens(hall)
    assert await town.free() == 0
    await town.cancel(first[0])
    town.now += timedelta(minutes=1)
    await town.opens(hall)
    await town.fill(4)
    town.now = RELEASED
    await town.opens(hall)
    await town.fill(2)
    assert await town.opens(hall) == []
    assert await town.free() == 0


async def test_a_capacity_below_what_is_taken_takes_nobody_his_place_and_is_told(town: Town) -> None:
    await town.opens(service())
    booked = await town.fill(10)
    assert await town.opens(with_capacity({"public": 5, "counter": 3})) == [Trouble(AM, Why.SHORT)]
    with pytest.raises(Full):
        await town.book(quota=Quota.COUNTER)
    for one in booked[:3]:
        await town.cancel(one)
    assert await town.opens(with_capacity({"public": 5, "counter": 3})) == []
    await town.fill(1, quota=Quota.COUNTER)
    assert await town.free() == 0


async def test_a_band_that_the_file_has_no_more_is_closed_and_what_is_booked_stands(town: Town) -> None:
    await town.opens(service())
    booked = await town.book(PM)
    without = service(bands=[{"id": "am", "name": "上午", "starts": "09:00", "ends": "11:00"}])
    assert await town.opens(without) == [Trouble(PM, Why.GONE)]
    assert await town.opens(without) == [Trouble(PM, Why.GONE)]
    with pytest.raises(Closed):
        await town.book(PM)
    assert (await town.vacancies())["pm"].closed
    await town.book(AM)
    await town.cancel(booked)
    assert await town.opens(without) == []
    assert await town.opens(service()) == []
    await town.book(PM)


@pytest.mark.parametrize(
    "later",
    [
        [service(offices=[OFFICE | {"id": "other"}])],
        [service(days={"which": [2]})],  # DAY is a Monday
        [],
    ],
    ids=["office", "day", "service"],
)
async def test_so_is_an_office_a_day_or_a_service_that_is_no_more(town: Town, later: list[Service]) -> None:
    ceiling = {"per": "day", "all": 12}
    await town.opens(with_capacity({"public": 10, "counter": 2}, ceiling))
    await town.book()
    assert await town.opens(*later) == [Trouble(Slot("sample", "one", DAY), Why.GONE), Trouble(AM, Why.GONE)]
    with pytest.raises(Closed):
        await town.book(PM)
    assert await town.opens(with_capacity({"public": 10, "counter": 2}, ceiling)) == []
    await town.book(PM)


async def test_a_closure_holds_whenever_sessions_are_opened(town: Town) -> None:
    closed = Slot("sample", "one", DAY)
    closure = await run_async(town.database, closures.close, closed, "暴雨", town.now)
    await town.opens(service())
    with pytest.raises(Closed):
        await town.book()
    await town.opens(service())
    await run_async(town.database, closures.reopen, closure, town.now)
    await town.opens(service())
    await town.book()


async def test_a_ceiling_that_comes_later_counts_who_is_booked_already(town: Town) -> None:
    await town.opens(service())
    await town.fill(10)
    capped = with_capacity({"public": 10, "counter": 2}, {"per": "day", "all": 14})
    assert await town.opens(capped) == []
    booked = await town.fill(4, PM)
    await town.cancel(booked[0])
    assert await town.opens(capped) == []
    await town.fill(1, PM)
    assert await town.opens(with_capacity({"public": 10, "counter": 2}, {"per": "day", "all": 12})) == [
        Trouble(Slot("sample", "one", DAY), Why.SHORT)
    ]


async def test_what_is_in_use_and_no_more_in_the_file_stays_until_nobody_has_it(town: Town) -> None:
    bands = {"public": 10, "counter": 2}
    await town.opens(with_capacity(bands, {"per": "day", "all": 3}))
    booked = [*await town.fill(3), await town.book(Slot("sample", "one", DAY + timedelta(days=1), "am"))]
    ceilings = [Trouble(Slot("sample", "one", DAY + timedelta(days=ahead)), Why.KEPT) for ahead in range(2)]
    assert await town.opens(with_capacity(bands)) == ceilings
    with pytest.raises(Full):
        await town.book(PM)
    for one in booked:
        await town.cancel(one)
    assert await town.opens(with_capacity(bands)) == []
    await town.fill(10, PM)


async def test_places_are_not_shared_in_another_way_while_some_are_taken(town: Town) -> None:
    await town.opens(service())
    booked = await town.book()
    assert await town.opens(with_capacity({"all": 3})) == [Trouble(AM, Why.KEPT)]
    assert (await town.free(), await town.free(PM), await town.free(PM, Quota.COUNTER)) == (9, 3, 3)
    await town.cancel(booked)
    assert await town.opens(with_capacity({"all": 3})) == []
    assert (await town.free(), await town.free(quota=Quota.COUNTER)) == (3, 3)


async def test_times_follow_the_file_also_further_ahead_than_can_be_booked_now(town: Town) -> None:
    await town.opens(service())
    await town.book()
    shorter = BOOKING | {"opens": {"days": 2, "at": "10:00"}, "closes": {"days": 0, "at": "07:00"}}
    assert await town.opens(service(booking=shorter)) == []
    am = (await town.vacancies())["am"]
    assert am.opens_at == datetime(2026, 11, 28, 10, tzinfo=SHANGHAI)
    assert am.closes_at == datetime(2026, 11, 30, 7, tzinfo=SHANGHAI)


_STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("book"), st.sampled_from([Quota.PUBLIC, Quota.COUNTER]), st.integers(1, 3)),
        st.tuples(st.just("cancel"), st.integers(0, 9)),
        st.tuples(st.just("later")),
        st.tuples(st.just("file"), st.integers(0, 4), st.integers(0, 3)),
    ),
    max_size=25,
)
_SERVICES = itertools.count(1)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=_STEPS)
async def test_however_often_it_is_opened_there_is_never_more_than_the_file_has(
    town: Town, steps: list[tuple[Any, ...]]
) -> None:
    """Bookings, cancellations, releases and changes of the file in any order, with an opening after each."""
    name, public, counter = f"sample{next(_SERVICES)}", 4, 2
    slot, alive = Slot(name, "one", DAY, "am"), list[Booked]()
    town.now = RELEASED - timedelta(days=2)

    async def opens() -> int:
        bands = {"what": "persons", "public": public, "counter": counter}
        one = service(id=name, days={"dates": [DAY]}, capacity=[bands], booking=BOOKING | RELEASE)
        troubles = await open_service(town.database, name, one, town.now)
        assert troubles == ([Trouble(slot, Why.SHORT)] if taken() > public + counter else [])
        with town.database.engine.connect() as db:
            much = select(func.sum(capacities.c.capacity)).where(capacities.c.session_id == slot.id)
            return int(db.execute(much).scalar_one())

    def taken() -> int:
        return sum(one.amounts["persons"] for one in alive)

    await opens()
    for step in steps:
        match step:
            case ("book", quota, amount):
                with suppress(Full):
                    alive.append(await town.book(slot, quota, persons=amount))
                    assert taken() <= public + counter
            case ("cancel", which) if which < len(alive):
                await town.cancel(alive.pop(which))
            case ("later",):
                town.now = min(town.now + timedelta(days=1), RELEASED)
            case ("file", public, counter):
                pass
        assert await opens() == max(public + counter, taken())
