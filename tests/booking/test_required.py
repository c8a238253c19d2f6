"""Papers that an appointment requires: what is told of them, and the place that goes to others when they are not in order."""

from __future__ import annotations

import json
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from actions.booking.bookings import Bookings
from actions.booking.due import Due
from actions.booking.errors import Ended
from actions.booking.model import Booked, Quota, Slot, Status
from actions.booking.opening import open_service
from actions.booking.wish import Wish
from actions.documents import looks, required, store
from actions.documents.looks import Stage
from actions.documents.required import Required, State
from actions.documents.tables import pages
from bot.clock import SHANGHAI
from bot.db import Database
from bot.mailbox import Mailbox
from bot.messages import Reply
from bot.notices_tables import deliveries, notices
from bot.privacy import Cipher
from bot.retry import run, run_async
from connectors.desk import concerns
from knowledge.policy_list import load
from tests.booking.together import together, waits_for_a_lock, while_open
from tests.documents.shown import BLUR, BOTH, UNREADABLE, back, front, show
from tests.fakes import said
from tests.servers import wait_until

if TYPE_CHECKING:
    from actions.documents.page_read import PageRead

LIST = load()
WEDDINGS = LIST.services["jiehun"]
MONDAY = datetime(2026, 11, 23, 10, tzinfo=SHANGHAI)
WEDNESDAY = Slot.of("jiehun/tianhe/2026-12-02/nine")
LATER = Slot.of("jiehun/tianhe/2026-12-15/nine")
UNTIL = datetime(2026, 12, 1, 12, tzinfo=SHANGHAI)
REMINDED = UNTIL - timedelta(days=1)


class Registry:
    """One couple's conversation, and the others who want the same places."""

    def __init__(self, database: Database, cipher: Cipher, conversation: str) -> None:
        self.bookings = Bookings(lambda: LIST, database, cipher)
        self.database, self.cipher, self.conversation = database, cipher, conversation
        self.count = 0

    def wish(self, slot: Slot = WEDNESDAY, conversation: str | None = None, **changes: Any) -> Wish:
        self.count += 1
        phone = changes.pop("phone", f"138{self.count:08}")
        mine = {"conversation_id": conversation or self.conversation, **changes}
        return Wish(slot, ("样本甲", "样本乙"), phone, {"age": True, "mainland": True}, **mine)

    async def booked(self, wish: Wish | None = None, now: datetime = MONDAY) -> int:
        held = await self.bookings.hold(wish or self.wish(), f"key {self.count}", now)
        await self.bookings.confirm(held.number, now)
        return held.number

    async def shows(self, *read: PageRead | None, now: datetime = MONDAY) -> None:
        await run_async(self.database, show, self.cipher, self.conversation, now, *read)

    async def papers(self, number: int, now: datetime = MONDAY) -> Required:
        found = await self.bookings.papers(number, now)
        assert found is not None
        return found

    async def look(self, number: int, stage: Stage, now: datetime) -> None:
        await run_async(self.database, self.bookings.acts.look_at_papers, number, stage, now)

    async def due(self, now: datetime) -> None:
        await Due(self.bookings)._look_at_papers(now)

    async def status(self, number: int) -> Status:
        return (await self.bookings.by_number(number)).status

    async def told(self, about: str, way: str = "conversation") -> list[str]:
        """Texts of that kind which wait to be sent."""
        of_it = deliveries.c.notice_id == notices.c.id
        wanted = select(notices.c.body).join(deliveries, of_it).where(notices.c.key.endswith(f"/{about}"))
        wanted = wanted.where(deliveries.c.state == "waiting", deliveries.c.way == way)
        rows = await self.database.run(lambda db: db.execute(wanted).all())
        return [Reply.from_dict(json.loads(self.cipher.decrypt(row.body))).text for row in rows]

    async def kept_until(self) -> set[datetime]:
        wanted = select(pages.c.kept_until)
        return set(await self.database.run(lambda db: db.scalars(wanted).all()))

    async def for_staff(self, now: datetime) -> list[concerns.ConcernShown]:
        return await self.database.run(concerns.shown, self.cipher, LIST, now)


@pytest.fixture
async def registry(database: Database, cipher: Cipher, mailbox: Mailbox) -> Registry:
    accepted = await database.run(mailbox.accept, said("结婚", "m1"), MONDAY)
    await open_service(database, "jiehun", WEDDINGS, MONDAY)
    return Registry(database, cipher, accepted.conversation_id)


