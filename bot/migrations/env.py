"""Run by Alembic."""

from alembic import context
from sqlalchemy import text

import actions.booking.tables
import actions.corrections.tables
import actions.dispatch.tables
import actions.documents.tables
import actions.doors.tables
import actions.eligibility.tables
import actions.handoff.tables
import actions.profile.tables  # noqa: F401  its tables join the metadata
import bot.notices_tables
import bot.tables  # noqa: F401
from bot.db import connect, metadata

ONE_AT_A_TIME = 20260501
"""Number of the PostgreSQL lock under which processes that start together take turns; SQLite locks its file."""

engine = connect(context.config.attributes["url"])
with engine.begin() as connection:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": ONE_AT_A_TIME})
    context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
    context.run_migrations()
engine.dispose()
