"""A bureau with its lists, one after the other in force, and what citizens were told from them."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from actions.corrections import decision
from actions.corrections.decision import Came, Correction
from actions.corrections.queue import SETTLED, Corrections
from bot.db import Database
from bot.history import History
from bot.mailbox import Mailbox
from bot.messages import Reply
from bot.privacy import Cipher
from knowledge.policy_list import PolicyList, load
from tests.fakes import Clock, said
from tests.knowledge.tiny import TINY_LIST, Tiny

FILE = "town/policies/nuandong.yaml"
AMOUNT = "nuandong/amount"
RAISED = ("暖冬补贴每户每年120元", "暖冬补贴每户每年150元")
RAISED_FIGURE = ("{value: 120, unit: 元, what: 标准}", "{value: 150, unit: 元, what: 标准}")
REWORDED = ("领暖冬补贴要带居民卡。", "领暖冬补贴要带新的居民卡。")
ALIAS = ("aliases: [取暖费]", "aliases: [取暖费, 样本叫法]")
MORE = ("每户每年150元", "每户每年180元")
MORE_FIGURE = ("{value: 150, unit: 元, what: 标准}", "{value: 180, unit: 元, what: 标准}")
ENDS = ("    effective: 2025-01-01\n", "    effective: 2025-01-01\n    repealed: 2026-05-25\n")
HEIR = (
    "  - id: card\n",
    "  - id: amount-new\n    kind: amount\n    text: 暖冬补贴每户每年150元。\n    source: notice\n    article: 第三条\n"
    "    effective: 2026-05-25\n    figures:\n      - {value: 150, unit: 元, what: 标准}\n  - id: card\n",
)
Edit = tuple[str, str]


class Office:
    """On a day on which the small list is in force."""

    def __init__(self, folder: Path, database: Database, cipher: Cipher) -> None:
        shutil.copytree(TINY_LIST, folder)
        self.tiny, self.folder = Tiny(folder), folder
        self.database, self.cipher, self.mailbox = database, cipher, Mailbox(cipher)
        self.clock = Clock()
        self.kept: dict[str, PolicyList] = {}
        self.queue = Corrections(database, cipher, self.kept.get)
        self.policies = self.in_force()

    def in_force(self) -> PolicyList:
        """The files as they are now."""
        self.policies = load(self.folder)
        self.kept[self.policies.version] = self.policies
        return self.policies

    async def change(self, *edits: Edit, file: str = FILE) -> None:
        """A new list comes into force, and everything is compared with it."""
        for old, new in edits:
            self.tiny.change(file, old, new)
        self.in_force()
        await self.compare()

    async def compare(self) -> None:
        """Twice, as the worker asks again and again."""
        for _ in range(2):
            await self.queue.run(self.policies, self.clock())
            self.clock.pass_by(SETTLED)
        await self.queue.run(self.policies, self.clock())

    async def tell(
        self,
        clauses: Sequence[str] = (AMOUNT,),
        outcomes: dict[str, str] | None = None,
        sender: str = "citizen",
    ) -> str:
        """Somebody is told something from the list in force; the conversation."""
        moment = self.clock()
        message = said("样本问题", f"m{moment.timestamp()}", sender)
        accepted = await self.database.run(self.mailbox.accept, message, moment)
        assert accepted.task is not None
        trace = {"list": self.policies.version, "clauses": list(clauses), "outcomes": outcomes or {}}
        await self.database.run(
            self.mailbox.finish, accepted.task, [Reply("样本回答", outcome="answered", trace=trace)], moment
        )
        self.clock.pass_by(timedelta(minutes=1))
        return accepted.conversation_id

    async def waiting(self) -> list[Correction]:
        return await self.database.run(decision.read, self.cipher)

    async def approve(self, one: Correction) -> Came:
        return await self.database.run(decision.approve, self.cipher, one.id, "样本职员", self.clock())

    async def dismiss(self, one: Correction) -> Came:
        return await self.database.run(decision.dismiss, self.cipher, one.id, "样本职员", "样本原因", self.clock())

    async def heard(self, conversation: str) -> list[str]:
        """What the citizen was told beside the first answers."""
        entries = await self.database.run(History(self.cipher).after, conversation, 0)
        return [entry.reply.text for entry in entries if entry.reply.text not in ("样本问题", "样本回答")]
