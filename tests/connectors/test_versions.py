"""Lists that were answered from are kept, compared with the newest once, and thrown away when nothing rests on them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from actions.corrections import queue
from bot.db import Database
from bot.mailbox import Mailbox
from bot.messages import Reply
from bot.privacy import Cipher
from bot.settings import Settings
from connectors import versions
from knowledge.policy_list import LISTS, load
from tests.fakes import NOON, said


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(state=tmp_path / "state")


async def test_an_answer_from_an_older_list_is_looked_at_once(
    settings: Settings, tmp_path: Path, database: Database, mailbox: Mailbox, cipher: Cipher
) -> None:
    folder = tmp_path / "lists"
    shutil.copytree(LISTS, folder)
    older = load(folder)
    versions.keep(settings, older)
    path = folder / "guangzhou/policies/dibao.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("每人每月1309元", "每人每月1400元"), encoding="utf-8")
    newer = load(folder)
    versions.keep(settings, newer)
    accepted = await database.run(mailbox.accept, said(), NOON)
    assert accepted.task is not None
    trace = {"list": older.version, "clauses": ["dibao/who-line-2025"]}
    await database.run(mailbox.finish, accepted.task, [Reply("……", outcome="answered", trace=trace)], NOON)

    for _ in range(2):
        await database.run(versions.compare, settings, cipher, newer, NOON)
    (one,) = await database.run(queue.read, cipher)
    assert (one.policy, one.old, one.new) == ("dibao", older.version, newer.version)
    assert "1309元" in one.text
    assert "1400元" in one.text
    assert versions.folder(settings, older.version).exists()


async def test_a_list_that_nothing_rests_on_is_thrown_away(
    settings: Settings, database: Database, cipher: Cipher, tmp_path: Path
) -> None:
    policies = load()
    versions.keep(settings, policies)
    stale = versions.folder(settings, "000000000000")
    shutil.copytree(versions.folder(settings, policies.version), stale)
    await database.run(versions.compare, settings, cipher, policies, NOON)
    assert not stale.exists()
    assert versions.folder(settings, policies.version).exists()


async def test_a_list_that_was_not_kept_is_left_for_later(
    settings: Settings, database: Database, mailbox: Mailbox, cipher: Cipher
) -> None:
    accepted = await database.run(mailbox.accept, said(), NOON)
    assert accepted.task is not None
    trace = {"list": "000000000000", "clauses": ["dibao/who"]}
    await database.run(mailbox.finish, accepted.task, [Reply("……", outcome="answered", trace=trace)], NOON)
    await database.run(versions.compare, settings, cipher, load(), NOON)
    assert await database.run(queue.read, cipher) == []
