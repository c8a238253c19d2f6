"""Papers in the database: what they are for, pages that wait to be read, pages that were read. Functions of a connection."""

from __future__ import annotations

import base64
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, delete, func, or_, select, update

from actions.documents.page_read import PageRead
from actions.documents.tables import pages, papers
from bot.db import INSERTS
from bot.privacy import Cipher

LEASE = timedelta(minutes=2)
"""For which a page is out of everybody else's hands; many times longer than reading one takes."""
MOST_ATTEMPTS = 3
"""Times a page is begun to be read, each time cut short, before it counts as unreadable."""
MOST_PAGES = 40
"""Of one conversation at a time."""


class TooMany(Exception):
    """The conversation has as many pages as there may be."""


@dataclass(frozen=True)
class Papers:
    """What the papers of a conversation are for."""

    id: str
    conversation_id: str
    subject: str | None
    """service/… or policy/…"""
    appointment: int | None


@dataclass(frozen=True)
class KeptPage:
    """A page of them."""

    id: str
    number: int
    read: PageRead | None
    """None while it waits."""
    has_image: bool
    kept_until: datetime
    told: bool


@dataclass(frozen=True)
class Waiting:
    """A page to be read now, by who took it."""

    id: str
    papers_id: str
    conversation_id: str
    image: bytes
    attempts: int
    """With this one."""


@dataclass(frozen=True)
class Times:
    """When something is put, and until when it may be kept."""

    now: datetime
    kept_until: datetime


def begin(db: Connection, conversation_id: str, now: datetime) -> Papers:
    """The conversation's papers, begun if there are none."""
    new = {"id": uuid.uuid4().hex, "conversation_id": conversation_id, "created_at": now}
    db.execute(INSERTS[db.dialect.name](papers).values(new).on_conflict_do_nothing(index_elements=["conversation_id"]))
    found = of_conversation(db, conversation_id)
    assert found is not None
    return found


def of_conversation(db: Connection, conversation_id: str) -> Papers | None:
    """None if no page was ever shown in it."""
    return _papers(db, papers.c.conversation_id == conversation_id)


def of_appointment(db: Connection, number: int) -> Papers | None:
    """None if none were shown for it."""
    return _papers(db, papers.c.appointment == number)


def all_of_appointment(db: Connection, number: int) -> list[Papers]:
    """Those shown for it, of any conversation."""
    rows = db.execute(select(papers).where(papers.c.appointment == number).order_by(papers.c.created_at, papers.c.id))
    return [Papers(row.id, row.conversation_id, row.subject, row.appointment) for row in rows]


def meant_for(db: Connection, papers_id: str, subject: str | None, appointment: int | None) -> None:
    """Says what the papers are for."""
    db.execute(update(papers).where(papers.c.id == papers_id).values(subject=subject, appointment=appointment))


def put(db: Connection, cipher: Cipher, papers_id: str, images: Sequence[tuple[str, bytes]], times: Times) -> list[str]:
    """Ids of the pages, a JPEG each with its digest; one that is there already is not put twice. TooMany beyond MOST_PAGES."""
    # Whoever puts pages at the same moment waits, so that no number is given twice.
    db.execute(select(papers.c.id).where(papers.c.id == papers_id).with_for_update())
    ids = []
    for digest, image in images:
        known = select(pages.c.id).where(pages.c.papers_id == papers_id, pages.c.digest == digest)
        id_ = db.scalar(known)
        if id_ is None:
            last, count = db.execute(
                select(func.max(pages.c.number), func.count()).where(pages.c.papers_id == papers_id)
            ).one()
            if count >= MOST_PAGES:
                raise TooMany
            new = {
                "id": uuid.uuid4().hex,
                "papers_id": papers_id,
                "number": (last or 0) + 1,
                "digest": digest,
                "image": cipher.encrypt(base64.b64encode(image).decode()),
                "attempts": 0,
                "told": False,
                "created_at": times.now,
                "kept_until": times.kept_until,
            }
            id_ = new["id"]
            db.execute(pages.insert().values(new))
        ids.append(str(id_))
    return ids


