"""Bookings while they are talked about, and those of every week."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import bot.db

revision = "0010"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "booking_drafts",
        sa.Column("id", sa.String(length=32), nullable=False, comment="the conversation's"),
        sa.Column("state", sa.Text(), nullable=False, comment="encrypted: what is known of the booking talked about"),
        sa.Column("updated_at", bot.db.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["conversations.id"], name=op.f("fk_booking_drafts_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booking_drafts")),
    )
    with op.batch_alter_table("booking_drafts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_booking_drafts_updated_at"), ["updated_at"], unique=False)

    op.create_table(
        "standing_orders",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("conversation_id", sa.String(length=32), nullable=True),
        sa.Column("service", sa.String(length=64), nullable=False),
        sa.Column("office", sa.String(length=64), nullable=False),
        sa.Column("band", sa.String(length=32), nullable=False),
        sa.Column("weekdays", sa.JSON(), nullable=False, comment="0 is Monday"),
        sa.Column("wish", sa.Text(), nullable=False, comment="encrypted: names, telephone, answers"),
        sa.Column("key", sa.String(length=64), nullable=False, comment="keyed hash of the request"),
        sa.Column("since", bot.db.Instant(timezone=True), nullable=False),
        sa.Column("stopped_at", bot.db.Instant(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_standing_orders_conversation_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standing_orders")),
        sa.UniqueConstraint("key", name=op.f("uq_standing_orders_key")),
    )
    with op.batch_alter_table("standing_orders", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_standing_orders_conversation_id"), ["conversation_id"], unique=False)


def downgrade() -> None:
    """Back."""
    op.drop_table("standing_orders")
    op.drop_table("booking_drafts")
