"""Inbox and outbox: every message is taken once, answered once and in order, and none is lost when a process is killed.

A conversation is worked on under a lease. Taking a message and claiming the lease is one transaction; writing the replies,
marking the message done and giving the lease back is another. Whoever finds a lease run out carries on with what is undone.
"""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from bot import statements
from bot.conversation import Conversation, Status
from bot.errors import LeaseLost
from bot.history import Entry
from bot.messages import Reply, UserMessage
from bot.privacy import Cipher

LEASE = timedelta(seconds=30)


@dataclass(frozen=True)
class Task:
    """A message to be answered now, by the holder of the lease."""

    conversation: Conversation
    lease: str
    inbox_id: str
    message_id: str
    text: str
    attempts: int
    """How often its answering was begun before."""


@dataclass(frozen=True)
class Accepted:
    """What became of a message handed in."""

    conversation_id: str
    status: Status
    inbox_id: str
    task: Task | None
    """What to answer now: the conversation's oldest unanswered message. None when somebody else is at it, or it is done."""


@dataclass(frozen=True)
class Finished:
    """What became of a task."""

    entries: list[Entry]
    """Its replies as they stand in the conversation."""
    following: Task | None
    """The next unanswered message of the conversation; None: the lease is given back."""


class Mailbox:
    """All writing of messages. Each method is the work of one transaction."""

    def __init__(self, cipher: Cipher) -> None:
        self.cipher = cipher

    def begin(self, db: Connection, door: str, sender: str, now: datetime) -> None:
        """Opens the sender's conversation, if he has none at that door."""
        new = {
            "id": uuid.uuid4().hex,
            "door": door,
            "sender_hash": self.cipher.lookup(door, sender),
            "sender": self.cipher.encrypt(sender),
            "status": Status.BOT,
            "seq": 0,
            "created_at": now,
            "updated_at": now,
        }
        db.execute(statements.BEGIN[db.dialect.name], new)

    def accept(self, db: Connection, message: UserMessage, now: datetime) -> Accepted:
        """Takes a message in, once: handed in again, it is found again."""
        lease = uuid.uuid4().hex
        sender = {"from_door": message.door, "hash": self.cipher.lookup(message.door, message.sender)}
        take = {**sender, "now": now, "lease": lease, "until": now + LEASE}
        row = db.execute(statements.TAKE_NUMBER_AND_CLAIM, take).one_or_none()
        if row is None:
            self.begin(db, message.door, message.sender, now)
            row = db.execute(statements.TAKE_NUMBER_AND_CLAIM, take).one()
        new = {
            "id": uuid.uuid4().hex,
            "conversation_id": row.id,
            "message_id": message.id,
            "seq": row.seq,
            "body": self.cipher.encrypt(message.text),
            "received_at": now,
            "attempts": 0,
        }
        inbox_id = db.execute(statements.PUT_IN[db.dialect.name], new).scalar_one_or_none()
        if inbox_id is None:  # handed in before; the number it was given now stays unused
            before = {"conversation": row.id, "message": message.id}
            inbox_id = db.execute(statements.FIND_AGAIN, before).scalar_one()
        return Accepted(row.id, Status(row.status), inbox_id, self._next(db, row, lease))

    def resume(self, db: Connection, conversation_id: str, now: datetime) -> Task | None:
        """Claims a conversation whose lease has run out, and gives its oldest unanswered message."""
        lease = uuid.uuid4().hex
        claim = {"conversation": conversation_id, "now": now, "lease": lease, "until": now + LEASE}
        row = db.execute(statements.CLAIM, claim).one_or_none()
        return None if row is None else self._next(db, row, lease)

    def finish(self, db: Connection, task: Task, replies: list[Reply], now: datetime) -> Finished:
        """Writes the replies and marks the message done. LeaseLost if another process has taken over."""
        topic = next((reply.topic for reply in reversed(replies) if reply.topic is not None), task.conversation.topic)
        take = {
            "conversation": task.conversation.id,
            "lease": task.lease,
            "inbox": task.inbox_id,
            "count": len(replies),
            "new_topic": self._pack(topic),
            "until": now + LEASE,
        }
        row = db.execute(statements.TAKE_NUMBERS, take).one_or_none()
        if row is None:
            raise LeaseLost(task.conversation.id)
        first = row.seq - len(replies) + 1
        entries = [Entry(first + i, "bot", task.message_id, now, reply) for i, reply in enumerate(replies)]
        if entries:
            db.execute(statements.PUT_OUT, [self._out(task.conversation.id, task.inbox_id, entry) for entry in entries])
        db.execute(statements.MARK_DONE, {"inbox": task.inbox_id, "now": now})
        return Finished(entries, self._next(db, row, task.lease))

    def tell(self, db: Connection, conversation_id: str, reply: Reply, now: datetime) -> Entry:
        """Writes something that answers no message. KeyError if the conversation is gone."""
        row = db.execute(statements.TAKE_NUMBER, {"conversation": conversation_id}).one_or_none()
        if row is None:
            raise KeyError(conversation_id)
        entry = Entry(row.seq, "bot", None, now, reply)
        db.execute(statements.PUT_OUT, self._out(conversation_id, None, entry))
        return entry

    def unanswered(self, db: Connection, now: datetime, most: int = 100) -> list[str]:
        """Ids of conversations that have a message which nobody is answering."""
        return list(db.scalars(statements.UNANSWERED, {"now": now, "most": most}))

    def is_done(self, db: Connection, inbox_id: str) -> bool:
        """Whether the message has been answered."""
        return db.execute(statements.IS_DONE, {"inbox": inbox_id}).scalar() is not None

    def _next(self, db: Connection, row: Any, lease: str) -> Task | None:
        """The oldest unanswered message, if the lease is ours; when there is none, the lease is given back."""
        if row.lease_owner != lease:
            return None
        found = db.execute(statements.BEGIN_ANSWERING, {"conversation": row.id}).one_or_none()
        if found is None:
            db.execute(statements.GIVE_BACK, {"conversation": row.id})
            return None
        conversation = Conversation(row.id, Status(row.status), self._unpack(row.topic))
        text = self.cipher.decrypt(found.body)
        return Task(conversation, lease, found.id, found.message_id, text, found.attempts - 1)

    def _out(self, conversation_id: str, inbox_id: str | None, entry: Entry) -> dict[str, Any]:
        return {
            "id": uuid.uuid4().hex,
            "conversation_id": conversation_id,
            "inbox_id": inbox_id,
            "seq": entry.seq,
            "speaker": entry.speaker,
            "body": self._pack(entry.reply.to_dict()),
            "created_at": entry.at,
            "list_version": (entry.reply.trace or {}).get("list"),
        }

    def _pack(self, data: dict[str, Any] | None) -> str | None:
        return None if data is None else self.cipher.encrypt(json.dumps(data, ensure_ascii=False))

    def _unpack(self, token: str | None) -> dict[str, Any] | None:
        return None if token is None else json.loads(self.cipher.decrypt(token))
