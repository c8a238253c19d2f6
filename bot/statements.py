"""The mailbox's statements, put together once: SQLAlchemy takes longer to build one than SQLite to run it.

Parameters are named as in the columns; `now`, `lease` and `until` belong to the lease.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import String, and_, bindparam, case, exists, insert, null, or_, select, update

from bot.db import INSERTS, Instant
from bot.tables import conversations, inbox, outbox

_now, _until = bindparam("now", type_=Instant), bindparam("until", type_=Instant)
_lease, _one = bindparam("lease", type_=String), bindparam("conversation", type_=String)

_free = or_(conversations.c.lease_until.is_(None), conversations.c.lease_until < _now)
_claim = {
    "lease_owner": case((_free, _lease), else_=conversations.c.lease_owner),
    "lease_until": case((_free, _until), else_=conversations.c.lease_until),
}
_undone = and_(inbox.c.conversation_id == _one, inbox.c.done_at.is_(None))
_others_undone = exists().where(_undone, inbox.c.id != bindparam("inbox"))

TAKE_NUMBER_AND_CLAIM = (
    update(conversations)
    .where(conversations.c.door == bindparam("from_door"), conversations.c.sender_hash == bindparam("hash"))
    .values(seq=conversations.c.seq + 1, updated_at=_now, **_claim)
    .returning(conversations)
)
"""The sender's conversation, one number further, with the lease ours if nobody held it. Nothing if there is none yet."""

CLAIM = update(conversations).where(conversations.c.id == _one).values(**_claim).returning(conversations)

GIVE_BACK = update(conversations).where(conversations.c.id == _one).values(lease_owner=null(), lease_until=null())

BEGIN_ANSWERING = (
    update(inbox)
    .where(inbox.c.id == select(inbox.c.id).where(_undone).order_by(inbox.c.seq).limit(1).scalar_subquery())
    .values(attempts=inbox.c.attempts + 1)
    .returning(inbox.c.id, inbox.c.message_id, inbox.c.body, inbox.c.attempts)
)
"""The conversation's oldest unanswered message."""

TAKE_NUMBERS = (
    update(conversations)
    .where(conversations.c.id == _one, conversations.c.lease_owner == _lease)
    .values(
        seq=conversations.c.seq + bindparam("count"),
        topic=bindparam("new_topic"),
        lease_owner=case((_others_undone, conversations.c.lease_owner), else_=null()),
        lease_until=case((_others_undone, _until), else_=null()),
    )
    .returning(conversations)
)
"""So many numbers further, and the lease given back unless another message waits. Nothing if the lease is not ours."""

TAKE_NUMBER = (
    update(conversations)
    .where(conversations.c.id == _one)
    .values(seq=conversations.c.seq + 1)
    .returning(conversations.c.seq)
)
"""One number further, for something that answers no message."""

PUT_OUT = insert(outbox)

MARK_DONE = update(inbox).where(inbox.c.id == bindparam("inbox")).values(done_at=_now)

IS_DONE = select(inbox.c.done_at).where(inbox.c.id == bindparam("inbox"))

FIND_AGAIN = select(inbox.c.id).where(inbox.c.conversation_id == _one, inbox.c.message_id == bindparam("message"))

UNANSWERED = (
    select(conversations.c.id)
    .where(_free, conversations.c.id.in_(select(inbox.c.conversation_id).where(inbox.c.done_at.is_(None))))
    .limit(bindparam("most"))
)


def _insert_once(table: Any, key: list[str], insert_into: Any) -> Any:
    return insert_into(table).on_conflict_do_nothing(index_elements=key).returning(table.c.id)


PUT_IN = {name: _insert_once(inbox, ["conversation_id", "message_id"], kept) for name, kept in INSERTS.items()}
BEGIN = {name: _insert_once(conversations, ["door", "sender_hash"], kept) for name, kept in INSERTS.items()}
