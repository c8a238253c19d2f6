"""`minsheng bookings`, as the office uses it: lists, files, a day that is closed, a booking that is cancelled."""

from __future__ import annotations

import asyncio
import csv
import io
import re
import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import Engine
from typer.testing import CliRunner, Result

from actions.booking import closures, holds
from actions.booking.model import Slot
from actions.booking.opening import open_service
from actions.booking.wish import Wish, order_of
from bot.clock import SHANGHAI
from bot.db import Database, connect
from bot.privacy import Cipher
from bot.retry import run as transact
from bot.settings import load as load_settings
from connectors import cli_bookings
from connectors.cli import app
from knowledge.policy_list import load

LIST = load()
NOON = datetime(2026, 5, 20, 12, tzinfo=SHANGHAI)
THURSDAY = "2026-05-21"
LUNCH = Slot("zhucan", "yangben-yi", date.fromisoformat(THURSDAY), "lunch")
DINNER = replace(LUNCH, band="dinner")
PHONE = "13800000001"
PERSONAL = ("陈样本", PHONE, "样本路")


@pytest.fixture(autouse=True)
def engine(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """The canteen of the shipped list on Wednesday noon, with what can be booked."""
    monkeypatch.setenv("MINSHENG_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("MINSHENG_DATABASE_URL", database_url)
    monkeypatch.setattr(cli_bookings, "list_or_exit", lambda: LIST)
    monkeypatch.setattr(cli_bookings, "now", lambda: NOON)
    monkeypatch.setattr(cli_bookings, "today", NOON.date)
    engine = connect(database_url)
    opens = Database(database_url)
    asyncio.run(open_service(opens, "zhucan", LIST.services["zhucan"], NOON))
    opens.close()
    yield engine
    engine.dispose()


@pytest.fixture
def cipher() -> Cipher:
    settings = load_settings()
    return Cipher(settings.keys.get_secret_value(), settings.lookup_key.get_secret_value())


@pytest.fixture
def book(engine: Engine, cipher: Cipher) -> Any:
    def book(name: str = "陈样本", slot: Slot = LUNCH, confirmed: bool = True, **answers: Any) -> int:
        wish = Wish(slot, (name,), PHONE, answers or {"way": ("dine-in",)})
        order = order_of(cipher, LIST.services["zhucan"], wish)
        work = holds.book if confirmed else holds.hold
        return transact(engine, work, cipher, order, uuid.uuid4().hex, NOON).number

    return book


def run(*words: object, answer: str | None = None) -> Result:
    return CliRunner().invoke(app, ["bookings", *map(str, words)], input=answer, catch_exceptions=False)


def done(*words: object, answer: str | None = None) -> str:
    result = run(*words, answer=answer)
    assert result.exit_code == 0, result.output
    return result.stdout


def test_names_and_telephones_are_masked_unless_they_are_asked_for(book: Any) -> None:
    number = book(way=("delivery",), address="样本路1号", portions=2)
    listed = done("list")
    (line,) = [line for line in listed.splitlines() if str(number) in line]
    assert re.split(r"\s{2,}", line.strip()) == [
        *(THURSDAY, "长者助餐", "样本一街长者饭堂", "午餐", str(number), "已确认"),
        *("陈*", "138****0001", "份数2份、送餐1家", "用餐：送到家", "演示数据"),
    ]
    shown = done("show", number)
    assert not any(word in listed + shown for word in PERSONAL)
    assert all(word in done("list", "--open") for word in PERSONAL)
    assert all(word in done("show", number, "--open") for word in PERSONAL)
    assert "2026-05-21 11:00 到 12:30" in shown


def test_the_list_is_by_day_and_only_of_what_is_wanted(book: Any, engine: Engine) -> None:
    friday = replace(LUNCH, date=LUNCH.date + timedelta(days=1))
    there = replace(LUNCH, office="yangben-er")
    later, first, elsewhere = book(slot=friday), book(), book(slot=there)

    def numbers(*words: str) -> list[int]:
        return [int(one) for one in re.findall(r"\b\d{9}\b", done("list", *words))]

    assert numbers() == [elsewhere, first, later]
    assert numbers("--day", THURSDAY) == [elsewhere, first]
    assert numbers("--from", "2026-05-22") == [later]
    assert numbers("--to", THURSDAY, "--service", "长者助餐", "--office", "样本二街长者饭堂") == [elsewhere]
    assert run("cancel", first, "--yes").exit_code == 0
    assert numbers("--day", THURSDAY) == [elsewhere]
    assert numbers("--day", THURSDAY, "--all") == [elsewhere, first]
    assert "共 0 个预约" in done("list", "--day", "2026-05-25")


@pytest.mark.parametrize(
    "words",
    [
        ("list", "--day", "2026-02-31"),
        ("list", "--service", "none"),
        ("list", "--service", "zhucan", "--office", "none"),
        ("list", "--office", "yangben-yi"),
        ("list", "--from", "2026-05-22", "--to", THURSDAY),
        ("show", "123456789"),
        ("close-day", "none", "yangben-yi", THURSDAY, "--why", "暴雨"),
        ("close-day", "zhucan", "yangben-yi", "tomorrow", "--why", "暴雨"),
        ("close-day", "zhucan", "yangben-yi", THURSDAY, "--why", " "),
        ("close-day", "zhucan", "yangben-yi", THURSDAY, "--why", "暴雨", "--band", "breakfast"),
        ("export", "list.txt"),
        ("export", "no-such-folder/list.csv"),
    ],
)
def test_what_is_none_is_refused_in_chinese(words: tuple[str, ...]) -> None:
    result = run(*words)
    assert result.exit_code == 2
    assert re.search(r"[\u4e00-\u9fff]", result.stderr)
    assert "Traceback" not in result.output


def test_an_unknown_number_is_told() -> None:
    for words in (("show", "123456782"), ("cancel", "123456782", "--yes")):
        result = run(*words)
        assert (result.exit_code, result.stderr) == (1, "没有这个预约。\n")


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_file_holds_what_the_list_shows_and_no_formulas(book: Any, tmp_path: Path, ending: str) -> None:
    evil = ["=HYPERLINK(1)", "+1+1", "-1-1", "@SUM(A1)", "＝1", "\t=1"]
    names = {book(name=name): name for name in ("陈样本", *evil)}
    path = tmp_path / f"out.{ending}"
    assert f"共 {len(names)} 个预约" in done("export", path, "--open")
    rows = rows_of(path)
    assert rows[0][:7] == ["日期", "服务", "地点", "时段", "号码", "状态", "姓名"]
    found = {int(row[4]): row[6] for row in rows[1:]}
    assert found == {number: f"'{name}" if name in evil else name for number, name in names.items()}
    assert {row[7] for row in rows[1:]} == {PHONE}
    assert path.stat().st_mode & 0o077 == 0
    refused = run("export", path)
    assert (refused.exit_code, "--force" in refused.stderr) == (2, True)
    done("export", path, "--force")
    assert not any(word in str(rows_of(path)) for word in PERSONAL)


def rows_of(path: Path) -> list[list[str]]:
    if path.suffix == ".xlsx":
        sheet = load_workbook(path).active
        assert all(cell.data_type == "s" for row in sheet for cell in row if cell.value is not None)
        return [[str(value or "") for value in row] for row in sheet.iter_rows(values_only=True)]
    content = path.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_a_long_list_goes_through_in_pieces(book: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli_bookings, "EVERY", 2)
    numbers = sorted(book() for _ in range(5))
    result = run("export", tmp_path / "out.csv")
    assert [int(row[4]) for row in rows_of(tmp_path / "out.csv")[1:]] == numbers
    assert "正在导出: 100 %" in result.stderr


def test_closing_a_day_asks_first_and_names_whom_it_touches(book: Any, engine: Engine, monkeypatch: Any) -> None:
    monkeypatch.setattr(cli_bookings, "EVERY", 2)
    numbers = sorted([book(), book(), book(slot=DINNER)])
    held = book(confirmed=False)
    close = ("close-day", "zhucan", "yangben-yi", THURSDAY, "--why", "暴雨")
    refused = run(*close, answer="n\n")
    assert (refused.exit_code, "现在有 4 个预约" in refused.stdout) == (1, True)
    assert transact(engine, closures.standing, LUNCH) is None

    said = done(*close, answer="y\n")
    assert [int(one) for one in re.findall(r"^\d{9}$", said, re.MULTILINE)] == numbers
    assert str(held) not in said
    assert "停开，要改期或取消" in done("show", numbers[0])
    again = run(*close, "--yes")
    assert (again.exit_code, "已经停开了（暴雨）" in again.stderr) == (1, True)

    assert "照常" in done("reopen", "zhucan", "yangben-yi", THURSDAY)
    assert transact(engine, closures.standing, LUNCH) is None
    assert "停开" not in done("show", numbers[0])
    assert run("reopen", "zhucan", "yangben-yi", THURSDAY).exit_code == 1


def test_closing_a_band_leaves_the_others(book: Any) -> None:
    lunch, dinner = book(), book(slot=DINNER)
    said = done("close-day", "长者助餐", "样本一街长者饭堂", THURSDAY, "--band", "午餐", "--why", "停气", "--yes")
    assert str(lunch) in said
    assert str(dinner) not in said
    done("close-day", "zhucan", "yangben-yi", THURSDAY, "--why", "暴雨", "--yes")
    assert "整天还停着" in done("reopen", "zhucan", "yangben-yi", THURSDAY, "--band", "lunch")


def test_cancelling_for_somebody(book: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    number = book()
    asked = run("cancel", number, answer="n\n")
    assert (asked.exit_code, "陈*" in asked.stdout, "陈样本" in asked.stdout) == (1, True, False)
    monkeypatch.setattr(cli_bookings, "now", lambda: NOON + timedelta(hours=9))
    late = run("cancel", number, "--yes")
    assert (late.exit_code, "--late" in late.stderr) == (1, True)
    assert f"已取消：{number}" in done("cancel", number, "--yes", "--late")
    assert "以前已经取消了" in done("cancel", number, "--yes")


def test_a_database_that_is_away_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINSHENG_DATABASE_URL", "postgresql+psycopg://nobody@127.0.0.1:1/none?connect_timeout=1")
    result = run("list")
    assert (result.exit_code, result.stderr) == (1, "数据库现在连不上，什么也没有改。请过一会儿再试。\n")
