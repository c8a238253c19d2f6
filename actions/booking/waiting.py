"""Reading an entry of the queue, with who waits."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from actions.booking.errors import Unknown
from actions.booking.model import Slot
from actions.booking.queue import IN_THE_QUEUE, ahead
from actions.booking.tables import appointments, waitlist
from bot.privacy import Cipher


@dataclass(frozen=True)
class Entry:
    """As it stands."""

    id: str
    slot: Slot
    status: str
    """waiting, offered, accepted, declined, lapsed or ended."""
    ahead: int | None
    """How many wait before; None if it does not wait."""
    offered_until: datetime | None
    number: int | None
    """Of the appointment that was offered."""
    amounts: Mapping[str, int]
    who: Mapping[str, Any] = field(repr=False)
    conversation_id: str | None


def of_conversation(db: Connection, cipher: Cipher, conversation_id: str) -> list[Entry]:
    """What is waited for in it, or offered."""
    mine = (waitlist.c.conversation_id == conversation_id) & waitlist.c.status.in_(IN_THE_QUEUE)
    return [entry(db, cipher, name) for name in db.scalars(select(waitlist.c.id).where(mine))]


def entry(db: Connection, cipher: Cipher, entry_id: str) -> Entry:
    """Unknown if there is none. Whether the asker may see it is for the caller to find out."""
    row = db.execute(select(waitlist).where(waitlist.c.id == entry_id)).one_or_none()
    if row is None:
        raise Unknown(entry_id)
    return Entry(
        row.id,
        Slot.of(row.session_id),
        row.status,
        ahead(db, entry_id),
        row.offered_until if row.status == "offered" else None,
        db.scalar(select(appointments.c.id).where(appointments.c.entry_id == entry_id)),
        row.amounts,
        json.loads(cipher.decrypt(row.who)),
        row.conversation_id,
    )
