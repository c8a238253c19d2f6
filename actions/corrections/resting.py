"""What rests on clauses of a list: replies and interviews that were told, profiles that are kept."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, Select, select

from actions.profile.tables import profiles
from bot.clock import day_of
from bot.privacy import Cipher
from bot.tables import outbox
from knowledge.diff import Difference, Touched, touched


class What(StrEnum):
    """What rests on them."""

    ANSWER = "answer"
    RESULT = "result"
    """Of an interview, or news of a profile: a case was judged."""
    PROFILE = "profile"


TOLD = (What.ANSWER, What.RESULT)
"""What stands in the conversation, and has to be put right there. Profiles are judged anew by actions/profile."""


@dataclass(frozen=True)
class Resting:
    """One thing that rests on a list."""

    conversation_id: str
    what: What
    list_version: str
    day: date
    seq: int
    """Its number in the conversation; 0 for what is not said there."""
    clauses: frozenset[str] | None
    """As policy/clause; None where only the policies are known."""
    outcomes: Mapping[str, str]
    """What was judged, by policy."""

    def policies(self) -> set[str]:
        """Ids of the policies it tells of."""
        return {policy_of(clause) for clause in self.clauses or ()} | self.outcomes.keys()

    def touched(self, difference: Difference) -> Iterator[Touched]:
        """What of it is no longer so, policy by policy."""
        for policy in sorted(self.policies() & difference.policies.keys()):
            of_it = [clause.partition("/")[2] for clause in self.clauses or () if policy_of(clause) == policy]
            clauses = of_it if self.clauses is not None else None
            if found := touched(difference.policies[policy], clauses, self.outcomes.get(policy)):
                yield found


@dataclass(frozen=True)
class Table:
    """A table whose rows rest on clauses."""

    elsewhere: Callable[[str], Select[Any]]
    """Selects the ids of conversations with a row that rests on another list than that."""
    rows: Callable[[Sequence[str]], Select[Any]]
    """Selects all rows of those conversations, the oldest first."""
    read: Callable[[Cipher, Row[Any]], Resting]


def _replies_elsewhere(version: str) -> Select[Any]:
    return select(outbox.c.conversation_id).where(outbox.c.list_version != version)


def _replies(conversations: Sequence[str]) -> Select[Any]:
    of_them = outbox.c.conversation_id.in_(conversations) & outbox.c.list_version.is_not(None)
    return select(outbox).where(of_them).order_by(outbox.c.conversation_id, outbox.c.seq)


def _reply(cipher: Cipher, row: Row[Any]) -> Resting:
    trace = json.loads(cipher.decrypt(row.body))["trace"]
    outcomes = trace.get("outcomes", {})
    return Resting(
        conversation_id=row.conversation_id,
        what=What.RESULT if outcomes else What.ANSWER,
        list_version=row.list_version,
        day=day_of(row.created_at),
        seq=row.seq,
        clauses=frozenset(trace.get("clauses", ())),
        outcomes=outcomes,
    )


def _profiles_elsewhere(version: str) -> Select[Any]:
    return select(profiles.c.conversation_id).where(profiles.c.list_version != version)


def _profiles(conversations: Sequence[str]) -> Select[Any]:
    return select(profiles).where(profiles.c.conversation_id.in_(conversations)).order_by(profiles.c.consented_at)


def _profile(cipher: Cipher, row: Row[Any]) -> Resting:
    return Resting(
        conversation_id=row.conversation_id,
        what=What.PROFILE,
        list_version=row.list_version,
        day=row.judged_on,
        seq=0,
        clauses=None,
        outcomes=json.loads(cipher.decrypt(row.outcomes)),
    )


TABLES = (Table(_replies_elsewhere, _replies, _reply), Table(_profiles_elsewhere, _profiles, _profile))
"""All of them: a table that comes to rest on clauses, such as one of bookings, joins here."""
Rows = list[tuple[Table, Row[Any]]]


def conversations(db: Connection, version: str, after: str, most: int) -> list[str]:
    """Ids, in order and after that one, of conversations in which something rests on another list."""
    found: set[str] = set()
    for table in TABLES:
        ids = table.elsewhere(version)
        (one,) = ids.selected_columns
        found.update(db.scalars(ids.where(one > after).distinct().order_by(one).limit(most)))
    return sorted(found)[:most]


def rows(db: Connection, of: Sequence[str]) -> Rows:
    """What is kept of those conversations, still encrypted."""
    return [(table, row) for table in TABLES for row in db.execute(table.rows(of)).all()]


def read(cipher: Cipher, found: Rows) -> dict[str, list[Resting]]:
    """What rests on lists, by conversation, without what was told anew since."""
    by_conversation: dict[str, list[Resting]] = defaultdict(list)
    for table, row in found:
        by_conversation[row.conversation_id].append(table.read(cipher, row))
    return {conversation: newest(resting) for conversation, resting in by_conversation.items()}


def newest(resting: Iterable[Resting]) -> list[Resting]:
    """In the same order, each without the clauses that a later one told again, and the policies that one judged again."""
    kept: list[Resting] = []
    told: set[str] = set()
    judged: set[str] = set()
    for one in reversed(list(resting)):
        if one.what not in TOLD or one.clauses is None:
            kept.append(one)
            continue
        outcomes = {policy: outcome for policy, outcome in one.outcomes.items() if policy not in judged}
        again = judged & one.outcomes.keys()
        clauses = {
            clause
            for clause in one.clauses
            if policy_of(clause) not in again and (policy_of(clause) in outcomes or clause not in told)
        }
        told |= one.clauses
        judged |= one.outcomes.keys()
        kept.append(replace(one, clauses=frozenset(clauses), outcomes=outcomes))
    return kept[::-1]


def policy_of(clause: str) -> str:
    """Of policy/clause."""
    return clause.partition("/")[0]
