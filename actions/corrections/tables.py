"""The tables of what has to be put right when the list changes."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, String, Table, Text, UniqueConstraint

from bot.db import ENCRYPTED, Instant, metadata

comparisons = Table(
    "comparisons",
    metadata,
    Column("old", String(12), primary_key=True, comment="the list answered from before"),
    Column("new", String(12), primary_key=True, comment="the list it was compared with, once"),
    Column("at", Instant, nullable=False),
)

corrections = Table(
    "corrections",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("conversation_id", ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False),
    Column("policy", String(64), nullable=False),
    Column("old", String(12), nullable=False, comment="the list the answer rested on"),
    Column("new", String(12), nullable=False, comment="the list in which it stands otherwise"),
    Column("body", Text, nullable=False, info=ENCRYPTED, comment="encrypted reply that is proposed"),
    Column("status", String(12), nullable=False, index=True, comment="waiting, approved, dismissed or overtaken"),
    Column("decided_by", String(64)),
    Column("reason", Text),
    Column("created_at", Instant, nullable=False),
    Column("decided_at", Instant),
    UniqueConstraint("conversation_id", "policy", "new"),
)
