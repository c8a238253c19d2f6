"""The policy finds the person: who can now have something is told once, by day, with the clauses. Everybody here is made up."""

from __future__ import annotations

import asyncio
import re
import shutil
from collections.abc import Callable
from copy import copy
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from actions.eligibility.printed import Sheet, as_html
from actions.profile import notices as module
from actions.profile import store
from actions.profile.notices import News, news
from actions.profile.tables import profiles
from bot.clock import SHANGHAI
from bot.db import Database
from bot.history import Entry, History
from bot.notices_tables import notices
from bot.privacy import Cipher
from knowledge.policy_list import LISTS, load
from tests.actions.citizens import DELETE, GRANDMOTHER, NEARLY_SIXTY, SURE, THEN, Citizen, rows

if TYPE_CHECKING:
    from knowledge.index import Index

CARD, CARE = "laonian-youdai-ka", "jujia-yanglao-zizhu"
BIRTHDAY = THEN.replace(year=2027)
"""By then, who said 59 or 79 a year before has had the birthday."""


@pytest.fixture
def changed(index: Index, tmp_path: Path) -> Callable[[int], Index]:
    """The list, with the card for the old given from another age on."""
    shutil.copytree(LISTS, tmp_path / "lists")
    path = tmp_path / "lists/guangzhou/policies" / f"{CARD}.yaml"
    shipped = path.read_text(encoding="utf-8")
    assert shipped.count("{fact: age, at_least:") == 2

    def given_from(age: int) -> Index:
        path.write_text(re.sub(r"({fact: age, at_least:) \d+", rf"\1 {age}", shipped), encoding="utf-8")
        other = copy(index)
        other.policies = load(tmp_path / "lists")
        return other

    return given_from


async def told(citizen: Citizen, history: History) -> dict[str, Entry]:
    """The notices that stand in the conversation, by the policy that each tells of."""
    entries = await citizen.profiles.database.run(history.after, citizen.id, 0)
    found = [(entry.reply.results[0].policy, entry) for entry in entries if "您让我记着" in entry.reply.text]
    assert len(found) == len(dict(found)), "something was told twice"
    return dict(found)


async def test_an_eightieth_birthday_is_told(citizen: Citizen, history: History) -> None:
    await citizen.tells(*GRANDMOTHER)
    await citizen.keeps()
    assert await citizen.notices.run(THEN + timedelta(hours=1)) == []
    assert await citizen.notices.run(BIRTHDAY - timedelta(days=1)) == []
    assert await citizen.notices.run(BIRTHDAY) == [citizen.id]
    (policy, entry), *others = (await told(citizen, history)).items()
    assert (policy, others) == (CARE, [])
    first, heading, last = entry.reply.text.split("\n\n")
    assert "您母亲" in first
    assert "新够上的条件：年满80周岁" in first
    assert "居家养老服务资助" in heading
    assert "不要再通知我" in last
    (card,) = entry.reply.results
    assert "年满80周岁" in [condition.text for condition in card.conditions if condition.mark == "✓"]
    assert all(condition.basis.clause for condition in card.conditions)
    assert [button.payload for button in entry.reply.buttons] == [card.apply.payload if card.apply else None]


async def test_a_birthday_that_was_said_is_told_on_the_day(citizen: Citizen) -> None:
    await citizen.tells("我妈1947年5月3日出生，广州户口，住在广州，住在家里，一个人住，能领什么", "先看结果")
    await citizen.keeps()
    birthday = datetime(2027, 5, 3, 8, tzinfo=SHANGHAI)
    assert await citizen.notices.run(birthday - timedelta(days=1)) == []
    assert await citizen.notices.run(birthday) == [citizen.id]


async def test_what_is_told_can_be_printed(citizen: Citizen, history: History) -> None:
    await citizen.tells(*GRANDMOTHER)
    await citizen.keeps()
    await citizen.notices.run(BIRTHDAY)
    (entry,) = (await told(citizen, history)).values()
    assert entry.reply.trace is not None
    day, version = entry.reply.trace["day"], entry.reply.trace["list"]
    assert "年满80周岁" in as_html(Sheet(datetime.fromisoformat(day).date(), version, entry.reply.results))


async def test_of_workers_at_the_same_time_one_tells(citizen: Citizen, history: History) -> None:
    await citizen.tells(*NEARLY_SIXTY)
    await citizen.keeps()
    found = await asyncio.gather(*(citizen.notices.run(BIRTHDAY) for _ in range(4)))
    assert len(await told(citizen, history)) == len([one for each in found for one in each]) > 0
    assert await citizen.notices.run(BIRTHDAY + timedelta(days=1)) == []


