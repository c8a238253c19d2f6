"""The tables of papers: what they are for, their pages for as long as they may be kept, and what staff said of findings."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Integer, String, Table, Text, UniqueConstraint

from bot.db import ENCRYPTED, Instant, metadata

papers = Table(
    "document_papers",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("conversation_id", ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False, unique=True),
    Column("subject", String(80), comment="service/… or policy/…: what they are for"),
    Column("appointment", Integer, index=True, comment="its number, where there is one"),
    Column("created_at", Instant, nullable=False),
)

pages = Table(
    "document_pages",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("papers_id", ForeignKey("document_papers.id", ondelete="CASCADE"), nullable=False),
    Column("number", Integer, nullable=False, comment="counts up within the papers"),
    Column("digest", String(64), nullable=False, comment="keyed hash of the file and the page's place in it"),
    Column("image", Text, info=ENCRYPTED, comment="encrypted JPEG as base64, upright once it is read; null: not kept"),
    Column("reading", Text, info=ENCRYPTED, comment="encrypted JSON: what was read; null while it waits"),
    Column("attempts", Integer, nullable=False),
    Column("lease_until", Instant, comment="somebody reads it until then"),
    Column("told", Boolean, nullable=False, comment="whether its findings stand in the conversation"),
    Column("created_at", Instant, nullable=False),
    Column("kept_until", Instant, nullable=False, index=True),
    UniqueConstraint("papers_id", "digest"),
    UniqueConstraint("papers_id", "number"),
)

reviews = Table(
    "document_reviews",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("page_id", String(32), nullable=False, comment="outlived by the review"),
    Column("kind", String(64), nullable=False),
    Column("check", String(64), nullable=False),
    Column("field", String(64), nullable=False, comment="empty: of the whole paper"),
    Column("outcome", String(8), nullable=False, comment="what the check found: pass, fix or ask"),
    Column("meant", String(8), nullable=False, comment="what it should have found; the same: it was right"),
    Column("case", Text, info=ENCRYPTED, comment="encrypted JSON: what was read, for a test; null: it was right"),
    Column("by", String(64), nullable=False),
    Column("at", Instant, nullable=False, index=True),
    UniqueConstraint("page_id", "check", "field"),
)

reveals = Table(
    "document_reveals",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("page_id", String(32), nullable=False, index=True),
    Column("by", String(64), nullable=False),
    Column("reason", Text, nullable=False, info=ENCRYPTED, comment="encrypted"),
    Column("at", Instant, nullable=False),
)

looks = Table(
    "document_looks",
    metadata,
    Column("appointment", ForeignKey("appointments.id", ondelete="CASCADE"), primary_key=True),
    Column("version", Integer, primary_key=True, comment="of the appointment: moved, it is looked anew"),
    Column("stage", String(16), primary_key=True, comment="reminder or until"),
    Column("outcome", String(8), nullable=False, comment="none, missing, fix, ask or pass"),
    Column("at", Instant, nullable=False),
    Column("settled_at", Instant, comment="when staff had seen to what was ask"),
)
