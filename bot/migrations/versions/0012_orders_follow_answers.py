"""Orders of visits know as of which change of their appointment they were made out."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.add_column(
        "dispatch_orders",
        sa.Column(
            "version", sa.Integer(), nullable=False, server_default="0", comment="the appointment's, when last compared"
        ),
    )


def downgrade() -> None:
    """Back."""
    op.drop_column("dispatch_orders", "version")
