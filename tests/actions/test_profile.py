"""What is kept of somebody: only when he says so, shown, and deleted for good. Everybody here is made up."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
import yaml
from cryptography.fernet import Fernet
from sqlalchemy import insert, select

from actions.eligibility import state as states
from actions.profile import store
from actions.profile.said import is_sure, wishes_it
from actions.profile.store import Profile
from actions.profile.tables import profiles
from bot.clock import SHANGHAI
from bot.db import Database
from bot.history import History
from bot.mailbox import Mailbox
from bot.notices_tables import notices
from bot.privacy import Cipher, InvalidToken
from bot.rekey import rekey
from bot.tables import conversations
from knowledge.profile import Told
from tests.actions.citizens import DELETE, GRANDMOTHER, KEEP, SURE, THEN, YEARS, Citizen, rows
from tests.fakes import Transact, said
from tests.nlu.test_intents import HELD_OUT, TAUGHT, sentences

SAID = yaml.safe_load((Path(__file__).parent / "profile_said.yaml").read_text(encoding="utf-8"))
LOOKUP = "the same for ever"
LATE = datetime(2026, 11, 23, 23, 50, tzinfo=SHANGHAI)


def cases(name: str) -> list[tuple[str, bool]]:
    return [(text, kind == "said") for kind, texts in SAID[name].items() for text in texts]


async def test_nothing_is_kept_unless_the_citizen_says_so(citizen: Citizen, database: Database) -> None:
    offered = await citizen.tells(*GRANDMOTHER)
    assert KEEP in [button.payload for button in offered.buttons]
    assert await rows(database, profiles) == []
    asked = await citizen.keeps("不用记了")
    assert [button.payload for button in asked.buttons] == [KEEP]
    assert await rows(database, profiles) == []


async def test_there_is_nothing_to_keep_before_something_is_told(citizen: Citizen, database: Database) -> None:
    assert "还没有可以记住" in (await citizen.keeps()).text
    assert await rows(database, profiles) == []


async def test_the_wish_may_come_a_while_after_the_result_and_not_later(citizen: Citizen, database: Database) -> None:
    await citizen.tells(*GRANDMOTHER)
    assert "还没有可以记住" in (await citizen.keeps(at=THEN + states.FORGOTTEN)).text
    assert "记住了您母亲" in (await citizen.keeps(at=THEN + states.FORGOTTEN - timedelta(minutes=1))).text


async def test_the_consent_says_what_for_how_long_and_how_to_see_and_delete(citizen: Citizen) -> None:
    await citizen.tells(*GRANDMOTHER)
    text = (await citizen.keeps()).text
    for words in ("年龄79岁（2026年11月23日说的）", "只用来", "最多保存2年", "你们存了我什么", "删掉我的资料"):
        assert words in text


async def test_what_is_kept_is_shown_as_it_was_told_and_as_it_stands_now(citizen: Citizen) -> None:
    await citizen.tells(*GRANDMOTHER)
    await citizen.keeps()
    assert "还没有存" not in (await citizen.shows()).text
    shown = (await citizen.shows(THEN + timedelta(days=366))).text
    assert "年龄79岁（2026年11月23日说的，现在年龄80到81岁）" in shown
    assert "户籍：广州户籍（2026年11月23日说的）" in shown


async def test_an_interview_under_way_is_shown_as_not_kept(citizen: Citizen) -> None:
    await citizen.tells(GRANDMOTHER[0])
    shown = (await citizen.shows()).text
    assert "您母亲这次说的这些还没有存" in shown
    assert "年龄79岁" in shown


async def test_where_nothing_is_kept_that_is_said(citizen: Citizen) -> None:
    assert "没有存您的个人情况" in (await citizen.shows()).text
    assert "没有存您的个人情况" in (await citizen.deletes(DELETE)).text


async def test_a_fact_keeps_the_day_on_which_it_was_told(citizen: Citizen) -> None:
    await citizen.tells(*GRANDMOTHER, at=LATE)
    assert "年龄79岁（2026年11月23日说的" in (await citizen.keeps(at=LATE + timedelta(minutes=20))).text


async def test_a_birthday_that_was_said_is_kept_and_exact(citizen: Citizen) -> None:
    await citizen.tells("我妈1947年5月3日出生，广州户口，能领什么", "先看结果")
    assert "出生日期1947年5月3日" in (await citizen.keeps()).text
    assert "现在年龄80岁" in (await citizen.shows(datetime(2027, 5, 3, 9, tzinfo=SHANGHAI))).text
    assert "现在" not in (await citizen.shows(datetime(2027, 5, 2, 9, tzinfo=SHANGHAI))).text


async def test_a_birthday_that_was_taken_back_is_not_kept(citizen: Citizen) -> None:
    await citizen.tells("我妈1947年5月3日出生，广州户口，能领什么", "说错了，是78岁", "先看结果")
    text = (await citizen.keeps()).text
    assert "年龄78岁" in text
    assert "1947" not in text


async def test_deleting_is_asked_once_more_and_then_done_for_good(citizen: Citizen, database: Database) -> None:
    await citizen.tells(*GRANDMOTHER)
    await citizen.keeps()
    sure = await citizen.deletes(DELETE)
    assert "找不回来" in sure.text
    assert [button.payload for button in sure.buttons] == [SURE]
    assert len(await rows(database, profiles)) == 1
    assert "已经全部删掉" in (await citizen.deletes(SURE)).text
    assert await rows(database, profiles) == []
    assert await database.run(states.load, citizen.profiles.cipher, citizen.id, THEN) is None
    assert "没有存" in (await citizen.shows()).text


@pytest.mark.parametrize("text", [SURE, "我确定要删除资料"])
async def test_who_was_not_asked_is_asked_however_sure_he_sounds(
    citizen: Citizen, database: Database, text: str
) -> None:
    await citizen.tells(*GRANDMOTHER)
    await citizen.keeps()
    assert "找不回来" in (await citizen.deletes(text)).text
    assert len(await rows(database, profiles)) == 1


async def test_the_question_stays_open_while_something_else_is_asked(citizen: Citizen, database: Database) -> None:
    await citizen.tells(*GRANDMOTHER)
    await citizen.keeps()
    await citizen.deletes(DELETE)
    await citizen.shows()
    await citizen.deletes("真的可以删掉我的资料吗")
    assert len(await rows(database, profiles)) == 1
    await citizen.deletes(SURE)
    assert await rows(database, profiles) == []


async def test_what_is_kept_anew_is_asked_about_anew(citizen: Citizen, database: Database) -> None:
    for _ in range(2):
        await citizen.tells(*GRANDMOTHER)
        await citizen.keeps()
        assert "找不回来" in (await citizen.deletes(DELETE)).text
        assert len(await rows(database, profiles)) == 1
        await citizen.deletes(SURE)


async def test_an_interview_alone_can_be_deleted_too(citizen: Citizen, database: Database) -> None:
    await citizen.tells(GRANDMOTHER[0])
    await citizen.deletes(DELETE)
    await citizen.deletes(SURE)
    assert await database.run(states.load, citizen.profiles.cipher, citizen.id, THEN) is None


async def test_what_is_told_anew_of_the_same_person_takes_the_old_ones_place(
    citizen: Citizen, database: Database, cipher: Cipher
) -> None:
    await citizen.tells(*GRANDMOTHER)
    assert "换成" not in (await citizen.keeps()).text
    await citizen.tells("我妈78岁，一级残疾，能领什么", "先看结果")
    assert "已经换成这些" in (await citizen.keeps()).text
    (kept,) = await database.run(store.read, cipher, citizen.id)
    assert (kept.facts["age"].value, "hukou" in kept.facts) == (78.0, False)


async def test_another_person_is_kept_beside(citizen: Citizen, database: Database) -> None:
    await citizen.tells(*GRANDMOTHER)
    await citizen.keeps()
    await citizen.tells("我爸85岁，广州户口，能领什么", "先看结果")
    await citizen.keeps()
    assert sorted(row.who for row in await rows(database, profiles)) == ["您母亲", "您父亲"]


async def test_what_is_kept_cannot_be_read_in_the_database(citizen: Citizen, database: Database) -> None:
    await citizen.tells("我妈1947年5月3日出生，59岁，广州户口，住在广州，能领什么", "先看结果")
    await citizen.keeps()
    await citizen.notices.run(THEN.replace(year=2027, hour=3))
    (kept,), queued = await rows(database, profiles), await rows(database, notices)
    assert queued
    written = [kept.facts, kept.outcomes, *(row.body for row in queued)]
    assert [token[:6] for token in written] == ["gAAAAA"] * len(written)
    if database.engine.dialect.name == "sqlite":
        path = Path(database.engine.url.database or "")
        content = b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))
        for words in ('"hukou"', "1947-05-03", "广州户籍", "laonian-youdai-ka", "老年人优待卡"):
            assert words.encode() not in content, words


def test_after_rekeying_the_old_key_can_go(transact: Transact) -> None:
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    before, after = Cipher(old, LOOKUP), Cipher(new, LOOKUP)
    conversation = transact(Mailbox(before).accept, said(), THEN).conversation_id
    facts = {"age": Told(79.0, THEN.date())}
    kept = Profile("", conversation, "您母亲", facts, {"dibao": "eligible"}, "v1", THEN.date(), THEN)
    transact(store.keep, before, kept, THEN)
    (profile,) = transact(store.read, before, conversation)
    row = {"id": "n", "key": "k", "about": store.about(profile.id), "at_any_hour": False, "created_at": THEN}
    row["body"] = before.encrypt("新政策")
    transact(lambda db: db.execute(insert(notices).values(row)))
    with pytest.raises(InvalidToken):
        transact(store.read, after, conversation)
    transact(rekey, Cipher(f"{new},{old}", LOOKUP))
    assert transact(store.read, after, conversation) == [profile]
    assert after.decrypt(transact(lambda db: db.execute(select(notices.c.body)).scalar_one())) == "新政策"


async def test_a_conversation_stays_without_what_was_said_before(
    citizen: Citizen, database: Database, mailbox: Mailbox, history: History
) -> None:
    await citizen.tells(*GRANDMOTHER)
    await citizen.keeps()
    later = THEN.replace(year=2027, month=12)
    told = await citizen.notices.run(later - timedelta(days=1))
    assert told
    await database.run(history.forget, later - timedelta(days=180), later)
    left = await database.run(history.after, citizen.id, 0)
    assert {(entry.speaker, bool(entry.reply.results)) for entry in left} == {("bot", True)}  # the notices
    assert len(await rows(database, profiles)) == 1
    (conversation,) = await rows(database, conversations)
    assert conversation.topic is None
    much_later = THEN + timedelta(days=YEARS * 365 + 1)
    await database.run(history.forget, much_later - timedelta(days=180), much_later)
    assert await rows(database, profiles) == await rows(database, conversations) == []


async def test_what_was_kept_for_long_goes_from_a_conversation_that_goes_on(
    citizen: Citizen, database: Database, mailbox: Mailbox
) -> None:
    await citizen.tells(*GRANDMOTHER)
    await citizen.keeps()
    end = THEN + timedelta(days=730)
    await database.run(mailbox.accept, said(message_id="m2"), end)
    assert await database.run(store.forget_old, end - timedelta(days=730)) == 0
    assert await database.run(store.forget_old, end - timedelta(days=729)) == 1
    assert len(await rows(database, conversations)) == 1


@pytest.mark.parametrize(("text", "meant"), cases("wishes"))
def test_a_wish_is_told_from_its_contrary(text: str, meant: bool) -> None:
    assert wishes_it(text) is meant


@pytest.mark.parametrize(("text", "meant"), cases("sure"))
def test_who_is_sure_is_told_from_who_is_not(text: str, meant: bool) -> None:
    assert is_sure(text) is meant


def test_every_sentence_that_rasa_knows_as_the_wish_says_it_and_no_other() -> None:
    known = {
        intent: texts
        for path in (*TAUGHT, *HELD_OUT)
        if path.name == "profile.yml"
        for intent, texts in sentences(path).items()
    }
    assert [text for text in known["profile_keep"] if not wishes_it(text)] == []
    assert [text for text in known["profile_show"] + known["profile_delete"] if wishes_it(text)] == []
