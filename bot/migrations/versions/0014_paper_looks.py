"""When papers that an appointment requires were looked at, and what they came to."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import bot.db

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "document_looks",
        sa.Column("appointment", sa.Integer, sa.ForeignKey("appointments.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True, comment="of the appointment: moved, it is looked anew"),
        sa.Column("stage", sa.String(16), primary_key=True, comment="reminder or until"),
        sa.Column("outcome", sa.String(8), nullable=False, comment="none, missing, fix, ask or pass"),
        sa.Column("at", bot.db.Instant(timezone=True), nullable=False),
        sa.Column("settled_at", bot.db.Instant(timezone=True), comment="when staff had seen to what was ask"),
    )


def downgrade() -> None:
    """Back."""
    op.drop_table("document_looks")
