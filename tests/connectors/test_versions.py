"""Lists that were answered from are kept whole, each once, and thrown away when nothing rests on them."""

from __future__ import annotations

import os
import shutil
import threading
import time
from pathlib import Path

import pytest

from bot.settings import Settings
from connectors import versions
from connectors.live_list import LiveList
from knowledge.policy_list import load
from tests.knowledge.tiny import TINY_LIST, Tiny

POLICY = "town/policies/nuandong.yaml"


@pytest.fixture
def tiny(tmp_path: Path) -> Tiny:
    shutil.copytree(TINY_LIST, tmp_path / "list")
    return Tiny(tmp_path / "list")


@pytest.fixture
def settings(tiny: Tiny, built_state: Path, tmp_path: Path) -> Settings:
    state = tmp_path / "state"
    state.mkdir()
    (state / "models").symlink_to(built_state / "models")
    return Settings(state=state, lists=tiny.folder)


async def test_every_list_that_is_answered_from_is_kept(settings: Settings, tiny: Tiny) -> None:
    live = LiveList(settings)
    first = live.current().policies.version
    tiny.change(POLICY, "120元", "150元")
    tiny.change(POLICY, "value: 120", "value: 150")
    await live.renew()
    second = live.current().policies.version
    assert sorted(versions.kept(settings)) == sorted([first, second])
    kept = versions.open_kept(settings, first)
    assert kept is not None
    assert kept.version == first
    assert "120元" in kept.policies["nuandong"].clause("amount").text


async def test_a_list_that_is_refused_is_not_kept(settings: Settings, tiny: Tiny) -> None:
    live = LiveList(settings)
    tiny.change(POLICY, "每年120元", "每年130元")
    await live.renew()
    assert versions.kept(settings) == [live.current().policies.version]


def test_processes_that_keep_it_at_once_leave_one_whole_copy(settings: Settings, tiny: Tiny) -> None:
    policies = tiny.load()
    together = [threading.Thread(target=versions.keep, args=(settings, policies)) for _ in range(4)]
    for one in together:
        one.start()
    for one in together:
        one.join()
    assert [path.name for path in versions.folder(settings).iterdir()] == [policies.version]
    assert load(versions.folder(settings, policies.version)).version == policies.version


def test_files_that_are_being_edited_are_not_kept_under_the_wrong_version(settings: Settings, tiny: Tiny) -> None:
    policies = tiny.load()
    tiny.change(POLICY, "aliases: [取暖费]", "aliases: [取暖钱]")
    versions.keep(settings, policies)
    assert versions.kept(settings) == []


def test_where_it_cannot_be_kept_that_is_said_and_answers_go_on(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    versions.folder(settings).write_text("a file where the folder should be")
    LiveList(settings)
    assert "list_not_kept" in capsys.readouterr().out


def test_what_is_not_kept_or_not_readable_any_more_is_none(settings: Settings, tiny: Tiny) -> None:
    assert versions.open_kept(settings, "000000000000") is None
    policies = tiny.load()
    versions.keep(settings, policies)
    (versions.folder(settings, policies.version) / POLICY).write_text("no: policy", encoding="utf-8")
    assert versions.open_kept(settings, policies.version) is None


def test_what_nothing_rests_on_goes_when_it_is_a_day_old(settings: Settings, tiny: Tiny) -> None:
    made = []
    for alias in ("取暖费", "取暖钱", "取暖补贴"):
        text = (TINY_LIST / POLICY).read_text(encoding="utf-8").replace("取暖费", alias)
        (tiny.folder / POLICY).write_text(text, encoding="utf-8")
        policies = tiny.load()
        versions.keep(settings, policies)
        made.append(policies.version)
    long_ago = time.time() - versions.KEPT_ANYWAY - 60
    for version in made[:2]:
        os.utime(versions.folder(settings, version), (long_ago, long_ago))
    versions.forget(settings, {made[0]})
    assert sorted(versions.kept(settings)) == sorted([made[0], made[2]])
