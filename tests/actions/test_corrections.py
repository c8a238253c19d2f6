"""What was told and is no longer so: queued once, by what was said last, and told nobody."""

from __future__ import annotations

import shutil
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from subprocess import PIPE

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import select

from actions.corrections import decision, queue
from actions.corrections.decision import Came
from actions.corrections.queue import SETTLED
from actions.corrections.resting import Resting, What, newest
from actions.corrections.tables import corrections, list_versions
from bot.clock import day_of
from bot.db import Database
from bot.history import History
from bot.privacy import Cipher
from bot.rekey import rekey
from bot.tables import conversations
from tests.actions.office import (
    ALIAS,
    ENDS,
    FILE,
    HEIR,
    MORE,
    MORE_FIGURE,
    RAISED,
    RAISED_FIGURE,
    REWORDED,
    Edit,
    Office,
)
from tests.fakes import NOON

ROOT = Path(__file__).parents[2]


async def test_what_is_no_longer_so_is_queued_once_and_goes_out_to_nobody(office: Office) -> None:
    conversation = await office.tell()
    await office.tell(["nuandong/who"], sender="other")
    told_on = day_of(NOON)
    await office.change(RAISED, RAISED_FIGURE)
    await office.compare()
    office.clock.pass_by(queue.AGAIN)
    await office.compare()
    (one,) = await office.waiting()
    assert (one.conversation_id, one.policy, one.clauses, one.status) == (
        conversation,
        "nuandong",
        ("amount",),
        "waiting",
    )
    assert one.said_on == told_on.isoformat()
    assert one.text.splitlines() == [
        "更正：2026年5月20日我跟您说过“暖冬补贴”。政策清单后来改了，当时说的有的不一样了，对不起。",
        "· 当时说的：暖冬补贴每户每年120元。",
        "　现在是：暖冬补贴每户每年150元（临民规〔2024〕1号第二条，2025年1月1日起，2026年6月1日起不再有效）",
        "请以现在的为准。不明白的，请打样本市政务热线，或者回复“转人工”。".replace(
            "样本市政务热线", office.policies.contacts["12345"].name
        ),
    ]
    assert await office.heard(conversation) == []


@pytest.mark.parametrize(
    ("edits", "lines"),
    [
        (
            [ENDS, HEIR],
            [
                "　这一条2026年5月25日起不再有效。",
                "　改成：暖冬补贴每户每年150元（临民规〔2024〕1号第三条，2026年5月25日起，2026年6月1日起不再有效）",
            ],
        ),
        ([ENDS], ["　这一条2026年5月25日起不再有效。"]),
        (
            [("  - id: amount\n", "  - id: sum\n"), RAISED, RAISED_FIGURE],
            ["　改成：暖冬补贴每户每年150元（临民规〔2024〕1号第二条，2025年1月1日起，2026年6月1日起不再有效）"],
        ),
        (
            [
                (
                    "  - id: amount\n    kind: amount\n    text: 暖冬补贴每户每年120元。\n    source: notice\n"
                    "    article: 第二条\n    effective: 2025-01-01\n    figures:\n"
                    "      - {value: 120, unit: 元, what: 标准}\n",
                    "",
                )
            ],
            ["　现在的清单里没有这一条了。"],
        ),
    ],
)
async def test_it_says_what_stands_there_now(office: Office, edits: list[Edit], lines: list[str]) -> None:
    await office.tell()
    await office.change(*edits)
    (one,) = await office.waiting()
    assert one.text.splitlines()[1:-1] == ["· 当时说的：暖冬补贴每户每年120元。", *lines]


async def test_a_policy_that_is_gone_is_said_to_be(office: Office) -> None:
    await office.tell(["nuandong-hugong/amount"])
    (office.folder / "town/policies/nuandong-hugong.yaml").unlink()
    await office.change()
    (one,) = await office.waiting()
    assert "现在的清单里没有这项政策了" in one.text
    assert await office.approve(one) is Came.DONE
    await office.change(ALIAS)
    assert await office.waiting() == []


@pytest.mark.parametrize("edits", [[ALIAS], [("每年120元。", "每年120元")], [REWORDED]], ids=["alias", "stop", "other"])
async def test_what_still_stands_as_it_was_told_is_left_alone(office: Office, edits: list[Edit]) -> None:
    await office.tell()
    await office.change(*edits)
    assert await office.waiting() == []


async def test_an_interview_is_offered_again(office: Office) -> None:
    conversation = await office.tell(outcomes={"nuandong": "eligible"})
    await office.change(RAISED, RAISED_FIGURE)
    (one,) = await office.waiting()
    assert "我帮您对过“暖冬补贴”" in one.text
    await office.approve(one)
    entries = await office.database.run(History(office.cipher).after, conversation, 0)
    assert [button.payload for button in entries[-1].reply.buttons] == ["我符合暖冬补贴的条件吗"]


