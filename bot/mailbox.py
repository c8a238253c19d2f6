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

from sqlalchemy import Connection, and_, case, insert, literal, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.conversation import Conversation, Status
from bot.errors import LeaseLost
from bot.history import Entry
from bot.messages import Reply, UserMessage
from bot.privacy import Cipher
from bot.tables import conversations, inbox, outbox

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
    """All reading and writing of messages. Each method is the work of one transaction."""

    def __init__(self, cipher: Cipher) -> None:
        self.cipher = cipher

    def accept(self, db: Connection, message: UserMessage, now: datetime) -> Accepted:
        """Takes a message in, once: handed in again, it is found again."""
        sender, lease = self.cipher.lookup(message.door, message.sender), uuid.uuid4().hex
        mine = and_(conversations.c.door == message.door, conversations.c.sender_hash == sender)
        taken = (
            update(conversations).where(mine).values(seq=conversations.c.seq + 1, updated_at=now, **_claim(lease, now))
        )
        row = db.execute(taken.returning(conversations)).one_or_none()
        if row is None:
            self._begin(db, message, sender, now)
            row = db.execute(taken.returning(conversations)).one()
        inbox_id = db.execute(
            _insert(db)(inbox)
            .values(
                id=uuid.uuid4().hex,
                conversation_id=row.id,
                message_id=message.id,
                seq=row.seq,
                body=self.cipher.encrypt(message.text),
                received_at=now,
                attempts=0,
            )
            .on_conflict_do_nothing(index_elements=["conversation_id", "message_id"])
            .returning(inbox.c.id)
        ).scalar_one_or_none()
        if inbox_id is None:  # handed in before; the number it was given now stays unused
            again = and_(inbox.c.conversation_id == row.id, inbox.c.message_id == message.id)
            inbox_id = db.execute(select(inbox.c.id).where(again)).scalar_one()
        return Accepted(row.id, inbox_id, self._next(db, row, lease))

    def resume(self, db: Connection, conversation_id: str, now: datetime) -> Task | None:
        """Claims a conversation whose lease has run out, and gives its oldest unanswered message."""
        lease = uuid.uuid4().hex
        claimed = update(conversations).where(conversations.c.id == conversation_id).values(**_claim(lease, now))
        row = db.execute(claimed.returning(conversations)).one_or_none()
        return None if row is None else self._next(db, row, lease)

    def finish(self, db: Connection, task: Task, replies: list[Reply], now: datetime) -> Finished:
        """Writes the replies and marks the message done. LeaseLost if another process has taken over."""
        topic = next((reply.topic for reply in reversed(replies) if reply.topic is not None), task.conversation.topic)
        row = db.execute(
            update(conversations)
            .where(conversations.c.id == task.conversation.id, conversations.c.lease_owner == task.lease)
            .values(seq=conversations.c.seq + len(replies), topic=self._pack(topic), lease_until=now + LEASE)
            .returning(conversations)
        ).one_or_none()
        if row is None:
            raise LeaseLost(task.conversation.id)
        first = row.seq - len(replies) + 1
        entries = [Entry(first + i, "bot", task.message_id, now, reply) for i, reply in enumerate(replies)]
        if entries:
            db.execute(insert(outbox), [self._out(task, entry) for entry in entries])
        db.execute(update(inbox).where(inbox.c.id == task.inbox_id).values(done_at=now))
        return Finished(entries, self._next(db, row, task.lease))

    def unanswered(self, db: Connection, now: datetime, limit: int = 100) -> list[str]:
        """Ids of conversations that have a message which nobody is answering."""
        idle = or_(conversations.c.lease_until.is_(None), conversations.c.lease_until < now)
        waiting = select(inbox.c.conversation_id).where(inbox.c.done_at.is_(None))
        return list(db.scalars(select(conversations.c.id).where(idle, conversations.c.id.in_(waiting)).limit(limit)))

    def is_done(self, db: Connection, inbox_id: str) -> bool:
        """Whether the message has been answered."""
        return db.execute(select(inbox.c.done_at).where(inbox.c.id == inbox_id)).scalar() is not None

    def _begin(self, db: Connection, message: UserMessage, sender: str, now: datetime) -> None:
        db.execute(
            _insert(db)(conversations)
            .values(
                id=uuid.uuid4().hex,
                door=message.door,
                sender_hash=sender,
                sender=self.cipher.encrypt(message.sender),
                status=Status.BOT,
                seq=0,
                created_at=now,
                updated_at=now,
            )
            .on_conflict_do_nothing(index_elements=["door", "sender_hash"])
        )

    def _next(self, db: Connection, row: Any, lease: str) -> Task | None:
        """The oldest unanswered message, if the lease is ours; when there is none, the lease is given back."""
        if row.lease_owner != lease:
            return None
        undone = and_(inbox.c.conversation_id == row.id, inbox.c.done_at.is_(None))
        oldest = select(inbox.c.id).where(undone).order_by(inbox.c.seq).limit(1).scalar_subquery()
        counted = update(inbox).where(inbox.c.id == oldest).values(attempts=inbox.c.attempts + 1)
        found = db.execute(
            counted.returning(inbox.c.id, inbox.c.message_id, inbox.c.body, inbox.c.attempts)
        ).one_or_none()
        if found is None:
            ours = update(conversations).where(conversations.c.id == row.id)
            db.execute(ours.values(lease_owner=None, lease_until=None))
            return None
        conversation = Conversation(row.id, Status(row.status), self._unpack(row.topic))
        text = self.cipher.decrypt(found.body)
        return Task(conversation, lease, found.id, found.message_id, text, found.attempts - 1)

    def _out(self, task: Task, entry: Entry) -> dict[str, Any]:
        return {
            "id": uuid.uuid4().hex,
            "conversation_id": task.conversation.id,
            "inbox_id": task.inbox_id,
            "seq": entry.seq,
            "speaker": entry.speaker,
            "body": self._pack(entry.reply.to_dict()),
            "created_at": entry.at,
        }

    def _pack(self, data: dict[str, Any] | None) -> str | None:
        return None if data is None else self.cipher.encrypt(json.dumps(data, ensure_ascii=False))

    def _unpack(self, token: str | None) -> dict[str, Any] | None:
        return None if token is None else json.loads(self.cipher.decrypt(token))


def _claim(lease: str, now: datetime) -> dict[str, Any]:
    """Values that give the lease to us where nobody holds it."""
    free = or_(conversations.c.lease_until.is_(None), conversations.c.lease_until < now)
    until = conversations.c.lease_until
    return {
        "lease_owner": case((free, literal(lease)), else_=conversations.c.lease_owner),
        "lease_until": case((free, literal(now + LEASE, until.type)), else_=until),
    }


def _insert(db: Connection) -> Any:
    """INSERT with ON CONFLICT, which both databases have and SQLAlchemy keeps in their dialects."""
    return postgresql.insert if db.dialect.name == "postgresql" else sqlite.insert
