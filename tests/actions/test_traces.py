"""Every reply that rests on clauses says on which of them, and of which list: corrections look for them there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from actions.answer.skill import AnswerSkill
from actions.corrections import resting
from actions.corrections.resting import What
from actions.eligibility.skill import EligibilitySkill
from bot.clock import day_of
from bot.db import Database
from bot.mailbox import Mailbox
from bot.messages import Reply
from bot.privacy import Cipher
from tests.fakes import NOON, said

if TYPE_CHECKING:
    from knowledge.index import Index

TODAY = day_of(NOON)


@pytest.fixture
def answers(index: Index) -> AnswerSkill:
    return AnswerSkill(lambda: index, "guangzhou")


@pytest.fixture
def eligibility(index: Index, answers: AnswerSkill, database: Database, cipher: Cipher) -> EligibilitySkill:
    return EligibilitySkill(lambda: index, "guangzhou", database, cipher, answers)


@pytest.fixture
async def conversation(database: Database, mailbox: Mailbox) -> str:
    return (await database.run(mailbox.accept, said(), NOON)).conversation_id


@pytest.mark.parametrize(
    "asked", ["低保一个月多少钱？", "重残护理补贴和高龄津贴能一起领吗", "2025年的护理补贴标准是多少"]
)
def test_an_answer(answers: AnswerSkill, index: Index, asked: str) -> None:
    reply = answers.reply(asked, TODAY, None)
    assert reply.sources
    assert reply.trace is not None
    assert reply.trace["list"] == index.policies.version
    quoted = [index.policies.policies[policy].clause(clause).text for policy, clause in _pairs(reply)]
    assert quoted == [card.text for card in reply.sources]


async def test_an_interview_with_everything_its_cards_tell(
    eligibility: EligibilitySkill, index: Index, conversation: str
) -> None:
    await eligibility.turn(conversation, "我妈82岁，广州户口，吃低保，一级残疾，能领什么", None, None, NOON)
    (reply,) = (await eligibility.turn(conversation, "先看结果", None, None, NOON)).replies
    assert reply.trace is not None
    assert reply.trace["list"] == index.policies.version
    assert {card.policy for card in reply.results} == reply.trace["outcomes"].keys()
    can = next(card for card in reply.results if card.group == "can" and card.materials)
    cannot = next(card for card in reply.results if card.group == "cannot")
    told = [*can.amounts, *can.conditions, *can.materials, *can.not_checked]
    told += [one for one in (can.where, can.how) if one is not None]
    assert {clause for policy, clause in _pairs(reply) if policy == can.policy} == {one.basis.clause for one in told}
    assert {clause for policy, clause in _pairs(reply) if policy == cannot.policy} == {
        condition.basis.clause for condition in cannot.conditions
    }


async def test_why_something_is_asked(eligibility: EligibilitySkill, index: Index, conversation: str) -> None:
    await eligibility.turn(conversation, "我符合重残护理补贴吗", None, None, NOON)
    why, _again = (await eligibility.turn(conversation, "为什么要问这个", None, None, NOON)).replies
    ((policy, clause),) = _pairs(why)
    assert index.policies.policies[policy].clause(clause).text in why.text


async def test_what_is_written_is_read_back(
    answers: AnswerSkill,
    eligibility: EligibilitySkill,
    database: Database,
    mailbox: Mailbox,
    cipher: Cipher,
) -> None:
    accepted = await database.run(mailbox.accept, said(), NOON)
    assert accepted.task is not None
    conversation = accepted.conversation_id
    await eligibility.turn(conversation, "我符合重残护理补贴吗", None, None, NOON)
    (result,) = (await eligibility.turn(conversation, "先看结果", None, None, NOON)).replies
    answer = answers.reply("低保一个月多少钱？", TODAY, None)
    await database.run(mailbox.finish, accepted.task, [answer, Reply("您好"), result], NOON)
    rows = await database.run(resting.rows, [conversation])
    first, second = resting.read(cipher, rows)[conversation]
    assert (first.what, second.what) == (What.ANSWER, What.RESULT)
    assert (first.seq, second.seq) == (2, 4)
    assert first.policies() == {"dibao"}
    assert second.policies() == second.outcomes.keys() == {"canji-huli-butie"}
    version = first.list_version
    assert await database.run(resting.conversations, version, "", 9) == []
    assert await database.run(resting.conversations, "another", "", 9) == [conversation]


def _pairs(reply: Reply) -> list[tuple[str, str]]:
    """Policy and clause."""
    assert reply.trace is not None
    return [(policy, clause) for policy, _, clause in (one.partition("/") for one in reply.trace["clauses"])]
