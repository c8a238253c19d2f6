"""Pages of made-up people as they would have been read, and small drawn pictures of them."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np
from sqlalchemy import Connection

from actions.documents import pictures, store
from actions.documents.model import Box, Field, Finding, Line, Recognised
from actions.documents.page_read import PageRead
from actions.documents.store import Times
from bot.privacy import Cipher

WIDTH, HEIGHT = 400, 340
KEPT = timedelta(days=30)
RIGHT, WRONG_CHECK = "440104195301134412", "440104195301134411"
FRONT = {
    "name": "张样本",
    "sex": "男",
    "nation": "汉",
    "birth": "1953-01-13",
    "address": "广东省广州市越秀区文明路12号303房",
    "number": RIGHT,
}
CAPTIONS = {
    "name": "姓名",
    "sex": "性别",
    "nation": "民族",
    "birth": "出生",
    "address": "住址",
    "number": "公民身份号码",
}


def box_of(place: int) -> Box:
    """Of the field in that place: one below the other, over most of the width."""
    top = 20.0 + 40 * place
    return ((20.0, top), (300.0, top), (300.0, top + 24), (20.0, top + 24))


def page_of(
    kind: str | None = "id-card",
    side: str = "front",
    fields: dict[str, str] | None = None,
    photograph: tuple[Finding, ...] = (),
) -> PageRead:
    """A page; without fields, the front of an identity card. What stands on it stands in its lines too."""
    values = FRONT if fields is None else fields
    found = tuple(Field(id_, value, 0.98, box_of(place)) for place, (id_, value) in enumerate(values.items()))
    lines = tuple(Line(CAPTIONS.get(field.id, "") + written(field), 0.97, field.box or ()) for field in found)
    return PageRead(Recognised(kind, side, 0.9), found, photograph, (), lines, WIDTH, HEIGHT)


def written(field: Field) -> str:
    """The value as a card prints it."""
    if field.id == "birth":
        year, month, day = field.value.split("-")
        return f"{year}年{int(month)}月{int(day)}日"
    return field.value


def picture_of(read: PageRead) -> bytes:
    """A JPEG: bright stripes where fields stand, on a dark ground."""
    page = np.full((read.height, read.width, 3), 60, np.uint8)
    for field in read.fields:
        if field.box:
            (left, top), _, (right, bottom), _ = field.box
            page[int(top) : int(bottom), int(left) : int(right) : 4] = 255
    return pictures.jpeg(page)


def put(
    db: Connection, cipher: Cipher, conversation: str, reads: list[PageRead], now: datetime, subject: str | None = None
) -> list[str]:
    """Their ids, read; in the papers of the conversation, which is there."""
    papers = store.begin(db, conversation, now)
    if subject is not None:
        store.meant_for(db, papers.id, subject, None)
    ids = []
    for read in reads:
        image = picture_of(read)
        digest = f"{len(store.all_of(db, cipher, papers.id)):064}"
        (id_,) = store.put(db, cipher, papers.id, [(digest, image)], Times(now, now + KEPT))
        store.keep(db, cipher, id_, read, image)
        ids.append(id_)
    return ids
