"""The clerk's commands when the list changes: `policies diff` and `corrections`."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from redis.asyncio import Redis
from sqlalchemy import Connection
from typer.testing import CliRunner, Result

from actions.corrections.queue import SETTLED, Corrections
from actions.profile.tables import profiles
from bot.clock import now
from bot.db import Database, connect
from bot.history import History
from bot.mailbox import Mailbox
from bot.messages import Reply
from bot.migrations.upgrade import upgrade
from bot.privacy import Cipher
from bot.settings import Settings, load
from connectors import versions
from connectors.bell import CHANNEL
from connectors.cli import app
from knowledge import policy_list
from knowledge.policy_list import PolicyList
from tests.fakes import said
from tests.knowledge.tiny import TINY_LIST, Tiny

POLICY = "town/policies/nuandong.yaml"
CRITERIA = "criteria:\n  all:\n    - {fact: receives-nuandong-hugong, is: false, clause: who, text: 样本条件}\n"


@pytest.fixture(autouse=True)
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("MINSHENG_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("MINSHENG_REGION", "town")
    monkeypatch.setenv("MINSHENG_LISTS", str(tmp_path / "new"))
    monkeypatch.setenv("MINSHENG_REDIS_URL", "redis://127.0.0.1:1/0")
    monkeypatch.chdir(tmp_path)
    return load()


@dataclass(frozen=True)
class Lists:
    """The small list in two folders: as it was, and with a higher amount and another paper to bring."""

    old: PolicyList
    new: PolicyList


@pytest.fixture
def lists(tmp_path: Path) -> Lists:
    for name in ("old", "new"):
        shutil.copytree(TINY_LIST, tmp_path / name)
    new = Tiny(tmp_path / "new")
    new.change(POLICY, "每年120元", "每年150元")
    new.change(POLICY, "value: 120", "value: 150")
    new.change(POLICY, "aliases: [取暖费]", "aliases: [样本叫法]")
    new.change(POLICY, "materials:\n", "materials:\n  - {document: 户口簿, who: 本人, clause: card}\n")
    new.change("national/contacts.yaml", 'phone: "12345"', 'phone: "012345"')
    return Lists(policy_list.load(tmp_path / "old"), new.load())


@contextmanager
def opened(settings: Settings) -> Iterator[tuple[Connection, Cipher]]:
    upgrade(settings.database)
    engine = connect(settings.database)
    with engine.begin() as db:
        yield db, Cipher(settings.keys.get_secret_value(), settings.lookup_key.get_secret_value())
    engine.dispose()


def tell(settings: Settings, lists: Lists, sender: str, clauses: list[str], **trace: Any) -> str:
    """Somebody is told something from the older list; the conversation."""
    with opened(settings) as (db, cipher):
        accepted = Mailbox(cipher).accept(db, said("样本问题", sender=sender), now())
        assert accepted.task is not None
        reply = Reply("样本回答", outcome="answered", trace={"list": lists.old.version, "clauses": clauses, **trace})
        Mailbox(cipher).finish(db, accepted.task, [reply], now())
        return accepted.conversation_id


def keep_profile(settings: Settings, lists: Lists, conversation: str) -> None:
    with opened(settings) as (db, cipher):
        row = {
            "id": "样本",
            "conversation_id": conversation,
            "who": "您",
            "facts": cipher.encrypt("{}"),
            "outcomes": cipher.encrypt('{"nuandong": "eligible"}'),
            "list_version": lists.old.version,
            "judged_on": now().date(),
            "consented_at": now(),
        }
        db.execute(profiles.insert().values(row))


@pytest.fixture
def compared(settings: Settings, lists: Lists) -> str:
    """Two were told the amount, and the new list has been in force for a while; one of the conversations."""
    conversation = tell(settings, lists, "one", ["nuandong/amount"])
    tell(settings, lists, "two", ["nuandong/amount"])

    async def compare() -> None:
        database = Database(settings.database)
        cipher = Cipher(settings.keys.get_secret_value(), settings.lookup_key.get_secret_value())
        queue = Corrections(database, cipher, {lists.old.version: lists.old}.get)
        for at in (now(), now() + SETTLED + timedelta(seconds=1)):
            await queue.run(lists.new, at)
        database.close()

    asyncio.run(compare())
    return conversation


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words], catch_exceptions=False)


def printed(*words: str | Path) -> Any:
    result = run(*words, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def listed() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = printed("corrections", "list")
    return found


def heard(settings: Settings, conversation: str) -> list[str]:
    with opened(settings) as (db, cipher):
        return [entry.reply.text for entry in History(cipher).after(db, conversation, 2)]


def test_the_difference_is_told_in_plain_chinese(lists: Lists, settings: Settings) -> None:
    said = run("policies", "diff", "old", "new").stdout
    assert said.splitlines() == [
        f"清单 {lists.old.version} → {lists.new.version}：政策新增 0 项，删去 0 项，改动 1 项；电话 1 个",
        "",
        "【暖冬补贴】nuandong（改动）",
        "  改动条款 amount（内容、数字）",
        "    原：暖冬补贴每户每年120元。〔120元（标准）〕（临民规〔2024〕1号第二条，2025-01-01 起，2026-06-01 起不再有效）",
        "    现：暖冬补贴每户每年150元。〔150元（标准）〕（临民规〔2024〕1号第二条，2025-01-01 起，2026-06-01 起不再有效）",
        "  新增材料（条款 card）",
        "    现：户口簿（本人带）",
        "  叫法：去了“取暖费”，加了“样本叫法”",
        "",
        "【电话】12345（改动）",
        "    原：12345热线：12345",
        "    现：12345热线：012345",
        "",
        "没有看以前的对话：还没有数据库，或者它的样子不是最新的（启动一次系统就好）。",
    ]
    assert not (settings.state / "minsheng.db").exists()


def test_whose_answers_rest_on_it_is_counted_and_only_ids_are_told(lists: Lists, settings: Settings) -> None:
    quoted = tell(settings, lists, "one", ["nuandong/amount", "nuandong/who"])
    judged = tell(settings, lists, "two", ["nuandong/amount"], outcomes={"nuandong": "eligible"})
    tell(settings, lists, "three", ["nuandong/who"])
    keep_profile(settings, lists, judged)
    said = run("policies", "diff", "old", "new").stdout
    assert "  暖冬补贴 amount：回答 1 个对话，对过的条件 1 个对话\n" in said
    assert "  暖冬补贴 条件整体：对过的条件 1 个对话，存着的情况 1 个对话\n" in said
    assert "一共 2 个对话要更正" in said
    found = printed("policies", "diff", "old", "new")
    assert found["rests"] == [
        {"policy": "nuandong", "clause": None, "results": [judged], "profiles": [judged]},
        {"policy": "nuandong", "clause": "amount", "answers": [quoted], "results": [judged]},
    ]
    assert "样本问题" not in said + json.dumps(found, ensure_ascii=False)


def test_versions_that_were_kept_can_be_compared(lists: Lists, settings: Settings) -> None:
    versions.keep(settings, lists.old)
    found = printed("policies", "diff", lists.old.version, "new")
    assert (found["old"], found["new"]) == (lists.old.version, lists.new.version)
    assert [(one["policy"], one["kind"], one["means"]) for one in found["policies"]] == [("nuandong", "changed", True)]


def test_a_version_that_is_not_there_is_named_with_those_that_are(lists: Lists, settings: Settings) -> None:
    versions.keep(settings, lists.old)
    result = run("policies", "diff", "000000000000", "new")
    assert result.exit_code == 1
    assert result.stderr == (f"没有这个目录，也没有留着这个版本：000000000000。留着的版本：{lists.old.version}。\n")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("aliases: [样本叫法]", "aliases: [样本叫法", "nuandong.yaml:4: did not find expected"),
        ("每年150元", "每年160元", "nuandong.yaml:24: clause amount: figure 150 is not in its text"),
        ("effective: 2025-01-01", "effective: 2027-01-01", "nuandong.yaml:24: clause amount with its source notice"),
    ],
)
def test_a_broken_new_list_is_refused_with_file_and_line(lists: Lists, old: str, new: str, told: str) -> None:
    Tiny(lists.new.folder).change(POLICY, old, new)
    result = run("policies", "diff", "old", "new")
    assert result.exit_code == 1
    assert "清单本身有错" in result.stderr
    assert told in result.stderr


def test_corrections_are_listed_without_texts_and_shown_with_them(compared: str, lists: Lists) -> None:
    one, two = listed()
    assert {one["conversation_id"], two["conversation_id"]} > {compared}
    assert (one["policy"], one["clauses"], one["old"], one["new"], one["status"]) == (
        "nuandong",
        ["amount"],
        lists.old.version,
        lists.new.version,
        "waiting",
    )
    said = run("corrections", "list").stdout
    assert one["id"][:8] in said
    assert "同样的共 2 条" in said
    assert "2 条等着批" in said
    assert "150元" not in said + json.dumps([one, two])
    shown = run("corrections", "show", one["id"][:8]).stdout
    assert "当时说的：暖冬补贴每户每年120元。" in shown
    assert printed("corrections", "show", one["id"])["text"] in shown


def test_approved_it_is_sent_once_and_who_and_when_is_told_to_the_second(compared: str, settings: Settings) -> None:
    one = next(one for one in listed() if one["conversation_id"] == compared)
    assert heard(settings, compared) == []
    first = run("corrections", "approve", one["id"][:8], "--by", "样本职员甲")
    assert (first.exit_code, first.stderr) == (0, "")
    assert "已发出" in first.stdout
    assert len(heard(settings, compared)) == 1
    for command in (["approve"], ["dismiss", "--why", "样本原因"]):
        second = run("corrections", *command, one["id"], "--by", "样本职员乙")
        assert second.exit_code == 1
        assert f"{one['id'][:8]}  没有再动：已发出（{now():%Y}" in second.stderr
        assert "样本职员甲" in second.stderr
    assert len(heard(settings, compared)) == 1
    assert len(listed()) == 1


def test_dismissed_it_is_not_sent_and_the_reason_is_kept(compared: str, settings: Settings) -> None:
    one = next(one for one in listed() if one["conversation_id"] == compared)
    assert run("corrections", "dismiss", one["id"], "--by", "样本职员", "--why", "已电话说明").exit_code == 0
    assert heard(settings, compared) == []
    assert "样本职员：已电话说明" in run("corrections", "list", "--all").stdout


def test_the_same_change_is_decided_together(compared: str, settings: Settings) -> None:
    one = listed()[0]
    result = run("corrections", "approve", one["id"], "--by", "样本职员", "--same")
    assert result.exit_code == 0
    assert result.stdout.count("已发出") == 2
    assert listed() == []


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["show", "zz"], "没有编号以“zz”开头的更正"),
        (["approve", "zz", "--by", "样本职员"], "没有编号以“zz”开头的更正"),
        (["approve", "zz", "--by", " "], "--by 不能空着"),
        (["dismiss", "zz", "--by", "样本职员", "--why", ""], "--why 不能空着"),
    ],
)
def test_what_cannot_be_done_is_said(compared: str, words: list[str], told: str) -> None:
    result = run("corrections", *words)
    assert result.exit_code == 1
    assert told in result.stderr
    assert len(listed()) == 2


async def test_open_pages_are_rung(
    compared: str, redis: Redis, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MINSHENG_REDIS_URL", redis_url)
    one = next(one for one in await asyncio.to_thread(listed) if one["conversation_id"] == compared)
    async with redis.pubsub() as heard:
        await heard.subscribe(CHANNEL)
        await asyncio.to_thread(run, "corrections", "approve", one["id"], "--by", "样本职员")
        async with asyncio.timeout(30):
            rung = [message async for message in _first(heard)]
    assert rung == [compared]


async def _first(heard: Any) -> Any:
    async for message in heard.listen():
        if message["type"] == "message":
            yield message["data"].decode()
            return
