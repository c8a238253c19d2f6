"""What was told and stands otherwise now: queued once, told only when a member of staff agrees."""

from __future__ import annotations

from datetime import timedelta

import pytest

from actions.corrections import queue
from bot.db import Database
from bot.history import History
from bot.mailbox import Mailbox
from bot.messages import Reply
from bot.privacy import Cipher
from knowledge.diff import Change, Kind, PolicyChange
from tests.fakes import NOON, said

OLD, NEW, NEWER = "aaaaaaaaaaaa", "bbbbbbbbbbbb", "cccccccccccc"
RAISED = Change(Kind.CHANGED, "clause", "amount", "每月290元（《办法》）", "每月300元（《办法》）")
NEW_CLAUSE = Change(Kind.ADDED, "clause", "extra", None, "另有补贴（《办法》）")
GONE = Change(Kind.REMOVED, "clause", "limits", "不能同时领（《办法》）", None)


def care(*changes: Change) -> list[PolicyChange]:
    return [PolicyChange("care", "护理补贴", Kind.CHANGED, changes)]


@pytest.fixture
async def asked(database: Database, mailbox: Mailbox) -> str:
    """A conversation in which something was answered from the old list."""
    accepted = await database.run(mailbox.accept, said(), NOON)
    assert accepted.task is not None
    answer = Reply("每月290元。", outcome="answered", trace={"list": OLD, "clauses": ["care/amount", "care/limits"]})
    await database.run(mailbox.finish, accepted.task, [answer], NOON)
    return accepted.conversation_id


async def waiting(database: Database, cipher: Cipher) -> list[queue.Correction]:
    return await database.run(queue.read, cipher)


async def said_since(database: Database, history: History, conversation: str) -> list[str]:
    entries = await database.run(history.after, conversation, 0)
    return [entry.reply.text for entry in entries if entry.speaker == "bot"][1:]


async def test_what_rested_on_a_changed_clause_is_queued_once_and_not_told(
    asked: str, database: Database, cipher: Cipher, history: History
) -> None:
    assert await database.run(queue.versions) == {OLD}
    assert await database.run(queue.queue, cipher, OLD, NEW, care(RAISED), NOON) == 1
    assert await database.run(queue.queue, cipher, OLD, NEW, care(RAISED), NOON) == 0
    (one,) = await waiting(database, cipher)
    assert one.conversation_id == asked
    assert "当时：每月290元（《办法》）" in one.text
    assert "现在：每月300元（《办法》）" in one.text
    assert await said_since(database, history, asked) == []
    assert await database.run(queue.compared, NEW) == {OLD}


@pytest.mark.parametrize("changes", [(NEW_CLAUSE,), (Change(Kind.CHANGED, "clause", "other", "甲", "乙"),)])
async def test_what_rested_on_other_clauses_is_not(
    asked: str, database: Database, cipher: Cipher, changes: tuple[Change, ...]
) -> None:
    assert await database.run(queue.queue, cipher, OLD, NEW, care(*changes), NOON) == 0
    assert await waiting(database, cipher) == []


async def test_a_clause_that_is_gone_is_said_to_be(asked: str, database: Database, cipher: Cipher) -> None:
    await database.run(queue.queue, cipher, OLD, NEW, care(GONE), NOON)
    (one,) = await waiting(database, cipher)
    assert "现在的清单里已经没有这一条" in one.text


async def test_approved_it_is_told_once_and_kept_who_decided(
    asked: str, database: Database, cipher: Cipher, history: History
) -> None:
    await database.run(queue.queue, cipher, OLD, NEW, care(RAISED), NOON)
    (one,) = await waiting(database, cipher)
    assert await database.run(queue.approve, cipher, one.id, "样本职员", NOON)
    assert not await database.run(queue.approve, cipher, one.id, "样本职员乙", NOON)
    assert not await database.run(queue.dismiss, one.id, "样本职员乙", "迟了", NOON)
    assert await said_since(database, history, asked) == [one.text]
    (decided,) = await database.run(queue.read, cipher, None)
    assert (decided.status, decided.decided_by, decided.decided_at) == ("approved", "样本职员", NOON)
    assert await database.run(queue.versions) == {OLD, NEW}


async def test_dismissed_it_is_not_told(asked: str, database: Database, cipher: Cipher, history: History) -> None:
    await database.run(queue.queue, cipher, OLD, NEW, care(RAISED), NOON)
    (one,) = await waiting(database, cipher)
    assert await database.run(queue.dismiss, one.id, "样本职员", "只改了标点", NOON)
    assert not await database.run(queue.approve, cipher, one.id, "样本职员", NOON)
    assert await said_since(database, history, asked) == []
    assert await waiting(database, cipher) == []


async def test_a_later_list_overtakes_what_still_waits(asked: str, database: Database, cipher: Cipher) -> None:
    later = NOON + timedelta(days=1)
    await database.run(queue.queue, cipher, OLD, NEW, care(RAISED), NOON)
    await database.run(queue.queue, cipher, OLD, NEWER, care(RAISED), later)
    (one,) = await waiting(database, cipher)
    assert one.new == NEWER
    assert {c.status for c in await database.run(queue.read, cipher, None)} == {"overtaken", "waiting"}


async def test_what_is_proposed_is_encrypted(asked: str, database: Database, cipher: Cipher) -> None:
    await database.run(queue.queue, cipher, OLD, NEW, care(RAISED), NOON)
    (row,) = await database.run(lambda db: db.execute(queue.select(queue.corrections)).all())
    assert "每月290元" not in row.body
