"""One outbox for everything that the bot says on its own accord; what the profiles' notices were moves there."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import bot.db

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

OPEN = sa.text("state IN ('waiting', 'sending')")
OLD = sa.text(
    "SELECT notices.*, profiles.conversation_id FROM notices JOIN profiles ON profiles.id = notices.profile_id"
).columns(created_at=bot.db.Instant, sent_at=bot.db.Instant)


def upgrade() -> None:
    """Forward; what waits is sent, and what was told stays known."""
    moved = op.get_bind().execute(OLD).all()
    op.drop_table("notices")
    notices = op.create_table(
        "notices",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("key", sa.String(length=160), nullable=False, comment="queued again under it, it is the same notice"),
        sa.Column(
            "about", sa.String(length=80), nullable=False, comment="what it speaks of, such as booking/123456789"
        ),
        sa.Column("body", sa.Text(), nullable=True, comment="encrypted reply; empty once nobody needs it any more"),
        sa.Column("at_any_hour", sa.Boolean(), nullable=False, comment="also at night"),
        sa.Column("expires_at", bot.db.Instant(timezone=True), nullable=True, comment="it is not sent any more then"),
        sa.Column("created_at", bot.db.Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
        sa.UniqueConstraint("key", name=op.f("uq_notices_key")),
    )
    op.create_index(op.f("ix_notices_about"), "notices", ["about"])
    deliveries = op.create_table(
        "deliveries",
        sa.Column(
            "id",
            sa.String(length=32),
            nullable=False,
            comment="the same at every attempt: connectors know it again by this",
        ),
        sa.Column("notice_id", sa.String(length=32), nullable=False),
        sa.Column("way", sa.String(length=16), nullable=False, comment="conversation or sms"),
        sa.Column("conversation_id", sa.String(length=32), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True, comment="encrypted; empty once it is not needed any more"),
        sa.Column(
            "state",
            sa.String(length=16),
            nullable=False,
            comment="waiting, sending, sent, dead, expired or withdrawn",
        ),
        sa.Column("try_at", bot.db.Instant(timezone=True), nullable=False, comment="not before then"),
        sa.Column("attempts", sa.Integer(), nullable=False, comment="those begun"),
        sa.Column("lease_owner", sa.String(length=32), nullable=True),
        sa.Column("lease_until", bot.db.Instant(timezone=True), nullable=True),
        sa.Column("error", sa.Text(), nullable=True, comment="what went wrong last; nothing personal"),
        sa.Column("settled_at", bot.db.Instant(timezone=True), nullable=True),
        sa.CheckConstraint("(way = 'conversation') = (conversation_id IS NOT NULL)", name="ck_deliveries_conversation"),
        sa.CheckConstraint("way IN ('conversation', 'sms')", name="ck_deliveries_way"),
        sa.CheckConstraint(
            "state IN ('waiting', 'sending', 'sent', 'dead', 'expired', 'withdrawn')", name="ck_deliveries_state"
        ),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["notices.id"], name=op.f("fk_deliveries_notice_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_deliveries_conversation_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
        sa.UniqueConstraint("notice_id", "way", name=op.f("uq_deliveries_notice_id_way")),
    )
    op.create_index(op.f("ix_deliveries_conversation_id"), "deliveries", ["conversation_id"])
    op.create_index(op.f("ix_deliveries_settled_at"), "deliveries", ["settled_at"])
    op.create_index("ix_deliveries_open", "deliveries", ["way", "try_at"], sqlite_where=OPEN, postgresql_where=OPEN)
    if moved:
        op.bulk_insert(
            notices,
            [
                {
                    "id": row.id,
                    "key": f"news/{row.profile_id}/{row.key}",
                    "about": f"profile/{row.profile_id}",
                    "body": row.body,
                    "at_any_hour": False,
                    "created_at": row.created_at,
                }
                for row in moved
            ],
        )
        op.bulk_insert(
            deliveries,
            [
                {
                    "id": row.id,
                    "notice_id": row.id,
                    "way": "conversation",
                    "conversation_id": row.conversation_id,
                    "state": "sent" if row.sent_at else "waiting",
                    "try_at": row.created_at,
                    "attempts": 0,
                    "settled_at": row.sent_at,
                }
                for row in moved
            ],
        )


def downgrade() -> None:
    """Back; what waits is lost."""
    op.drop_table("deliveries")
    op.drop_table("notices")
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
    op.create_index(op.f("ix_notices_sent_at"), "notices", ["sent_at"])
