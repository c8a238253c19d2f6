"""A wish for a person is recorded once, and the receipt names it and where a person answers now."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from actions.handoff.skill import HandoffSkill, Reason, record
from actions.handoff.tables import handoffs
from bot.db import Database
from bot.mailbox import Mailbox
from knowledge.policy import Contact
from tests.fakes import NOON, Transact, said

HOTLINE = Contact(
    id="hotline",
    name="12345政务服务便民热线",
    phone="12345",
    hours="24小时",
    what="政策咨询",
    source="https://www.gz.gov.cn",
    confirmed=date(2026, 5, 1),
)


@pytest.fixture
def conversation(transact: Transact, mailbox: Mailbox) -> str:
    return str(transact(mailbox.accept, said(), NOON).conversation_id)


def numbers(transact: Transact) -> list[int]:
    return list(transact(lambda db: db.scalars(select(handoffs.c.id)).all()))


async def test_the_receipt_names_the_record_and_the_number_to_call(
    database: Database, transact: Transact, conversation: str
) -> None:
    reply = await HandoffSkill(database, lambda: HOTLINE).reply(conversation, Reason.ASKED_FOR, NOON)
    (number,) = numbers(transact)
    assert reply.outcome == "needs_person"
    assert f"R{number:06d}" in reply.text
    assert "12345政务服务便民热线（24小时）" in reply.text


@pytest.mark.parametrize("reason", list(Reason))
async def test_a_wish_repeated_is_the_same_record(
    database: Database, transact: Transact, conversation: str, reason: Reason
) -> None:
    skill = HandoffSkill(database, lambda: HOTLINE)
    first = await skill.reply(conversation, reason, NOON)
    again = await skill.reply(conversation, reason, NOON + timedelta(hours=1))
    assert first == again
    assert re.search(r"R\d{6}", first.text)
    assert len(numbers(transact)) == 1


def test_another_reason_and_another_conversation_are_other_records(
    transact: Transact, mailbox: Mailbox, conversation: str
) -> None:
    other = transact(mailbox.accept, said(sender="another"), NOON).conversation_id
    wishes = [(conversation, Reason.ASKED_FOR), (conversation, Reason.COMPLAINT), (other, Reason.ASKED_FOR)]
    given = [transact(record, *wish, NOON) for wish in wishes]
    assert sorted(given) == sorted(numbers(transact))
    assert len(set(given)) == 3


def test_once_closed_the_next_wish_is_a_new_record(transact: Transact, conversation: str) -> None:
    first = transact(record, conversation, Reason.ASKED_FOR, NOON)
    transact(lambda db: db.execute(update(handoffs).values(closed_at=NOON)))
    assert transact(record, conversation, Reason.ASKED_FOR, NOON) != first
