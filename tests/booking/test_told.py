"""What is told of bookings without being asked, and what is due with them: each thing once, and only what still is so."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from actions.booking import closures
from actions.booking.bookings import Bookings
from actions.booking.due import Due
from actions.booking.errors import Full
from actions.booking.model import Slot, Status
from actions.booking.wish import Wish
from bot.clock import SHANGHAI
from bot.db import Database
from bot.mailbox import Mailbox
from bot.messages import Reply
from bot.notices_tables import deliveries, notices
from bot.privacy import Cipher
from bot.retry import run_async
from knowledge.policy_list import load
from tests.fakes import said

LIST = load()
ZHUCAN = LIST.services["zhucan"]
MEALS = replace(LIST, services={"zhucan": ZHUCAN})
MONDAY = datetime(2026, 11, 23, 10, tzinfo=SHANGHAI)
WEDNESDAY = Slot("zhucan", "yangben-yi", (MONDAY + timedelta(days=2)).date(), "lunch")
THURSDAY = replace(WEDNESDAY, date=WEDNESDAY.date + timedelta(days=1))
CODES = iter(range(10**6))


class House:
    """Bookings of one citizen's conversation, and what waits to be told."""

    def __init__(self, database: Database, cipher: Cipher, conversation: str) -> None:
        self.bookings = Bookings(lambda: MEALS, database, cipher)
        self.due, self.database, self.cipher, self.conversation = Due(self.bookings), database, cipher, conversation

    def wish(self, slot: Slot = WEDNESDAY, name: str = "样本甲", phone: str = "13800000001", portions: int = 1) -> Wish:
        answers = {"way": ("dine-in",), "portions": portions}
        return Wish(slot, (name,), phone, answers, conversation_id=self.conversation)

    async def booked(self, wish: Wish | None = None) -> int:
        held = await self.bookings.hold(wish or self.wish(), f"key {next(CODES)}", MONDAY)
        await self.bookings.confirm(held.number, MONDAY)
        return held.number

    async def waiting(self) -> list[tuple[str, str, datetime]]:
        """What is not sent or taken back: what it is, how it goes, when it is due."""
        wanted = (
            select(notices.c.key, notices.c.body, deliveries.c.way, deliveries.c.try_at)
            .join(deliveries, deliveries.c.notice_id == notices.c.id)
            .where(deliveries.c.state == "waiting")
            .order_by(deliveries.c.try_at, deliveries.c.way, notices.c.key)
        )
        rows = await self.database.run(lambda db: db.execute(wanted).all())
        return [(row.key.split("/")[-1], row.way, row.try_at.astimezone(SHANGHAI)) for row in rows]

    async def texts(self) -> list[str]:
        rows = await self.database.run(lambda db: db.execute(select(notices.c.body)).all())
        return [Reply.from_dict(json.loads(self.cipher.decrypt(row.body))).text for row in rows]

    async def status(self, number: int) -> Status:
        return (await self.bookings.by_number(number)).status


@pytest.fixture
async def house(database: Database, cipher: Cipher, mailbox: Mailbox) -> House:
    accepted = await database.run(mailbox.accept, said("订饭", "m1"), MONDAY)
    house = House(database, cipher, accepted.conversation_id)
    await house.due.run(MONDAY)
    return house


async def test_who_has_booked_gets_it_in_writing_and_two_reminders(house: House) -> None:
    await house.booked()
    day_before, shortly = MONDAY + timedelta(days=1), datetime(2026, 11, 25, 9, tzinfo=SHANGHAI)
    both = [("remind_day_before", way, day_before) for way in ("conversation", "sms")]
    both += [("remind_shortly", way, shortly) for way in ("conversation", "sms")]
    assert await house.waiting() == [("booked", "sms", MONDAY), *both]
    assert all("演示数据" in text for text in await house.texts())


async def test_confirmed_again_nothing_is_told_again(house: House) -> None:
    number = await house.booked()
    before = await house.waiting()
    await house.bookings.confirm(number, MONDAY)
    assert await house.waiting() == before


async def test_a_land_line_gets_no_sms(house: House) -> None:
    await house.booked(house.wish(phone="020-81234567"))
    assert {way for _, way, _ in await house.waiting()} == {"conversation"}


