"""Of several photographs of the same papers those that speak best for them, whose they are, and what is missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from actions.documents.checks.holder import Applicant
from actions.documents.judging import Purpose, judge, worst
from actions.documents.model import Finding, Outcome
from actions.documents.page_read import PageRead
from actions.documents.people import Same, Shown, people, same_name
from knowledge.paper import Paper, PaperCheck, Side, papers

OF_ALL = -1
"""Instead of an applicant's place: papers of which several people show one."""
ORDER = (Outcome.PASS, Outcome.ASK, Outcome.FIX)
SIDE_THERE = "side-there"
"""The check of sides, which is of no use on one page alone; `missing` says the same."""


@dataclass(frozen=True)
class Best:
    """What came of them; one page for each side and person."""

    findings: tuple[Finding, ...]
    """On all of them, but for what is missing."""
    missing: tuple[str, ...]
    """样本甲的居民身份证（两面）, 居民身份证国徽面."""


def best(pages: Sequence[PageRead], kinds: Iterable[str], purpose: Purpose) -> Best:
    """For each kind the best of the pages; the last one shown where several are as good. Of papers that are a person's own
    there is one for each applicant, and each applicant's are judged by themselves."""
    chosen: dict[int, list[PageRead]] = {}
    missing: list[str] = []
    several = len(purpose.applicants) > 1
    for kind in kinds:
        paper = papers()[kind]
        own = PaperCheck.HOLDER in paper.checks and not paper.family
        persons: Sequence[Applicant | None] = (purpose.applicants if own else ()) or (None,)
        taken = _shared_out(paper, persons, pages, purpose)
        for (place, _), page in taken.items():
            chosen.setdefault(place if own or not several else OF_ALL, []).append(page)
        missing += _missing(paper, persons, taken)
    judged = [judge(group, replace(purpose, persons=1)) for group in chosen.values()]
    findings = [finding for one in judged for found in (*one.pages, one.together) for finding in found]
    return Best(tuple(finding for finding in findings if finding.check != SIDE_THERE), tuple(missing))


def _shared_out(
    paper: Paper, persons: Sequence[Applicant | None], pages: Sequence[PageRead], purpose: Purpose
) -> dict[tuple[int, str], PageRead]:
    """By the person's place and the side. A side that names nobody goes first to who has shown another one."""
    taken: dict[tuple[int, str], PageRead] = {}
    for side in sorted(_sides(paper), key=lambda side: not _names_somebody(paper, side)):
        free = [page for page in reversed(pages) if (page.recognised.kind, page.recognised.side) == (paper.id, side.id)]
        free.sort(key=lambda page: ORDER.index(_alone(page, purpose)))
        places = sorted(range(len(persons)), key=lambda place: place not in {shown for shown, _ in taken})
        for fits in (_is_of, _may_be_of):
            for place in places:
                page = next((page for page in free if fits(paper, page, persons[place])), None)
                if page is not None and (place, side.id) not in taken:
                    taken[place, side.id] = page
                    free = [other for other in free if other is not page]
    return taken


def _missing(
    paper: Paper, persons: Sequence[Applicant | None], taken: dict[tuple[int, str], PageRead]
) -> Iterator[str]:
    sides = _sides(paper)
    lacking: Counter[str] = Counter()
    for place, person in enumerate(persons):
        there_not = [side for side in sides if (place, side.id) not in taken]
        whose = f"{person.name}的" if person is not None and len(persons) > 1 else ""
        if len(there_not) == len(sides):
            yield f"{whose}{paper.name}" + ("（两面）" if len(sides) == 2 else "")
        else:
            for side in there_not:
                lacking[f"{whose if _names_somebody(paper, side) else ''}{paper.name}{side.name}"] += 1
    yield from (f"{name}{count}张" if count > 1 else name for name, count in lacking.items())


def _sides(paper: Paper) -> list[Side]:
    return [side for side in paper.sides if side.required]


def _names_somebody(paper: Paper, side: Side) -> bool:
    return bool({person.name for person in paper.people} & {field.id for field in side.fields})


def _alone(page: PageRead, purpose: Purpose) -> Outcome:
    """What comes of the page by itself."""
    [found] = judge([page], purpose).pages
    return worst(finding for finding in found if finding.check != SIDE_THERE)


def _named(paper: Paper, page: PageRead) -> list[str]:
    shown = Shown(paper, {field.id: field for field in page.fields}, frozenset({page.recognised.side}))
    return [someone.name.value for someone in people(shown) if someone.name is not None]


def _is_of(paper: Paper, page: PageRead, person: Applicant | None) -> bool:
    names = _named(paper, page)
    return person is not None and any(same_name(name, person.name) != Same.NO for name in names)


def _may_be_of(paper: Paper, page: PageRead, person: Applicant | None) -> bool:
    """Where it cannot be said that it is somebody else's."""
    return person is None or not _named(paper, page)
