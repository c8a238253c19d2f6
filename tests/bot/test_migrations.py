"""The database's shape is what the tables in the code say, on both databases."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from subprocess import PIPE

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Column, MetaData, Table, inspect, select

import actions.dispatch.tables
import actions.eligibility.tables
import actions.handoff.tables  # noqa: F401  its tables join the metadata
from actions.profile import store
from actions.profile.store import Profile
from bot import notices, tables
from bot.db import Instant, connect, metadata
from bot.deliveries import tell
from bot.mailbox import Mailbox
from bot.messages import Reply
from bot.migrations.upgrade import configuration, is_current, upgrade
from bot.notices import Notice, queue
from bot.privacy import Cipher
from tests.fakes import said

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
    upgrading = [sys.executable, "-c", UPGRADE, empty_database_url]
    together = [subprocess.Popen(upgrading, cwd=ROOT, stdin=PIPE, stdout=PIPE, text=True) for _ in range(3)]
    assert [process.stdout.readline() for process in together if process.stdout] == ["ready\n"] * 3
    for process in together:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    assert [process.communicate() for process in together] == [("", None)] * 3
    assert [process.returncode for process in together] == [0, 0, 0]
    assert is_current(empty_database_url)
    assert differences(empty_database_url) == []


def test_notices_of_profiles_move_into_the_one_outbox(empty_database_url: str, cipher: Cipher) -> None:
    command.upgrade(configuration(empty_database_url), "0005")
    engine, noon = connect(empty_database_url), datetime(2026, 5, 20, 12, tzinfo=UTC)
    with engine.begin() as connection:
        conversation = Mailbox(cipher).accept(connection, said(), noon).conversation_id
        profile = Profile("", conversation, "您母亲", {}, {}, "v1", noon.date(), noon)
        # The function of today asks for tables of today only where one is replaced.
        store.keep(connection, cipher, profile, noon)
        (kept,) = store.read(connection, cipher, conversation)
        old = Table("notices", MetaData(), autoload_with=connection)
        body = cipher.encrypt(json.dumps(Reply("新政策").to_dict()))
        row = {"profile_id": kept.id, "body": body, "created_at": noon}
        connection.execute(old.insert().values(id="1", key="waits", **row))
        connection.execute(old.insert().values(id="2", key="told", sent_at=noon, **row))
    upgrade(empty_database_url)
    with engine.begin() as connection:
        assert tell(connection, cipher, noon.replace(hour=4), 50) == ([], 0)
        assert tell(connection, cipher, noon + timedelta(days=1, hours=-8), 50) == ([conversation], 1)
        again = Notice(f"news/{kept.id}/told", store.about(kept.id), conversation, None, Reply("新政策"), noon)
        assert not queue(connection, cipher, again, noon)
        assert notices.erase(connection, store.about(kept.id)) == 2
    engine.dispose()
    command.downgrade(configuration(empty_database_url), "0005")
    upgrade(empty_database_url)
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
