"""The list changes while the process runs: a good change is answered from, a bad one is told and not taken."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from actions.answer.skill import AnswerSkill
from bot.clock import today
from bot.settings import Settings
from connectors.live_list import LiveList
from tests.knowledge.tiny import TINY_LIST, Tiny

POLICY = "town/policies/nuandong.yaml"


@pytest.fixture
def tiny(tmp_path: Path) -> Tiny:
    shutil.copytree(TINY_LIST, tmp_path / "list")
    return Tiny(tmp_path / "list")


@pytest.fixture
def live(tiny: Tiny, built_state: Path, tmp_path: Path) -> LiveList:
    state = tmp_path / "state"
    state.mkdir()
    (state / "models").symlink_to(built_state / "models")
    return LiveList(Settings(state=state, lists=tiny.folder))


@asynccontextmanager
async def watched(live: LiveList) -> AsyncIterator[asyncio.Event]:
    """The list being watched; the event tells that a change was looked at."""
    looked = asyncio.Event()
    task = asyncio.create_task(live.watch(looked.set))
    yield looked
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_a_change_of_the_files_is_answered_from_while_running(live: LiveList, tiny: Tiny) -> None:
    skill = AnswerSkill(live.current, "town")
    before = skill.reply("暖冬补贴多少钱", today(), None)
    async with watched(live) as looked:
        while not looked.is_set():  # the watcher may start after the first change: it is made again
            text = (tiny.folder / POLICY).read_text(encoding="utf-8").replace("120", "150")
            (tiny.folder / POLICY).write_text(text, encoding="utf-8")
            with_patience = asyncio.wait_for(looked.wait(), 3)
            await asyncio.gather(with_patience, return_exceptions=True)
    after = skill.reply("暖冬补贴多少钱", today(), None)
    assert "120元" in before.text
    assert "150元" in after.text
    assert before.trace["list"] != after.trace["list"]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("aliases: [取暖费]", "aliases: [取暖费", "nuandong.yaml:4: did not find expected"),
        ("每年120元", "每年130元", "nuandong.yaml:24: clause amount: figure 120 is not in its text"),
        ("aliases: [取暖费]", "aliases: [船民证]", "the name 船民证 is claimed at"),
        ("    repealed: 2025-01-01\n    figures:\n      - {value: 100, unit: 元, what: 旧标准}",
         "    figures:\n      - {value: 100, unit: 元, what: 标准}", "two versions in force"),
        ("    source: notice\n", "", "nuandong.yaml:16: clauses.1.source: Field required"),
    ],
)  # fmt: skip
async def test_bad_files_are_told_and_the_running_list_stays(
    live: LiveList, tiny: Tiny, old: str, new: str, told: str
) -> None:
    running = live.current()
    tiny.change(POLICY, old, new)
    await live.renew()
    assert live.current() is running
    assert live.rejected is not None
    assert told in live.rejected
    (tiny.folder / POLICY).write_bytes((TINY_LIST / POLICY).read_bytes())
    await live.renew()
    assert live.rejected is None


async def test_a_swapped_list_is_opened_at_the_next_start_without_being_indexed_again(
    live: LiveList, tiny: Tiny, built_state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tiny.change(POLICY, "冬天发的取暖钱", "冬天里发的取暖钱")
    await live.renew()
    monkeypatch.setattr("knowledge.index.Index.build", None)
    again = LiveList(live._settings)
    assert again.current().policies.version == live.current().policies.version
