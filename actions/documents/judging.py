"""What comes of several pages: they are put together to papers, each paper is checked, and the papers with one another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from actions.documents.checking import check_paper, check_together
from actions.documents.checks.found import found
from actions.documents.checks.holder import Applicant
from actions.documents.checks.service import Asked
from actions.documents.model import Field, Finding, Outcome
from actions.documents.page_read import PageRead
from actions.documents.people import Shown
from knowledge.paper import Paper, papers

UNREAD = "field-read"
FEW = 12
"""Characters; on a paper there are more."""


@dataclass(frozen=True)
class Purpose:
    """What papers are for."""

    day: date
    """On which they must be valid."""
    today: date
    asked: Asked | None = None
    """What the service or policy asks for; None: not known yet."""
    applicants: tuple[Applicant, ...] = ()
    persons: int = 1
    """How many bring papers of their own."""


@dataclass(frozen=True)
class Judged:
    """What came of the pages, in their order."""

    pages: tuple[tuple[Finding, ...], ...]
    """The findings of each."""
    together: tuple[Finding, ...]
    """What the papers say of one another."""

    @property
    def outcome(self) -> Outcome:
        """Of all of them."""
        return worst(finding for page in (*self.pages, self.together) for finding in page)


def worst(findings: Iterable[Finding]) -> Outcome:
    """Something to be put right comes before something to be looked at; nothing found is in order."""
    outcomes = {finding.outcome for finding in findings}
    return next((one for one in (Outcome.FIX, Outcome.ASK) if one in outcomes), Outcome.PASS)


def judge(pages: Sequence[PageRead], purpose: Purpose) -> Judged:
    """Findings on the pages for the purpose."""
    findings: list[list[Finding]] = [[*page.photograph, *_unknown(page)] for page in pages]
    newest = [place for place in range(len(pages)) if not _taken_anew(pages, place, purpose.persons)]
    for place in set(range(len(pages))) - set(newest):
        findings[place] = [found("taken-anew", Outcome.PASS)]
    shown = _put_together(pages, newest)
    for paper, places in shown:
        checked = check_paper(
            paper,
            day=purpose.day,
            today=purpose.today,
            applicants=purpose.applicants,
            asked=purpose.asked,
            portrait=[finding for place in places for finding in pages[place].portrait],
        )
        for finding in checked:
            place = _place(finding, pages, places)
            if finding.check != UNREAD or not pages[place].photograph:  # to take a better one says it already
                findings[place].append(finding)
    together = check_together([paper for paper, _ in shown], purpose.persons)
    return Judged(tuple(tuple(dict.fromkeys(those)) for those in findings), tuple(together))


def _unknown(page: PageRead) -> list[Finding]:
    """Of a good photograph on which no paper is to be seen, or none that is known."""
    if page.recognised.kind is not None or page.photograph:
        return []
    if sum(len(line.text) for line in page.lines) < FEW:
        return [found("paper-there", Outcome.FIX)]
    return [found("paper-known", Outcome.ASK)]


def _taken_anew(pages: Sequence[PageRead], place: int, persons: int) -> bool:
    """Whether the same side was shown again later: of the same person, or, where one alone brings papers, because the
    photograph was bad."""
    page = pages[place]
    return page.recognised.kind is not None and any(
        (later.recognised.kind, later.recognised.side) == (page.recognised.kind, page.recognised.side)
        and ((page.photograph and persons == 1) or _same_values(page, later))
        for later in pages[place + 1 :]
    )


def _same_values(page: PageRead, later: PageRead) -> bool:
    """Most of what was read says the same; a side without its holder's name may well be another's."""
    values, others = ({field.id: field.value for field in one.fields} for one in (page, later))
    whose = {person.number or person.name for person in papers()[page.recognised.kind or ""].people}
    return any(values.get(id_) is not None and values.get(id_) == others.get(id_) for id_ in whose)


def _put_together(pages: Sequence[PageRead], places: Iterable[int]) -> list[tuple[Shown, list[int]]]:
    """The papers and the places of their pages: a side goes to the first paper of its kind that still lacks it."""
    parts: list[tuple[Paper, dict[str, int]]] = []
    for place in places:
        page = pages[place]
        kind, side = page.recognised.kind, page.recognised.side
        if kind is None or kind not in papers():
            continue
        sides = next((sides for paper, sides in parts if paper.id == kind and side not in sides), None)
        if sides is None:
            sides = {}
            parts.append((papers()[kind], sides))
        sides[side] = place
    return [_shown(paper, sides, parts, pages) for paper, sides in parts]


def _shown(
    paper: Paper, sides: dict[str, int], parts: Sequence[tuple[Paper, dict[str, int]]], pages: Sequence[PageRead]
) -> tuple[Shown, list[int]]:
    """With the sides that are shown once for several people."""
    shared = {side.id for side in paper.sides if side.shared}
    whole = dict(sides)
    for other, others in parts:
        if other.id == paper.id:
            whole |= {side: place for side, place in others.items() if side in shared and side not in whole}
    fields: dict[str, Field] = {field.id: field for place in whole.values() for field in pages[place].fields}
    return Shown(paper, fields, frozenset(whole)), list(sides.values())


def _place(finding: Finding, pages: Sequence[PageRead], places: Sequence[int]) -> int:
    """The page that a finding is about: the one with its field, else the paper's first."""
    if finding.field is not None:
        for place in places:
            if any(field.id == finding.field for field in pages[place].fields):
                return place
        for place in places:
            recognised = pages[place].recognised
            if recognised.kind and any(
                field.id == finding.field for field in papers()[recognised.kind].side(recognised.side).fields
            ):
                return place
    return places[0]
