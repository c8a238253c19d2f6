"""What a member of staff decides of corrections: each is decided once, and told to the citizen only when approved."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, and_, or_, select, update

from actions.corrections.queue import APPROVED, DISMISSED, WAITING, in_force
from actions.corrections.tables import corrections
from bot.mailbox import Mailbox
from bot.messages import Reply
from bot.privacy import Cipher


class NoSuchCorrection(Exception):
    """None, or more than one, has an id that begins so; the message is what was given."""


@dataclass(frozen=True)
class Correction:
    """Something to be put right."""

    id: str
    conversation_id: str
    key: str
    """The same for all that say the same of the same change."""
    policy: str
    name: str
    clauses: tuple[str, ...]
    said_on: str
    """ISO day."""
    old: str
    new: str
    text: str
    """What is proposed to be said."""
    status: str
    created_at: datetime
    decided_at: datetime | None
    decided_by: str | None
    why: str | None


class Came(StrEnum):
    """What came of a decision."""

    DONE = "done"
    DECIDED_BEFORE = "decided_before"
    LIST_CHANGED = "list_changed"
    """The list has changed since, and is not compared yet."""


def read(db: Connection, cipher: Cipher, status: str | None = WAITING) -> list[Correction]:
    """Those of that status, the oldest first; None for all."""
    wanted = select(corrections).order_by(corrections.c.created_at, corrections.c.id)
    if status is not None:
        wanted = wanted.where(corrections.c.status == status)
    return [_correction(cipher, row) for row in db.execute(wanted)]


def find(db: Connection, cipher: Cipher, beginning: str) -> Correction:
    """The one whose id begins so. NoSuchCorrection."""
    found = db.execute(
        select(corrections).where(corrections.c.id.startswith(beginning, autoescape=True)).limit(2)
    ).all()
    if len(found) != 1 or not beginning:
        raise NoSuchCorrection(beginning)
    return _correction(cipher, found[0])


def alike(db: Connection, ids: Sequence[str]) -> list[str]:
    """Ids of all that wait and say the same of the same change as one of those, which come first."""
    like = db.execute(select(corrections.c.key, corrections.c.old).where(corrections.c.id.in_(ids))).all()
    same = or_(*(and_(corrections.c.key == row.key, corrections.c.old == row.old) for row in like))
    others = select(corrections.c.id).where(corrections.c.status == WAITING, same).order_by(corrections.c.created_at)
    return list(dict.fromkeys([*ids, *db.scalars(others)]))


def approve(db: Connection, cipher: Cipher, correction_id: str, by: str, now: datetime) -> Came:
    """Tells it to the citizen."""
    row = db.execute(select(corrections).where(corrections.c.id == correction_id)).one()
    if row.status == WAITING and row.new != in_force(db):
        return Came.LIST_CHANGED
    if not _decide(db, correction_id, {"status": APPROVED, "decided_by": cipher.encrypt(by), "decided_at": now}):
        return Came.DECIDED_BEFORE
    Mailbox(cipher).tell(db, row.conversation_id, Reply.from_dict(json.loads(cipher.decrypt(row.body))), now)
    return Came.DONE


def dismiss(db: Connection, cipher: Cipher, correction_id: str, by: str, why: str, now: datetime) -> Came:
    """It is not told."""
    values = {
        "status": DISMISSED,
        "decided_by": cipher.encrypt(by),
        "why": cipher.encrypt(why),
        "decided_at": now,
    }
    return Came.DONE if _decide(db, correction_id, values) else Came.DECIDED_BEFORE


def _decide(db: Connection, correction_id: str, values: dict[str, Any]) -> bool:
    waiting = update(corrections).where(corrections.c.id == correction_id, corrections.c.status == WAITING)
    return db.execute(waiting.values(values)).rowcount == 1


def _correction(cipher: Cipher, row: Row[Any]) -> Correction:
    changed = json.loads(cipher.decrypt(row.changed))
    return Correction(
        id=row.id,
        conversation_id=row.conversation_id,
        key=row.key,
        policy=changed["policy"],
        name=changed["name"],
        clauses=tuple(changed["clauses"]),
        said_on=changed["said_on"],
        old=row.old,
        new=row.new,
        text=json.loads(cipher.decrypt(row.body))["text"],
        status=row.status,
        created_at=row.created_at,
        decided_at=row.decided_at,
        decided_by=row.decided_by and cipher.decrypt(row.decided_by),
        why=row.why and cipher.decrypt(row.why),
    )
