"""A made-up citizen who has something remembered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from actions.eligibility.skill import EligibilitySkill
from actions.profile.notices import Notices
from actions.profile.skill import ProfileSkill
from bot.clock import SHANGHAI
from bot.db import Database
from bot.deliveries import tell_due
from bot.mailbox import Mailbox
from bot.messages import Reply

THEN = datetime(2026, 11, 23, 10, tzinfo=SHANGHAI)
YEARS = 2
"""For so many years profiles are kept."""
GRANDMOTHER = ("我妈79岁，广州户口，住在广州，住在家里，一个人住，能领什么", "先看结果")
NEARLY_SIXTY = ("我妈59岁，广州户口，住在广州，能领什么", "先看结果")
KEEP, DELETE, SURE = "记住这些，有新政策告诉我", "删掉我的资料", "确定删掉我的资料"


@dataclass
class Told:
    """What comes of profiles in the conversations, as the worker has it done."""

    notices: Notices

    async def run(self, now: datetime) -> list[str]:
        """The conversations in which something new then stands."""
        await self.notices.run(now)
        return await tell_due(self.notices.skill.database, self.notices.skill.cipher, now)


@dataclass
class Citizen:
    """Somebody who talks to the two skills, whose answers stand in his conversation; and the notices that reach him."""

    id: str
    interviews: EligibilitySkill
    profiles: ProfileSkill
    notices: Told

    async def tells(self, *sentences: str, at: datetime = THEN) -> Reply:
        for sentence in sentences:
            turn = await self.interviews.turn(self.id, sentence, None, None, at)
        return await self._read(turn.replies[-1], at)

    async def keeps(self, text: str = KEEP, at: datetime = THEN) -> Reply:
        return await self._read(await self.profiles.keep(self.id, text, at), at)

    async def shows(self, at: datetime = THEN) -> Reply:
        return await self._read(await self.profiles.show(self.id, at), at)

    async def deletes(self, text: str, at: datetime = THEN) -> Reply:
        reply, _ = await self.profiles.delete(self.id, text, at)
        return await self._read(reply, at)

    async def _read(self, reply: Reply, at: datetime) -> Reply:
        """The reply, once it stands in the conversation."""
        entry = await self.profiles.database.run(Mailbox(self.profiles.cipher).tell, self.id, reply, at)
        return entry.reply


async def rows(database: Database, table: Any) -> list[Any]:
    return await database.run(lambda db: db.execute(select(table)).all())
