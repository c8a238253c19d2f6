"""Pages that were shown and read, put in without photographs: made up."""

from __future__ import annotations

import itertools
from datetime import datetime, timedelta

import numpy as np
from sqlalchemy import Connection

from actions.documents import store
from actions.documents.model import Field, Finding, Line, Outcome, Recognised
from actions.documents.page_read import PageRead
from actions.documents.pictures import jpeg
from actions.documents.reading import Reading
from bot.privacy import Cipher

BOX = ((10.0, 10.0), (50.0, 10.0), (50.0, 20.0), (10.0, 20.0))
NUMBERS = {"样本甲": "440104195301134412", "样本乙": "440104198708139323"}
BLUR = Finding("blur", Outcome.FIX, "照片有点模糊。")
UNREADABLE = PageRead(Recognised(None, "", 0.0), (), (Finding("unreadable", Outcome.ASK, "请看。"),), (), (), 1, 1)
IMAGE = jpeg(np.full((60, 100, 3), 255, np.uint8))
_DIGESTS = itertools.count(1)


def front(name: str, *photograph: Finding) -> PageRead:
    number = NUMBERS.get(name, NUMBERS["样本甲"])
    sex, birth = "男女"[number == NUMBERS["样本乙"]], f"{number[6:10]}-{number[10:12]}-{number[12:14]}"
    address = "样本市样本路1号"
    values = {"name": name, "sex": sex, "nation": "汉", "birth": birth, "address": address, "number": number}
    return page("id-card", "front", values, *photograph)


def back(until: str = "2036-05-12", *photograph: Finding) -> PageRead:
    values = {"issuer": "样本市公安局", "valid_from": "2016-05-12", "valid_until": until}
    return page("id-card", "back", values, *photograph)


def page(kind: str, side: str, values: dict[str, str], *photograph: Finding) -> PageRead:
    fields = tuple(Field(id_, value, 0.99, BOX) for id_, value in values.items())
    lines = tuple(Line(value, 0.99, BOX) for value in values.values())
    return PageRead(Recognised(kind, side, 1.0), fields, photograph, (), lines, 100, 60)


BOTH = (front("样本甲"), back(), front("样本乙"), back("2041-01-01"))
"""All that a couple needs."""


class ReadsAs:
    """Reads every page as that one."""

    def __init__(self, read: PageRead) -> None:
        self.as_read = read

    async def read(self, page: object) -> Reading:
        read = self.as_read
        found = (list(read.fields), list(read.lines), list(read.photograph), list(read.portrait))
        return Reading(read.recognised, *found, read.width, read.height, IMAGE)

    def close(self) -> None:
        """Nothing is open."""


def show(db: Connection, cipher: Cipher, conversation: str, now: datetime, *pages: PageRead | None) -> None:
    """In the conversation; None is one that waits to be read."""
    papers = store.begin(db, conversation, now)
    times = store.Times(now, now + timedelta(days=7))
    for read in pages:
        [id_] = store.put(db, cipher, papers.id, [(f"{next(_DIGESTS)}", IMAGE)], times)
        if read is not None:
            store.keep(db, cipher, id_, read, IMAGE)
