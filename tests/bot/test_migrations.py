"""The database's shape is what the tables in the code say, on both databases."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from subprocess import PIPE

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Column, MetaData, Table, inspect, select

import actions.dispatch.tables
import actions.eligibility.tables
import actions.handoff.tables  # noqa: F401  its tables join the metadata
from bot import tables
from bot.db import Instant, connect, metadata
from bot.migrations.upgrade import is_current, upgrade

ROOT = Path(__file__).parents[2]
UPGRADE = """
import sys
import actions.dispatch.tables, actions.eligibility.tables, actions.handoff.tables, bot.tables, psycopg
from bot.migrations.upgrade import upgrade
print("ready", flush=True)
sys.stdin.readline()
upgrade(sys.argv[1])
"""


def differences(url: str) -> list[object]:
    engine = connect(url)
    with engine.connect() as connection:
        found = compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), metadata)
    engine.dispose()
    return list(found)


def test_an_empty_database_is_brought_to_the_shape_of_the_tables(empty_database_url: str) -> None:
    assert not is_current(empty_database_url)
    upgrade(empty_database_url)
    assert is_current(empty_database_url)
    assert differences(empty_database_url) == []


def test_upgrading_again_changes_nothing(database_url: str) -> None:
    upgrade(database_url)
    assert is_current(database_url)


def test_processes_that_start_at_once_upgrade_once(empty_database_url: str) -> None:
    command = [sys.executable, "-c", UPGRADE, empty_database_url]
    together = [subprocess.Popen(command, cwd=ROOT, stdin=PIPE, stdout=PIPE, text=True) for _ in range(3)]
    assert [process.stdout.readline() for process in together if process.stdout] == ["ready\n"] * 3
    for process in together:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    assert [process.communicate() for process in together] == [("", None)] * 3
    assert [process.returncode for process in together] == [0, 0, 0]
    assert is_current(empty_database_url)
    assert differences(empty_database_url) == []


def test_a_difference_would_be_found(database_url: str) -> None:
    engine = connect(database_url)
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP INDEX ix_outbox_inbox_id")
    engine.dispose()
    assert len(differences(database_url)) == 1


def test_all_tables_are_there(database_url: str) -> None:
    engine = connect(database_url)
    assert {tables.conversations.name, "inbox", "outbox", "handoffs"} <= set(inspect(engine).get_table_names())
    engine.dispose()


def test_a_moment_is_kept_in_utc_and_needs_its_zone(database_url: str) -> None:
    moments = Table("moments", MetaData(), Column("at", Instant))
    noon = datetime(2026, 5, 20, 12, tzinfo=UTC)
    engine = connect(database_url)
    with engine.begin() as connection:
        moments.create(connection)
        connection.execute(moments.insert().values(at=noon))
        assert connection.execute(select(moments)).scalar_one() == noon
        assert connection.execute(select(moments)).scalar_one().tzinfo is not None
    with engine.connect() as connection, pytest.raises(Exception, match="time zone"):
        connection.execute(moments.insert().values(at=datetime(2026, 5, 20, 12)))  # noqa: DTZ001
    engine.dispose()
