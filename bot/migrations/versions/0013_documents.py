"""Papers that citizens show: their pages, what staff said of findings, who saw a picture unmasked."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import bot.db

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "document_papers",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column(
            "conversation_id",
            sa.String(32),
            sa.ForeignKey("conversations.id", ondelete="CASCADE"),
            nullable=False,
            unique=True,
        ),
        sa.Column("subject", sa.String(80), comment="service/… or policy/…: what they are for"),
        sa.Column("appointment", sa.Integer, index=True, comment="its number, where there is one"),
        sa.Column("created_at", bot.db.Instant(timezone=True), nullable=False),
    )
    op.create_table(
        "document_pages",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("papers_id", sa.String(32), sa.ForeignKey("document_papers.id", ondelete="CASCADE"), nullable=False),
        sa.Column("number", sa.Integer, nullable=False, comment="counts up within the papers"),
        sa.Column("digest", sa.String(64), nullable=False, comment="keyed hash of the file and the page's place in it"),
        sa.Column("image", sa.Text, comment="encrypted JPEG as base64, upright once it is read; null: not kept"),
        sa.Column("reading", sa.Text, comment="encrypted JSON: what was read; null while it waits"),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("lease_until", bot.db.Instant(timezone=True), comment="somebody reads it until then"),
        sa.Column("told", sa.Boolean, nullable=False, comment="whether its findings stand in the conversation"),
        sa.Column("created_at", bot.db.Instant(timezone=True), nullable=False),
        sa.Column("kept_until", bot.db.Instant(timezone=True), nullable=False, index=True),
        sa.UniqueConstraint("papers_id", "digest"),
        sa.UniqueConstraint("papers_id", "number"),
    )
    op.create_table(
        "document_reviews",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("page_id", sa.String(32), nullable=False, comment="outlived by the review"),
        sa.Column("kind", sa.String(64), nullable=False),
        sa.Column("check", sa.String(64), nullable=False),
        sa.Column("field", sa.String(64), nullable=False, comment="empty: of the whole paper"),
        sa.Column("outcome", sa.String(8), nullable=False, comment="what the check found: pass, fix or ask"),
        sa.Column("meant", sa.String(8), nullable=False, comment="what it should have found; the same: it was right"),
        sa.Column("case", sa.Text, comment="encrypted JSON: what was read, for a test; null: it was right"),
        sa.Column("by", sa.String(64), nullable=False),
        sa.Column("at", bot.db.Instant(timezone=True), nullable=False, index=True),
        sa.UniqueConstraint("page_id", "check", "field"),
    )
    op.create_table(
        "document_reveals",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("page_id", sa.String(32), nullable=False, index=True),
        sa.Column("by", sa.String(64), nullable=False),
        sa.Column("reason", sa.Text, nullable=False, comment="encrypted"),
        sa.Column("at", bot.db.Instant(timezone=True), nullable=False),
    )


def downgrade() -> None:
    """Back."""
    for table in ("document_reveals", "document_reviews", "document_pages", "document_papers"):
        op.drop_table(table)
