"""Corrections, and which list each reply rests on."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import bot.db

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "comparisons",
        sa.Column("old", sa.String(length=12), nullable=False, comment="the list answered from before"),
        sa.Column("new", sa.String(length=12), nullable=False, comment="the list it was compared with, once"),
        sa.Column("at", bot.db.Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("old", "new", name=op.f("pk_comparisons")),
    )
    op.create_table(
        "corrections",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("policy", sa.String(length=64), nullable=False),
        sa.Column("old", sa.String(length=12), nullable=False, comment="the list the answer rested on"),
        sa.Column("new", sa.String(length=12), nullable=False, comment="the list in which it stands otherwise"),
        sa.Column("body", sa.Text(), nullable=False, comment="encrypted reply that is proposed"),
        sa.Column("status", sa.String(length=12), nullable=False, comment="waiting, approved, dismissed or overtaken"),
        sa.Column("decided_by", sa.String(length=64), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("created_at", bot.db.Instant(timezone=True), nullable=False),
        sa.Column("decided_at", bot.db.Instant(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_corrections_conversation_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_corrections")),
        sa.UniqueConstraint("conversation_id", "policy", "new", name=op.f("uq_corrections_conversation_id_policy_new")),
    )
    with op.batch_alter_table("corrections", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_corrections_status"), ["status"], unique=False)
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("list_version", sa.String(length=12), nullable=True, comment="the list that it rests on")
        )
        batch_op.create_index(batch_op.f("ix_outbox_list_version"), ["list_version"], unique=False)


def downgrade() -> None:
    """Back."""
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outbox_list_version"))
        batch_op.drop_column("list_version")
    op.drop_table("corrections")
    op.drop_table("comparisons")