async def test_a_second_change_is_put_right_too(office: Office) -> None:
    conversation = await office.tell()
    await office.change(RAISED, RAISED_FIGURE)
    (first,) = await office.waiting()
    await office.approve(first)
    await office.change(MORE, MORE_FIGURE)
    (second,) = await office.waiting()
    assert "当时说的：暖冬补贴每户每年150元" in second.text
    assert "现在是：暖冬补贴每户每年180元" in second.text
    await office.approve(second)
    assert await office.heard(conversation) == [first.text, second.text]


async def test_of_two_changes_before_anybody_decides_only_the_last_waits(office: Office) -> None:
    conversation = await office.tell()
    await office.change(RAISED, RAISED_FIGURE)
    (first,) = await office.waiting()
    await office.change(MORE, MORE_FIGURE)
    (second,) = await office.waiting()
    assert "120元" in second.text
    assert "180元" in second.text
    assert await office.approve(first) is Came.DECIDED_BEFORE
    await office.approve(second)
    assert await office.heard(conversation) == [second.text]


async def test_a_change_taken_back_before_anybody_decides_needs_no_correction(office: Office) -> None:
    await office.tell()
    await office.change(RAISED, RAISED_FIGURE)
    (one,) = await office.waiting()
    await office.change((RAISED[1], RAISED[0]), (RAISED_FIGURE[1], RAISED_FIGURE[0]))
    assert await office.waiting() == []
    assert await office.approve(one) is Came.DECIDED_BEFORE
    await office.change(RAISED, RAISED_FIGURE)
    assert [again.id for again in await office.waiting()] == [one.id]


async def test_a_change_taken_back_and_made_again_is_put_right_each_time(office: Office) -> None:
    conversation = await office.tell()
    back = [(RAISED[1], RAISED[0]), (RAISED_FIGURE[1], RAISED_FIGURE[0])]
    for edits in ([RAISED, RAISED_FIGURE], back, [RAISED, RAISED_FIGURE]):
        await office.change(*edits)
        (one,) = await office.waiting()
        await office.approve(one)
    assert len(await office.heard(conversation)) == 3


async def test_who_has_asked_again_since_needs_no_correction(office: Office) -> None:
    await office.tell()
    office.tiny.change(FILE, *RAISED)
    office.tiny.change(FILE, *RAISED_FIGURE)
    office.in_force()
    await office.tell()
    await office.compare()
    assert await office.waiting() == []


async def test_a_list_that_has_just_come_is_not_compared_yet(office: Office) -> None:
    await office.tell()
    office.tiny.change(FILE, *RAISED)
    policies = office.in_force()
    for seconds in (0, 60, SETTLED.total_seconds() - 61):
        office.clock.pass_by(timedelta(seconds=seconds))
        await office.queue.run(policies, office.clock())
        assert await office.waiting() == []
    office.clock.pass_by(timedelta(seconds=1))
    await office.queue.run(policies, office.clock())
    assert len(await office.waiting()) == 1


