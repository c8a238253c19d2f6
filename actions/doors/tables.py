"""The table of doors for those who do the work: a personal link, and a PIN."""

from __future__ import annotations

from sqlalchemy import Column, Integer, String, Table

from bot.db import Instant, metadata

doors = Table(
    "doors",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("name", String(64), nullable=False, comment="whose it is, as staff call him"),
    Column("kind", String(16), nullable=False, comment="canteen, counter, provider or staff"),
    Column("of", String(128), nullable=False, comment="service/office, or the provider's id; empty for staff"),
    Column("link", String(64), nullable=False, unique=True, comment="keyed hash of the link's token"),
    Column("pin", String(128), nullable=False, comment="salt and scrypt of the PIN"),
    Column("tries", Integer, nullable=False, comment="wrong ones in a row"),
    Column("tried_at", Instant),
    Column("created_at", Instant, nullable=False),
    Column("revoked_at", Instant),
)
