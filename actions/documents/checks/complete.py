"""Whether all sides of a paper are there, and every field that must be legible was read."""

from __future__ import annotations

from actions.documents.checks.found import found
from actions.documents.model import Finding, Outcome
from actions.documents.people import Shown
from knowledge.paper import Value


def check(shown: Shown) -> list[Finding]:
    """What is missing: a side, a field. What was not read is said, never guessed."""
    findings = []
    for side in shown.paper.sides:
        if side.id not in shown.sides:
            if side.required:
                findings.append(found("side-there", Outcome.FIX, paper=shown.paper.name, side=side.name))
            continue
        unread = [f for f in side.fields if f.required and f.value != Value.INK and f.id not in shown.fields]
        for name in dict.fromkeys(field.name for field in unread):
            id_ = next(field.id for field in unread if field.name == name)
            said = found("field-read", Outcome.FIX, paper=shown.paper.name, field_name=name)
            findings.append(Finding(said.check, said.outcome, said.said, id_))
    return findings
