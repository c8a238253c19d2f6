"""Proving that a booking is one's own: tries that were counted, codes that were sent."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import bot.db

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "proof_tries",
        sa.Column("key", sa.String(length=64), nullable=False, comment="keyed hash of what was tried, or of who tried"),
        sa.Column("since", bot.db.Instant(timezone=True), nullable=False, comment="the first of them"),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_proof_tries")),
    )
    with op.batch_alter_table("proof_tries", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_proof_tries_since"), ["since"], unique=False)

    op.create_table(
        "proof_codes",
        sa.Column("phone", sa.String(length=64), nullable=False, comment="keyed hash of the telephone number"),
        sa.Column("code", sa.String(length=64), nullable=False, comment="keyed hash of the code that was sent to it"),
        sa.Column("sent_at", bot.db.Instant(timezone=True), nullable=False),
        sa.Column("expires_at", bot.db.Instant(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("phone", name=op.f("pk_proof_codes")),
    )
    with op.batch_alter_table("proof_codes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_proof_codes_expires_at"), ["expires_at"], unique=False)


def downgrade() -> None:
    """Back."""
    for table in ("proof_codes", "proof_tries"):
        op.drop_table(table)
