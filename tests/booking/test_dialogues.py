"""Whole conversations about bookings, without Rasa: what is said, and what then stands in the database."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from sqlalchemy import select

from actions.answer.skill import AnswerSkill
from actions.booking import closures
from actions.booking.bookings import Bookings
from actions.booking.due import Due
from actions.booking.errors import Full
from actions.booking.model import Slot, Status
from actions.booking.opening import open_service
from actions.booking.skill import BookingSkill
from actions.booking.tables import appointments
from actions.booking.wish import Wish
from actions.dispatch import offers, staff, visits
from actions.dispatch.due import Dispatching
from actions.dispatch.model import Why
from actions.dispatch.tables import orders
from bot.clock import SHANGHAI
from bot.db import Database
from bot.history import History
from bot.mailbox import Mailbox
from bot.privacy import Cipher
from bot.retry import run_async
from tests.documents.shown import BOTH, back, show
from tests.fakes import said

if TYPE_CHECKING:
    from knowledge.index import Index

MONDAY = datetime(2026, 11, 23, 10, tzinfo=SHANGHAI)
DIALOGUES = yaml.safe_load((Path(__file__).parent / "dialogues.yaml").read_text(encoding="utf-8"))


@pytest.fixture
def skill(index: Index, database: Database, cipher: Cipher, history: History) -> BookingSkill:
    bookings = Bookings(lambda: index.policies, database, cipher)
    answers = AnswerSkill(lambda: index, "guangzhou")
    dispatching = Dispatching(lambda: index.policies, "guangzhou", database, cipher)
    return BookingSkill(lambda: index, "guangzhou", database, cipher, history, bookings, dispatching, answers)


class Citizen:
    """Writes in one conversation; each message takes five seconds."""

    def __init__(self, skill: BookingSkill, mailbox: Mailbox, now: datetime) -> None:
        self.skill, self.mailbox, self.now, self.count = skill, mailbox, now, 0
        self.sender = "样本"

    async def says(self, text: str, intent: str | None = None) -> list[Any]:
        self.count += 1
        self.now += timedelta(seconds=5)
        message = replace(said(text, f"m{self.count}"), sender=self.sender)
        accepted = await self.skill.database.run(self.mailbox.accept, message, self.now)
        context = {"message": accepted.inbox_id}
        turn = await self.skill.turn(accepted.conversation_id, "［已遮］", intent, context, self.now)
        again = await self.skill.turn(accepted.conversation_id, "［已遮］", intent, context, self.now)
        assert again.replies == turn.replies, "a message that is handed in again gets the same replies"
        return turn.replies


async def fill(bookings: Bookings, slot: Slot, now: datetime) -> list[int]:
    """Others book portions of a meal until none is left; their numbers."""
    numbers: list[int] = []
    while True:
        wish = Wish(slot, ("样本一",), f"137{len(numbers):08}", {"way": ("dine-in",), "portions": 2})
        try:
            booked = await bookings.hold(wish, f"fill/{len(numbers)}", now)
        except Full:
            return numbers
        await bookings.confirm(booked.number, now)
        numbers.append(booked.number)


@pytest.mark.parametrize("database_url", ["sqlite", pytest.param("postgresql", marks=pytest.mark.proof)], indirect=True)
@pytest.mark.parametrize("dialogue", DIALOGUES, ids=lambda dialogue: dialogue["name"])
async def test_the_conversation(skill: BookingSkill, mailbox: Mailbox, dialogue: dict[str, Any]) -> None:
    begins = datetime.fromisoformat(dialogue["now"]).replace(tzinfo=SHANGHAI) if "now" in dialogue else MONDAY
    citizen = Citizen(skill, mailbox, begins)
    for service in dialogue.get("opens", ["zhucan"]):
        await open_service(skill.database, service, skill.bookings.service(service), begins)
    others = await fill(skill.bookings, Slot.of(dialogue["fills"]), begins) if "fills" in dialogue else []
    for turn in dialogue["turns"]:
        if "closes" in turn:
            await run_async(skill.database, closures.close, Slot.of(turn["closes"]), "停电", citizen.now)
        if "frees" in turn:
            await skill.bookings.cancel(others.pop(), "gone", citizen.now)
            await Due(skill.bookings).run(citizen.now)
        citizen.now += timedelta(minutes=turn.get("minutes", 0))
        replies = await citizen.says(turn["say"] * turn.get("repeat", 1), turn.get("intent"))
        last, whole = replies[-1].text, "\n".join(reply.text for reply in replies)
        buttons = [button.title for button in replies[-1].buttons]
        assert [words for words in turn.get("has", ()) if words not in last + "".join(buttons)] == [], (
            f"{turn['say']} → {whole}"
        )
        assert [words for words in turn.get("any", ()) if words not in whole] == [], f"{turn['say']} → {whole}"
        assert [words for words in turn.get("not", ()) if words in whole] == [], f"{turn['say']} → {whole}"
        assert [words for words in turn.get("buttons", ()) if words not in buttons] == [], f"{turn['say']} → {buttons}"
    with skill.database.engine.connect() as db:
        wanted = select(appointments).where(appointments.c.status == Status.CONFIRMED, appointments.c.id.not_in(others))
        stands = [{"slot": row.session_id, "amounts": row.amounts} for row in db.execute(wanted.order_by("session_id"))]
    assert stands == dialogue["stands"]


async def test_whoever_applied_elsewhere_shows_that_it_was_he_before_its_days_are_told(
    skill: BookingSkill, mailbox: Mailbox
) -> None:
    for service in ("lihun-shenqing", "lihun-lingzheng"):
        await open_service(skill.database, service, skill.bookings.service(service), MONDAY)
    slot = Slot.of("lihun-shenqing/haizhu/2026-11-26/nine")
    agreed = {"agreed": True, "married-here": True}
    booked = await skill.bookings.hold(Wish(slot, ("样本甲", "样本乙"), "13800000011", agreed), "first", MONDAY)
    await skill.bookings.confirm(booked.number, MONDAY)
    citizen = Citizen(skill, mailbox, MONDAY)
    await citizen.says("我要领离婚证", "book")
    for wrong in (str(booked.number), "0012"):
        told = (await citizen.says(wrong))[-1].text
        assert [word for word in ("12月", "海珠", "样本") if word in told] == []
    await citizen.says(str(booked.number))
    assert "12月29日" in (await citizen.says("0011"))[-1].text
    assert "样本甲、样本乙" in (await citizen.says("12月29号上午9点"))[-1].text


@pytest.mark.parametrize(
    ("said", "stars", "told", "concerns"),
    [
        (["给昨天上门的打个分", "四颗星"], 4, "四颗星", []),
        (["五星，很细心"], 5, "五颗星", []),
        (["护工迟到，差评"], 1, "工作人员", [Why.POOR]),
    ],
)
async def test_who_came_is_rated(
    skill: BookingSkill, mailbox: Mailbox, said: list[str], stars: int, told: str, concerns: list[Why]
) -> None:
    await open_service(skill.database, "shangmen", skill.bookings.service("shangmen"), MONDAY)
    citizen = Citizen(skill, mailbox, MONDAY)
    assert "没有" in (await citizen.says("给上门的打个分", "rate_service"))[-1].text
    for words in ("后天上午助浴，天河", "自己能走", "样本路9号", "样本丁，13800000081", "确认"):
        replies = await citizen.says(words, "book")
    assert "约好了" in replies[-1].text
    await skill.dispatching.run(citizen.now)
    with skill.database.engine.connect() as db:
        (order,) = db.execute(select(orders)).all()
    await skill.dispatching.do(offers.accept, order.id, order.provider_id, citizen.now)
    citizen.now = order.starts_at
    await skill.dispatching.do(visits.arrive, order.id, order.provider_id, citizen.now)
    await skill.dispatching.do(visits.complete, order.id, order.provider_id, citizen.now)
    for words in said:
        replies = await citizen.says(words, "rate_service")
    assert told in replies[-1].text
    with skill.database.engine.connect() as db:
        assert db.scalar(select(orders.c.stars)) == stars
        assert [one.why for one in staff.for_staff(db)] == concerns


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_card_that_runs_out_before_the_new_day_is_told_before_it_is_moved_and_after(
    skill: BookingSkill, mailbox: Mailbox
) -> None:
    await open_service(skill.database, "jiehun", skill.bookings.service("jiehun"), MONDAY)
    citizen = Citizen(skill, mailbox, MONDAY)
    for words in ("预约结婚登记，天河，下周三上午9点", "是", "都是", "样本甲和样本乙", "13800000001"):
        replies = await citizen.says(words, "book")
    with skill.database.engine.begin() as db:
        conversation = db.scalar(select(appointments.c.conversation_id))
        show(db, skill.bookings.cipher, str(conversation), MONDAY, *BOTH[:3], back("2026-12-10"))
    replies = await citizen.says("确认")
    assert "都合格，号给您留着" in replies[-1].text
    assert replies[-1].bookings[0].notes[0].startswith("要先看的证件照片都合格")
    for words in ("改到12月15号上午9点", "确认"):
        told = (await citizen.says(words, "change_booking"))[-1].text
        assert "居民身份证到2026年12月10日就到期了" in told
        assert "请在12月14日" in told
    assert "改好了" in told


async def test_what_was_shown_to_be_his_is_not_asked_for_again(skill: BookingSkill, mailbox: Mailbox) -> None:
    await open_service(skill.database, "zhucan", skill.bookings.service("zhucan"), MONDAY)
    slot = Slot.of("zhucan/yangben-yi/2026-11-25/lunch")
    wish = Wish(slot, ("样本甲",), "13800000012", {"way": ("dine-in",), "portions": 1})
    booked = await skill.bookings.hold(wish, "elsewhere", MONDAY)
    await skill.bookings.confirm(booked.number, MONDAY)
    citizen, stranger = Citizen(skill, mailbox, MONDAY), Citizen(skill, mailbox, MONDAY)
    stranger.sender, stranger.count = "另一位样本", 500
    await citizen.says("我要取消预约", "cancel_booking")
    await citizen.says(str(booked.number))
    assert "要取消这个预约吗" in (await citizen.says("0012"))[-1].text
    assert "还给您留着" in (await citizen.says("不取消了"))[-1].text
    assert "11月26日" in (await citizen.says("改到后一天，11月26号中午", "change_booking"))[-1].text
    assert "没有查到" in (await stranger.says("我的预约", "show_bookings"))[-1].text
    citizen.now += timedelta(hours=3)
    assert "没有查到" in (await citizen.says("我的预约", "show_bookings"))[-1].text
