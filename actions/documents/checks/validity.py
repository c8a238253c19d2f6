"""Whether a paper holds on the day of the appointment. Asked again when the appointment is moved."""

from __future__ import annotations

import calendar
from collections.abc import Iterator, Mapping
from datetime import date

from actions.documents.checks.found import found
from actions.documents.model import Field, Finding, Outcome
from actions.documents.values import LONG
from knowledge.paper import Paper

ISSUED = ("valid_from", "issued", "registered", "cremated", "died")
"""Days that cannot be in the future."""


def check(paper: Paper, fields: Mapping[str, Field], day: date, today: date) -> list[Finding]:
    """What is wrong with the paper's days; else that it holds on the day, if its days say so."""
    wrong = list(_wrong(paper, fields, day, today))
    if wrong or paper.validity is None:
        return wrong
    last = fields.get(paper.validity.until or paper.validity.since or "")
    if last is None:
        return []
    text = "valid-for-good" if last.value == LONG else "valid-on-the-day"
    return [found("valid-on-the-day", Outcome.PASS, last, text=text, day=said(day), paper=paper.name)]


def months_later(day: date, months: int) -> date:
    """The same day some months later, or the last of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def said(day: date) -> str:
    """The day in words."""
    return f"{day.year}年{day.month}月{day.day}日"


def _wrong(paper: Paper, fields: Mapping[str, Field], day: date, today: date) -> Iterator[Finding]:
    for name in ISSUED:
        if (issued := fields.get(name)) and _later(issued.value, today):
            yield found("issue-date", Outcome.FIX, issued, paper=paper.name)
    if paper.validity is None:
        return
    until = fields.get(paper.validity.until or "")
    since = fields.get(paper.validity.since or "")
    if until is not None and until.value != LONG:
        last = date.fromisoformat(until.value)
        if since is not None and last < date.fromisoformat(since.value):
            yield found("days-in-order", Outcome.FIX, until, paper=paper.name)
        elif last < day:
            text = "expired" if last < today else "expires-before-the-day"
            yield found(
                "valid-on-the-day", Outcome.FIX, until, text=text, last=said(last), day=said(day), paper=paper.name
            )
    if paper.validity.months and since is not None:
        last = months_later(date.fromisoformat(since.value), paper.validity.months)
        if last < day:
            yield found(
                "valid-on-the-day", Outcome.ASK, since, text="too-old", last=said(last), day=said(day), paper=paper.name
            )


def _later(value: str, today: date) -> bool:
    return value != LONG and date.fromisoformat(value) > today
