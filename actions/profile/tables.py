"""The tables of what citizens have asked us to remember, and of what is told them because of it."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, String, Table, Text, UniqueConstraint

from bot.db import ENCRYPTED, Instant, metadata

profiles = Table(
    "profiles",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("conversation_id", ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False),
    Column("who", String(16), nullable=False, comment="how the person is called: 您, 您母亲"),
    Column("facts", Text, nullable=False, info=ENCRYPTED, comment="encrypted: each fact with the day it was told"),
    Column(
        "outcomes", Text, nullable=False, info=ENCRYPTED, comment="encrypted: each policy's outcome when last judged"
    ),
    Column("list_version", String(12), nullable=False, comment="the list it was last judged by"),
    Column("judged_on", Date, nullable=False),
    Column("consented_at", Instant, nullable=False),
    UniqueConstraint("conversation_id", "who"),
)

notices = Table(
    "notices",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("profile_id", ForeignKey("profiles.id", ondelete="CASCADE"), nullable=False),
    Column("key", String(64), nullable=False, comment="digest of the policy, its outcome and what that rests on"),
    Column("body", Text, nullable=False, info=ENCRYPTED, comment="encrypted reply"),
    Column("created_at", Instant, nullable=False),
    Column("sent_at", Instant, index=True),
    UniqueConstraint("profile_id", "key"),
)
