"""The table of interviews under way."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Table, Text

from bot.db import ENCRYPTED, Instant, metadata

interviews = Table(
    "interviews",
    metadata,
    Column("id", ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True, comment="the conversation's"),
    Column("state", Text, nullable=False, info=ENCRYPTED, comment="encrypted: what is asked about, known and refused"),
    Column("updated_at", Instant, nullable=False, index=True),
)
