"""Profiles, notices, and conversations that are kept for them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import bot.db

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "profiles",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("who", sa.String(length=16), nullable=False, comment="how the person is called: 您, 您母亲"),
        sa.Column("facts", sa.Text(), nullable=False, comment="encrypted: each fact with the day it was told"),
        sa.Column("outcomes", sa.Text(), nullable=False, comment="encrypted: each policy's outcome when last judged"),
        sa.Column("list_version", sa.String(length=12), nullable=False, comment="the list it was last judged by"),
        sa.Column("judged_on", sa.Date(), nullable=False),
        sa.Column("consented_at", bot.db.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_profiles_conversation_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_profiles")),
        sa.UniqueConstraint("conversation_id", "who", name=op.f("uq_profiles_conversation_id_who")),
    )
    op.create_table(
        "notices",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("profile_id", sa.String(length=32), nullable=False),
        sa.Column(
            "key",
            sa.String(length=64),
            nullable=False,
            comment="digest of the policy, its outcome and what that rests on",
        ),
        sa.Column("body", sa.Text(), nullable=False, comment="encrypted reply"),
        sa.Column("created_at", bot.db.Instant(timezone=True), nullable=False),
        sa.Column("sent_at", bot.db.Instant(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["profile_id"], ["profiles.id"], name=op.f("fk_notices_profile_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
        sa.UniqueConstraint("profile_id", "key", name=op.f("uq_notices_profile_id_key")),
    )
    with op.batch_alter_table("notices", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_notices_sent_at"), ["sent_at"], unique=False)
    with op.batch_alter_table("conversations", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "kept_until",
                bot.db.Instant(timezone=True),
                nullable=True,
                comment="until then it stays, without its messages: somebody wants to be told news",
            )
        )


def downgrade() -> None:
    """Back."""
    with op.batch_alter_table("conversations", schema=None) as batch_op:
        batch_op.drop_column("kept_until")
    op.drop_table("notices")
    op.drop_table("profiles")
