"""The clerk's commands when the list changes."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from sqlalchemy import Connection
from typer.testing import CliRunner

from actions.corrections import queue
from bot.db import connect
from bot.mailbox import Mailbox
from bot.messages import Reply
from bot.migrations.upgrade import upgrade
from bot.privacy import Cipher
from bot.settings import Settings, load
from connectors.cli import app
from knowledge import policy_list
from knowledge.diff import diff
from knowledge.policy_list import LISTS, PolicyList
from tests.fakes import NOON, said

run = CliRunner().invoke


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("MINSHENG_STATE", str(tmp_path / "state"))
    monkeypatch.delenv("MINSHENG_DATABASE_URL", raising=False)
    return load()


@pytest.fixture
def older(tmp_path: Path) -> PolicyList:
    """The shipped list with another line of 低保."""
    folder = tmp_path / "older"
    shutil.copytree(LISTS, folder)
    path = folder / "guangzhou/policies/dibao.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("1309", "1206"), encoding="utf-8")
    return policy_list.load(folder)


@pytest.fixture
def told(settings: Settings, older: PolicyList) -> None:
    """Somebody was answered from the older list."""
    upgrade(settings.database)
    cipher = Cipher(settings.keys.get_secret_value(), settings.lookup_key.get_secret_value())

    def answer(db: Connection) -> None:
        task = Mailbox(cipher).accept(db, said("样本问题"), NOON).task
        assert task is not None
        trace = {"list": older.version, "clauses": ["dibao/who-line-2025"]}
        Mailbox(cipher).finish(db, task, [Reply("……", outcome="answered", trace=trace)], NOON)
        newer = policy_list.load()
        queue.queue(db, cipher, older.version, newer.version, diff(older, newer), NOON)

    engine = connect(settings.database)
    with engine.begin() as db:
        answer(db)
    engine.dispose()


def test_the_difference_tells_whose_answers_rest_on_it(told: None, older: PolicyList) -> None:
    result = run(app, ["policies", "diff", str(older.folder), str(LISTS)])
    assert result.exit_code == 0
    assert "1206元" in result.output
    assert "1309元" in result.output
    assert "1 个对话里的回答" in result.output
    assert "样本问题" not in result.output
    (policy,) = json.loads(run(app, ["policies", "diff", str(older.folder), str(LISTS), "--json"]).output)["policies"]
    assert len(policy["resting"]["answers"]) == 1


def test_what_cannot_be_compared_is_named(settings: Settings, tmp_path: Path) -> None:
    result = run(app, ["policies", "diff", "000000000000", str(LISTS)])
    assert result.exit_code == 2
    assert "000000000000" in result.output
    broken = tmp_path / "broken"
    shutil.copytree(LISTS, broken)
    (broken / "guangzhou/policies/dibao.yaml").write_text("id: dibao\nname: [", encoding="utf-8")
    result = run(app, ["policies", "diff", str(LISTS), str(broken)])
    assert result.exit_code == 1
    assert "dibao.yaml:" in result.output


def test_a_correction_is_listed_and_approved_once(told: None) -> None:
    (one,) = json.loads(run(app, ["corrections", "list", "--json"]).output)
    assert "1309元" in run(app, ["corrections", "list"]).output
    assert run(app, ["corrections", "approve", one["id"], "--by", "样本职员"]).exit_code == 0
    again = run(app, ["corrections", "approve", one["id"], "--by", "样本职员"])
    assert again.exit_code == 1
    assert "not waiting" in again.output
    assert json.loads(run(app, ["corrections", "list", "--json"]).output) == []
    (decided,) = json.loads(run(app, ["corrections", "list", "--all", "--json"]).output)
    assert (decided["status"], decided["decided_by"]) == ("approved", "样本职员")


def test_a_correction_is_dismissed_with_the_reason(told: None) -> None:
    (one,) = json.loads(run(app, ["corrections", "list", "--json"]).output)
    assert run(app, ["corrections", "dismiss", one["id"], "--by", "样本职员", "--why", "已电话说明"]).exit_code == 0
    assert "已电话说明" in run(app, ["corrections", "list", "--all"]).output


@pytest.mark.parametrize("command", ["approve", "dismiss"])
def test_one_that_there_is_not_is_said_so(settings: Settings, command: str) -> None:
    why = ["--why", "样本"] if command == "dismiss" else []
    assert run(app, ["corrections", command, "nothing", "--by", "样本职员", *why]).exit_code == 1