@pytest.mark.parametrize(
    ("shown", "state", "missing", "fixes"),
    [
        ((), State.MISSING, ("样本甲的居民身份证（两面）", "样本乙的居民身份证（两面）"), 0),
        ((front("样本乙"), back()), State.MISSING, ("样本甲的居民身份证（两面）",), 0),
        ((front("样本甲"), front("样本乙"), back()), State.MISSING, ("居民身份证国徽面",), 0),
        ((front("样本甲"), front("样本乙")), State.MISSING, ("居民身份证国徽面2张",), 0),
        ((front("样本甲"), back(), front("样本丙"), back()), State.MISSING, ("样本乙的居民身份证人像面",), 0),
        (BOTH, State.PASS, (), 0),
        ((*BOTH, front("样本甲", BLUR)), State.PASS, (), 0),
        ((front("样本甲", BLUR), *BOTH[1:]), State.FIX, (), 1),
        ((*BOTH[:3], back("2026-11-30")), State.FIX, (), 1),
        ((*BOTH[:3], back("2026-11-30"), back()), State.PASS, (), 0),
        ((*BOTH[:2], UNREADABLE), State.ASK, ("样本乙的居民身份证（两面）",), 0),
        ((*BOTH, None), State.READING, (), 0),
    ],
    ids=[
        "nothing",
        "one-card",
        "a-back",
        "both-backs",
        "anothers",
        "all",
        "one-again-blurred",
        "blurred",
        "expired",
        "renewed",
        "unreadable",
        "waits",
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_how_they_stand(
    registry: Registry, shown: tuple[PageRead | None, ...], state: State, missing: tuple[str, ...], fixes: int
) -> None:
    number = await registry.booked()
    await registry.shows(*shown)
    found = await registry.papers(number)
    assert (found.until, found.state, found.missing, len(found.fixes)) == (UNTIL, state, missing, fixes)


async def test_the_telephone_is_told_too(registry: Registry) -> None:
    await registry.booked()
    [text] = await registry.told("booked", "sms")
    assert all(words in text for words in ("12月1日", "拍照", "让给别人"))


async def test_the_reminder_says_what_is_lacking_and_comes_once(registry: Registry) -> None:
    await registry.booked()
    await registry.shows(*BOTH[:2])
    await registry.due(REMINDED - timedelta(minutes=1))
    assert await registry.told("remind_papers") == []
    for minutes in (0, 1):
        await registry.due(REMINDED + timedelta(minutes=minutes))
    [text] = await registry.told("remind_papers")
    assert all(words in text for words in ("样本乙的居民身份证", "12月1日", "让给别人", "演示数据"))


async def test_nobody_is_reminded_of_what_is_in_order(registry: Registry) -> None:
    await registry.booked()
    await registry.shows(*BOTH)
    await registry.due(REMINDED)
    assert await registry.told("remind_papers") == []


async def test_who_books_late_is_reminded_shortly_before(registry: Registry) -> None:
    await registry.booked(now=UNTIL - timedelta(hours=5))
    await registry.due(UNTIL - timedelta(hours=3))
    assert await registry.told("remind_papers") == []
    await registry.due(UNTIL - timedelta(hours=2))
    assert len(await registry.told("remind_papers")) == 1


@pytest.mark.parametrize("shown", [(), (*BOTH[:3], back("2026-11-30"))], ids=["missing", "to be mended"])
async def test_the_place_goes_to_who_waits_and_it_is_told_why(
    registry: Registry, mailbox: Mailbox, shown: tuple[PageRead, ...]
) -> None:
    number = await registry.booked()
    await registry.shows(*shown)
    for _ in range(15):
        await registry.booked(registry.wish(conversation_id=None))
    other = (await registry.database.run(mailbox.accept, said("我也要", "m2", sender="other"), MONDAY)).conversation_id
    entry, _ = await registry.bookings.wait(registry.wish(conversation=other), MONDAY)
    due = Due(registry.bookings)
    await due.run(UNTIL - timedelta(minutes=1))
    assert await registry.status(number) is Status.CONFIRMED
    for minutes in (0, 1, 2):
        await due.run(UNTIL + timedelta(minutes=minutes))
    assert await registry.status(number) is Status.CANCELLED
    [text] = await registry.told("released")
    assert all(words in text for words in ("让给别人", "12月1日", "预约结婚登记"))
    assert ("11月30日" in text) == bool(shown)
    assert ("样本甲的居民身份证" in text) == (not shown)
    assert any("轮到您了" in offered for offered in await registry.told(entry))
    assert await registry.told("remind_shortly") == []


async def test_what_is_in_order_stays_also_when_its_photographs_are_gone(registry: Registry) -> None:
    await registry.shows(*BOTH)
    number = await registry.booked()
    await registry.database.run(store.remove, registry.conversation)
    assert (await registry.papers(number)).state is State.PASS
    await registry.due(UNTIL)
    assert await registry.status(number) is Status.CONFIRMED


async def test_what_staff_must_look_at_stays_and_they_are_told_until_they_have(registry: Registry) -> None:
    number = await registry.booked()
    await registry.shows(*BOTH[:2], UNREADABLE)
    for minutes in (0, 1):
        await registry.due(UNTIL + timedelta(minutes=minutes))
    assert await registry.status(number) is Status.CONFIRMED
    [concern] = await registry.for_staff(UNTIL)
    assert (concern.order, concern.names, concern.open) == (number, "样本甲、样本乙", False)
    await registry.database.run(looks.settle, number, UNTIL)
    assert await registry.for_staff(UNTIL) == []
    await registry.due(UNTIL + timedelta(minutes=2))
    assert (await registry.for_staff(UNTIL), await registry.status(number)) == ([], Status.CONFIRMED)


async def test_a_page_that_is_still_read_is_waited_for(registry: Registry) -> None:
    number = await registry.booked()
    await registry.shows(None)
    await registry.due(UNTIL)
    assert await registry.status(number) is Status.CONFIRMED
    await registry.database.run(store.remove, registry.conversation)
    await registry.due(UNTIL + timedelta(minutes=1))
    assert await registry.status(number) is Status.CANCELLED


async def test_nothing_is_required_of_who_had_no_time_or_was_at_the_counter(registry: Registry) -> None:
    late = await registry.booked(now=UNTIL + timedelta(minutes=5))
    counter = await registry.booked(registry.wish(quota=Quota.COUNTER))
    assert await registry.bookings.papers(late, UNTIL) is None
    assert await registry.bookings.papers(counter, MONDAY) is None
    await registry.due(UNTIL + timedelta(minutes=10))
    assert [await registry.status(one) for one in (late, counter)] == [Status.CONFIRMED] * 2


async def test_moved_they_are_judged_and_kept_for_the_new_day(registry: Registry) -> None:
    await registry.shows(*BOTH[:3], back("2026-12-10"))
    wish = registry.wish()
    number = await registry.booked(wish)
    assert (await registry.papers(number)).state is State.PASS
    assert await registry.kept_until() == {(await registry.bookings.by_number(number)).ends_at}
    moved = registry.wish(LATER, phone=wish.phone)
    papers, invalid = await registry.bookings.papers_if_moved(number, moved, MONDAY)
    assert papers is not None
    assert papers.state is State.FIX
    assert ["2026年12月10日就到期" in said for said in papers.fixes] == [True]
    assert invalid == []  # said once
    await registry.bookings.move(number, moved, "m", MONDAY)
    found = await registry.papers(number)
    assert (found.state, found.until) == (State.FIX, datetime(2026, 12, 14, 12, tzinfo=SHANGHAI))
    assert await registry.kept_until() == {(await registry.bookings.by_number(number)).ends_at}
    await registry.due(UNTIL)
    assert await registry.status(number) is Status.CONFIRMED
    await registry.due(found.until)
    assert await registry.status(number) is Status.CANCELLED


async def test_cancelled_their_pages_are_kept_as_long_as_without_an_appointment(registry: Registry) -> None:
    await registry.shows(*BOTH)
    number = await registry.booked()
    await registry.bookings.cancel(number, "c", MONDAY)
    assert await registry.kept_until() == {MONDAY + timedelta(days=7)}


async def test_two_who_look_at_once_release_it_once(registry: Registry) -> None:
    number = await registry.booked()
    work, acts = registry.database.engine, registry.bookings.acts

    def look() -> None:
        run(work, acts.look_at_papers, number, Stage.UNTIL, UNTIL)

    together([look] * 4)
    assert await registry.status(number) is Status.CANCELLED
    assert len(await registry.told("released")) == 1
    vacancies = await registry.bookings.vacancies(WEDDINGS, WEDNESDAY.date, WEDNESDAY.date, "tianhe")
    assert next(one.free for one in vacancies if one.slot == WEDNESDAY) == {"couples": 16}


async def test_who_moves_it_while_it_is_looked_at_keeps_it(registry: Registry) -> None:
    wish = registry.wish()
    number = await registry.booked(wish)
    work, acts = registry.database.engine, registry.bookings.acts
    order = registry.bookings._order(registry.wish(LATER, phone=wish.phone))

    def look() -> None:
        run(work, acts.look_at_papers, number, Stage.UNTIL, UNTIL)

    moved, _ = while_open(work, lambda db: acts.move(db, number, order, "m", UNTIL - timedelta(seconds=1)), look)
    assert isinstance(moved, Booked)
    assert await registry.status(number) is Status.CONFIRMED
    assert await registry.told("released") == []


async def test_who_moves_it_when_it_was_judged_already_is_too_late_and_nothing_else_is_cancelled(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    if registry.database.engine.dialect.name == "sqlite":
        pytest.skip("one writer at a time")
    wish = registry.wish()
    number = await registry.booked(wish)
    work, acts, judge = registry.database.engine, registry.bookings.acts, required.of
    order, moves = registry.bookings._order(registry.wish(LATER, phone=wish.phone)), list[Future[Booked]]()

    def judged(*arguments: Any) -> Required | None:
        if not moves:
            moves.append(thread.submit(run, work, acts.move, number, order, "m", UNTIL - timedelta(seconds=1)))
            wait_until(lambda: moves[0].done() or waits_for_a_lock(work), what="an end of the move")
        return judge(*arguments)

    monkeypatch.setattr(required, "of", judged)
    with ThreadPoolExecutor(1) as thread:
        run(work, acts.look_at_papers, number, Stage.UNTIL, UNTIL)
        with pytest.raises(Ended):
            moves[0].result()
    assert await registry.status(number) is Status.CANCELLED
