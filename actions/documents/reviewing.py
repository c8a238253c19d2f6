"""What staff say of findings, and when they look at a whole picture. Functions of a connection."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, func, select

from actions.documents.cases import Case
from actions.documents.model import Finding, Outcome
from actions.documents.tables import pages, papers, reveals, reviews
from bot.db import INSERTS
from bot.privacy import Cipher

LEAST_REASON, MOST_REASON = 4, 200
"""Characters of a reason for looking at a whole picture."""


class NoReason(Exception):
    """A whole picture is not shown without one."""


@dataclass(frozen=True)
class Said:
    """Somebody's word on a finding."""

    outcome: Outcome
    """What had been found."""
    meant: Outcome
    by: str
    at: datetime

    @property
    def right(self) -> bool:
        """Whether the finding was what it should have been."""
        return self.outcome == self.meant


@dataclass(frozen=True)
class Looked:
    """Somebody has looked at the whole picture."""

    by: str
    at: datetime
    reason: str


@dataclass(frozen=True)
class Figure:
    """How often a check was right."""

    check: str
    right: int
    meant: dict[Outcome, int] = field(default_factory=dict)
    """Of those that were wrong, by what they should have found."""

    @property
    def wrong(self) -> int:
        """How many were."""
        return sum(self.meant.values())

    @property
    def seen(self) -> int:
        """By staff."""
        return self.right + self.wrong

    @property
    def share(self) -> float:
        """Of those seen that were right, 0 to 1."""
        return self.right / self.seen


def shown_since(db: Connection) -> dict[str, dict[str, datetime]]:
    """The conversations with pages that were read: when each page was shown, by its id."""
    rows = db.execute(
        select(papers.c.conversation_id, pages.c.id, pages.c.created_at)
        .join(papers)
        .where(pages.c.reading.is_not(None))
    )
    found: dict[str, dict[str, datetime]] = {}
    for row in rows:
        found.setdefault(row.conversation_id, {})[row.id] = row.created_at
    return found


def shown_at(db: Connection, page_id: str) -> tuple[str, datetime] | None:
    """In which conversation a page was shown, and when; None if it is gone, or not read yet."""
    row = db.execute(
        select(papers.c.conversation_id, pages.c.created_at)
        .join(pages, pages.c.papers_id == papers.c.id)
        .where(pages.c.id == page_id, pages.c.reading.is_not(None))
    ).one_or_none()
    return None if row is None else (row.conversation_id, row.created_at)


def review(
    db: Connection, cipher: Cipher, page_id: str, kind: str, finding: Finding, said: Said, case: Case | None
) -> None:
    """Keeps the word, in the place of an earlier one; `case` is what a correction leaves for tests."""
    values = {
        "id": uuid.uuid4().hex,
        "kind": kind,
        "outcome": said.outcome.value,
        "meant": said.meant.value,
        "case": None if case is None or said.right else cipher.encrypt(case.to_json()),
        "by": said.by,
        "at": said.at,
    }
    new = {"page_id": page_id, "check": finding.check, "field": finding.field or "", **values}
    insert = INSERTS[db.dialect.name](reviews).values(new)
    db.execute(insert.on_conflict_do_update(index_elements=["page_id", "check", "field"], set_=values))


def said_of(db: Connection, page_ids: Collection[str]) -> dict[tuple[str, str, str], Said]:
    """The last word on each finding of the pages, by page, check and field."""
    rows = db.execute(select(reviews).where(reviews.c.page_id.in_(page_ids)))
    return {
        (row.page_id, row.check, row.field): Said(Outcome(row.outcome), Outcome(row.meant), row.by, row.at)
        for row in rows
    }


def reveal(db: Connection, cipher: Cipher, page_id: str, looked: Looked) -> None:
    """Records it. NoReason if none is given."""
    reason = looked.reason.strip()
    if len(reason) < LEAST_REASON:
        raise NoReason
    new = {"id": uuid.uuid4().hex, "page_id": page_id, "by": looked.by, "at": looked.at}
    db.execute(reveals.insert().values({**new, "reason": cipher.encrypt(reason[:MOST_REASON])}))


def looks(db: Connection, cipher: Cipher, page_id: str) -> list[Looked]:
    """Who has looked at the whole picture, the last first."""
    rows = db.execute(select(reveals).where(reveals.c.page_id == page_id).order_by(reveals.c.at.desc(), reveals.c.id))
    return [Looked(row.by, row.at, cipher.decrypt(row.reason)) for row in rows]


def figures(db: Connection) -> list[Figure]:
    """Of every check that staff said something of, the one that was wrong most often first."""
    grouped = (reviews.c.check, reviews.c.outcome, reviews.c.meant)
    right: Counter[str] = Counter()
    meant: dict[str, Counter[Outcome]] = {}
    for check, outcome, should, count in db.execute(select(*grouped, func.count()).group_by(*grouped)):
        wrong = meant.setdefault(check, Counter())
        if outcome == should:
            right[check] += count
        else:
            wrong[Outcome(should)] += count
    found = [Figure(check, right[check], dict(wrong)) for check, wrong in meant.items()]
    return sorted(found, key=lambda figure: (-figure.wrong, -figure.seen, figure.check))


def cases(db: Connection, cipher: Cipher) -> Iterator[tuple[str, Case]]:
    """Every case that corrections left, with its id, the oldest first."""
    rows = db.execute(select(reviews).where(reviews.c.case.is_not(None)).order_by(reviews.c.at, reviews.c.id))
    for row in rows:
        yield row.id, Case.from_json(cipher.decrypt(row.case))