def all_of(db: Connection, cipher: Cipher, papers_id: str) -> list[KeptPage]:
    """Every page, in the order in which they were shown."""
    rows = db.execute(select(pages).where(pages.c.papers_id == papers_id).order_by(pages.c.number))
    return [_kept(row, cipher) for row in rows]


def shown_for(db: Connection, cipher: Cipher, number: int, conversation_id: str | None) -> list[KeptPage]:
    """Pages of what was shown for the appointment or in the conversation, in the order in which they were shown."""
    which = or_(papers.c.appointment == number, papers.c.conversation_id == conversation_id)
    rows = db.execute(select(pages).join(papers).where(which).order_by(pages.c.created_at, pages.c.number))
    return [_kept(row, cipher) for row in rows]


def image_of(db: Connection, cipher: Cipher, page_id: str, conversation_id: str) -> bytes | None:
    """The JPEG of a page of that conversation; None if there is none, or none any more."""
    found = db.scalar(
        select(pages.c.image)
        .join(papers)
        .where(pages.c.id == page_id, papers.c.conversation_id == conversation_id, pages.c.reading.is_not(None))
    )
    return None if found is None else base64.b64decode(cipher.decrypt(found))


def take(db: Connection, cipher: Cipher, now: datetime) -> Waiting | None:
    """The page that has waited longest, out of everybody else's hands; None if none waits."""
    free = or_(pages.c.lease_until.is_(None), pages.c.lease_until < now, pages.c.lease_until > now + LEASE)
    waits = (pages.c.reading.is_(None), pages.c.image.is_not(None), free)
    first = select(pages.c.id).where(*waits).order_by(pages.c.created_at, pages.c.number).limit(1).scalar_subquery()
    taken = (
        update(pages)
        .where(pages.c.id == first, *waits)
        .values(lease_until=now + LEASE, attempts=pages.c.attempts + 1)
        .returning(pages.c.id, pages.c.papers_id, pages.c.image, pages.c.attempts)
    )
    row = db.execute(taken).one_or_none()
    if row is None:
        return None
    whose = db.scalar(select(papers.c.conversation_id).where(papers.c.id == row.papers_id))
    image = base64.b64decode(cipher.decrypt(row.image))
    return Waiting(row.id, row.papers_id, str(whose), image, row.attempts)


def keep(db: Connection, cipher: Cipher, page_id: str, read: PageRead, upright: bytes | None) -> bool:
    """Keeps what was read and the picture as it stands upright (None: no picture); False if the page is gone by now."""
    image = None if upright is None else cipher.encrypt(base64.b64encode(upright).decode())
    values = {"reading": cipher.encrypt(read.to_json()), "image": image, "lease_until": None}
    return db.execute(update(pages).where(pages.c.id == page_id).values(values)).rowcount == 1


def told(db: Connection, page_ids: Sequence[str]) -> None:
    """Their findings stand in the conversation."""
    db.execute(update(pages).where(pages.c.id.in_(page_ids)).values(told=True))


def keep_until(db: Connection, papers_id: str, until: datetime) -> None:
    """Another day for all pages, because the appointment has another."""
    db.execute(update(pages).where(pages.c.papers_id == papers_id).values(kept_until=until))


def remove(db: Connection, conversation_id: str, page_id: str | None = None) -> int:
    """Deletes a page of the conversation, or all; how many they were."""
    theirs = select(papers.c.id).where(papers.c.conversation_id == conversation_id)
    which: list[ColumnElement[bool]] = [pages.c.papers_id.in_(theirs)]
    if page_id is not None:
        which.append(pages.c.id == page_id)
    return db.execute(delete(pages).where(*which)).rowcount


def forget(db: Connection, now: datetime) -> int:
    """Deletes the pages whose time is over; how many they were."""
    return db.execute(delete(pages).where(pages.c.kept_until <= now)).rowcount


def _papers(db: Connection, which: Any) -> Papers | None:
    row = db.execute(select(papers).where(which)).first()
    return None if row is None else Papers(row.id, row.conversation_id, row.subject, row.appointment)


def _kept(row: Row[Any], cipher: Cipher) -> KeptPage:
    read = None if row.reading is None else PageRead.from_json(cipher.decrypt(row.reading))
    return KeptPage(row.id, row.number, read, row.image is not None, row.kept_until, row.told)
