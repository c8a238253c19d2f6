"""SMS arrive once whatever fails between, hold up nobody, fit, and leave no number in the log."""

from __future__ import annotations

import asyncio
import os
import stat
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path
from subprocess import PIPE
from typing import Any

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import select

from bot.clock import SHANGHAI
from bot.db import Database
from bot.deliveries import LEASE, MOST_ATTEMPTS
from bot.messages import Reply
from bot.notices import Notice, State, queue
from bot.notices_tables import deliveries
from bot.privacy import Cipher
from connectors.sms import sending
from connectors.sms.connector import FileSms, SmsFailed
from connectors.sms.sending import SmsSending
from connectors.sms.text import LONGEST, SIGNATURE, sms_text
from tests.fakes import Clock, Transact

TEN = datetime(2026, 5, 20, 10, tzinfo=SHANGHAI)
PHONE = "13800000000"
SAID = "您明天上午要来办事。"
ROOT = Path(__file__).parents[2]
HAND_OVER_AND_STOP = """
import asyncio, sys
from datetime import datetime
from pathlib import Path
from bot.db import Database
from bot.privacy import Cipher
from connectors.sms.connector import FileSms
from connectors.sms.sending import SmsSending
url, keys, now, folder = sys.argv[1:]

class Stops(FileSms):
    async def send(self, id, phone, text):
        await super().send(id, phone, text)
        print("handed over", flush=True)
        await asyncio.sleep(1000)

sms = Stops(Path(folder))
asyncio.run(SmsSending(Database(url), Cipher(keys, "lookup"), sms, lambda: datetime.fromisoformat(now)).run())
"""


class Fake:
    """A connector that keeps what it was given, after what it is told to do by the text's first characters."""

    def __init__(self, **does: Any) -> None:
        self.given: list[tuple[str, str, str]] = []
        self.does = does

    async def send(self, id: str, phone: str, text: str) -> None:
        self.given.append((id, phone, text))
        act = self.does.get(text.removeprefix(SIGNATURE))
        if isinstance(act, Exception):
            raise act
        if act is not None:
            await act()


@pytest.fixture
def clock() -> Clock:
    return Clock(TEN)


def put(transact: Transact, cipher: Cipher, *texts: str, at_any_hour: bool = False) -> None:
    for number, text in enumerate(texts):
        notice = Notice(f"{number}", "booking/1", None, PHONE, Reply(text), TEN, at_any_hour=at_any_hour)
        transact(queue, cipher, notice, TEN)


def rows(transact: Transact) -> list[Any]:
    return list(transact(lambda db: db.execute(select(deliveries).order_by(deliveries.c.id)).all()))


async def test_what_is_due_is_handed_over_once(
    transact: Transact, database: Database, cipher: Cipher, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "AT_ONCE", 3)
    texts = [f"第{number}条。" for number in range(7)]
    put(transact, cipher, *texts)
    sms = Fake()
    assert await SmsSending(database, cipher, sms, clock).run() == 7
    assert await SmsSending(database, cipher, sms, clock).run() == 0
    assert sorted(id for id, _, _ in sms.given) == [row.id for row in rows(transact)]
    assert sorted(text for _, _, text in sms.given) == sorted(SIGNATURE + text for text in texts)
    assert {row.state for row in rows(transact)} == {State.SENT}
    assert {phone for _, phone, _ in sms.given} == {PHONE}


async def test_two_processes_at_once_hand_each_over_once(
    transact: Transact, database: Database, database_url: str, cipher: Cipher, clock: Clock
) -> None:
    put(transact, cipher, *[f"第{number}条。" for number in range(30)])
    other, sms = Database(database_url), Fake()
    try:
        both = [SmsSending(one, cipher, sms, clock).run() for one in (database, other)]
        assert sum(await asyncio.gather(*both)) == 30
    finally:
        other.close()
    assert len({given[0] for given in sms.given}) == len(sms.given) == 30


