"""Reading a conversation back: both sides in order, as the doors show it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, and_, delete, select, update

from bot.conversation import Status
from bot.messages import Reply
from bot.privacy import Cipher
from bot.tables import conversations, inbox, outbox

LOOKED_BACK = 8
"""Replies among which something that was said lately is looked for."""


@dataclass(frozen=True)
class Entry:
    """One message of either side."""

    seq: int
    """Counts up over both sides of a conversation."""
    speaker: str
    """citizen, bot, staff or system."""
    message_id: str | None
    """The door's own id of a citizen's message; of the message answered, for a reply."""
    at: datetime
    reply: Reply
    """What was said; for a citizen just a text."""
    feedback: Literal["up", "down"] | None = None


@dataclass(frozen=True)
class Found:
    """A conversation as its door knows it."""

    id: str
    status: Status


class History:
    """Reads what the mailbox wrote. Each method is the work of one transaction."""

    def __init__(self, cipher: Cipher) -> None:
        self.cipher = cipher

    def find(self, db: Connection, door: str, sender: str) -> Found | None:
        """The sender's conversation at that door."""
        hashed = self.cipher.lookup(door, sender)
        mine = and_(conversations.c.door == door, conversations.c.sender_hash == hashed)
        row = db.execute(select(conversations.c.id, conversations.c.status).where(mine)).one_or_none()
        return row and Found(row.id, Status(row.status))

    def topic(self, db: Connection, conversation_id: str) -> dict[str, Any]:
        """What a follow-up would be about; empty if nothing was talked about."""
        kept = db.scalar(select(conversations.c.topic).where(conversations.c.id == conversation_id))
        found: dict[str, Any] = json.loads(self.cipher.decrypt(kept)) if kept else {}
        return found

    def replies(self, db: Connection, inbox_id: str) -> list[Entry]:
        """What was answered to one message, in order."""
        return self._ours(db, outbox.c.inbox_id == inbox_id)

    def said(self, db: Connection, inbox_id: str) -> str | None:
        """What a citizen said in a message, as he wrote it; None if it is gone."""
        body = db.scalar(select(inbox.c.body).where(inbox.c.id == inbox_id))
        return None if body is None else self.cipher.decrypt(body)

    def last_answer(self, db: Connection, conversation_id: str) -> Reply | None:
        """What the bot last said about a matter; where it has only made small talk lately, the last of that."""
        said = self.lately(db, conversation_id)
        return next((reply for reply in said if reply.outcome), said[0] if said else None)

    def lately(self, db: Connection, conversation_id: str) -> list[Reply]:
        """The bot's last replies, the newest first."""
        ours = select(outbox.c.body).where(outbox.c.conversation_id == conversation_id, outbox.c.speaker == "bot")
        bodies = db.scalars(ours.order_by(outbox.c.seq.desc()).limit(LOOKED_BACK))
        return [Reply.from_dict(json.loads(self.cipher.decrypt(body))) for body in bodies]

    def after(self, db: Connection, conversation_id: str, seq: int, limit: int = 200) -> list[Entry]:
        """At most `limit` messages of both sides that come after number `seq`, in order."""
        theirs = select(inbox).where(inbox.c.conversation_id == conversation_id, inbox.c.seq > seq)
        said = [
            Entry(row.seq, "citizen", row.message_id, row.received_at, Reply(self.cipher.decrypt(row.body)))
            for row in db.execute(theirs.order_by(inbox.c.seq).limit(limit))
        ]
        ours = self._ours(db, and_(outbox.c.conversation_id == conversation_id, outbox.c.seq > seq), limit)
        return sorted(said + ours, key=lambda entry: entry.seq)[:limit]

    def rate(self, db: Connection, conversation_id: str, seq: int, feedback: str | None) -> bool:
        """Keeps a thumb up or down, or takes it back; False if there is no such answer."""
        answer = and_(outbox.c.conversation_id == conversation_id, outbox.c.seq == seq)
        return db.execute(update(outbox).where(answer).values(feedback=feedback)).rowcount == 1

    def forget(self, db: Connection, untouched_since: datetime, now: datetime) -> int:
        """Deletes every conversation in which nothing was said since. Of one that is kept for longer only what was said before
        then, and what it was about; so it keeps what it was told lately. How many were deleted."""
        old = conversations.c.updated_at < untouched_since
        kept = select(conversations.c.id).where(old, conversations.c.kept_until > now)
        for messages, at in ((outbox, outbox.c.created_at), (inbox, inbox.c.received_at)):
            db.execute(delete(messages).where(messages.c.conversation_id.in_(kept), at < untouched_since))
        db.execute(update(conversations).where(conversations.c.id.in_(kept)).values(topic=None))
        return db.execute(delete(conversations).where(old, conversations.c.id.not_in(kept))).rowcount

    def _ours(self, db: Connection, which: object, limit: int = 200) -> list[Entry]:
        rows = select(outbox, inbox.c.message_id).outerjoin(inbox, outbox.c.inbox_id == inbox.c.id).where(which)  # type: ignore[arg-type]
        return [
            Entry(
                row.seq,
                row.speaker,
                row.message_id,
                row.created_at,
                Reply.from_dict(json.loads(self.cipher.decrypt(row.body))),
                row.feedback,
            )
            for row in db.execute(rows.order_by(outbox.c.seq).limit(limit))
        ]
