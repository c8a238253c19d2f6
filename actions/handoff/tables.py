"""The table of wishes for a person."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, text

from bot.db import Instant, metadata

OPEN = text("closed_at IS NULL")

handoffs = Table(
    "handoffs",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("conversation_id", ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("reason", String(16), nullable=False, comment="asked_for, complaint or emergency"),
    Column("created_at", Instant, nullable=False),
    Column("closed_at", Instant),
    Index("uq_handoffs_open", "conversation_id", "reason", unique=True, sqlite_where=OPEN, postgresql_where=OPEN),
)