async def test_one_that_fails_is_tried_again_and_then_given_up(
    transact: Transact, database: Database, cipher: Cipher, clock: Clock
) -> None:
    put(transact, cipher, "坏", "好", at_any_hour=True)
    sms = Fake(坏=SmsFailed(f"no answer for {PHONE}", retry=True))
    for _ in range(MOST_ATTEMPTS + 2):
        await SmsSending(database, cipher, sms, clock).run()
        clock.pass_by(timedelta(hours=1))
    bad = [id for id, _, text in sms.given if text.endswith("坏")]
    assert (len(bad), len(set(bad))) == (MOST_ATTEMPTS, 1)
    assert sorted(row.state for row in rows(transact)) == [State.DEAD, State.SENT]
    (dead,) = [row for row in rows(transact) if row.state == State.DEAD]
    assert dead.error.startswith("no answer for")
    assert PHONE not in dead.error


@pytest.mark.parametrize(
    ("error", "state", "kept"),
    [
        (SmsFailed("no such number", retry=False), State.DEAD, "no such number"),
        (SmsFailed("busy", retry=True), State.WAITING, "busy"),
        (RuntimeError(f"a bug with {PHONE}"), State.WAITING, "RuntimeError"),
    ],
)
async def test_whatever_a_connector_raises_is_kept_and_stops_nobody(
    transact: Transact, database: Database, cipher: Cipher, clock: Clock, error: Exception, state: State, kept: str
) -> None:
    put(transact, cipher, "坏", "好")
    assert await SmsSending(database, cipher, Fake(坏=error), clock).run() == 1
    (bad,) = [row for row in rows(transact) if row.state != State.SENT]
    assert (bad.state, bad.error) == (state, kept)


async def test_one_that_hangs_holds_up_none_beside_it_and_is_tried_again(
    transact: Transact, database: Database, cipher: Cipher, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "PATIENCE", 0.05)
    let_go = asyncio.Event()

    async def hangs() -> None:
        while not let_go.is_set():
            try:
                await let_go.wait()
            except asyncio.CancelledError:
                continue  # it does not even hear that nobody waits any more

    put(transact, cipher, "挂", "好")
    sms = Fake(挂=hangs)
    assert await SmsSending(database, cipher, sms, clock).run() == 1
    (hung,) = [row for row in rows(transact) if row.state != State.SENT]
    assert (hung.state, hung.error, hung.attempts) == (State.WAITING, "TimeoutError", 1)
    let_go.set()
    clock.pass_by(timedelta(hours=1))
    assert await SmsSending(database, cipher, sms, clock).run() == 1
    ids = [id for id, _, text in sms.given if text.endswith("挂")]
    assert (len(ids), len(set(ids))) == (2, 1)


@pytest.mark.parametrize("error", [SmsFailed(PHONE, retry=False), RuntimeError(PHONE), None])
async def test_no_number_stands_in_the_log(
    transact: Transact,
    database: Database,
    cipher: Cipher,
    clock: Clock,
    capfd: pytest.CaptureFixture[str],
    error: Exception | None,
) -> None:
    put(transact, cipher, "坏" if error else "好")
    await SmsSending(database, cipher, Fake(坏=error), clock).run()
    logged = capfd.readouterr()
    assert "sms_" in logged.out
    assert PHONE not in logged.out + logged.err


def files(folder: Path) -> dict[str, str]:
    return {file.name: file.read_bytes().decode() for file in folder.iterdir()}


def hand_over_and_be_killed(*arguments: str) -> None:
    """Another process hands everything over, and ends before it can say so."""
    command = [sys.executable, "-c", HAND_OVER_AND_STOP, *arguments]
    with subprocess.Popen(command, cwd=ROOT, stdout=PIPE, text=True) as sender:
        assert sender.stdout is not None
        assert sender.stdout.readline() == "handed over\n"
        sender.kill()


async def test_one_killed_between_hand_over_and_mark_is_one_file(
    transact: Transact, database: Database, database_url: str, clock: Clock, tmp_path: Path
) -> None:
    keys, folder = Fernet.generate_key().decode(), tmp_path / "sms"
    cipher = Cipher(keys, "lookup")
    put(transact, cipher, SAID)
    hand_over_and_be_killed(database_url, keys, TEN.isoformat(), str(folder))
    (left,) = rows(transact)
    assert (left.state, left.attempts) == (State.SENDING, 1)
    again = SmsSending(database, cipher, FileSms(folder), clock)
    assert await again.run() == 0
    clock.pass_by(LEASE + timedelta(seconds=1))
    assert await again.run() == 1
    (sent,) = rows(transact)
    assert (sent.state, sent.attempts) == (State.SENT, 2)
    assert files(folder) == {f"{sent.id}.sms": f"{PHONE}\n{SIGNATURE}{SAID}\n"}


