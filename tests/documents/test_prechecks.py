"""Papers of a conversation: taken in once, read once, told once, judged for what they are for, and gone when they should be."""

from __future__ import annotations

import json
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from sqlalchemy import select

from actions.documents import store
from actions.documents.model import Field, Line, Recognised
from actions.documents.opening import CannotOpen
from actions.documents.pictures import jpeg
from actions.documents.prechecks import Prechecks
from actions.documents.reading import Reading
from actions.documents.subject import SERVICE, Subject
from actions.documents.tables import pages
from bot.db import Database
from bot.history import History
from bot.mailbox import Mailbox
from bot.messages import Reply
from bot.privacy import Cipher
from knowledge.policy_list import PolicyList, load
from tests.documents import files
from tests.fakes import NOON, Clock, said

if TYPE_CHECKING:
    from PIL.Image import Image

NUMBER = "440104195301134412"
MARRIAGE = Subject(SERVICE, "jiehun")
BLANK = jpeg(np.full((60, 100, 3), 255, np.uint8))


def front(name: str = "张样本", number: str = NUMBER) -> Reading:
    values = {
        "name": name,
        "sex": "男",
        "nation": "汉",
        "birth": "1953-01-13",
        "address": "样本市样本路1号",
        "number": number,
    }
    return read("id-card", "front", values)


def back(until: str = "2036-05-12") -> Reading:
    return read("id-card", "back", {"issuer": "样本市公安局", "valid_from": "2016-05-12", "valid_until": until})


def read(kind: str, side: str, values: dict[str, str]) -> Reading:
    box = ((10.0, 10.0), (50.0, 10.0), (50.0, 20.0), (10.0, 20.0))
    found = [Field(id_, value, 0.99, box) for id_, value in values.items()]
    lines = [Line(value, 0.99, box) for value in values.values()]
    return Reading(Recognised(kind, side, 1.0), found, lines, [], [], 100, 60, BLANK)


@cache
def shipped() -> PolicyList:
    return load()


class ReadsAs:
    """Reads pages as it is told to, one after the other; an exception is raised."""

    def __init__(self, *readings: Reading | Exception) -> None:
        self.readings = list(readings)

    async def read(self, page: object) -> Reading:
        reading = self.readings.pop(0)
        if isinstance(reading, Exception):
            raise reading
        return reading

    def close(self) -> None:
        """Nothing is open."""


class Desk:
    """A conversation whose papers are read as the test says."""

    def __init__(self, database: Database, cipher: Cipher, clock: Clock, conversation: str) -> None:
        self.database, self.cipher, self.clock, self.conversation = database, cipher, clock, conversation
        self.keep_days = 7

    def reading(self, *readings: Reading | Exception) -> Prechecks:
        reader: Any = ReadsAs(*readings)
        return Prechecks(shipped, self.database, self.cipher, self.keep_days, reader)

    async def told(self) -> list[Reply]:
        history = History(self.cipher)
        return [
            entry.reply
            for entry in await self.database.run(history.after, self.conversation, 0)
            if entry.speaker == "bot"
        ]


@pytest.fixture
async def desk(database: Database, mailbox: Mailbox, cipher: Cipher, clock: Clock) -> Desk:
    accepted = await database.run(mailbox.accept, said(), NOON)
    return Desk(database, cipher, clock, accepted.conversation_id)


def photograph(shade: int = 200) -> bytes:
    scene: Image = files.scene()
    scene.putpixel((0, 0), (shade, shade, shade))
    return files.saved(scene, "PNG")


async def read_all(prechecks: Prechecks, now: Any) -> int:
    count = 0
    while await prechecks.read_next(now) is not None:
        count += 1
    return count


