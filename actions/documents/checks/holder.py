"""Whether a paper is the applicant's own, whose name and number were given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from actions.documents.checks.found import found
from actions.documents.model import Field, Finding, Outcome
from actions.documents.people import Same, Shown, Someone, people, same_name, same_number


@dataclass(frozen=True)
class Applicant:
    """Who applies; the number is empty where it was not given."""

    name: str
    number: str = ""


def check(shown: Shown, applicants: Sequence[Applicant]) -> list[Finding]:
    """Whether one of the paper's people is one of the applicants; nothing where nobody could be read."""
    pairs = [(_alike(someone, applicant), someone) for someone in people(shown) for applicant in applicants]
    if not pairs:
        return []
    order = (Same.YES, Same.LIKELY, Same.NO)
    same, someone = min(pairs, key=lambda pair: order.index(pair[0]))
    field, paper = _said_by(someone), shown.paper.name
    if same == Same.YES:
        return [found("holder", Outcome.PASS, field, paper=paper)]
    if same == Same.LIKELY:
        return [found("holder", Outcome.ASK, field, text="holder-likely", paper=paper)]
    if shown.paper.family:
        return [found("holder", Outcome.ASK, field, text="holder-family", paper=paper)]
    return [found("holder", Outcome.FIX, field, text="holder-other", paper=paper)]


def _said_by(someone: Someone) -> Field | None:
    return someone.name or someone.number


def _alike(someone: Someone, applicant: Applicant) -> Same:
    """By the number where both have one, and by the name: where they do not say the same it is a question or another person."""
    name = same_name(someone.name.value, applicant.name) if someone.name else None
    if not (someone.number and applicant.number):
        return name or Same.NO
    if same_number(someone.number.value, applicant.number) == Same.NO:
        return Same.NO
    return Same.YES if name in (None, Same.YES) else name or Same.NO
