"""Doors for those who do the work."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import bot.db

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "doors",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False, comment="whose it is, as staff call him"),
        sa.Column("kind", sa.String(length=16), nullable=False, comment="canteen, counter, provider or staff"),
        sa.Column(
            "of", sa.String(length=128), nullable=False, comment="service/office, or the provider's id; empty for staff"
        ),
        sa.Column("link", sa.String(length=64), nullable=False, comment="keyed hash of the link's token"),
        sa.Column("pin", sa.String(length=128), nullable=False, comment="salt and scrypt of the PIN"),
        sa.Column("tries", sa.Integer(), nullable=False, comment="wrong ones in a row"),
        sa.Column("tried_at", bot.db.Instant(timezone=True), nullable=True),
        sa.Column("created_at", bot.db.Instant(timezone=True), nullable=False),
        sa.Column("revoked_at", bot.db.Instant(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_doors")),
        sa.UniqueConstraint("link", name=op.f("uq_doors_link")),
    )


def downgrade() -> None:
    """Back."""
    op.drop_table("doors")
