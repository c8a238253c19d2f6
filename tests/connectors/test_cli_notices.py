"""`minsheng notices`: what waits, what was given up, and trying it again."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from bot import deliveries
from bot.clock import now
from bot.db import connect
from bot.messages import Reply
from bot.migrations.upgrade import upgrade
from bot.notices import Notice, queue
from bot.privacy import Cipher
from bot.settings import load
from connectors.cli import app

PHONE, TEXT = "13800000000", "您明天上午要来办事。"
Run = Callable[..., Any]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """`run(work, *arguments)` runs `work(connection, *arguments)` in the database of the commands."""
    monkeypatch.setenv("MINSHENG_STATE", str(tmp_path / "state"))
    monkeypatch.chdir(tmp_path)
    settings = load()
    upgrade(settings.database)
    engine = connect(settings.database)

    def run(work: Callable[..., Any], *arguments: Any) -> Any:
        with engine.begin() as db:
            return work(db, *arguments)

    yield run
    engine.dispose()


@pytest.fixture
def given_up(run: Run) -> str:
    """The id of one that was given up; another waits."""
    settings = load()
    cipher = Cipher(settings.keys.get_secret_value(), settings.lookup_key.get_secret_value())
    for key in ("first", "second"):
        due = now() if key == "first" else now() + timedelta(days=1)
        end = now() + timedelta(hours=1) if key == "first" else None
        run(queue, cipher, Notice(key, f"booking/{key}", None, PHONE, Reply(TEXT), due, end, at_any_hour=True), now())
    (one,) = run(deliveries.lease, cipher, now(), 10)
    run(deliveries.failed, one, "no such number", False, now())
    return str(one.id)


def minsheng(*words: str) -> Result:
    return CliRunner().invoke(app, ["notices", *words])


def test_the_list_shows_what_waits_and_what_was_given_up(given_up: str) -> None:
    shown = minsheng("list").output
    assert "1 条等着发，1 条发不出去" in shown
    first, second, _ = shown.splitlines()
    assert first.startswith(f"{given_up[:8]}  短信  booking/first  发不出去")
    assert first.endswith("试过 1 次  no such number")
    assert "booking/second  等着发" in second
    assert PHONE not in shown
    assert TEXT not in shown


def test_the_list_of_what_was_given_up(given_up: str) -> None:
    assert "booking/second" not in minsheng("list", "--dead").output
    (one,) = json.loads(minsheng("list", "--dead", "--json").output)
    assert (one["id"], one["state"], one["error"]) == (given_up, "dead", "no such number")


def test_what_was_given_up_is_tried_again_once(given_up: str) -> None:
    done = minsheng("retry", given_up[:6])
    assert (done.exit_code, done.output) == (0, f"{given_up[:8]}  会再发一次。\n")
    assert "2 条等着发，0 条发不出去" in minsheng("list").output
    again = minsheng("retry", given_up)
    assert (again.exit_code, again.output) == (1, f"{given_up[:8]}  没有再发：等着发。\n")


def test_what_would_come_too_late_is_not_tried_again(given_up: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("connectors.cli_notices.now", lambda: now() + timedelta(hours=2))
    late = minsheng("retry", given_up)
    assert (late.exit_code, "已经过时" in late.output) == (1, True)


def test_an_id_that_fits_none_is_told(given_up: str) -> None:
    wrong = minsheng("retry", "zzz")
    assert (wrong.exit_code, "没有编号以“zzz”开头的通知" in wrong.output) == (1, True)