async def test_a_file_is_whole_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    sms = FileSms(tmp_path / "a" / "sms")
    await sms.send("1", PHONE, "第一行\n第二行")
    await sms.send("1", PHONE, "另一句")
    await sms.send("2", PHONE, "第三句")
    first = tmp_path / "a" / "sms" / "1.sms"
    assert files(first.parent) == {"1.sms": f"{PHONE}\n第一行\n第二行\n", "2.sms": f"{PHONE}\n第三句\n"}
    assert stat.S_IMODE(first.stat().st_mode) == 0o600
    assert stat.S_IMODE(first.parent.stat().st_mode) == 0o700


async def test_the_same_id_by_many_at_once_is_one_file(tmp_path: Path) -> None:
    sms = FileSms(tmp_path)
    await asyncio.gather(*(sms.send("1", PHONE, SAID) for _ in range(20)))
    assert list(files(tmp_path)) == ["1.sms"]


async def test_a_folder_that_cannot_be_written_is_tried_again_later(tmp_path: Path) -> None:
    (tmp_path / "sms").write_text("a file where the folder should be")
    with pytest.raises(SmsFailed) as failed:
        await FileSms(tmp_path / "sms").send("1", PHONE, SAID)
    assert failed.value.retry
    assert PHONE not in str(failed.value)


async def test_a_write_cut_short_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_file: int) -> None:
        raise OSError(28, "No space left on device")

    sms = FileSms(tmp_path)
    with monkeypatch.context() as disk:
        disk.setattr(os, "fsync", full)
        with pytest.raises(SmsFailed, match="No space left"):
            await sms.send("1", PHONE, SAID)
    assert files(tmp_path) == {}
    await sms.send("1", PHONE, SAID)
    assert len(files(tmp_path)) == 1


async def test_old_files_are_deleted_also_half_written_ones(tmp_path: Path) -> None:
    sms = FileSms(tmp_path)
    assert FileSms(tmp_path / "not made yet").forget(TEN) == 0
    for name in ("1", "2"):
        await sms.send(name, PHONE, SAID)
    (tmp_path / ".half.sms").write_text(PHONE)
    (tmp_path / "notes").write_text("somebody else's")
    for name in ("1.sms", ".half.sms", "notes"):
        os.utime(tmp_path / name, (TEN.timestamp(), TEN.timestamp()))
    assert sms.forget(TEN + timedelta(days=1)) == 2
    assert set(files(tmp_path)) == {"2.sms", "notes"}


ROOM = LONGEST - len(SIGNATURE)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("您好。", "您好。"),
        ("  第一行 \n\n  第二行\t好 \n", "第一行\n第二行 好"),
        ("好" * ROOM, "好" * ROOM),
        ("好" * (ROOM - 1) + "。", "好" * (ROOM - 1) + "。"),
        ("好" * (ROOM - 1) + "。" + "多", "好" * (ROOM - 1) + "。"),
        ("一句。" + "好" * ROOM + "。", "一句。"),
        ("一句！" * 100, "一句！" * (ROOM // 3)),
        ("他说：“好。”" + "多" * ROOM, "他说：“好。”"),
        ("标题\n" + "好" * ROOM, "标题"),
        ("前半，" + "好" * ROOM, "前半…"),
        ("好" * 300, "好" * (ROOM - 1) + "…"),
        ("，" + "好" * 300, "，" + "好" * (ROOM - 2) + "…"),
        ("请打12345。", "请打12345。"),
    ],
)
def test_a_text_fits_and_ends_with_a_sentence(text: str, shown: str) -> None:
    found = sms_text(text)
    assert found == SIGNATURE + shown
    assert len(found) <= LONGEST


def test_the_real_patience_is_much_shorter_than_a_lease() -> None:
    assert timedelta(seconds=3 * sending.PATIENCE) < LEASE
