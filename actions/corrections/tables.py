"""The tables of what has to be put right when the list changes."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, String, Table, Text, UniqueConstraint

from bot.db import ENCRYPTED, Instant, metadata

list_versions = Table(
    "list_versions",
    metadata,
    Column("version", String(12), primary_key=True),
    Column("since", Instant, nullable=False, comment="when it came into force, the last time"),
    Column(
        "looked_to", String(32), nullable=False, comment="the last conversation whose answers were compared with it"
    ),
    Column("compared_at", Instant, comment="when all had been"),
)

corrections = Table(
    "corrections",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("conversation_id", ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False),
    Column("seq", Integer, nullable=False, comment="number of the message that it puts right, of several the last"),
    Column("key", String(64), nullable=False, comment="keyed digest of the policy and what now stands there"),
    Column("old", String(12), nullable=False, comment="the list that message rests on"),
    Column("new", String(12), nullable=False, comment="the newest list in which it stands otherwise"),
    Column("changed", Text, nullable=False, info=ENCRYPTED, comment="encrypted: policy, clauses, day of the message"),
    Column("body", Text, nullable=False, info=ENCRYPTED, comment="encrypted: the reply that is proposed"),
    Column("status", String(12), nullable=False, index=True, comment="waiting, approved, dismissed or overtaken"),
    Column("created_at", Instant, nullable=False),
    Column("decided_at", Instant),
    Column("decided_by", Text, info=ENCRYPTED, comment="encrypted name of a member of staff"),
    Column("why", Text, info=ENCRYPTED, comment="encrypted: why it was dismissed"),
    UniqueConstraint("conversation_id", "seq", "key"),
)
