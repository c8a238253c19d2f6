"""Findings that staff corrected, as cases for tests: what was read, with made-up values, and what should have been found."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pydantic import TypeAdapter

from actions.documents.checks.gb11643 import born
from actions.documents.fields import fields
from actions.documents.judging import Judged, Purpose, judge, worst
from actions.documents.made_up import MadeUp, Real
from actions.documents.model import Field, Finding, Line, Outcome
from actions.documents.page_read import PageRead
from actions.documents.people import citizen
from actions.documents.values import LONG
from knowledge.paper import Paper, PaperField, Value, papers

NATION = "汉"
LEAST_CODE = 6
"""Characters of a code at least by which it is known again in a line."""
REGION = "number-region"
UNREAD = "field-read"
TOGETHER = "-agrees"
FAMILIES = (
    (
        *("number", "number-digits", "number-check-digit", "number-birth", "number-old", "number-region"),
        *("number-sex", "number-birth-printed"),
    ),
    ("valid-on-the-day", "issue-date", "days-in-order"),
)
"""Checks that look at the same: another of them may find what one should have found."""
_PRINTED = re.compile("[\u4e00-\u9fff]{2,}")


@dataclass(frozen=True)
class Case:
    """A finding on the page at `place` of the pages, and what it should have been."""

    check: str
    field: str
    """Empty: of the whole paper."""
    place: int
    outcome: Outcome
    meant: Outcome
    purpose: Purpose
    pages: tuple[PageRead, ...]

    def to_json(self) -> str:
        """As it is kept; `from_json` reads it back."""
        return _AS_JSON.dump_json(self).decode()

    def plain(self) -> dict[str, Any]:
        """As mappings, lists, texts and numbers; `of` reads it back."""
        content: dict[str, Any] = _AS_JSON.dump_python(self, mode="json")
        return content

    @classmethod
    def from_json(cls, kept: str) -> Case:
        """What `to_json` gave. ValueError if it is something else."""
        return _AS_JSON.validate_json(kept)

    @classmethod
    def of(cls, content: object) -> Case:
        """What `plain` gave. ValueError if it is something else."""
        return _AS_JSON.validate_python(content)


_AS_JSON = TypeAdapter(Case)


def findings_of(pages: Sequence[PageRead], judged: Judged) -> list[tuple[Finding, ...]]:
    """Of each page, with what the papers say of one another, at the page where it stands."""
    found = [list(findings) for findings in judged.pages]
    for finding in judged.together:
        for place, page in reversed(list(enumerate(pages))):  # a paper is compared with those before it
            if any(field.id == finding.field and field.box == finding.box for field in page.fields):
                found[place].append(finding)
                break
    return [tuple(findings) for findings in found]


def freeze(pages: Sequence[PageRead], purpose: Purpose, place: int, finding: Finding, meant: Outcome) -> Case | None:
    """The case, with nothing personal in it; None where the finding is the picture's, or would be another in the case."""
    if finding in (*pages[place].photograph, *pages[place].portrait):
        return None
    kind = pages[place].recognised.kind
    alike = finding.check.endswith(TOGETHER)
    concerned = [
        at for at, page in enumerate(pages) if page.recognised.kind == kind or (alike and page.recognised.kind)
    ]
    bare = [
        replace(pages[at], photograph=(), portrait=(), lines=pages[at].lines if at == place else ()) for at in concerned
    ]
    made, applicants = _made_up(bare, purpose, keep_region=finding.check == REGION)
    case = Case(
        finding.check,
        finding.field or "",
        concerned.index(place),
        finding.outcome,
        meant,
        replace(purpose, applicants=applicants),
        tuple(made),
    )
    return case if _found(case, (case.check,)) == case.outcome else None


def found(case: Case) -> Outcome:
    """What the checks find in the case now: the check itself, and where it should have found something, those of its family."""
    if case.meant == Outcome.PASS:
        return _found(case, (case.check,))
    return _found(case, next((family for family in FAMILIES if case.check in family), (case.check,)))


def _found(case: Case, checks: Sequence[str]) -> Outcome:
    pages = [_read_again(page) if case.check == UNREAD else page for page in case.pages]
    findings = findings_of(pages, judge(pages, case.purpose))[case.place]
    return worst(one for one in findings if one.check in checks and (one.field or "") == case.field)


