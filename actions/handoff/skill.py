"""A wish for a person: recorded, and answered with the number where one can be reached now."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, select

from actions.handoff.tables import OPEN, handoffs
from bot.db import INSERTS, Database
from bot.messages import Button, Reply
from knowledge.policy import Contact

TEXTS = {
    "asked_for": "您想找工作人员，我已经记下来了，记录号是 {number}。",
    "complaint": "给您添麻烦了，对不起。您说的我已经记下来了，记录号是 {number}。您可以接着把事情说完，我都会记着。",
    "emergency": "我已经记下来了，记录号是 {number}。",
}
NOW = "这里现在还没有人工坐席，我不能替您约时间。要马上和人说话，请打{name}{hours}。"
ASK_ON = "您也可以接着问我政策方面的事。"


class Reason(StrEnum):
    """Why a person is wanted."""

    ASKED_FOR = "asked_for"
    COMPLAINT = "complaint"
    EMERGENCY = "emergency"


@dataclass(frozen=True)
class HandoffSkill:
    """Records the wish once while it is open, however often it is repeated."""

    database: Database
    contact: Callable[[], Contact]
    """Where a person answers today."""

    async def reply(self, conversation_id: str, reason: Reason, now: datetime) -> Reply:
        """The receipt, and the number to call."""
        number = await self.database.run(record, conversation_id, reason, now)
        contact = self.contact()
        hours = f"（{contact.hours}）" if contact.hours else ""
        there = NOW.format(name=contact.name, hours=hours)
        text = "\n".join([TEXTS[reason].format(number=f"R{number:06d}"), there, ASK_ON])
        return Reply(text, outcome="needs_person", buttons=(Button("低保怎么申请？", "低保怎么申请？"),))


def record(db: Connection, conversation_id: str, reason: Reason, now: datetime) -> int:
    """The number of the conversation's open request for that reason, a new one where there is none."""
    open_now = select(handoffs.c.id).where(
        handoffs.c.conversation_id == conversation_id, handoffs.c.reason == reason, handoffs.c.closed_at.is_(None)
    )
    new = INSERTS[db.dialect.name](handoffs).values(conversation_id=conversation_id, reason=reason, created_at=now)
    db.execute(new.on_conflict_do_nothing(index_elements=["conversation_id", "reason"], index_where=OPEN))
    number: int = db.execute(open_now).scalar_one()
    return number
