"""When the list changes: what was told and stands otherwise now is put right, once a member of staff agrees."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

from sqlalchemy import Connection, Row, Table, and_, delete, select, update

from actions.corrections.tables import comparisons, corrections
from actions.texts import texts_of
from bot.clock import day_of
from bot.db import INSERTS
from bot.mailbox import Mailbox
from bot.messages import Reply
from bot.privacy import Cipher
from bot.tables import outbox
from knowledge.diff import Change, Kind, PolicyChange

texts = partial(texts_of, "corrections")
WAITING, APPROVED, DISMISSED, OVERTAKEN = "waiting", "approved", "dismissed", "overtaken"


@dataclass(frozen=True)
class Correction:
    """Something to be put right."""

    id: str
    conversation_id: str
    policy: str
    old: str
    new: str
    text: str
    """What is proposed to be said."""
    status: str
    decided_by: str | None
    reason: str | None
    created_at: datetime
    decided_at: datetime | None


@dataclass(frozen=True)
class Told:
    """A reply that rests on a list."""

    conversation_id: str
    clauses: frozenset[tuple[str, str]]
    """Pairs of policy and clause."""
    day: date


def versions(db: Connection) -> set[str]:
    """The lists that kept replies rest on."""
    return set(db.scalars(select(outbox.c.list_version).where(outbox.c.list_version.is_not(None)).distinct()))


def compared(db: Connection, new: str) -> set[str]:
    """The lists that were compared with this one."""
    return set(db.scalars(select(comparisons.c.old).where(comparisons.c.new == new)))


def told(db: Connection, cipher: Cipher, version: str) -> Iterator[Told]:
    """Every kept reply that rests on the list."""
    rows = select(outbox.c.conversation_id, outbox.c.body, outbox.c.created_at)
    for row in db.execute(rows.where(outbox.c.list_version == version).order_by(outbox.c.created_at)):
        trace = json.loads(cipher.decrypt(row.body))["trace"] or {}
        clauses = frozenset(_split(clause) for clause in trace.get("clauses", ()))
        yield Told(row.conversation_id, clauses, day_of(row.created_at))


def resting_on(one: Told, changes: list[PolicyChange]) -> list[tuple[PolicyChange, list[Change]]]:
    """What of the reply stands otherwise now."""
    found = []
    for policy in changes:
        mine = [c for c in policy.changes if c.kind is not Kind.ADDED and (policy.policy, c.clause) in one.clauses]
        if mine:
            found.append((policy, mine))
    return found


def queue(db: Connection, cipher: Cipher, old: str, new: str, changes: list[PolicyChange], now: datetime) -> int:
    """Compares the two lists once, and queues a correction for each conversation and policy; how many they were."""
    if not _insert_once(db, comparisons, ["old", "new"], {"old": old, "new": new, "at": now}):
        return 0
    count = 0
    for one in told(db, cipher, old):
        for policy, mine in resting_on(one, changes):
            count += _propose(db, cipher, one, policy, mine, (old, new), now)
    return count


def _propose(
    db: Connection,
    cipher: Cipher,
    one: Told,
    policy: PolicyChange,
    changes: list[Change],
    lists: tuple[str, str],
    now: datetime,
) -> bool:
    same = and_(corrections.c.conversation_id == one.conversation_id, corrections.c.policy == policy.policy)
    if db.execute(select(corrections.c.id).where(same, corrections.c.status == APPROVED)).first():
        return False  # what was approved is itself a reply that rests on a later list
    waiting = update(corrections).where(same, corrections.c.status == WAITING, corrections.c.new != lists[1])
    db.execute(waiting.values(status=OVERTAKEN, decided_at=now))
    reply = proposed(policy, changes, one.day, lists[1])
    row = {
        "id": uuid.uuid4().hex,
        "conversation_id": one.conversation_id,
        "policy": policy.policy,
        "old": lists[0],
        "new": lists[1],
        "body": cipher.encrypt(json.dumps(reply.to_dict(), ensure_ascii=False)),
        "status": WAITING,
        "created_at": now,
    }
    return _insert_once(db, corrections, ["conversation_id", "policy", "new"], row)


def proposed(policy: PolicyChange, changes: list[Change], day: date, version: str) -> Reply:
    """The words of a correction."""
    lines = [
        texts()["changed" if change.new else "removed"].format(old=change.old, new=change.new) for change in changes
    ]
    spoken = f"{day.year}年{day.month}月{day.day}日"
    text = texts()["correction"].format(day=spoken, policy=policy.name, lines="\n".join(lines))
    clauses = [f"{policy.policy}/{change.clause}" for change in changes if change.new]
    return Reply(text, outcome="answered", trace={"list": version, "clauses": clauses})


def read(db: Connection, cipher: Cipher, status: str | None = WAITING) -> list[Correction]:
    """Those of that status, the oldest first; None for all."""
    wanted = select(corrections).order_by(corrections.c.created_at, corrections.c.id)
    if status is not None:
        wanted = wanted.where(corrections.c.status == status)
    return [_correction(cipher, row) for row in db.execute(wanted)]


def approve(db: Connection, cipher: Cipher, correction_id: str, by: str, now: datetime) -> bool:
    """Tells it to the citizen; False if it was decided before."""
    if not _decide(db, correction_id, {"status": APPROVED, "decided_by": by, "decided_at": now}):
        return False
    row = db.execute(select(corrections).where(corrections.c.id == correction_id)).one()
    reply = Reply.from_dict(json.loads(cipher.decrypt(row.body)))
    Mailbox(cipher).tell(db, row.conversation_id, reply, now)
    return True


def dismiss(db: Connection, correction_id: str, by: str, reason: str, now: datetime) -> bool:
    """It is not told; False if it was decided before."""
    return _decide(db, correction_id, {"status": DISMISSED, "decided_by": by, "reason": reason, "decided_at": now})


def forget_comparisons(db: Connection, kept: set[str]) -> None:
    """Deletes the notes of comparisons with lists that no reply rests on."""
    db.execute(delete(comparisons).where(comparisons.c.old.not_in(kept)))


def _insert_once(db: Connection, table: Table, key: list[str], row: dict[str, Any]) -> bool:
    """False if there is a row of that key."""
    new = INSERTS[db.dialect.name](table).values(row).on_conflict_do_nothing(index_elements=key)
    return db.execute(new.returning(table.c[key[0]])).first() is not None


def _decide(db: Connection, correction_id: str, values: dict[str, Any]) -> bool:
    waiting = update(corrections).where(corrections.c.id == correction_id, corrections.c.status == WAITING)
    return db.execute(waiting.values(values)).rowcount == 1


def _correction(cipher: Cipher, row: Row[Any]) -> Correction:
    text = json.loads(cipher.decrypt(row.body))["text"]
    return Correction(
        row.id,
        row.conversation_id,
        row.policy,
        row.old,
        row.new,
        text,
        row.status,
        row.decided_by,
        row.reason,
        row.created_at,
        row.decided_at,
    )


def _split(clause: str) -> tuple[str, str]:
    policy, _, clause_id = clause.partition("/")
    return policy, clause_id
