"""Of papers that an appointment requires it is told with them what is still missing, and until when."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from actions.booking.bookings import Bookings
from actions.booking.model import Slot
from actions.booking.opening import open_service
from actions.booking.wish import Wish
from actions.documents.page_read import PageRead
from actions.documents.prechecks import Prechecks
from actions.documents.required import State
from bot.clock import SHANGHAI
from bot.db import Database
from bot.history import History
from bot.mailbox import Mailbox
from bot.privacy import Cipher
from knowledge.policy_list import load
from tests.documents.shown import BLUR, BOTH, ReadsAs, front, show
from tests.fakes import said

LIST = load()
MONDAY = datetime(2026, 11, 23, 10, tzinfo=SHANGHAI)
LAST = "12月1日"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("before", "read", "has", "has_not"),
    [
        ((), front("样本甲"), ["样本乙的居民身份证（两面）", LAST, "让给别人"], ["都合格"]),
        (BOTH[:3], BOTH[3], ["都合格", "号给您留着"], [LAST, "让给别人"]),
        (BOTH[1:], front("样本甲", BLUR), ["有点模糊", LAST, "让给别人"], ["都合格"]),
    ],
    ids=["one is missing", "all in order", "to be mended"],
)
async def test_it_is_told_with_the_papers(
    database: Database,
    cipher: Cipher,
    mailbox: Mailbox,
    before: tuple[PageRead, ...],
    read: PageRead,
    has: list[str],
    has_not: list[str],
) -> None:
    conversation = (await database.run(mailbox.accept, said(), MONDAY)).conversation_id
    await open_service(database, "jiehun", LIST.services["jiehun"], MONDAY)
    bookings = Bookings(lambda: LIST, database, cipher)
    slot, answers = Slot.of("jiehun/tianhe/2026-12-02/nine"), {"age": True, "mainland": True}
    wish = Wish(slot, ("样本甲", "样本乙"), "13800000001", answers, conversation_id=conversation)
    await database.run(show, cipher, conversation, MONDAY, *before, None)
    booked = await bookings.hold(wish, "key", MONDAY)
    await bookings.confirm(booked.number, MONDAY)
    reader: Any = ReadsAs(read)
    prechecks = Prechecks(lambda: LIST, database, cipher, 7, reader)
    assert await prechecks.read_next(MONDAY) == conversation
    entries = await database.run(History(cipher).after, conversation, 0)
    [text] = [entry.reply.text for entry in entries if entry.speaker == "bot"]
    assert [words for words in has if words not in text] == []
    assert [words for words in has_not if words in text] == []
    await prechecks.remove(conversation)
    papers = await bookings.papers(booked.number, MONDAY)
    assert papers is not None
    assert (papers.state is State.PASS) == ("都合格" in text), "what was in order counts also when it is deleted"
