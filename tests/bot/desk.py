"""Somebody made up, for whom notices are queued."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from bot import deliveries as module
from bot.clock import SHANGHAI
from bot.deliveries import Handing, lease, tell
from bot.history import History
from bot.mailbox import Mailbox
from bot.messages import Button, Reply
from bot.notices import Notice, Way, queue
from bot.notices_tables import deliveries
from bot.notices_tables import notices as notices_table
from tests.fakes import Transact, said

TEN = datetime(2026, 5, 20, 10, tzinfo=SHANGHAI)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
PHONE = "13800000000"
REMINDER = Reply("您明天上午要来办事。请带身份证。", buttons=(Button("不来了", "取消预约"),))


class Desk:
    """A conversation of somebody made up, and what is queued for him."""

    def __init__(self, transact: Transact, mailbox: Mailbox) -> None:
        self.run, self.mailbox, self.cipher = transact, mailbox, mailbox.cipher
        self.conversation: str = transact(mailbox.accept, said(), TEN).conversation_id

    def notice(self, key: str = "reminder/1", **other: Any) -> Notice:
        return replace(Notice(key, "booking/1", self.conversation, None, REMINDER, TEN), **other)

    def queue(self, key: str = "reminder/1", now: datetime = TEN, **other: Any) -> bool:
        return bool(self.run(queue, self.cipher, self.notice(key, **other), now))

    def tell(self, now: datetime = TEN) -> int:
        """How many now stand in conversations."""
        self.run(module.expire, now)
        told, _ = self.run(tell, self.cipher, now, 100)
        return len(told)

    def lease(self, now: datetime = TEN) -> list[Handing]:
        found: list[Handing] = self.run(lease, self.cipher, now, 100)
        return found

    def texts(self) -> list[str]:
        """What stands in the conversation after the citizen's own words."""
        entries = self.run(History(self.cipher).after, self.conversation, 0)
        return [entry.reply.text for entry in entries if entry.speaker == "bot"]

    def rows(self, way: Way | None = None) -> list[Any]:
        every = select(deliveries).order_by(deliveries.c.id)
        wanted = every if way is None else every.where(deliveries.c.way == way)
        return list(self.run(lambda db: db.execute(wanted).all()))

    def states(self) -> dict[str, str]:
        return {row.way: row.state for row in self.rows()}

    def bodies(self) -> list[str | None]:
        return list(self.run(lambda db: db.scalars(select(notices_table.c.body)).all()))
