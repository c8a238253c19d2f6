"""The tables of the conversation: who, what was said to us, what we said."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint, text

from bot.db import ENCRYPTED, Instant, metadata

UNDONE = text("done_at IS NULL")

conversations = Table(
    "conversations",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("door", String(16), nullable=False),
    Column("sender_hash", String(64), nullable=False),
    Column("sender", Text, nullable=False, info=ENCRYPTED, comment="encrypted address"),
    Column("status", String(16), nullable=False, comment="bot, queued, open or resolved"),
    Column("topic", Text, info=ENCRYPTED, comment="encrypted: what a follow-up is about"),
    Column("seq", Integer, nullable=False, comment="the last number given to a message of either side"),
    Column("lease_owner", String(32)),
    Column("lease_until", Instant),
    Column("created_at", Instant, nullable=False),
    Column("updated_at", Instant, nullable=False, index=True),
    Column("kept_until", Instant, comment="until then it stays, without its messages: somebody wants to be told news"),
    UniqueConstraint("door", "sender_hash"),
)

inbox = Table(
    "inbox",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("conversation_id", ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False),
    Column("message_id", String(64), nullable=False, comment="the door's own id"),
    Column("seq", Integer, nullable=False),
    Column("body", Text, nullable=False, info=ENCRYPTED, comment="encrypted text"),
    Column("received_at", Instant, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("done_at", Instant),
    UniqueConstraint("conversation_id", "message_id"),
    UniqueConstraint("conversation_id", "seq"),
    Index("ix_inbox_undone", "conversation_id", "seq", sqlite_where=UNDONE, postgresql_where=UNDONE),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("conversation_id", ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False),
    Column("inbox_id", ForeignKey("inbox.id", ondelete="CASCADE"), index=True, comment="what it answers"),
    Column("seq", Integer, nullable=False),
    Column("speaker", String(8), nullable=False, comment="bot, staff or system"),
    Column("body", Text, nullable=False, info=ENCRYPTED, comment="encrypted reply"),
    Column("created_at", Instant, nullable=False),
    Column("feedback", String(4), comment="up or down"),
    Column("list_version", String(12), index=True, comment="the list that it rests on"),
    UniqueConstraint("conversation_id", "seq"),
)