@pytest.mark.parametrize(
    ("age", "given_from", "group", "words"), [(57, 55, "can", "可以享受"), (62, 65, "cannot", "暂时不能享受")]
)
async def test_a_new_rule_is_told_once(
    citizen: Citizen,
    listed: list[Index],
    changed: Callable[[int], Index],
    history: History,
    age: int,
    given_from: int,
    group: str,
    words: str,
) -> None:
    await citizen.tells(f"我妈{age}岁，广州户口，住在广州，能领什么", "先看结果")
    await citizen.keeps()
    before, later = listed[0], THEN + timedelta(hours=1)
    listed[0] = changed(given_from)
    assert await citizen.notices.run(later) == [citizen.id]
    reply = (await told(citizen, history))[CARD].reply
    assert "政策的规定有变化" in reply.text
    assert words in reply.text
    assert reply.results[0].group == group
    listed[0] = before  # back, which may be news of its own
    await citizen.notices.run(later)
    listed[0] = changed(given_from)
    assert await citizen.notices.run(later) == []


async def test_who_grows_out_of_something_is_not_told(citizen: Citizen, database: Database, cipher: Cipher) -> None:
    await citizen.tells("孩子17岁，广州户口，父亲去世，母亲去世，能领什么", "先看结果")
    await citizen.keeps()
    (kept,) = await database.run(store.read, cipher, citizen.id)
    assert kept.outcomes["guer"] in module.CAN
    await citizen.notices.run(BIRTHDAY + timedelta(days=370))
    (later,) = await database.run(store.read, cipher, citizen.id)
    assert later.outcomes["guer"] not in module.CAN
    assert await rows(database, notices) == []


async def test_nobody_is_told_at_night(citizen: Citizen, database: Database) -> None:
    await citizen.tells(*NEARLY_SIXTY)
    await citizen.keeps()
    for hour in (3, 7, 20, 23):
        assert await citizen.notices.run(BIRTHDAY.replace(hour=hour)) == []
    assert await rows(database, notices)
    assert await citizen.notices.run(BIRTHDAY.replace(day=24, hour=8)) != []


async def test_all_that_are_due_are_judged_some_at_a_time(
    citizen: Citizen, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "AT_ONCE", 2)
    for who in ("妈", "爸", "爷爷", "奶奶", "外婆"):
        await citizen.tells(NEARLY_SIXTY[0].replace("妈", who), "先看结果")
        await citizen.keeps()
    assert len(await rows(database, profiles)) == 5
    assert len(await citizen.notices.run(BIRTHDAY)) >= 5
    assert {row.judged_on for row in await rows(database, profiles)} == {BIRTHDAY.date()}


async def test_who_has_deleted_everything_is_told_nothing(citizen: Citizen, database: Database) -> None:
    await citizen.tells(*NEARLY_SIXTY)
    await citizen.keeps()
    await citizen.notices.run(BIRTHDAY.replace(hour=3))
    assert await rows(database, notices)
    await citizen.deletes(DELETE)
    await citizen.deletes(SURE)
    assert await rows(database, notices) == []
    assert await citizen.notices.run(BIRTHDAY) == []


async def test_one_judged_meanwhile_or_deleted_is_not_judged_again(
    citizen: Citizen, database: Database, cipher: Cipher
) -> None:
    await citizen.tells(*GRANDMOTHER)
    await citizen.keeps()
    (profile,) = await database.run(store.read, cipher, citizen.id)
    tomorrow = (THEN + timedelta(days=1)).date()
    assert await database.run(store.judged, cipher, profile, {}, profile.list_version, tomorrow)
    assert not await database.run(store.judged, cipher, profile, {}, profile.list_version, tomorrow)
    await database.run(store.forget, citizen.id)
    moved = replace(profile, judged_on=tomorrow)
    assert not await database.run(store.judged, cipher, moved, {}, profile.list_version, tomorrow)


@pytest.mark.parametrize(
    ("before", "unaged", "after", "told"),
    [
        ("not_eligible", "eligible", "eligible", "rule"),
        ("not_eligible", "not_eligible", "eligible", "time"),
        ("cannot_tell", "cannot_tell", "eligible", "time"),
        ("lapsed_eligible", "eligible", "eligible", "rule"),
        ("cannot_tell", "cannot_tell", "lapsed_eligible", "time"),
        (None, "eligible", "eligible", "rule"),
        ("eligible", "not_eligible", "not_eligible", "rule"),
        ("lapsed_eligible", "not_eligible", "not_eligible", "rule"),
        ("eligible", "eligible", "not_eligible", None),
        ("eligible", "eligible", "eligible", None),
        ("eligible", "lapsed_eligible", "lapsed_eligible", None),
        ("lapsed_eligible", "lapsed_eligible", "lapsed_eligible", None),
        ("eligible", "cannot_tell", "cannot_tell", None),
        ("cannot_tell", "not_eligible", "not_eligible", None),
        (None, "not_eligible", "not_eligible", None),
    ],
)
def test_only_what_can_now_be_had_or_no_longer_is_news(
    before: str | None, unaged: str, after: str, told: str | None
) -> None:
    found = news({"p": before} if before else {}, {"p": unaged}, {"p": after})
    assert found == ([News("p", told == "rule")] if told else [])
