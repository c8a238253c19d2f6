"""Sending what is queued: into conversations exactly once, by SMS under a lease, again and again until it arrives or is given up.

What goes into a conversation is written in the transaction that marks it sent. An SMS is handed to a connector in between: a
process killed there leaves a lease behind, and when that has run out the SMS is handed over again with the same id.
"""

from __future__ import annotations

import json
import secrets
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, or_, select, true, update

from bot.clock import SHANGHAI
from bot.db import Database
from bot.mailbox import Mailbox
from bot.messages import Reply
from bot.notices import OPEN, State, Way
from bot.notices_tables import deliveries, notices
from bot.privacy import Cipher, InvalidToken, mask
from bot.retry import run_async

FROM, TO = 8, 20
"""Hours of the day in China between which somebody is told something that can wait."""
AT_ONCE = 50
"""Notices written into conversations in one transaction."""
LEASE = timedelta(minutes=2)
"""For which an SMS is out of everybody else's hands; longer than any connector is waited for."""
MOST_ATTEMPTS = 10
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=1)
LONGEST_ERROR = 200
UNREADABLE = (InvalidToken, ValueError, TypeError, KeyError)
"""What a body raises that was written under a lost key or by another version."""


@dataclass(frozen=True)
class Handing:
    """An SMS to be handed over now, by the holder of the lease."""

    id: str
    """The same at every attempt."""
    lease: str
    attempts: int
    """With this one."""
    phone: str
    text: str
    """Of the whole reply."""


def due(db: Connection, way: Way, now: datetime, most: int) -> Sequence[Row[Any]]:
    """Deliveries that may be sent at this moment, with their notices' bodies, those due longest first. On PostgreSQL they are
    locked, and those locked by others left out."""
    # A lease that lasts longer than leases do was taken before the clock was put back.
    free = or_(deliveries.c.lease_until < now, deliveries.c.lease_until > now + LEASE)
    ready = or_(deliveries.c.state == State.WAITING, and_(deliveries.c.state == State.SENDING, free))
    by_day = FROM <= now.astimezone(SHANGHAI).hour < TO
    hour: ColumnElement[bool] = true() if by_day else notices.c.at_any_hour
    found = (
        select(deliveries, notices.c.body)
        .join(notices)
        .where(deliveries.c.way == way, deliveries.c.state.in_(OPEN), deliveries.c.try_at <= now, ready, hour)
        .where(or_(notices.c.expires_at.is_(None), notices.c.expires_at > now))
        .order_by(deliveries.c.try_at, deliveries.c.id)
        .limit(most)
        .with_for_update(skip_locked=True, of=deliveries)
    )
    return db.execute(found).all()


def expire(db: Connection, now: datetime) -> int:
    """Settles what is not sent and would come too late; how many deliveries."""
    too_late = select(notices.c.id).where(notices.c.expires_at <= now)
    late = and_(deliveries.c.state.in_(OPEN), deliveries.c.notice_id.in_(too_late))
    return db.execute(update(deliveries).where(late).values(_settled(State.EXPIRED, now))).rowcount


async def tell_due(database: Database, cipher: Cipher, now: datetime) -> list[str]:
    """Writes all that is due into the conversations, some at a time; the conversations in which something new then stands."""
    await run_async(database, expire, now)
    told: list[str] = []
    while True:
        some, looked_at = await run_async(database, tell, cipher, now, AT_ONCE)
        told += some
        if looked_at < AT_ONCE:
            return told


def tell(db: Connection, cipher: Cipher, now: datetime, most: int) -> tuple[list[str], int]:
    """Writes what is due into the conversations and marks it sent; the conversations, and how many were due."""
    told, found = [], due(db, Way.CONVERSATION, now, most)
    for row in found:
        try:
            reply = _reply(cipher, row)
        except UNREADABLE as error:
            _settle(db, row.id, State.DEAD, now, error=type(error).__name__)
            continue
        Mailbox(cipher).tell(db, row.conversation_id, reply, now)
        _settle(db, row.id, State.SENT, now)
        told.append(row.conversation_id)
    return told, len(found)


def lease(db: Connection, cipher: Cipher, now: datetime, most: int) -> list[Handing]:
    """Takes SMS that are due for the caller alone. It hands them over and then says `sent` or `failed` of each."""
    expire(db, now)
    taken = []
    for row in due(db, Way.SMS, now, most):
        if row.attempts >= MOST_ATTEMPTS:  # every process that had it was killed before it could say anything
            _settle(db, row.id, State.DEAD, now, error="never came back")
            continue
        try:
            phone, text = cipher.decrypt(row.phone), _reply(cipher, row).text
        except UNREADABLE as error:
            _settle(db, row.id, State.DEAD, now, error=type(error).__name__)
            continue
        owner = uuid.uuid4().hex
        values = {"state": State.SENDING, "attempts": row.attempts + 1, "lease_owner": owner}
        db.execute(update(deliveries).where(deliveries.c.id == row.id).values(**values, lease_until=now + LEASE))
        taken.append(Handing(row.id, owner, row.attempts + 1, phone, text))
    return taken


def sent(db: Connection, handing: Handing, now: datetime) -> bool:
    """Marks it sent; False if it was taken back, or somebody else has it."""
    return _settle(db, handing.id, State.SENT, now, owner=handing.lease)


def failed(db: Connection, handing: Handing, error: str, retry: bool, now: datetime) -> bool:
    """Has it tried again later, or gives it up; False if it was taken back, or somebody else has it. Whether that makes sense
    is `retry`; the error is kept without what is personal."""
    error = mask(error.replace(handing.phone, "［手机号］"))[:LONGEST_ERROR]
    if not retry or handing.attempts >= MOST_ATTEMPTS:
        return _settle(db, handing.id, State.DEAD, now, owner=handing.lease, error=error)
    free = {"lease_owner": None, "lease_until": None}
    again = {"state": State.WAITING, "try_at": now + pause(handing.attempts), "error": error, **free}
    mine = update(deliveries).where(deliveries.c.id == handing.id, deliveries.c.lease_owner == handing.lease)
    return db.execute(mine.values(again)).rowcount == 1


def pause(attempts: int) -> timedelta:
    """How long to wait after so many attempts: twice as long each time, and never the same, so that those who failed together
    come apart."""
    longest: timedelta = min(FIRST_PAUSE * 2 ** (attempts - 1), LONGEST_PAUSE)
    return longest * secrets.SystemRandom().uniform(0.5, 1)


def _settle(
    db: Connection, delivery_id: str, state: State, now: datetime, owner: str | None = None, error: str | None = None
) -> bool:
    mine = update(deliveries).where(deliveries.c.id == delivery_id, deliveries.c.state.in_(OPEN))
    if owner is not None:
        mine = mine.where(deliveries.c.lease_owner == owner)
    return db.execute(mine.values(_settled(state, now, error))).rowcount == 1


def _settled(state: State, now: datetime, error: str | None = None) -> dict[str, Any]:
    """What a settled delivery is like; only one given up keeps its address."""
    values: dict[str, Any] = {"state": state, "settled_at": now, "lease_owner": None, "lease_until": None}
    if error is not None:
        values["error"] = error
    return values if state == State.DEAD else {**values, "phone": None}


def _reply(cipher: Cipher, row: Row[Any]) -> Reply:
    return Reply.from_dict(json.loads(cipher.decrypt(row.body)))
