"""The tables of dispatching: providers, an order for each home visit, to whom it was offered, what staff must see to."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, CheckConstraint, Column, ForeignKey, Index, Integer, String, Table, Text, text

from bot.db import ENCRYPTED, Instant, metadata

LIVE = text("status IN ('offered', 'accepted', 'arrived')")
WAITING = text("status = 'waiting'")
OFFERED = text("status = 'offered'")
ACCEPTED = text("status = 'accepted'")
STANDING = text("ended_at IS NULL")
UNSETTLED = text("settled_at IS NULL")

providers = Table(
    "providers",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("name", String(64), nullable=False),
    Column("phone", Text, nullable=False, info=ENCRYPTED, comment="encrypted"),
    Column("districts", JSON, nullable=False, comment="names, such as 天河区"),
    Column("skills", JSON, nullable=False, comment="bathing, cleaning …"),
    Column("most_per_day", Integer, nullable=False),
    Column("active", Boolean, nullable=False),
)

orders = Table(
    "dispatch_orders",
    metadata,
    Column(
        *("id", Integer, ForeignKey("appointments.id", ondelete="CASCADE")),
        primary_key=True,
        autoincrement=False,
        comment="the appointment's number",
    ),
    Column("status", String(16), nullable=False),
    Column("skill", String(64), nullable=False),
    Column("district", String(64), nullable=False),
    Column("starts_at", Instant, nullable=False, comment="of the visit, as it was when last compared with the session"),
    Column("ends_at", Instant, nullable=False),
    Column("version", Integer, nullable=False, server_default="0", comment="the appointment's, when last compared"),
    Column("provider_id", ForeignKey("providers.id"), comment="who holds it, has done it, or did not come"),
    Column("offered_until", Instant),
    Column("arrived_at", Instant),
    Column("done_at", Instant),
    Column("stars", Integer),
    Column("words", Text, info=ENCRYPTED, comment="encrypted: what the citizen says of it"),
    Column("rated_at", Instant),
    Column("rating_changed_at", Instant),
    Column("created_at", Instant, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Index(
        "uq_dispatch_orders_visit", "provider_id", "starts_at", unique=True, sqlite_where=LIVE, postgresql_where=LIVE
    ),
    Index("ix_dispatch_orders_of_day", "provider_id", "starts_at"),
    Index("ix_dispatch_orders_waiting", "starts_at", sqlite_where=WAITING, postgresql_where=WAITING),
    Index("ix_dispatch_orders_offered", "offered_until", sqlite_where=OFFERED, postgresql_where=OFFERED),
    Index("ix_dispatch_orders_accepted", "starts_at", sqlite_where=ACCEPTED, postgresql_where=ACCEPTED),
    CheckConstraint(
        "status IN ('waiting', 'offered', 'accepted', 'arrived', 'done', 'rated', 'refused_by_all', 'cancelled', 'failed')",
        name="ck_dispatch_orders_status",
    ),
    CheckConstraint(
        "(status IN ('waiting', 'refused_by_all', 'cancelled')) = (provider_id IS NULL)",
        name="ck_dispatch_orders_provider",
    ),
    CheckConstraint("(status = 'offered') = (offered_until IS NOT NULL)", name="ck_dispatch_orders_offered"),
    CheckConstraint("stars BETWEEN 1 AND 5", name="ck_dispatch_orders_stars"),
)

offers = Table(
    "dispatch_offers",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("order_id", ForeignKey("dispatch_orders.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("provider_id", ForeignKey("providers.id"), nullable=False, index=True),
    Column("starts_at", Instant, nullable=False, comment="of the visit that was offered"),
    Column("offered_at", Instant, nullable=False),
    Column("accepted_at", Instant),
    Column("ended_at", Instant, comment="empty while it stands: offered, accepted or carried out"),
    Column("outcome", String(16), comment="why it ended: declined, timed_out, withdrawn or missed"),
    Column("why", Text, info=ENCRYPTED, comment="encrypted: why it was declined"),
    Index("uq_dispatch_offers_standing", "order_id", unique=True, sqlite_where=STANDING, postgresql_where=STANDING),
    CheckConstraint("(ended_at IS NULL) = (outcome IS NULL)", name="ck_dispatch_offers_ended"),
    CheckConstraint("outcome IN ('declined', 'timed_out', 'withdrawn', 'missed')", name="ck_dispatch_offers_outcome"),
)

concerns = Table(
    "dispatch_concerns",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("order_id", ForeignKey("dispatch_orders.id", ondelete="CASCADE"), nullable=False),
    Column("why", String(16), nullable=False, comment="refused_by_all, missed or poor"),
    Column("provider_id", ForeignKey("providers.id")),
    Column("raised_at", Instant, nullable=False),
    Column("settled_at", Instant),
    Index(
        "uq_dispatch_concerns_unsettled",
        *("order_id", "why"),
        unique=True,
        sqlite_where=UNSETTLED,
        postgresql_where=UNSETTLED,
    ),
    CheckConstraint("why IN ('refused_by_all', 'missed', 'poor')", name="ck_dispatch_concerns_why"),
)