async def test_both_sides_are_told_once_when_nothing_more_waits(desk: Desk) -> None:
    prechecks = desk.reading(front(), back())
    for shade in (1, 2):
        await prechecks.take(desk.conversation, photograph(shade), NOON, MARRIAGE)
    assert (await prechecks.papers(desk.conversation, NOON)).waits
    assert await prechecks.read_next(NOON) == desk.conversation
    assert await desk.told() == []
    assert await read_all(prechecks, NOON) == 1
    [reply] = await desk.told()
    assert [(card.name, card.outcome) for card in reply.papers] == [
        ("居民身份证·人像面", "pass"),
        ("居民身份证·国徽面", "pass"),
    ]
    assert "结婚登记" in reply.text
    assert "删掉我的照片" in reply.text
    assert reply.papers[0].findings[-1].area is not None
    assert await prechecks.read_next(NOON) is None


async def test_the_same_file_is_taken_once(desk: Desk) -> None:
    prechecks = desk.reading(front())
    first = await prechecks.take(desk.conversation, photograph(), NOON)
    assert await prechecks.take(desk.conversation, photograph(), NOON) == first
    assert len((await prechecks.papers(desk.conversation, NOON)).pages) == 1


async def test_a_page_that_is_taken_anew_takes_the_place_of_the_bad_one(desk: Desk) -> None:
    prechecks = desk.reading(front(), back())
    [bad] = await prechecks.take(desk.conversation, photograph(1), NOON)
    with pytest.raises(CannotOpen):
        await prechecks.take(desk.conversation, b"", NOON, instead=bad)
    [good] = await prechecks.take(desk.conversation, photograph(2), NOON, instead=bad)
    assert [page.id for page in (await prechecks.papers(desk.conversation, NOON)).pages] == [good]


async def test_what_cannot_be_opened_is_not_taken(desk: Desk) -> None:
    with pytest.raises(CannotOpen):
        await desk.reading().take(desk.conversation, b"../../etc/passwd", NOON)
    assert (await desk.reading().papers(desk.conversation, NOON)).pages == ()


async def test_there_is_an_end_of_pages(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "MOST_PAGES", 2)
    prechecks = desk.reading()
    for shade in (1, 2):
        await prechecks.take(desk.conversation, photograph(shade), NOON)
    with pytest.raises(store.TooMany):
        await prechecks.take(desk.conversation, photograph(3), NOON)


async def test_an_expired_card_is_to_be_mended_with_its_day(desk: Desk) -> None:
    prechecks = desk.reading(front(), back(until="2026-01-02"))
    for shade in (1, 2):
        await prechecks.take(desk.conversation, photograph(shade), NOON, MARRIAGE)
    await read_all(prechecks, NOON)
    [reply] = await desk.told()
    assert reply.papers[1].outcome == "fix"
    assert "2026年1月2日" in reply.text


async def test_a_couple_shows_two_cards_and_neither_is_taken_for_the_others(desk: Desk) -> None:
    prechecks = desk.reading(front(), back(), front("李样本", "440104198708139323"), back())
    for shade in range(4):
        await prechecks.take(desk.conversation, photograph(shade), NOON, MARRIAGE)
    await read_all(prechecks, NOON)
    papers = await prechecks.papers(desk.conversation, NOON)
    assert not [finding.said for finding in papers.judged.together if finding.outcome != "pass"]


async def test_what_they_are_for_can_be_said_later(desk: Desk) -> None:
    prechecks = desk.reading(front(), back())
    for shade in (1, 2):
        await prechecks.take(desk.conversation, photograph(shade), NOON)
    await read_all(prechecks, NOON)
    [reply] = await desk.told()
    assert "按结婚登记的材料看我的照片" in [button.payload for button in reply.buttons]
    papers = await prechecks.mean(desk.conversation, Subject(SERVICE, "haizang"), NOON)
    assert any("没有居民身份证" in finding.said for found in papers.findings.values() for finding in found)