async def test_a_list_that_was_not_kept_is_named_and_what_waits_stays(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    await office.tell()
    await office.change(RAISED, RAISED_FIGURE)
    (one,) = await office.waiting()
    office.kept.clear()
    await office.change(ALIAS)
    assert [still.id for still in await office.waiting()] == [one.id]
    assert one.old in capsys.readouterr().out


async def test_nothing_of_it_can_be_read_without_the_key_and_it_can_be_rekeyed(office: Office) -> None:
    await office.tell()
    await office.change(RAISED)
    (one,) = await office.waiting()
    await office.dismiss(one)
    (row,) = await office.database.run(lambda db: db.execute(select(corrections)).all())
    plain = "".join(str(value) for name, value in row._mapping.items() if name != "key")
    assert not [word for word in ("nuandong", "暖冬", "150元", "样本职员", "样本原因") if word in plain]
    new = Fernet.generate_key().decode()
    # The fixture's key is not known here: under a new one beside it everything is written anew.
    both = Cipher(new, "lookup")
    both._fernet._fernets.extend(office.cipher._fernet._fernets)
    await office.database.run(rekey, both)
    (decided,) = await office.database.run(decision.read, Cipher(new, "lookup"), None)
    assert (decided.policy, decided.decided_by, decided.why) == ("nuandong", "样本职员", "样本原因")


async def test_it_is_forgotten_with_what_it_puts_right(office: Office) -> None:
    conversation = await office.tell()
    await office.tell(sender="other")
    await office.change(RAISED)
    assert await office.database.run(queue.forget) == 0
    await office.database.run(
        lambda db: db.execute(conversations.delete().where(conversations.c.id == conversation)).rowcount
    )
    assert len(await office.waiting()) == 1
    keep = timedelta(days=1)
    await office.database.run(
        lambda db: db.execute(conversations.update().values(kept_until=office.clock() + 9 * keep))
    )
    await office.database.run(History(office.cipher).forget, office.clock() + keep, office.clock())
    assert await office.database.run(queue.forget) == 1


async def test_versions_that_nothing_rests_on_are_told_to_be_thrown_away(office: Office) -> None:
    first = office.policies.version
    await office.tell()
    await office.change(ALIAS)
    second = office.policies.version
    office.tiny.change(FILE, "冬天发的取暖钱", "冬天里发的取暖钱")
    policies = office.in_force()
    used: list[set[str]] = []
    for _ in range(3):
        if (found := await office.queue.run(policies, office.clock())) is not None:
            used.append(found)
        office.clock.pass_by(SETTLED)
    assert used == [{first, policies.version}]
    assert second not in await office.database.run(lambda db: list(db.scalars(select(list_versions.c.version))))


async def test_many_conversations_are_looked_at_page_by_page(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "PAGE", 3)
    monkeypatch.setattr(queue, "MOST_PAGES", 2)
    for i in range(20):
        await office.tell(sender=f"citizen {i}")
    await office.change(RAISED)
    counts = []
    while len(counts) < 4:
        counts.append(len(await office.waiting()))
        await office.queue.run(office.policies, office.clock())
    assert counts == [12, 18, 20, 20]


PROCESS = """
import asyncio, sys
from pathlib import Path
from datetime import datetime
from actions.corrections.queue import Corrections
from bot.db import Database
from bot.privacy import Cipher
from knowledge.policy_list import load
url, keys, lookup, old, new, now = sys.argv[1:]
older, newer = load(Path(old)), load(Path(new))
queue = Corrections(Database(url), Cipher(keys, lookup), {older.version: older}.get)
print("ready", flush=True)
sys.stdin.readline()
asyncio.run(queue.run(newer, datetime.fromisoformat(now)))
queue.database.close()
"""


def start_together(command: list[str]) -> None:
    together = [subprocess.Popen(command, cwd=ROOT, stdin=PIPE, stdout=PIPE, text=True) for _ in range(2)]
    assert [process.stdout.readline() for process in together if process.stdout] == ["ready\n"] * 2
    for process in together:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    assert [(*process.communicate(), process.returncode) for process in together] == [("", None, 0)] * 2


async def test_two_processes_queue_it_once(tmp_path: Path, database: Database, database_url: str) -> None:
    key, lookup = Fernet.generate_key().decode(), "the same for both"
    office = Office(tmp_path / "list", database, Cipher(key, lookup))
    await office.compare()
    for i in range(30):
        await office.tell(sender=f"citizen {i}")
    shutil.copytree(office.folder, tmp_path / "older")
    office.tiny.change(FILE, *RAISED)
    await office.queue.run(office.in_force(), office.clock())
    later = (office.clock() + SETTLED).isoformat()
    command = [sys.executable, "-c", PROCESS, database_url, key, lookup]
    command += [str(tmp_path / "older"), str(office.folder), later]
    start_together(command)
    waiting = await office.waiting()
    assert len({one.conversation_id for one in waiting}) == len(waiting) == 30


def resting(clauses: str, outcomes: str = "", what: What | None = None) -> Resting:
    """In short: `p/a p/b`, and judged `p`."""
    judged = dict.fromkeys(outcomes.split(), "eligible")
    kind = what or (What.RESULT if judged else What.ANSWER)
    return Resting("c", kind, "v", NOON.date(), 0, frozenset(clauses.split()), judged)


@pytest.mark.parametrize(
    ("told", "left"),
    [
        ([("p/a p/b", ""), ("p/b", "")], [("p/a", ""), ("p/b", "")]),
        ([("p/a", "p"), ("p/a", "")], [("p/a", "p"), ("p/a", "")]),
        ([("p/a", ""), ("p/a", "p")], [("", ""), ("p/a", "p")]),
        ([("p/a q/a", "p q"), ("p/b", "p")], [("q/a", "q"), ("p/b", "p")]),
        ([("p/a", ""), ("q/a", "q")], [("p/a", ""), ("q/a", "q")]),
        ([("p/a", ""), ("p/b", "p"), ("p/a p/b", "p")], [("", ""), ("", ""), ("p/a p/b", "p")]),
    ],
)
def test_what_was_told_last_counts(told: list[tuple[str, str]], left: list[tuple[str, str]]) -> None:
    assert newest([resting(*one) for one in told]) == [
        resting(clauses, outcomes, What.RESULT if judged else What.ANSWER)
        for (clauses, outcomes), (_, judged) in zip(left, told, strict=True)
    ]
