"""What is kept of somebody: only when he says so, shown, deleted, and judged anew as days and lists change."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from actions.answer.skill import AnswerSkill
from actions.eligibility.skill import EligibilitySkill
from actions.profile import store
from actions.profile.notices import Notices, changed
from actions.profile.skill import ProfileSkill
from actions.profile.tables import notices, profiles
from bot.clock import SHANGHAI
from bot.db import Database
from bot.history import History
from bot.mailbox import Mailbox
from bot.privacy import Cipher
from bot.tables import conversations
from tests.fakes import said

if TYPE_CHECKING:
    from knowledge.index import Index

THEN = datetime(2026, 11, 23, 10, tzinfo=SHANGHAI)
GRANDMOTHER = ("我妈79岁，广州户口，住在广州，住在家里，一个人住，能领什么", "先看结果")


@dataclass
class Citizen:
    """Somebody who talks to the two skills, and the notices that reach him."""

    id: str
    interviews: EligibilitySkill
    profiles: ProfileSkill
    notices: Notices

    async def tells(self, *sentences: str) -> None:
        for sentence in sentences:
            turn = await self.interviews.turn(self.id, sentence, None, None, THEN)
        assert "记住这些，有新政策告诉我" in [button.payload for button in turn.replies[-1].buttons]


@pytest.fixture
def listed(index: Index) -> list[Index]:
    """The index in use; tests put another in its place."""
    return [index]


@pytest.fixture
async def citizen(listed: list[Index], database: Database, mailbox: Mailbox, cipher: Cipher) -> Citizen:
    conversation = (await database.run(mailbox.accept, said(), THEN)).conversation_id
    answers = AnswerSkill(lambda: listed[0], "guangzhou")
    interviews = EligibilitySkill(lambda: listed[0], "guangzhou", database, cipher, answers)
    kept = ProfileSkill(lambda: listed[0], "guangzhou", database, cipher, 730)
    return Citizen(conversation, interviews, kept, Notices(kept, mailbox))


async def rows(database: Database, table: Any) -> list[Any]:
    return await database.run(lambda db: db.execute(select(table)).all())


async def test_nothing_is_kept_unless_the_citizen_says_so(citizen: Citizen, database: Database) -> None:
    await citizen.tells(*GRANDMOTHER)
    assert await rows(database, profiles) == []
    assert "还没有可以记住" in (await citizen.profiles.keep("nobody", THEN)).text


async def test_what_is_kept_is_said_shown_and_encrypted(citizen: Citizen, database: Database) -> None:
    await citizen.tells(*GRANDMOTHER)
    kept = await citizen.profiles.keep(citizen.id, THEN)
    assert "记住了您母亲的这些情况" in kept.text
    assert "年龄79岁（2026年11月23日说的）" in kept.text
    assert "删掉我的资料" in kept.text
    shown = await citizen.profiles.show(citizen.id, THEN + timedelta(days=366))
    assert "年龄80到81岁（2026年11月23日说的）" in shown.text
    (row,) = await rows(database, profiles)
    assert '"' not in row.facts + row.outcomes


async def test_deleting_is_asked_once_more_and_then_done_for_good(citizen: Citizen, database: Database) -> None:
    await citizen.tells(*GRANDMOTHER)
    await citizen.profiles.keep(citizen.id, THEN)
    sure = await citizen.profiles.delete(citizen.id, "删掉我的资料", THEN)
    assert "找不回来" in sure.text
    assert len(await rows(database, profiles)) == 1
    (button,) = sure.buttons
    assert "已经全部删掉" in (await citizen.profiles.delete(citizen.id, button.payload, THEN)).text
    assert await rows(database, profiles) == []
    assert "没有存" in (await citizen.profiles.show(citizen.id, THEN)).text
    assert "没有存" in (await citizen.profiles.delete(citizen.id, "删掉我的资料", THEN)).text


async def test_the_same_person_is_kept_once_and_another_beside(citizen: Citizen, database: Database) -> None:
    await citizen.tells(*GRANDMOTHER)
    await citizen.profiles.keep(citizen.id, THEN)
    await citizen.profiles.keep(citizen.id, THEN)
    await citizen.tells("我爸85岁，广州户口，能领什么", "先看结果")
    await citizen.profiles.keep(citizen.id, THEN)
    assert sorted(row.who for row in await rows(database, profiles)) == ["您母亲", "您父亲"]


async def test_a_sixtieth_birthday_is_told_once_by_one_of_two_workers(
    citizen: Citizen, database: Database, history: History
) -> None:
    await citizen.tells("我妈59岁，广州户口，住在广州，能领什么", "先看结果")
    await citizen.profiles.keep(citizen.id, THEN)
    assert await citizen.notices.run(THEN + timedelta(hours=1)) == []
    birthday = THEN.replace(year=2027)
    first = await citizen.notices.run(birthday)
    second = await citizen.notices.run(birthday)
    assert set(first) == {citizen.id}
    assert second == []
    told = [entry for entry in await database.run(history.after, citizen.id, 0) if entry.speaker == "bot"]
    card = next(one for entry in told for one in entry.reply.results if one.policy == "laonian-youdai-ka")
    assert card.group == "can"
    assert card.conditions[0].basis.clause
    assert all("您母亲" in entry.reply.text and "删掉我的资料" in entry.reply.text for entry in told)


async def test_nobody_is_told_at_night(citizen: Citizen, database: Database) -> None:
    await citizen.tells("我妈59岁，广州户口，住在广州，能领什么", "先看结果")
    await citizen.profiles.keep(citizen.id, THEN)
    night = THEN.replace(year=2027, hour=3)
    assert await citizen.notices.run(night) == []
    assert await rows(database, notices)
    assert await citizen.notices.run(night.replace(hour=8)) != []


async def test_who_has_deleted_everything_is_told_nothing(citizen: Citizen) -> None:
    await citizen.tells("我妈59岁，广州户口，住在广州，能领什么", "先看结果")
    await citizen.profiles.keep(citizen.id, THEN)
    await citizen.notices.run(THEN.replace(year=2027, hour=3))
    await citizen.profiles.delete(citizen.id, "确定删掉我的资料", THEN)
    assert await citizen.notices.run(THEN.replace(year=2027, hour=9)) == []


async def test_one_judged_meanwhile_or_deleted_is_not_judged_again(
    citizen: Citizen, database: Database, cipher: Cipher
) -> None:
    await citizen.tells(*GRANDMOTHER)
    await citizen.profiles.keep(citizen.id, THEN)
    (profile,) = await database.run(store.read, cipher, citizen.id)
    tomorrow = (THEN + timedelta(days=1)).date()
    assert await database.run(store.judged, cipher, profile, {}, profile.list_version, tomorrow)
    assert not await database.run(store.judged, cipher, profile, {}, profile.list_version, tomorrow)
    await database.run(store.forget, citizen.id)
    moved = replace(profile, judged_on=tomorrow)
    assert not await database.run(store.judged, cipher, moved, {}, profile.list_version, tomorrow)


async def test_a_conversation_stays_without_its_messages_while_something_is_kept(
    citizen: Citizen, database: Database, history: History
) -> None:
    await citizen.tells(*GRANDMOTHER)
    await citizen.profiles.keep(citizen.id, THEN)
    later = THEN + timedelta(days=400)
    await database.run(history.forget, later - timedelta(days=180), later)
    assert await database.run(history.after, citizen.id, 0) == []
    assert len(await rows(database, profiles)) == 1
    much_later = THEN + timedelta(days=731)
    await database.run(history.forget, much_later - timedelta(days=180), much_later)
    assert await rows(database, profiles) == await rows(database, conversations) == []


@pytest.mark.parametrize(
    ("before", "after", "news"),
    [
        ("not_eligible", "eligible", True),
        ("cannot_tell", "eligible", True),
        (None, "eligible", True),
        ("eligible", "not_eligible", True),
        ("eligible", "eligible", False),
        ("eligible", "cannot_tell", False),
        ("cannot_tell", "not_eligible", False),
        (None, "not_eligible", False),
    ],
)
def test_only_what_can_now_be_had_or_no_longer_is_news(before: str | None, after: str, news: bool) -> None:
    assert changed({"p": before} if before else {}, {"p": after}) == (["p"] if news else [])
