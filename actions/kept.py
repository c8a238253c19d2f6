"""What a skill remembers of a conversation between two turns: plain data, kept encrypted, not gone on with after a while."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Table, delete, select

from bot.db import INSERTS
from bot.privacy import Cipher


@dataclass(frozen=True)
class Kept:
    """In a table with the columns `id` (the conversation's), `state` and `updated_at`."""

    table: Table
    lasts: timedelta
    """After so long without a word it is not gone on with."""

    def load(self, db: Connection, cipher: Cipher, conversation_id: str, now: datetime) -> dict[str, Any] | None:
        """None if there is nothing, or nothing that is still gone on with."""
        c = self.table.c
        mine = select(c.state).where(c.id == conversation_id, c.updated_at > now - self.lasts)
        row = db.execute(mine).one_or_none()
        return None if row is None else json.loads(cipher.decrypt(row.state))

    def save(self, db: Connection, cipher: Cipher, conversation_id: str, data: dict[str, Any], now: datetime) -> None:
        """Keeps it in the place of what was kept."""
        values = {"state": cipher.encrypt(json.dumps(data, ensure_ascii=False)), "updated_at": now}
        new = INSERTS[db.dialect.name](self.table).values(id=conversation_id, **values)
        db.execute(new.on_conflict_do_update(index_elements=["id"], set_=values))

    def forget(self, db: Connection, conversation_id: str) -> None:
        """Throws it away."""
        db.execute(delete(self.table).where(self.table.c.id == conversation_id))

    def forget_old(self, db: Connection, now: datetime) -> int:
        """Throws away what is not gone on with; how many they were."""
        return db.execute(delete(self.table).where(self.table.c.updated_at <= now - self.lasts)).rowcount
