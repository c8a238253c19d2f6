"""Interviews as they are held, turn by turn."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from actions.answer.skill import AnswerSkill
from actions.eligibility.skill import EligibilitySkill
from actions.eligibility.state import FORGOTTEN, forget_old
from actions.eligibility.tables import interviews
from bot.db import Database
from bot.mailbox import Mailbox
from bot.messages import Reply
from bot.privacy import Cipher
from tests.fakes import NOON, said

if TYPE_CHECKING:
    from knowledge.index import Index

Say = Callable[..., Awaitable[list[Reply]]]


@pytest.fixture
def skill(index: Index, database: Database, cipher: Cipher) -> EligibilitySkill:
    answers = AnswerSkill(lambda: index, "guangzhou")
    return EligibilitySkill(lambda: index, "guangzhou", database, cipher, answers)


@pytest.fixture
async def conversation(database: Database, mailbox: Mailbox) -> str:
    return (await database.run(mailbox.accept, said(), NOON)).conversation_id


@pytest.fixture
def say(skill: EligibilitySkill, conversation: str) -> Say:
    async def turns(*sentences: str, intent: str | None = None) -> list[Reply]:
        """The replies to the last of the sentences."""
        for sentence in sentences:
            turn = await skill.turn(conversation, sentence, intent, None, NOON)
        return turn.replies

    return turns


async def test_the_grandmother_hears_what_she_can_get(say: Say) -> None:
    (first,) = await say("我妈82岁，广州户口，吃低保，一级残疾，能领什么")
    assert "您母亲" in first.text
    assert "年龄82岁" in first.text
    (result,) = await say("先看结果")
    card = next(one for one in result.results if one.policy == "laonian-youdai-ka")
    assert card.group == "can"
    assert ("✓", "广州户籍") in [(condition.mark, condition.text) for condition in card.conditions]


async def test_one_policy_is_settled_in_a_few_questions(say: Say) -> None:
    await say("我妈符合重残护理补贴吗")
    (result,) = await say("广州户口，二级残疾", "没有", "都不是")
    assert "可以享受重度残疾人护理补贴" in result.text
    assert "290元/月" in result.text
    assert result.buttons


async def test_somebody_who_knows_nothing_is_told_what_is_missing(say: Say) -> None:
    (first,) = await say("我符合重残护理补贴吗")
    replies = [first]
    while replies[0].outcome == "clarification":
        replies = await say("不知道")
    assert "还不能确定能不能享受重度残疾人护理补贴" in replies[0].text
    assert "还想知道" in replies[0].text


async def test_what_was_told_can_be_put_right(say: Say) -> None:
    (changed,) = await say("我妈82岁，广州户口，能领什么", "说错了，是78岁")
    assert "改过来：年龄78岁" in changed.text
    (again,) = await say("不对，79")
    assert "改过来：年龄79岁" in again.text


async def test_going_back_asks_the_last_question_again(say: Say) -> None:
    await say("我妈符合重残护理补贴吗", "一级残疾")
    (back,) = await say("上一步", intent="go_back")
    assert "残疾人证" in back.text


async def test_a_question_in_between_is_answered_and_the_interview_goes_on(say: Say) -> None:
    await say("我妈符合重残护理补贴吗")
    answer, question = await say("老年人优待卡怎么办")
    assert answer.sources
    assert question.outcome == "clarification"


async def test_why_it_is_asked_is_told_with_the_clause(say: Say) -> None:
    await say("我妈符合重残护理补贴吗")
    why, question = await say("你问这个干什么")
    assert "规定里有一条" in why.text
    assert question.outcome == "clarification"


async def test_what_cannot_be_is_asked_again_then_a_person_is_offered(say: Say) -> None:
    (once,) = await say("我能领什么补贴", "我五百岁")
    assert "500岁不太对" in once.text
    assert "转人工" not in [button.payload for button in once.buttons]
    (twice,) = await say("我六百岁")
    assert "转人工" in [button.payload for button in twice.buttons]


async def test_what_is_kept_between_turns_is_encrypted_and_thrown_away_after_a_while(
    say: Say, conversation: str, database: Database
) -> None:
    await say("我妈符合重残护理补贴吗", "一级残疾")
    rows = await database.run(lambda db: db.execute(select(interviews)).all())
    assert [row.id for row in rows] == [conversation]
    assert "grade" not in rows[0].state
    await say("先看结果")
    assert await database.run(forget_old, NOON + FORGOTTEN - timedelta(seconds=1)) == 0
    assert await database.run(forget_old, NOON + FORGOTTEN) == 1
    assert await database.run(lambda db: db.execute(select(interviews)).all()) == []


async def test_an_old_interview_is_not_gone_on_with(skill: EligibilitySkill, conversation: str) -> None:
    await skill.turn(conversation, "我妈符合重残护理补贴吗", None, None, NOON)
    assert await skill.is_under_way(conversation, "二级", NOON + FORGOTTEN - timedelta(seconds=1))
    assert not await skill.is_under_way(conversation, "二级", NOON + FORGOTTEN)


async def test_a_policy_without_conditions_is_answered_from_the_list(
    skill: EligibilitySkill, conversation: str
) -> None:
    turn = await skill.turn(conversation, "我符合信访的条件吗", None, None, NOON)
    assert not turn.goes_on
    assert len(turn.replies) == 1


async def test_who_asks_what_to_bring_is_told_it_and_not_asked(skill: EligibilitySkill, conversation: str) -> None:
    turn = await skill.turn(conversation, "我妈82岁，我帮她办老人卡要带什么", "check_eligibility", None, NOON)
    assert not turn.goes_on
    (reply,) = turn.replies
    assert "居民身份证原件" in reply.text
    assert "请人代办：" in reply.text


async def test_a_benefit_that_somebody_has_is_not_what_he_asks_about(say: Say) -> None:
    (first,) = await say("我爸65岁，三级肢体残疾，低保户，能领困难残疾人生活补贴吗")
    assert "困难残疾人生活补贴的条件" in first.text
    assert "低保家庭" in first.text


async def test_what_is_asked_in_other_words_is_found(say: Say) -> None:
    (result,) = await say("我想结婚，我22，女朋友19，可以登记吗")
    assert "暂时不符合结婚登记的条件" in result.text
    assert "✗ 对方满20周岁" in result.text


async def test_two_things_that_cannot_both_be_are_asked_again_then_a_person_is_offered(say: Say) -> None:
    (once,) = await say("我未婚，丧偶，能领什么")
    assert "两种说法" in once.text
    (twice,) = await say("我17岁，离婚了")
    assert "对不上" in twice.text
    assert "转人工" in [button.payload for button in twice.buttons]


async def test_what_an_amount_hangs_on_is_asked_too(say: Say) -> None:
    (question,) = await say("我够条件去长者饭堂吃饭有补贴吗", "70", "广州户口，住在家里", "住在广州")
    assert "多少元" in question.text
    (why, _) = await say("为什么要问这个")
    assert "规定里有一条" in why.text


@pytest.mark.parametrize(
    "aside",
    [
        "低保和特困差在哪",
        "深圳的低保多少",
        "结婚证丢了怎么补",
        "去年残疾人护理补贴多少",
        "离婚要去几次",
        "树葬有补助吗",
    ],
)
async def test_a_question_tells_no_facts(say: Say, aside: str) -> None:
    await say("我妈82岁，广州户口，能领什么")
    answer, question = await say(aside)
    assert "记下了" not in answer.text + question.text
    assert "年龄" not in question.text


async def test_what_is_told_beside_a_question_is_noted(say: Say) -> None:
    await say("我妈符合重残护理补贴吗")
    answer, question = await say("一级残疾，老年人优待卡怎么办")
    assert answer.sources
    assert "残疾等级：一级" in question.text


async def test_who_asks_other_things_is_not_asked_for_ever(
    say: Say, skill: EligibilitySkill, conversation: str
) -> None:
    await say("我妈符合重残护理补贴吗", "老年人优待卡怎么办")
    (answer,) = await say("离婚要去几次")
    assert answer.sources
    assert [button.payload for button in answer.buttons][-1] == "继续刚才的问题"
    assert not await skill.is_under_way(conversation, "那要带什么", NOON)
    (question,) = await say("继续刚才的问题")
    assert "残疾人证" in question.text
    assert await skill.is_under_way(conversation, "二级", NOON)


async def test_a_new_matter_is_begun_while_one_rests(say: Say) -> None:
    await say("我妈符合重残护理补贴吗", "老年人优待卡怎么办", "离婚要去几次")
    (first,) = await say("我爸65岁，能领困难残疾人生活补贴吗")
    assert "您父亲" in first.text
