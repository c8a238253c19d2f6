"""What the bot says on its own accord: reminders, offers, closures, news. All of it is queued here and sent from here.

Each function is the work of one transaction, so that a notice is queued if and only if what it speaks of has happened. How it
is sent stands in `bot/deliveries.py`.
"""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, delete, exists, or_, select, update

from bot.db import INSERTS
from bot.messages import Reply
from bot.notices_tables import deliveries, notices
from bot.privacy import Cipher


class Way(StrEnum):
    """How a notice reaches somebody."""

    CONVERSATION = "conversation"
    SMS = "sms"


class State(StrEnum):
    """Where a delivery stands."""

    WAITING = "waiting"
    SENDING = "sending"
    """Somebody holds it under a lease and may have handed it over."""
    SENT = "sent"
    DEAD = "dead"
    """Given up; a person may have it tried again."""
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


OPEN = (State.WAITING, State.SENDING)
KEPT = (*OPEN, State.DEAD)
"""States in which the text and the address may still be needed."""


@dataclass(frozen=True)
class Notice:
    """Something to be said, in a conversation, by SMS, or both."""

    key: str
    """At most 160 characters, nothing personal. Queued again under it, it is the same notice, also once it is withdrawn."""
    about: str
    """What it speaks of, such as booking/123456789; at most 80 characters."""
    conversation_id: str | None
    phone: str | None
    reply: Reply
    due_at: datetime
    """It is not sent before."""
    expires_at: datetime | None = None
    """From then on it is not sent any more."""
    at_any_hour: bool = False
    """Also at night."""


def queue(db: Connection, cipher: Cipher, notice: Notice, now: datetime) -> bool:
    """Has it sent when it is due; False if one of that key was queued before. ValueError if it would reach nobody."""
    ways: list[dict[str, Any]] = []
    if notice.conversation_id is not None:
        ways.append({"way": Way.CONVERSATION, "conversation_id": notice.conversation_id, "phone": None})
    if notice.phone is not None:
        ways.append({"way": Way.SMS, "conversation_id": None, "phone": cipher.encrypt(notice.phone)})
    if not ways:
        raise ValueError(f"{notice.about}: neither conversation nor phone")
    row = {
        "id": uuid.uuid4().hex,
        "key": notice.key,
        "about": notice.about,
        "body": cipher.encrypt(json.dumps(notice.reply.to_dict(), ensure_ascii=False)),
        "at_any_hour": notice.at_any_hour,
        "expires_at": notice.expires_at,
        "created_at": now,
    }
    once = INSERTS[db.dialect.name](notices).values(row).on_conflict_do_nothing(index_elements=["key"])
    notice_id = db.execute(once.returning(notices.c.id)).scalar_one_or_none()
    if notice_id is None:
        return False
    common = {"notice_id": notice_id, "state": State.WAITING, "try_at": notice.due_at, "attempts": 0}
    db.execute(deliveries.insert(), [{"id": uuid.uuid4().hex, **common, **way} for way in ways])
    return True


def withdraw(db: Connection, about: str, now: datetime) -> int:
    """Takes back what speaks of that and is not sent; how many notices. One that is being handed over at this moment may
    still arrive, but is not tried again."""
    of_it = deliveries.c.notice_id.in_(select(notices.c.id).where(notices.c.about == about))
    settled = {"state": State.WITHDRAWN, "settled_at": now, "phone": None, "lease_owner": None, "lease_until": None}
    taken = update(deliveries).where(of_it, deliveries.c.state.in_(KEPT)).values(settled)
    return len(set(db.scalars(taken.returning(deliveries.c.notice_id))))


def erase(db: Connection, about: str) -> int:
    """Deletes every notice that speaks of that, sent or not; how many."""
    return db.execute(delete(notices).where(notices.c.about == about)).rowcount


def forget(db: Connection, dead_before: datetime, keys_before: datetime) -> int:
    """Empties what is settled, deletes what was given up before the first moment, and everything settled before the second;
    how many notices are gone. Until then a key stays known, so that nothing is said twice."""
    given_up = (deliveries.c.state == State.DEAD) & (deliveries.c.settled_at < dead_before)
    db.execute(delete(deliveries).where(given_up))
    of_it = deliveries.c.notice_id == notices.c.id
    still_needed = exists().where(of_it, deliveries.c.state.in_(KEPT))
    db.execute(update(notices).where(notices.c.body.is_not(None), ~still_needed).values(body=None))
    recent = exists().where(of_it, or_(deliveries.c.settled_at.is_(None), deliveries.c.settled_at >= keys_before))
    return db.execute(delete(notices).where(~recent)).rowcount
