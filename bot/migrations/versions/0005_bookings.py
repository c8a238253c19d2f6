"""Bookings: sessions and their capacities, appointments, the queue, closures, the ledger, requests that are repeated."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import bot.db

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "booking_requests",
        sa.Column("key", sa.String(length=64), nullable=False, comment="keyed hash of the caller's key for a change"),
        sa.Column("digest", sa.String(length=64), nullable=False, comment="keyed hash of what was asked"),
        sa.Column("answer", sa.JSON(), nullable=False),
        sa.Column("created_at", bot.db.Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_booking_requests")),
    )
    with op.batch_alter_table("booking_requests", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_booking_requests_created_at"), ["created_at"], unique=False)

    op.create_table(
        "closures",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("service", sa.String(length=64), nullable=False),
        sa.Column("office", sa.String(length=64), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("band", sa.String(length=32), nullable=False, comment="empty: the whole day"),
        sa.Column("why", sa.Text(), nullable=False, comment="as citizens are told"),
        sa.Column("closed_at", bot.db.Instant(timezone=True), nullable=False),
        sa.Column("reopened_at", bot.db.Instant(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closures")),
    )
    with op.batch_alter_table("closures", schema=None) as batch_op:
        batch_op.create_index("ix_closures_of_day", ["service", "office", "date"], unique=False)

    op.create_table(
        "sessions",
        sa.Column("id", sa.String(length=200), nullable=False, comment="service/office/date/band"),
        sa.Column("service", sa.String(length=64), nullable=False),
        sa.Column("office", sa.String(length=64), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column(
            "band", sa.String(length=32), nullable=False, comment="empty: the whole day, whose capacities are ceilings"
        ),
        sa.Column("opens_at", bot.db.Instant(timezone=True), nullable=False, comment="from then on it can be booked"),
        sa.Column("closes_at", bot.db.Instant(timezone=True), nullable=False, comment="until then it can be booked"),
        sa.Column(
            "changes_until",
            bot.db.Instant(timezone=True),
            nullable=False,
            comment="until then it can be cancelled and moved",
        ),
        sa.Column("starts_at", bot.db.Instant(timezone=True), nullable=False),
        sa.Column("ends_at", bot.db.Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
        sa.UniqueConstraint("service", "date", "office", "band", name=op.f("uq_sessions_service_date_office_band")),
    )
    with op.batch_alter_table("sessions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sessions_ends_at"), ["ends_at"], unique=False)

    op.create_table(
        "capacities",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("session_id", sa.String(length=200), nullable=False),
        sa.Column("dimension", sa.String(length=32), nullable=False, comment="persons, vehicles, portions …"),
        sa.Column("quota", sa.String(length=16), nullable=False, comment="public, counter, or all: shared by both"),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.CheckConstraint("taken BETWEEN 0 AND capacity", name="ck_capacities_taken"),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name=op.f("fk_capacities_session_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_capacities")),
        sa.UniqueConstraint("session_id", "dimension", "quota", name=op.f("uq_capacities_session_id_dimension_quota")),
    )
    op.create_table(
        "waitlist",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("session_id", sa.String(length=200), nullable=False),
        sa.Column("quota", sa.String(length=16), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False, comment="the order of the queue, whatever the clock says"),
        sa.Column(
            "status",
            sa.String(length=16),
            nullable=False,
            comment="waiting, offered, accepted, declined, lapsed or ended",
        ),
        sa.Column("amounts", sa.JSON(), nullable=False, comment="how much of each dimension"),
        sa.Column("claims", sa.JSON(), nullable=False, comment="rule, person, period, most: what it will use up"),
        sa.Column("owner", sa.String(length=64), nullable=False, comment="keyed hash of the person"),
        sa.Column("phone", sa.String(length=64), nullable=True, comment="keyed hash of the telephone number"),
        sa.Column("who", sa.Text(), nullable=False, comment="encrypted: name, contact, what else was asked"),
        sa.Column("conversation_id", sa.String(length=32), nullable=True),
        sa.Column("joined_at", bot.db.Instant(timezone=True), nullable=False),
        sa.Column("offered_until", bot.db.Instant(timezone=True), nullable=True),
        sa.CheckConstraint(
            "status IN ('waiting', 'offered', 'accepted', 'declined', 'lapsed', 'ended')", name="ck_waitlist_status"
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_waitlist_conversation_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name=op.f("fk_waitlist_session_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waitlist")),
        sa.UniqueConstraint("session_id", "quota", "seq", name=op.f("uq_waitlist_session_id_quota_seq")),
    )
    with op.batch_alter_table("waitlist", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_waitlist_conversation_id"), ["conversation_id"], unique=False)
        batch_op.create_index(
            "ix_waitlist_waiting",
            ["session_id", "quota", "seq"],
            unique=False,
            sqlite_where=sa.text("status = 'waiting'"),
            postgresql_where=sa.text("status = 'waiting'"),
        )
        batch_op.create_index(
            "uq_waitlist_once",
            ["session_id", "quota", "owner"],
            unique=True,
            sqlite_where=sa.text("status IN ('waiting', 'offered')"),
            postgresql_where=sa.text("status IN ('waiting', 'offered')"),
        )

    op.create_table(
        "appointments",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False, comment="the number that people read out"),
        sa.Column("session_id", sa.String(length=200), nullable=False),
        sa.Column("quota", sa.String(length=16), nullable=False),
        sa.Column(
            "status",
            sa.String(length=16),
            nullable=False,
            comment="held, confirmed, cancelled, attended, no_show or lapsed",
        ),
        sa.Column("version", sa.Integer(), nullable=False, comment="counts the times that it was moved"),
        sa.Column("amounts", sa.JSON(), nullable=False, comment="how much of each dimension"),
        sa.Column(
            "places", sa.JSON(), nullable=False, comment="the rows of capacities that it takes, and how much of each"
        ),
        sa.Column("owner", sa.String(length=64), nullable=False, comment="keyed hash of the person"),
        sa.Column("phone", sa.String(length=64), nullable=True, comment="keyed hash of the telephone number"),
        sa.Column("who", sa.Text(), nullable=False, comment="encrypted: name, contact, what else was asked"),
        sa.Column("conversation_id", sa.String(length=32), nullable=True),
        sa.Column(
            "held_until", bot.db.Instant(timezone=True), nullable=True, comment="empty where it was booked at once"
        ),
        sa.Column("entry_id", sa.String(length=32), nullable=True, comment="whose turn in the queue it was"),
        sa.Column("closure_id", sa.String(length=32), nullable=True, comment="it cannot take place because of that"),
        sa.Column("follows_id", sa.Integer(), nullable=True, comment="the appointment of which it is the second part"),
        sa.Column("key", sa.String(length=64), nullable=False, comment="of which its number was made: see once.py"),
        sa.Column("digest", sa.String(length=64), nullable=True, comment="keyed hash of what was asked under that key"),
        sa.Column("first", sa.JSON(), nullable=True, comment="what was answered then, if it was moved since"),
        sa.Column("created_at", bot.db.Instant(timezone=True), nullable=False),
        sa.Column("changed_at", bot.db.Instant(timezone=True), nullable=False),
        sa.CheckConstraint(
            "status IN ('held', 'confirmed', 'cancelled', 'attended', 'no_show', 'lapsed')",
            name="ck_appointments_status",
        ),
        sa.ForeignKeyConstraint(["closure_id"], ["closures.id"], name=op.f("fk_appointments_closure_id")),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_appointments_conversation_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["entry_id"], ["waitlist.id"], name=op.f("fk_appointments_entry_id")),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_appointments_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointments")),
    )
    with op.batch_alter_table("appointments", schema=None) as batch_op:
        batch_op.create_index(
            "ix_appointments_closure",
            ["closure_id"],
            unique=False,
            sqlite_where=sa.text("closure_id IS NOT NULL"),
            postgresql_where=sa.text("closure_id IS NOT NULL"),
        )
        batch_op.create_index(batch_op.f("ix_appointments_conversation_id"), ["conversation_id"], unique=False)
        batch_op.create_index(
            "ix_appointments_entry",
            ["entry_id"],
            unique=False,
            sqlite_where=sa.text("entry_id IS NOT NULL"),
            postgresql_where=sa.text("entry_id IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_appointments_held",
            ["held_until"],
            unique=False,
            sqlite_where=sa.text("status = 'held'"),
            postgresql_where=sa.text("status = 'held'"),
        )
        batch_op.create_index(batch_op.f("ix_appointments_owner"), ["owner"], unique=False)
        batch_op.create_index(batch_op.f("ix_appointments_phone"), ["phone"], unique=False)
        batch_op.create_index(batch_op.f("ix_appointments_session_id"), ["session_id"], unique=False)

    op.create_table(
        "ledger",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column(
            "rule", sa.String(length=64), nullable=False, comment="what is limited or granted, such as subsidised-meal"
        ),
        sa.Column("person", sa.String(length=64), nullable=False, comment="keyed hash of the person"),
        sa.Column(
            "period",
            sa.String(length=64),
            nullable=False,
            comment="within which it is counted, such as 2026-05-20/lunch",
        ),
        sa.Column("nth", sa.Integer(), nullable=False, comment="which of those allowed, from 1"),
        sa.Column("appointment_id", sa.Integer(), nullable=False),
        sa.Column("taken_at", bot.db.Instant(timezone=True), nullable=False),
        sa.Column("returned_at", bot.db.Instant(timezone=True), nullable=True),
        sa.CheckConstraint("nth >= 1", name="ck_ledger_nth"),
        sa.ForeignKeyConstraint(
            ["appointment_id"], ["appointments.id"], name=op.f("fk_ledger_appointment_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger")),
    )
    with op.batch_alter_table("ledger", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ledger_appointment_id"), ["appointment_id"], unique=False)
        batch_op.create_index(
            "uq_ledger_standing",
            ["rule", "person", "period", "nth"],
            unique=True,
            sqlite_where=sa.text("returned_at IS NULL"),
            postgresql_where=sa.text("returned_at IS NULL"),
        )


def downgrade() -> None:
    """Back."""
    for table in ("ledger", "appointments", "waitlist", "capacities", "sessions", "closures", "booking_requests"):
        op.drop_table(table)
