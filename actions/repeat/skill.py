"""Saying the last answer again."""

from __future__ import annotations

from dataclasses import dataclass

from bot.db import Database
from bot.history import History
from bot.messages import Reply

NOTHING_SAID = Reply("我还没有答过您什么。您想问什么，直接说就行。")


@dataclass(frozen=True)
class RepeatSkill:
    """Reads back what was said to the citizen."""

    database: Database
    history: History

    async def reply(self, conversation_id: str) -> Reply:
        """The last answer of the conversation, as it was given."""
        return await self.database.run(self.history.last_answer, conversation_id) or NOTHING_SAID
