"""Dispatching: providers, an order for each home visit, to whom it was offered, what staff must see to."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import bot.db

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "providers",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False, comment="encrypted"),
        sa.Column("districts", sa.JSON(), nullable=False, comment="names, such as 天河区"),
        sa.Column("skills", sa.JSON(), nullable=False, comment="bathing, cleaning …"),
        sa.Column("most_per_day", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_providers")),
    )
    op.create_table(
        "dispatch_orders",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False, comment="the appointment's number"),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("skill", sa.String(length=64), nullable=False),
        sa.Column("district", sa.String(length=64), nullable=False),
        sa.Column(
            "starts_at",
            bot.db.Instant(timezone=True),
            nullable=False,
            comment="of the visit, as it was when last compared with the session",
        ),
        sa.Column("ends_at", bot.db.Instant(timezone=True), nullable=False),
        sa.Column(
            "provider_id", sa.String(length=64), nullable=True, comment="who holds it, has done it, or did not come"
        ),
        sa.Column("offered_until", bot.db.Instant(timezone=True), nullable=True),
        sa.Column("arrived_at", bot.db.Instant(timezone=True), nullable=True),
        sa.Column("done_at", bot.db.Instant(timezone=True), nullable=True),
        sa.Column("stars", sa.Integer(), nullable=True),
        sa.Column("words", sa.Text(), nullable=True, comment="encrypted: what the citizen says of it"),
        sa.Column("rated_at", bot.db.Instant(timezone=True), nullable=True),
        sa.Column("rating_changed_at", bot.db.Instant(timezone=True), nullable=True),
        sa.Column("created_at", bot.db.Instant(timezone=True), nullable=False),
        sa.Column("changed_at", bot.db.Instant(timezone=True), nullable=False),
        sa.CheckConstraint("(status = 'offered') = (offered_until IS NOT NULL)", name="ck_dispatch_orders_offered"),
        sa.CheckConstraint(
            "(status IN ('waiting', 'refused_by_all', 'cancelled')) = (provider_id IS NULL)",
            name="ck_dispatch_orders_provider",
        ),
        sa.CheckConstraint(
            "status IN ('waiting', 'offered', 'accepted', 'arrived', 'done', 'rated', 'refused_by_all', 'cancelled', 'failed')",
            name="ck_dispatch_orders_status",
        ),
        sa.CheckConstraint("stars BETWEEN 1 AND 5", name="ck_dispatch_orders_stars"),
        sa.ForeignKeyConstraint(["id"], ["appointments.id"], name=op.f("fk_dispatch_orders_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["provider_id"], ["providers.id"], name=op.f("fk_dispatch_orders_provider_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispatch_orders")),
    )
    with op.batch_alter_table("dispatch_orders", schema=None) as batch_op:
        batch_op.create_index(
            "ix_dispatch_orders_accepted",
            ["starts_at"],
            unique=False,
            sqlite_where=sa.text("status = 'accepted'"),
            postgresql_where=sa.text("status = 'accepted'"),
        )
        batch_op.create_index("ix_dispatch_orders_of_day", ["provider_id", "starts_at"], unique=False)
        batch_op.create_index(
            "ix_dispatch_orders_offered",
            ["offered_until"],
            unique=False,
            sqlite_where=sa.text("status = 'offered'"),
            postgresql_where=sa.text("status = 'offered'"),
        )
        batch_op.create_index(
            "ix_dispatch_orders_waiting",
            ["starts_at"],
            unique=False,
            sqlite_where=sa.text("status = 'waiting'"),
            postgresql_where=sa.text("status = 'waiting'"),
        )
        batch_op.create_index(
            "uq_dispatch_orders_visit",
            ["provider_id", "starts_at"],
            unique=True,
            sqlite_where=sa.text("status IN ('offered', 'accepted', 'arrived')"),
            postgresql_where=sa.text("status IN ('offered', 'accepted', 'arrived')"),
        )

    op.create_table(
        "dispatch_concerns",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(length=16), nullable=False, comment="refused_by_all, missed or poor"),
        sa.Column("provider_id", sa.String(length=64), nullable=True),
        sa.Column("raised_at", bot.db.Instant(timezone=True), nullable=False),
        sa.Column("settled_at", bot.db.Instant(timezone=True), nullable=True),
        sa.CheckConstraint("why IN ('refused_by_all', 'missed', 'poor')", name="ck_dispatch_concerns_why"),
        sa.ForeignKeyConstraint(
            ["order_id"], ["dispatch_orders.id"], name=op.f("fk_dispatch_concerns_order_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["provider_id"], ["providers.id"], name=op.f("fk_dispatch_concerns_provider_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispatch_concerns")),
    )
    with op.batch_alter_table("dispatch_concerns", schema=None) as batch_op:
        batch_op.create_index(
            "uq_dispatch_concerns_unsettled",
            ["order_id", "why"],
            unique=True,
            sqlite_where=sa.text("settled_at IS NULL"),
            postgresql_where=sa.text("settled_at IS NULL"),
        )

    op.create_table(
        "dispatch_offers",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.String(length=64), nullable=False),
        sa.Column("starts_at", bot.db.Instant(timezone=True), nullable=False, comment="of the visit that was offered"),
        sa.Column("offered_at", bot.db.Instant(timezone=True), nullable=False),
        sa.Column("accepted_at", bot.db.Instant(timezone=True), nullable=True),
        sa.Column(
            "ended_at",
            bot.db.Instant(timezone=True),
            nullable=True,
            comment="empty while it stands: offered, accepted or carried out",
        ),
        sa.Column(
            "outcome",
            sa.String(length=16),
            nullable=True,
            comment="why it ended: declined, timed_out, withdrawn or missed",
        ),
        sa.Column("why", sa.Text(), nullable=True, comment="encrypted: why it was declined"),
        sa.CheckConstraint(
            "outcome IN ('declined', 'timed_out', 'withdrawn', 'missed')", name="ck_dispatch_offers_outcome"
        ),
        sa.CheckConstraint("(ended_at IS NULL) = (outcome IS NULL)", name="ck_dispatch_offers_ended"),
        sa.ForeignKeyConstraint(
            ["order_id"], ["dispatch_orders.id"], name=op.f("fk_dispatch_offers_order_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["provider_id"], ["providers.id"], name=op.f("fk_dispatch_offers_provider_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispatch_offers")),
    )
    with op.batch_alter_table("dispatch_offers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_dispatch_offers_order_id"), ["order_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_dispatch_offers_provider_id"), ["provider_id"], unique=False)
        batch_op.create_index(
            "uq_dispatch_offers_standing",
            ["order_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )


def downgrade() -> None:
    """Back."""
    for table in ("dispatch_offers", "dispatch_concerns", "dispatch_orders", "providers"):
        op.drop_table(table)