def _read_again(page: PageRead) -> PageRead:
    """With the fields that its lines give by now."""
    kind, side = page.recognised.kind, page.recognised.side
    if kind is None or not page.lines:
        return page
    read = {field.id for field in page.fields}
    more = [field for field in fields(page.lines, kind, side) if field.id not in read]
    return replace(page, fields=(*page.fields, *more))


def _made_up(
    pages: Sequence[PageRead], purpose: Purpose, *, keep_region: bool
) -> tuple[list[PageRead], tuple[Any, ...]]:
    every = [(paper, shape, field) for page in pages for paper, shape, field in _shapes(page)]
    names = {field.value for _, shape, field in every if shape.value == Value.NAME}
    names |= {applicant.name for applicant in purpose.applicants}
    births = {field.value for paper, shape, field in every if _is_birth(paper, shape) and field.value != LONG}
    numbers = [field.value for paper, shape, field in every if _is_number(paper, shape)]
    days = [born(citizen(number)) for number in numbers if citizen(number)[:17].isdecimal()]
    births |= {day.isoformat() for day in days if day}
    written = [field.value for _, _, field in every] + [line.text for page in pages for line in page.lines]
    written += [applicant.name for applicant in purpose.applicants]
    dates = frozenset(field.value for _, shape, field in every if shape.value == Value.DATE)
    real = Real(frozenset(names), frozenset(births), dates, "".join(written))
    values = MadeUp(purpose.today, real, keep_region=keep_region)
    known = {
        field.value: _value(values, paper, shape, field.value)
        for paper, shape, field in every
        if shape.value not in (Value.DATE, Value.NUMBER) and _is_known_again(field.value)
    }
    made = [_page(page, values, known, every) for page in pages]
    applicants = tuple(
        replace(one, name=values.name(one.name), number=values.number(one.number) if one.number else "")
        for one in purpose.applicants
    )
    return made, applicants


def _page(
    page: PageRead, values: MadeUp, known: dict[str, str], every: Sequence[tuple[Paper, PaperField, Field]]
) -> PageRead:
    addresses = [field.value for _, shape, field in every if shape.value == Value.ADDRESS]
    new = [replace(field, value=_value(values, paper, shape, field.value)) for paper, shape, field in _shapes(page)]
    printed = _printed(page)
    lines = [Line(values.line(line.text, known, addresses, printed), line.score, line.box) for line in page.lines]
    return replace(page, fields=tuple(new), lines=tuple(lines))


def _shapes(page: PageRead) -> Iterator[tuple[Paper, PaperField, Field]]:
    """The fields that its paper has, each with its shape."""
    kind = page.recognised.kind
    if kind is None or kind not in papers():
        return
    for field in page.fields:
        shape = papers()[kind].field(field.id)
        if shape is not None:
            yield papers()[kind], shape, field


def _value(values: MadeUp, paper: Paper, shape: PaperField, value: str) -> str:
    if _is_number(paper, shape):
        return values.number(value)
    if _is_birth(paper, shape) and value != LONG:
        return values.birth(value)
    made = {
        Value.NAME: values.name,
        Value.ADDRESS: values.address,
        Value.TEXT: values.text,
        Value.CODE: values.code,
        Value.AMOUNT: values.code,
        Value.DATE: values.date,
    }.get(shape.value)
    if made is None:
        return NATION if shape.value == Value.NATION else value
    return made(value)


def _is_known_again(value: str) -> bool:
    """Whether what is written in a line is sure to be the value, and no part of something else."""
    return len(value) > 1 if any(one > "\u2e80" for one in value) else len(value) >= LEAST_CODE


def _is_number(paper: Paper, shape: PaperField) -> bool:
    return shape.value == Value.NUMBER or shape.id in {person.number for person in paper.people}


def _is_birth(paper: Paper, shape: PaperField) -> bool:
    return shape.id in {person.birth for person in paper.people}


def _printed(page: PageRead) -> set[str]:
    """Words that its side prints for everybody."""
    paper = papers()[page.recognised.kind or ""]
    side = paper.side(page.recognised.side)
    words = {paper.name, *side.stops, *(word for anchor in side.anchors for word in anchor.words)}
    for field in side.fields:
        patterns = f"{field.pattern} {field.line} {field.prose}"
        words |= {*field.captions, *field.options, *_PRINTED.findall(patterns)}
    return words
