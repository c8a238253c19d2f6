"""The tables of bookings: what may be taken, who has taken it, who waits for it, what was asked before."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from bot.db import ENCRYPTED, Instant, metadata

HELD = text("status = 'held'")
WAITING = text("status = 'waiting'")
IN_THE_QUEUE = text("status IN ('waiting', 'offered')")
STANDING = text("returned_at IS NULL")
BY_OFFER = text("entry_id IS NOT NULL")
SHUT_OUT = text("closure_id IS NOT NULL")

sessions = Table(
    "sessions",
    metadata,
    Column("id", String(200), primary_key=True, comment="service/office/date/band"),
    Column("service", String(64), nullable=False),
    Column("office", String(64), nullable=False),
    Column("date", Date, nullable=False),
    Column("band", String(32), nullable=False, comment="empty: the whole day, whose capacities are ceilings"),
    Column("opens_at", Instant, nullable=False, comment="from then on it can be booked"),
    Column("closes_at", Instant, nullable=False, comment="until then it can be booked"),
    Column("changes_until", Instant, nullable=False, comment="until then it can be cancelled and moved"),
    Column("starts_at", Instant, nullable=False),
    Column("ends_at", Instant, nullable=False, index=True),
    UniqueConstraint("service", "date", "office", "band"),
)

capacities = Table(
    "capacities",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("session_id", ForeignKey("sessions.id", ondelete="CASCADE"), nullable=False),
    Column("dimension", String(32), nullable=False, comment="persons, vehicles, portions …"),
    Column("quota", String(16), nullable=False, comment="public, counter, or all: shared by both"),
    Column("capacity", Integer, nullable=False),
    Column("taken", Integer, nullable=False),
    Column("closed", Boolean, nullable=False),
    UniqueConstraint("session_id", "dimension", "quota"),
    CheckConstraint("taken BETWEEN 0 AND capacity", name="ck_capacities_taken"),
)

closures = Table(
    "closures",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("service", String(64), nullable=False),
    Column("office", String(64), nullable=False),
    Column("date", Date, nullable=False),
    Column("band", String(32), nullable=False, comment="empty: the whole day"),
    Column("why", Text, nullable=False, comment="as citizens are told"),
    Column("closed_at", Instant, nullable=False),
    Column("reopened_at", Instant),
    Index("ix_closures_of_day", "service", "office", "date"),
)

waitlist = Table(
    "waitlist",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("session_id", ForeignKey("sessions.id", ondelete="CASCADE"), nullable=False),
    Column("quota", String(16), nullable=False),
    Column("seq", Integer, nullable=False, comment="the order of the queue, whatever the clock says"),
    Column("status", String(16), nullable=False, comment="waiting, offered, accepted, declined, lapsed or ended"),
    Column("amounts", JSON, nullable=False, comment="how much of each dimension"),
    Column("claims", JSON, nullable=False, comment="rule, person, period, most: what it will use up"),
    Column("owner", String(64), nullable=False, comment="keyed hash of the person"),
    Column("phone", String(64), comment="keyed hash of the telephone number"),
    Column("who", Text, nullable=False, info=ENCRYPTED, comment="encrypted: name, contact, what else was asked"),
    Column("conversation_id", ForeignKey("conversations.id", ondelete="SET NULL"), index=True),
    Column("joined_at", Instant, nullable=False),
    Column("offered_until", Instant),
    UniqueConstraint("session_id", "quota", "seq"),
    Index(
        "uq_waitlist_once",
        *("session_id", "quota", "owner"),
        unique=True,
        sqlite_where=IN_THE_QUEUE,
        postgresql_where=IN_THE_QUEUE,
    ),
    Index("ix_waitlist_waiting", "session_id", "quota", "seq", sqlite_where=WAITING, postgresql_where=WAITING),
    CheckConstraint(
        "status IN ('waiting', 'offered', 'accepted', 'declined', 'lapsed', 'ended')", name="ck_waitlist_status"
    ),
)

appointments = Table(
    "appointments",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False, comment="the number that people read out"),
    Column("session_id", ForeignKey("sessions.id"), nullable=False, index=True),
    Column("quota", String(16), nullable=False),
    Column("status", String(16), nullable=False, comment="held, confirmed, cancelled, attended, no_show or lapsed"),
    Column("version", Integer, nullable=False, comment="counts the times that it was moved"),
    Column("amounts", JSON, nullable=False, comment="how much of each dimension"),
    Column("places", JSON, nullable=False, comment="the rows of capacities that it takes, and how much of each"),
    Column("owner", String(64), nullable=False, index=True, comment="keyed hash of the person"),
    Column("phone", String(64), index=True, comment="keyed hash of the telephone number"),
    Column("who", Text, nullable=False, info=ENCRYPTED, comment="encrypted: name, contact, what else was asked"),
    Column("conversation_id", ForeignKey("conversations.id", ondelete="SET NULL"), index=True),
    Column("held_until", Instant, comment="empty where it was booked at once"),
    Column("entry_id", ForeignKey("waitlist.id"), comment="whose turn in the queue it was"),
    Column("closure_id", ForeignKey("closures.id"), comment="it cannot take place because of that"),
    Column("follows_id", Integer, comment="the appointment of which it is the second part"),
    Column("key", String(64), nullable=False, comment="of which its number was made: see once.py"),
    Column("digest", String(64), comment="keyed hash of what was asked under that key"),
    Column("first", JSON, comment="what was answered then, if it was moved since"),
    Column("created_at", Instant, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Index("ix_appointments_held", "held_until", sqlite_where=HELD, postgresql_where=HELD),
    Index("ix_appointments_entry", "entry_id", sqlite_where=BY_OFFER, postgresql_where=BY_OFFER),
    Index("ix_appointments_closure", "closure_id", sqlite_where=SHUT_OUT, postgresql_where=SHUT_OUT),
    CheckConstraint(
        "status IN ('held', 'confirmed', 'cancelled', 'attended', 'no_show', 'lapsed')", name="ck_appointments_status"
    ),
)

ledger = Table(
    "ledger",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("rule", String(64), nullable=False, comment="what is limited or granted, such as subsidised-meal"),
    Column("person", String(64), nullable=False, comment="keyed hash of the person"),
    Column("period", String(64), nullable=False, comment="within which it is counted, such as 2026-05-20/lunch"),
    Column("nth", Integer, nullable=False, comment="which of those allowed, from 1"),
    Column("appointment_id", ForeignKey("appointments.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("taken_at", Instant, nullable=False),
    Column("returned_at", Instant),
    Index(
        "uq_ledger_standing",
        *("rule", "person", "period", "nth"),
        unique=True,
        sqlite_where=STANDING,
        postgresql_where=STANDING,
    ),
    CheckConstraint("nth >= 1", name="ck_ledger_nth"),
)

booking_requests = Table(
    "booking_requests",
    metadata,
    Column("key", String(64), primary_key=True, comment="keyed hash of the caller's key for a change"),
    Column("digest", String(64), nullable=False, comment="keyed hash of what was asked"),
    Column("answer", JSON, nullable=False),
    Column("created_at", Instant, nullable=False, index=True),
)

drafts = Table(
    "booking_drafts",
    metadata,
    Column("id", ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True, comment="the conversation's"),
    Column(
        "state", Text, nullable=False, info=ENCRYPTED, comment="encrypted: what is known of the booking talked about"
    ),
    Column("updated_at", Instant, nullable=False, index=True),
)

standing_orders = Table(
    "standing_orders",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("conversation_id", ForeignKey("conversations.id", ondelete="SET NULL"), index=True),
    Column("service", String(64), nullable=False),
    Column("office", String(64), nullable=False),
    Column("band", String(32), nullable=False),
    Column("weekdays", JSON, nullable=False, comment="0 is Monday"),
    Column("wish", Text, nullable=False, info=ENCRYPTED, comment="encrypted: names, telephone, answers"),
    Column("key", String(64), nullable=False, unique=True, comment="keyed hash of the request"),
    Column("since", Instant, nullable=False),
    Column("stopped_at", Instant),
)

proof_tries = Table(
    "proof_tries",
    metadata,
    Column("key", String(64), primary_key=True, comment="keyed hash of what was tried, or of who tried"),
    Column("since", Instant, nullable=False, index=True, comment="the first of them"),
    Column("tries", Integer, nullable=False),
)

proof_codes = Table(
    "proof_codes",
    metadata,
    Column("phone", String(64), primary_key=True, comment="keyed hash of the telephone number"),
    Column("code", String(64), nullable=False, comment="keyed hash of the code that was sent to it"),
    Column("sent_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False, index=True),
    Column("tries", Integer, nullable=False),
)
