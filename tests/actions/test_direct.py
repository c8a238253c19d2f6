"""Without Rasa questions are still answered and people still handed over."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from actions.answer.skill import AnswerSkill
from actions.booking.bookings import Bookings
from actions.booking.skill import BookingSkill
from actions.direct import DirectEngine
from actions.dispatch.due import Dispatching
from actions.documents.prechecks import Prechecks
from actions.documents.reading import Reader
from actions.documents.skill import DocumentsSkill
from actions.eligibility.skill import EligibilitySkill
from actions.handoff.skill import HandoffSkill
from actions.handoff.tables import handoffs
from actions.profile.skill import ProfileSkill
from actions.profile.tables import profiles
from actions.repeat.skill import RepeatSkill
from actions.services import Services
from bot.db import Database
from bot.history import History
from bot.mailbox import Mailbox
from bot.privacy import Cipher
from knowledge.policy import HOTLINE
from tests.fakes import NOON, Clock, said

if TYPE_CHECKING:
    from knowledge.index import Index


@pytest.fixture
def engine(index: Index, database: Database, history: History, cipher: Cipher, clock: Clock) -> DirectEngine:
    answers = AnswerSkill(lambda: index, "guangzhou")
    eligibility = EligibilitySkill(lambda: index, "guangzhou", database, cipher, answers)
    handoffs = HandoffSkill(database, lambda: index.policies.contacts[HOTLINE])
    profiles = ProfileSkill(lambda: index, "guangzhou", database, cipher, 730)
    dispatching = Dispatching(lambda: index.policies, "guangzhou", database, cipher)
    bookings = Bookings(lambda: index.policies, database, cipher)
    talk = BookingSkill(lambda: index, "guangzhou", database, cipher, history, bookings, dispatching, answers)
    repeats = RepeatSkill(database, history)
    prechecks = Prechecks(lambda: index.policies, database, cipher, 7, Reader())
    documents = DocumentsSkill(lambda: index, "guangzhou", prechecks, answers)
    return DirectEngine(Services(answers, eligibility, talk, documents, profiles, handoffs, repeats, clock))


@pytest.fixture
async def conversation(database: Database, mailbox: Mailbox) -> str:
    return (await database.run(mailbox.accept, said(), NOON)).conversation_id


async def reasons(database: Database) -> list[str]:
    return await database.run(lambda db: list(db.scalars(select(handoffs.c.reason))))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("转人工", "asked_for"),
        ("我要找真人客服", "asked_for"),
        ("我要同人讲", "asked_for"),
        ("我要投诉街道的人", "complaint"),
        ("你们态度太差了", "complaint"),
    ],
)
async def test_a_wish_or_a_complaint_is_recorded(
    engine: DirectEngine, database: Database, conversation: str, text: str, reason: str
) -> None:
    (reply,) = await engine.handle(conversation, text, {})
    assert reply.outcome == "needs_person"
    assert await reasons(database) == [reason]


async def test_a_question_is_answered_as_of_today(
    engine: DirectEngine, database: Database, conversation: str, clock: Clock
) -> None:
    (reply,) = await engine.handle(conversation, "低保一个月多少钱？", {"topic": None})
    assert (reply.outcome, "1309" in reply.text) == ("answered", True)
    clock.at = NOON.replace(month=7)
    (reply,) = await engine.handle(conversation, "低保一个月多少钱？", {"topic": None})
    assert reply.outcome == "answered_lapsed"
    assert await reasons(database) == []


async def test_a_follow_up_is_understood_from_the_topic(engine: DirectEngine, conversation: str) -> None:
    topic = {"policies": ["dibao"], "aspects": ["amount"]}
    (reply,) = await engine.handle(conversation, "要带什么材料？", {"topic": topic})
    assert {card.policy for card in reply.sources} == {"最低生活保障"}


@pytest.mark.parametrize("text", ["再说一遍", "请您再说一遍。", "没听清", "重复一下", "再讲多次"])
async def test_the_last_answer_is_said_again(
    engine: DirectEngine, database: Database, mailbox: Mailbox, conversation: str, text: str
) -> None:
    (answer,) = await engine.handle(conversation, "低保一个月多少钱？", {})
    task = await database.run(mailbox.resume, conversation, NOON + timedelta(hours=1))
    assert task is not None
    await database.run(mailbox.finish, task, [answer], NOON + timedelta(hours=1))
    assert await engine.handle(conversation, text, {}) == [answer]


async def test_a_question_with_such_words_in_it_is_a_question(engine: DirectEngine, conversation: str) -> None:
    (reply,) = await engine.handle(conversation, "再说一遍低保一个月多少钱", {})
    assert reply.outcome in {"answered", "answered_lapsed"}


@pytest.mark.parametrize("deleting", ["删掉我的资料", "不要再通知我"])
async def test_what_is_told_is_kept_shown_and_deleted(
    engine: DirectEngine, database: Database, mailbox: Mailbox, conversation: str, deleting: str, clock: Clock
) -> None:
    async def says(text: str) -> str:
        (reply,) = await engine.handle(conversation, text, {})
        await database.run(mailbox.tell, conversation, reply, clock())
        return reply.text

    await engine._services.eligibility.turn(conversation, "我妈82岁，广州户口，能领什么", None, None, clock())
    await engine._services.eligibility.turn(conversation, "先看结果", None, None, clock())
    assert "记住了您母亲" in await says("记住这些，有新政策告诉我")
    assert "年龄82岁" in await says("你们存了我什么")
    assert "找不回来" in await says(deleting)
    assert "1309" in await says("低保一个月多少钱？")
    assert "已经全部删掉" in await says("确定删掉我的资料")
    assert "没有存" in await says("你们存了我什么")


@pytest.mark.parametrize("text", ["你能记住我妈的医保卡号吗", "你记住我说的没有", "有新政策告诉我吗"])
async def test_a_question_is_no_consent(engine: DirectEngine, database: Database, conversation: str, text: str) -> None:
    await engine._services.eligibility.turn(conversation, "我妈82岁，广州户口，能领什么", None, None, NOON)
    await engine.handle(conversation, text, {})
    assert await database.run(lambda db: db.execute(select(profiles)).all()) == []
