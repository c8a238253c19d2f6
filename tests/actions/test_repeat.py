"""What was not heard is said again."""

from __future__ import annotations

import pytest

from actions.repeat.skill import NOTHING_SAID, RepeatSkill
from bot.db import Database
from bot.history import History
from bot.mailbox import Mailbox
from bot.messages import Button, Reply
from tests.fakes import NOON, said

ANSWER = Reply("每月1309元。", outcome="answered", buttons=(Button("怎么申请？", "怎么申请？"),))
SMALL_TALK = Reply("好的，不着急。")


@pytest.fixture
def skill(database: Database, history: History) -> RepeatSkill:
    return RepeatSkill(database, history)


async def talked(database: Database, mailbox: Mailbox, *turns: list[Reply], sender: str = "citizen") -> str:
    """A conversation in which these replies were given, turn by turn; its id."""
    for number, replies in enumerate(turns):
        accepted = await database.run(mailbox.accept, said("问", f"m{number}", sender), NOON)
        await database.run(mailbox.finish, accepted.task, replies, NOON)
    return accepted.conversation_id


async def test_the_last_answer_comes_as_it_was(skill: RepeatSkill, database: Database, mailbox: Mailbox) -> None:
    conversation = await talked(database, mailbox, [Reply("旧", outcome="answered")], [ANSWER])
    assert await skill.reply(conversation) == ANSWER


async def test_small_talk_since_then_is_passed_over(skill: RepeatSkill, database: Database, mailbox: Mailbox) -> None:
    conversation = await talked(database, mailbox, [ANSWER], [SMALL_TALK])
    assert await skill.reply(conversation) == ANSWER


async def test_of_two_replies_to_one_sentence_the_second_is_said(
    skill: RepeatSkill, database: Database, mailbox: Mailbox
) -> None:
    conversation = await talked(database, mailbox, [Reply("还不能", outcome="not_here"), ANSWER])
    assert await skill.reply(conversation) == ANSWER


async def test_small_talk_is_said_again_where_there_was_nothing_else(
    skill: RepeatSkill, database: Database, mailbox: Mailbox
) -> None:
    assert await skill.reply(await talked(database, mailbox, [SMALL_TALK])) == SMALL_TALK


async def test_at_the_beginning_there_is_nothing_to_repeat(
    skill: RepeatSkill, database: Database, mailbox: Mailbox
) -> None:
    accepted = await database.run(mailbox.accept, said(), NOON)
    assert await skill.reply(accepted.conversation_id) == NOTHING_SAID


async def test_nothing_of_another_conversation_is_said(
    skill: RepeatSkill, database: Database, mailbox: Mailbox
) -> None:
    await talked(database, mailbox, [ANSWER], sender="neighbour")
    mine = await talked(database, mailbox, [SMALL_TALK])
    assert await skill.reply(mine) == SMALL_TALK
