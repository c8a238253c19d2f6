"""Findings with the words of texts.yaml."""

from __future__ import annotations

from actions.documents.model import Field, Finding, Outcome
from actions.documents.texts import texts


def found(check: str, outcome: Outcome, field: Field | None = None, *, text: str = "", **words: str) -> Finding:
    """A finding on a field, said by the text of that name (the check's own where none is given)."""
    said = texts("checks")[text or check].format(**words)
    return Finding(check, outcome, said, field.id if field else None, field.box if field else None)