async def test_they_are_for_what_was_talked_about(desk: Desk, mailbox: Mailbox) -> None:
    task = await desk.database.run(mailbox.resume, desk.conversation, NOON + timedelta(minutes=1))
    assert task is not None
    topic = {"policies": ["jiehun-dengji"], "aspects": [], "said": "", "earlier": []}
    await desk.database.run(mailbox.finish, task, [Reply("…", topic=topic)], NOON)
    prechecks = desk.reading(front(), back())
    await prechecks.take(desk.conversation, photograph(1), NOON)
    assert (await prechecks.papers(desk.conversation, NOON)).subject == MARRIAGE
    haizang = Subject(SERVICE, "haizang")
    await prechecks.mean(desk.conversation, haizang, NOON)
    await prechecks.take(desk.conversation, photograph(2), NOON)
    assert (await prechecks.papers(desk.conversation, NOON)).subject == haizang, "what was said stays"


async def test_a_page_at_which_reading_breaks_off_is_for_staff_in_the_end(desk: Desk) -> None:
    broken = [RuntimeError("样本")] * store.MOST_ATTEMPTS
    prechecks = desk.reading(*broken)
    await prechecks.take(desk.conversation, photograph(), NOON)
    now = NOON
    for _ in broken:
        with pytest.raises(RuntimeError):
            await prechecks.read_next(now)
        assert await prechecks.read_next(now) is None, "it is out of reach until its lease is over"
        now += store.LEASE + timedelta(seconds=1)
    assert await prechecks.read_next(now) == desk.conversation
    [reply] = await desk.told()
    assert [card.outcome for card in reply.papers] == ["ask"]


async def test_a_page_that_was_deleted_while_it_was_read_stays_away(desk: Desk) -> None:
    class Deletes(ReadsAs):
        async def read(self, page: object) -> Reading:
            await prechecks.remove(desk.conversation)
            return await super().read(page)

    reader: Any = Deletes(front())
    prechecks = Prechecks(shipped, desk.database, desk.cipher, 7, reader)
    await prechecks.take(desk.conversation, photograph(), NOON)
    await prechecks.read_next(NOON)
    assert (await prechecks.papers(desk.conversation, NOON)).pages == ()
    assert await desk.told() == []


async def test_nobody_sees_or_deletes_the_pages_of_another(desk: Desk, mailbox: Mailbox) -> None:
    other = (await desk.database.run(mailbox.accept, said(sender="other"), NOON)).conversation_id
    prechecks = desk.reading(front())
    [page] = await prechecks.take(desk.conversation, photograph(), NOON)
    await read_all(prechecks, NOON)
    assert await prechecks.picture(other, page) is None
    assert await prechecks.remove(other, page) == 0
    assert await prechecks.picture(desk.conversation, page)


async def test_all_of_it_is_encrypted_where_it_lies(desk: Desk) -> None:
    prechecks = desk.reading(front())
    await prechecks.take(desk.conversation, photograph(), NOON)
    await read_all(prechecks, NOON)
    [row] = await desk.database.run(lambda db: db.execute(select(pages)).mappings().all())
    kept = json.dumps({name: str(value) for name, value in row.items()}, ensure_ascii=False)
    assert "张样本" not in kept
    assert NUMBER not in kept
    assert "JFIF" not in kept


async def test_no_picture_is_kept_where_none_may_be(desk: Desk) -> None:
    desk.keep_days = 0
    prechecks = desk.reading(front())
    [page] = await prechecks.take(desk.conversation, photograph(), NOON)
    await read_all(prechecks, NOON)
    assert await prechecks.picture(desk.conversation, page) is None
    [reply] = await desk.told()
    assert reply.papers[0].picture is None
    assert "没有保存" in reply.text


async def test_pages_are_forgotten_when_their_time_is_over(desk: Desk) -> None:
    prechecks = desk.reading(front())
    await prechecks.take(desk.conversation, photograph(), NOON)
    assert await desk.database.run(store.forget, NOON + timedelta(days=6)) == 0
    assert await desk.database.run(store.forget, NOON + timedelta(days=8)) == 1
    assert (await prechecks.papers(desk.conversation, NOON)).pages == ()
