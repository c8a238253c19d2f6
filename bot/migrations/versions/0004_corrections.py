"""Corrections by the message that they put right; which list each reply rests on, and which came into force when."""

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
        "list_versions",
        sa.Column("version", sa.String(length=12), nullable=False),
        sa.Column(
            "since", bot.db.Instant(timezone=True), nullable=False, comment="when it came into force, the last time"
        ),
        sa.Column(
            "looked_to",
            sa.String(length=32),
            nullable=False,
            comment="the last conversation whose answers were compared with it",
        ),
        sa.Column("compared_at", bot.db.Instant(timezone=True), nullable=True, comment="when all had been"),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_list_versions")),
    )
    op.create_table(
        "corrections",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column(
            "seq", sa.Integer(), nullable=False, comment="number of the message that it puts right, of several the last"
        ),
        sa.Column(
            "key",
            sa.String(length=64),
            nullable=False,
            comment="keyed digest of the policy and what now stands there",
        ),
        sa.Column("old", sa.String(length=12), nullable=False, comment="the list that message rests on"),
        sa.Column("new", sa.String(length=12), nullable=False, comment="the newest list in which it stands otherwise"),
        sa.Column("changed", sa.Text(), nullable=False, comment="encrypted: policy, clauses, day of the message"),
        sa.Column("body", sa.Text(), nullable=False, comment="encrypted: the reply that is proposed"),
        sa.Column("status", sa.String(length=12), nullable=False, comment="waiting, approved, dismissed or overtaken"),
        sa.Column("created_at", bot.db.Instant(timezone=True), nullable=False),
        sa.Column("decided_at", bot.db.Instant(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=True, comment="encrypted name of a member of staff"),
        sa.Column("why", sa.Text(), nullable=True, comment="encrypted: why it was dismissed"),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_corrections_conversation_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_corrections")),
        sa.UniqueConstraint("conversation_id", "seq", "key", name=op.f("uq_corrections_conversation_id_seq_key")),
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
    op.drop_table("list_versions")
