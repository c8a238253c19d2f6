"""Interviews."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import bot.db

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "interviews",
        sa.Column("id", sa.String(length=32), nullable=False, comment="the conversation's"),
        sa.Column("state", sa.Text(), nullable=False, comment="encrypted: what is asked about, known and refused"),
        sa.Column("updated_at", bot.db.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["conversations.id"], name=op.f("fk_interviews_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interviews")),
    )
    with op.batch_alter_table("interviews", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_interviews_updated_at"), ["updated_at"], unique=False)


def downgrade() -> None:
    """Back."""
    op.drop_table("interviews")
