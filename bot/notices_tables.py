"""The tables of what the bot says on its own accord: each notice once, and its ways to the citizen."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from bot.db import ENCRYPTED, Instant, metadata

OPEN = text("state IN ('waiting', 'sending')")

notices = Table(
    "notices",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("key", String(160), nullable=False, unique=True, comment="queued again under it, it is the same notice"),
    Column("about", String(80), nullable=False, index=True, comment="what it speaks of, such as booking/123456789"),
    Column("body", Text, info=ENCRYPTED, comment="encrypted reply; empty once nobody needs it any more"),
    Column("at_any_hour", Boolean, nullable=False, comment="also at night"),
    Column("expires_at", Instant, comment="it is not sent any more then"),
    Column("created_at", Instant, nullable=False),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", String(32), primary_key=True, comment="the same at every attempt: connectors know it again by this"),
    Column("notice_id", ForeignKey("notices.id", ondelete="CASCADE"), nullable=False),
    Column("way", String(16), nullable=False, comment="conversation or sms"),
    Column("conversation_id", ForeignKey("conversations.id", ondelete="CASCADE"), index=True),
    Column("phone", Text, info=ENCRYPTED, comment="encrypted; empty once it is not needed any more"),
    Column("state", String(16), nullable=False, comment="waiting, sending, sent, dead, expired or withdrawn"),
    Column("try_at", Instant, nullable=False, comment="not before then"),
    Column("attempts", Integer, nullable=False, comment="those begun"),
    Column("lease_owner", String(32)),
    Column("lease_until", Instant),
    Column("error", Text, comment="what went wrong last; nothing personal"),
    Column("settled_at", Instant, index=True),
    UniqueConstraint("notice_id", "way"),
    Index("ix_deliveries_open", "way", "try_at", sqlite_where=OPEN, postgresql_where=OPEN),
    CheckConstraint("(way = 'conversation') = (conversation_id IS NOT NULL)", name="ck_deliveries_conversation"),
    CheckConstraint("way IN ('conversation', 'sms')", name="ck_deliveries_way"),
    CheckConstraint(
        "state IN ('waiting', 'sending', 'sent', 'dead', 'expired', 'withdrawn')", name="ck_deliveries_state"
    ),
)
