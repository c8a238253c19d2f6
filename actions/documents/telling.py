"""What came of papers, as it is told in the conversation."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from actions.documents import required
from actions.documents.checks.service import asked_by_service
from actions.documents.checks.validity import said as day_said
from actions.documents.judging import worst
from actions.documents.model import Box, Finding, Outcome, Recognised
from actions.documents.page_read import PageRead
from actions.documents.papers_now import PapersNow
from actions.documents.required import LACKING
from actions.documents.store import KeptPage
from actions.documents.texts import texts
from bot.clock import day_of
from bot.messages import Button, PaperCard, PaperFinding, Reply
from knowledge.checklist import State, checklist
from knowledge.paper import papers
from knowledge.policy_list import PolicyList

MOST_SUBJECTS = 4
PICTURE = "/api/v1/documents/{id}/picture"


def reply(now: PapersNow, new: Collection[str], policies: PolicyList, today: date) -> Reply:
    """The pages that are `new` as cards, and what comes of all papers."""
    told = texts("told")
    shown = [page for page in now.pages if page.read is not None and page.id in new]
    subject = now.subject.name(policies) if now.subject else None
    opening = told["for" if subject else "one"].format(count=len(shown), subject=subject, day=day_said(now.day))
    paragraphs = [opening]
    for page in shown:
        paragraphs += _page_said(page, now.findings[page.id])
    paragraphs += [finding.said for finding in now.judged.together if finding.outcome != Outcome.PASS]
    wanted = required.said(now.required, today)
    lacking = "、".join(_lacking(now, policies))
    # "All in order" would sound as if nothing were missing.
    if now.judged.outcome != Outcome.PASS or not (lacking or (now.required and now.required.state in LACKING)):
        paragraphs.append(told[now.judged.outcome])
    if wanted:
        paragraphs.append(wanted)
    elif lacking:
        paragraphs.append(told["lacking"].format(documents=lacking))
    if subject is None:
        paragraphs.append(told["which"])
    paragraphs.append(_kept(now.pages))
    return Reply(
        "\n".join(paragraphs),
        outcome="papers_checked",
        buttons=tuple(Button(words, words) for words in (*_subjects(now, policies), told["delete"])),
        papers=tuple(card(page, now.findings[page.id]) for page in shown),
    )


def card(page: KeptPage, findings: Sequence[Finding]) -> PaperCard:
    """A page that was read."""
    assert page.read is not None
    read = page.read
    return PaperCard(
        id=page.id,
        number=page.number,
        name=name(read),
        outcome=worst(findings).value,
        findings=tuple(finding_shown(finding, read) for finding in findings),
        picture=PICTURE.format(id=page.id) if page.has_image else None,
    )


def finding_shown(finding: Finding, read: PageRead | None = None) -> PaperFinding:
    """With its area on the page that was read."""
    return PaperFinding(finding.outcome.value, finding.said, _area(finding.box, read) if read else None)


def name(read: PageRead) -> str | None:
    """Which paper, and which side where it has several."""
    kind = read.recognised.kind
    if kind is None:
        return None
    paper = papers()[kind]
    several = len(paper.sides) > 1
    return f"{paper.name}·{paper.side(read.recognised.side).name}" if several else paper.name


def unreadable() -> PageRead:
    """Of a page at which reading broke off again and again: staff look."""
    finding = Finding("unreadable", Outcome.ASK, texts("told")["unreadable"])
    return PageRead(Recognised(None, "", 0.0), (), (finding,), (), (), 1, 1)


def _page_said(page: KeptPage, findings: Sequence[Finding]) -> list[str]:
    told = texts("told")
    assert page.read is not None
    what = name(page.read) or told["unknown"]
    first = told["page"].format(number=page.number, name=what, outcome=told[f"is-{worst(findings)}"])
    return [first, *(finding.said for finding in findings if finding.outcome != Outcome.PASS)]


def _lacking(now: PapersNow, policies: PolicyList) -> list[str]:
    """What else is to be brought that a photograph can show, as the list calls it."""
    if now.subject is None or now.subject.name(policies) is None:
        return []
    found: dict[str, list[Finding]] = {}
    for page in now.pages:
        if page.read and (kind := page.read.recognised.kind):
            found[kind] = [*found.get(kind, ()), *now.findings[page.id]]
    shown = {kind: worst(findings).value for kind, findings in found.items()}
    items = checklist(policies, [now.subject.id], now.day, shown=shown).items
    return [item.document for item in items if item.kinds and item.state is State.MISSING]


def _subjects(now: PapersNow, policies: PolicyList) -> list[str]:
    """As long as it is not known what the papers are for: what asks for the most of them."""
    if now.subject is not None:
        return []
    shown = {page.read.recognised.kind for page in now.pages if page.read}
    asked = [asked_by_service(service, policies, now.day) for service in policies.services.values()]
    fitting = sorted((one for one in asked if one.kinds & shown), key=lambda one: len(one.kinds & shown), reverse=True)
    return [texts("told")["for-subject"].format(subject=one.name) for one in fitting[:MOST_SUBJECTS]]


def _kept(pages: Sequence[KeptPage]) -> str:
    told = texts("told")
    if not any(page.has_image for page in pages):
        return told["not_kept"]
    return told["kept"].format(day=day_said(day_of(max(page.kept_until for page in pages))))


def _area(box: Box | None, read: PageRead) -> tuple[tuple[float, float], ...] | None:
    if box is None:
        return None
    return tuple(
        (round(min(1.0, max(0.0, x / read.width)), 4), round(min(1.0, max(0.0, y / read.height)), 4)) for x, y in box
    )
