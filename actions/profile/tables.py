"""The table of what citizens have asked us to remember."""

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