async def test_of_a_cancelled_booking_nothing_is_told_any_more(house: House) -> None:
    await house.bookings.cancel(await house.booked(), "c", MONDAY)
    assert await house.waiting() == []


async def test_a_moved_booking_is_told_as_it_is_now_however_often_the_request_comes(house: House) -> None:
    number = await house.booked()
    for _ in range(2):
        await house.bookings.move(number, house.wish(THURSDAY), "m", MONDAY)
    told = await house.waiting()
    assert len(told) == 5
    assert [when.date() for name, way, when in told if (name, way) == ("remind_shortly", "sms")] == [THURSDAY.date]


async def test_a_closure_is_told_once_and_stops_the_reminders(house: House) -> None:
    await house.booked()
    closure = await run_async(house.database, closures.close, WEDNESDAY, "暴雨", MONDAY)
    for due in (house.due, Due(house.bookings)):  # the second as after a restart
        await due.run(MONDAY)
    told = await house.waiting()
    assert [(name, way) for name, way, _ in told if name != "booked"] == [(closure, "conversation"), (closure, "sms")]
    assert any("暴雨" in text and "改时间" in text for text in await house.texts())
    await run_async(house.database, house.bookings.acts.reopen, closure, MONDAY)
    assert any("照常" in text for text in await house.texts())


async def test_whose_turn_has_come_in_the_queue_is_told_until_when_and_may_take_it(house: House) -> None:
    numbers = [await house.booked(house.wish(name=f"样本{n}", portions=2)) for n in range(20)]
    with pytest.raises(Full):
        await house.booked(house.wish(name="样本乙"))
    entry, ahead = await house.bookings.wait(house.wish(name="样本乙"), MONDAY)
    assert ahead == 0
    await house.bookings.cancel(numbers[0], "c", MONDAY)
    await house.due.run(MONDAY)
    assert any("轮到您了" in text and "接受名额" in text for text in await house.texts())
    taken = await house.bookings.accept(entry, MONDAY)
    assert await house.status(taken.number) is Status.CONFIRMED
    assert ("remind_shortly", "sms") in [(name, way) for name, way, _ in await house.waiting()]


async def test_an_offer_that_runs_out_goes_to_the_next(house: House) -> None:
    numbers = [await house.booked(house.wish(name=f"样本{n}", portions=2)) for n in range(20)]
    for name in ("样本乙", "样本丙"):
        await house.bookings.wait(house.wish(name=name, portions=2), MONDAY)
    await house.bookings.cancel(numbers[0], "c", MONDAY)
    await house.due.run(MONDAY)
    await house.due.run(MONDAY + timedelta(minutes=31))
    assert sum("轮到您了" in text for text in await house.texts()) == 2


async def test_who_is_marked_by_nobody_has_not_come(house: House) -> None:
    number = await house.booked()
    await house.due.run(datetime(2026, 11, 25, 13, tzinfo=SHANGHAI))
    assert await house.status(number) is Status.CONFIRMED
    await house.due.run(datetime(2026, 11, 25, 15, tzinfo=SHANGHAI))
    assert await house.status(number) is Status.NO_SHOW


async def test_a_standing_order_books_each_new_day_once_and_not_what_was_cancelled(house: House) -> None:
    order = await house.bookings.stand(house.wish(), [2], "s", MONDAY)  # Wednesdays
    made = await house.bookings.fill(order, ZHUCAN, MONDAY)
    assert [slot.date.isoformat() for slot in made.booked] == ["2026-11-25", "2026-12-02"]
    mine = await house.bookings.of_conversation(house.conversation)
    await house.bookings.cancel(mine[0].number, "c", MONDAY)
    for days in (1, 7):
        await house.due.run(MONDAY + timedelta(days=days))
    dates = [one.slot.date.isoformat() for one in await house.bookings.of_conversation(house.conversation)]
    assert dates == ["2026-12-02", "2026-12-09"]
    await house.bookings.stop_standing(house.conversation, MONDAY)
    await house.due.run(MONDAY + timedelta(days=14))
    dates = [one.slot.date.isoformat() for one in await house.bookings.of_conversation(house.conversation)]
    assert dates == ["2026-12-09"]  # none after it was stopped
