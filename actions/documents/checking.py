"""The checks of a paper, as its file names them, and those of several papers together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from actions.documents.checks import agreement, complete, gb11643, holder, service, signature, validity
from actions.documents.checks.holder import Applicant
from actions.documents.checks.service import Asked
from actions.documents.model import Field, Finding
from actions.documents.people import Shown, people
from knowledge.paper import PaperCheck


def check_paper(
    shown: Shown,
    *,
    day: date,
    today: date,
    applicants: Sequence[Applicant] = (),
    asked: Asked | None = None,
    portrait: Sequence[Finding] = (),
) -> list[Finding]:
    """Findings on one paper for an appointment on `day`: asked for, complete, number, validity, holder, signature.

    `portrait` is what its picture came to, where it is one.
    """
    checks = shown.paper.checks
    findings = [] if asked is None else [service.check(shown.paper, asked)]
    findings += complete.check(shown)
    if PaperCheck.NUMBER in checks:
        findings += _numbers(shown, today)
    if PaperCheck.VALIDITY in checks:
        findings += validity.check(shown.paper, shown.fields, day, today)
    if PaperCheck.SIGNATURE in checks:
        findings += signature.check(shown.fields)
    if PaperCheck.PORTRAIT in checks:
        findings += portrait
    if PaperCheck.HOLDER in checks and applicants:
        findings += holder.check(shown, applicants)
    return findings


def check_together(papers: Sequence[Shown], persons: int = 1) -> list[Finding]:
    """What several papers of the applicants say of one another."""
    return agreement.check(papers, persons)


def _numbers(shown: Shown, today: date) -> list[Finding]:
    findings: list[Finding] = []
    for someone in people(shown):
        if someone.number:
            value = someone.number.value
            number = Field(
                someone.number.id, value[:18] if len(value) > 18 else value, someone.number.score, someone.number.box
            )
            findings += gb11643.check(number, today, sex=someone.sex, birth=someone.birth)
    return findings
