"""When the list changes: what was told and is no longer so is queued to be put right. Nothing goes out from here."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog
from sqlalchemy import Connection, delete, select, update

from actions.corrections import resting
from actions.corrections.resting import TOLD, Resting, Rows
from actions.corrections.tables import corrections, list_versions
from actions.corrections.wording import clauses_of, proposed, stands_now, touched_by_policy
from bot.clock import day_of
from bot.db import INSERTS, Database
from bot.messages import Reply
from bot.privacy import Cipher
from bot.tables import outbox
from knowledge.diff import Difference, Touched, diff
from knowledge.policy_list import PolicyList

SETTLED = timedelta(minutes=5)
"""A list is compared when it has been in force so long: clerks save file after file, answers under way are of the older."""
AGAIN = timedelta(days=1)
"""After so long everything is looked at once more, for what an older list was still told from meanwhile."""
PAGE = 50
"""Conversations looked at in one transaction."""
MOST_PAGES = 40
"""Looked at in one run."""
WAITING, APPROVED, DISMISSED, OVERTAKEN = "waiting", "approved", "dismissed", "overtaken"
log = structlog.get_logger()


@dataclass(frozen=True)
class Proposal:
    """A correction to be queued."""

    conversation_id: str
    seq: int
    key: str
    old: str
    changed: dict[str, object]
    reply: Reply


@dataclass(frozen=True)
class Proposals:
    """Those of one page of conversations."""

    conversations: Sequence[str]
    made: Sequence[Proposal]
    unknown: frozenset[str]
    """Conversations with answers from a list of which no copy is kept: what waits there is left alone."""


@dataclass(frozen=True)
class Corrections:
    """Compares what was told with the list in force; several processes may, and each thing is queued once."""

    database: Database
    cipher: Cipher
    older: Callable[[str], PolicyList | None]
    """A list that was answered from, by its version; None if it is not kept."""
    _differences: dict[tuple[str, str], Difference | None] = field(default_factory=dict)

    async def run(self, policies: PolicyList, now: datetime) -> set[str] | None:
        """Does what is due. When all is done, the versions of the lists that something rests on."""
        after = await self.database.run(_due, policies.version, now)
        if after is None:
            return None
        for between, difference in list(self._differences.items()):
            if difference is None or between[1] != policies.version:
                del self._differences[between]
        for _ in range(MOST_PAGES):
            page = await self.database.run(_page, policies.version, after)
            if not page:
                return await self.database.run(_done, policies.version, now)
            rows = await self.database.run(resting.rows, page)
            found = await asyncio.to_thread(self._propose, page, rows, policies, now)
            await self.database.run(self._queue, found, policies.version, now)
            after = page[-1]
        return None

    def _propose(self, page: Sequence[str], rows: Rows, policies: PolicyList, now: datetime) -> Proposals:
        made, unknown = [], set()
        for conversation, of_it in resting.read(self.cipher, rows).items():
            found = []
            for one in of_it:
                if one.what not in TOLD or one.list_version == policies.version or not one.policies():
                    continue
                difference = self._difference(one.list_version, policies)
                if difference is None:
                    unknown.add(conversation)
                else:
                    found += [(one, touched) for touched in one.touched(difference)]
            made += [self._proposal(policies, of_one, now) for of_one in touched_by_policy(found).values()]
        return Proposals(page, made, frozenset(unknown))

    def _difference(self, version: str, policies: PolicyList) -> Difference | None:
        between = (version, policies.version)
        if between not in self._differences:
            older = self.older(version)
            if older is None:
                log.error("list_not_kept", version=version)
            self._differences[between] = diff(older, policies) if older is not None else None
        return self._differences[between]

    def _proposal(self, policies: PolicyList, found: Sequence[tuple[Resting, Touched]], now: datetime) -> Proposal:
        last, touched = found[-1]
        told = json.dumps(stands_now(policies, found), ensure_ascii=False)
        return Proposal(
            conversation_id=last.conversation_id,
            seq=last.seq,
            key=self.cipher.lookup("correction", told),
            old=last.list_version,
            changed={
                "policy": touched.change.policy,
                "name": touched.change.name,
                "clauses": clauses_of(found),
                "said_on": last.day.isoformat(),
            },
            reply=proposed(policies, found, day_of(now)),
        )

    def _queue(self, db: Connection, found: Proposals, new: str, now: datetime) -> None:
        """Writes them; what waited for another reason, or for none any more, does not wait any longer."""
        wanted = {(one.conversation_id, one.seq, one.key) for one in found.made}
        waits = corrections.c.conversation_id.in_(found.conversations) & (corrections.c.status == WAITING)
        for row in db.execute(select(corrections).where(waits)).all():
            if (row.conversation_id, row.seq, row.key) not in wanted and row.conversation_id not in found.unknown:
                gone = (corrections.c.id == row.id) & (corrections.c.status == WAITING)
                db.execute(update(corrections).where(gone).values(status=OVERTAKEN, decided_at=now))
        for one in found.made:
            self._put(db, one, new, now)
        db.execute(
            update(list_versions).where(list_versions.c.version == new).values(looked_to=found.conversations[-1])
        )

    def _put(self, db: Connection, one: Proposal, new: str, now: datetime) -> None:
        """Once; one that is there and undecided is brought up to date."""
        fresh = {
            "old": one.old,
            "new": new,
            "changed": self.cipher.encrypt(json.dumps(one.changed, ensure_ascii=False)),
            "body": self.cipher.encrypt(json.dumps(one.reply.to_dict(), ensure_ascii=False)),
            "status": WAITING,
            "decided_at": None,
        }
        row = {
            "id": uuid.uuid4().hex,
            "conversation_id": one.conversation_id,
            "seq": one.seq,
            "key": one.key,
            "created_at": now,
            **fresh,
        }
        insert = INSERTS[db.dialect.name](corrections).values(row)
        undecided = corrections.c.status.in_((WAITING, OVERTAKEN))
        db.execute(
            insert.on_conflict_do_update(index_elements=["conversation_id", "seq", "key"], set_=fresh, where=undecided)
        )


def in_force(db: Connection) -> str | None:
    """The version of the list that came into force last; None before the first."""
    return db.scalar(select(list_versions.c.version).order_by(list_versions.c.since.desc()).limit(1))


def forget(db: Connection) -> int:
    """Deletes the corrections of what is no longer kept; how many they were."""
    kept = select(outbox.c.conversation_id)
    return db.execute(delete(corrections).where(corrections.c.conversation_id.not_in(kept))).rowcount


def _due(db: Connection, version: str, now: datetime) -> str | None:
    """The conversation after which to go on; None while nothing is due. A list that is new in force is noted."""
    if in_force(db) != version:
        begun = {"since": now, "looked_to": "", "compared_at": None}
        insert = INSERTS[db.dialect.name](list_versions).values(version=version, **begun)
        db.execute(insert.on_conflict_do_update(index_elements=["version"], set_=begun))
        return None
    row = db.execute(select(list_versions).where(list_versions.c.version == version)).one()
    if row.compared_at is not None and now >= row.compared_at + AGAIN:
        begun = {"looked_to": "", "compared_at": None}
        db.execute(update(list_versions).where(list_versions.c.version == version).values(begun))
        return ""
    return row.looked_to if row.compared_at is None and now >= row.since + SETTLED else None


def _page(db: Connection, version: str, after: str) -> list[str]:
    """Conversations in which something rests on another list, or a correction waits."""
    waits = select(corrections.c.conversation_id).where(corrections.c.status == WAITING)
    waiting = waits.where(corrections.c.conversation_id > after).order_by(corrections.c.conversation_id).limit(PAGE)
    both = {*resting.conversations(db, version, after, PAGE), *db.scalars(waiting)}
    return sorted(both)[:PAGE]


def _done(db: Connection, version: str, now: datetime) -> set[str]:
    """Notes that all was looked at, and forgets lists that nothing rests on."""
    db.execute(update(list_versions).where(list_versions.c.version == version).values(compared_at=now))
    used = set(db.scalars(select(outbox.c.list_version).where(outbox.c.list_version.is_not(None)).distinct()))
    used.add(version)
    db.execute(delete(list_versions).where(list_versions.c.version.not_in(used)))
    return used
