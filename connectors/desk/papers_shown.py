"""What staff see of papers: whose turn it is, a page with its findings and what was said of them, how often checks were right."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from actions.booking.wording import day_written, number_written
from actions.documents import telling
from actions.documents.cases import findings_of
from actions.documents.judging import worst
from actions.documents.model import Finding, Outcome
from actions.documents.papers_now import PapersNow
from actions.documents.reviewing import Figure, Said
from actions.documents.store import KeptPage
from actions.documents.texts import texts
from bot.clock import SHANGHAI
from connectors.sheet_file import as_text
from knowledge.policy_list import PolicyList

SAID = {Outcome.PASS: "合格", Outcome.FIX: "要改", Outcome.ASK: "工作人员看"}
ORDER = (Outcome.ASK, Outcome.FIX, Outcome.PASS)
"""What waits for staff comes first."""
NO_SUBJECT = "还没说要办什么"
UNKNOWN = "没认出是什么"
HEADINGS = ("检查", "看过", "对", "不对", *(f"应该是{said}" for said in SAID.values()), "对的比例")
Words = Mapping[tuple[str, str, str], Said]
"""What was said, by page, check and field."""


@dataclass(frozen=True)
class FindingShown:
    """A finding, and the last word on it."""

    check: str
    field: str
    outcome: Outcome
    said: str
    word: Said | None
    """None: nobody has said anything, or of another outcome."""


@dataclass(frozen=True)
class PageShown:
    """A page that was read."""

    id: str
    number: int
    name: str
    since: datetime
    has_image: bool
    findings: tuple[FindingShown, ...]
    outcome: Outcome
    """Of all its findings."""

    @property
    def open(self) -> tuple[FindingShown, ...]:
        """What is not in order and nobody has said anything of."""
        return tuple(one for one in self.findings if one.outcome != Outcome.PASS and one.word is None)


@dataclass(frozen=True)
class PapersShown:
    """The papers of a conversation."""

    subject: str
    appointment: str
    """Its number; empty if there is none."""
    day: str
    pages: tuple[PageShown, ...]

    @property
    def is_open(self) -> bool:
        """Whether there is something to look at."""
        return any(page.open for page in self.pages)

    @property
    def turn(self) -> tuple[int, datetime]:
        """Whose turn it is: first what is asked of staff, then what the citizen is to put right, each by how long it waits."""
        waiting = [page for page in self.pages if page.open] or list(self.pages)
        turn = min((ORDER.index(one.outcome) for page in waiting for one in page.open), default=len(ORDER))
        return turn, min(page.since for page in waiting)


def findings_at(now: PapersNow, page_id: str) -> tuple[Finding, ...]:
    """Of a page that was read, with those of the papers together that stand on it; without any if it is gone."""
    read = [page for page in now.pages if page.read is not None]
    every = findings_of([page.read for page in read if page.read is not None], now.judged)
    return dict(zip([page.id for page in read], every, strict=True)).get(page_id, ())


def papers_shown(
    now: PapersNow, since: Mapping[str, datetime], words: Words, policies: PolicyList, today: date
) -> PapersShown:
    """The pages of `since`."""
    name = now.subject.name(policies) if now.subject else None
    return PapersShown(
        subject=name or NO_SUBJECT,
        appointment=number_written(now.appointment.number) if now.appointment else "",
        day=day_written(now.day, today) if now.appointment else "",
        pages=tuple(_page(now, page, since[page.id], words) for page in now.pages if page.read and page.id in since),
    )


def moment(at: datetime) -> str:
    """2026-05-20 12:00."""
    return f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"


def check_name(check: str) -> str:
    """As staff know it."""
    return texts("check_names").get(check, check)


def percent(figure: Figure) -> str:
    """Of those seen that were right."""
    return f"{figure.share:.0%}"


def as_csv(figures: Sequence[Figure]) -> bytes:
    """The figures as a table for a spreadsheet program."""
    file = io.StringIO(newline="")
    rows = csv.writer(file)
    rows.writerow(HEADINGS)
    for one in figures:
        meant = [one.meant.get(outcome, 0) for outcome in SAID]
        rows.writerow([as_text(check_name(one.check)), one.seen, one.right, one.wrong, *meant, percent(one)])
    return file.getvalue().encode("utf-8-sig")


def _page(now: PapersNow, page: KeptPage, since: datetime, words: Words) -> PageShown:
    assert page.read is not None
    findings = sorted(findings_at(now, page.id), key=lambda one: ORDER.index(one.outcome))
    return PageShown(
        id=page.id,
        number=page.number,
        name=telling.name(page.read) or UNKNOWN,
        since=since,
        has_image=page.has_image,
        findings=tuple(_finding(page.id, finding, words) for finding in findings),
        outcome=worst(findings),
    )


def _finding(page_id: str, finding: Finding, words: Words) -> FindingShown:
    word = words.get((page_id, finding.check, finding.field or ""))
    if word is not None and word.outcome != finding.outcome:
        word = None
    return FindingShown(finding.check, finding.field or "", finding.outcome, finding.said, word)
