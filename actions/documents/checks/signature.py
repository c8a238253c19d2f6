"""Whether a declaration is signed."""

from __future__ import annotations

from collections.abc import Mapping

from actions.documents.checks.found import found
from actions.documents.model import Field, Finding, Outcome


def check(fields: Mapping[str, Field]) -> list[Finding]:
    """Signed, not signed, or for staff to look at."""
    signed = fields.get("signed")
    if signed is None:
        return [found("signed", Outcome.ASK, text="signed-unsure")]
    if signed.value == "yes":
        return [found("signed", Outcome.PASS, signed)]
    return [found("signed", Outcome.FIX, signed, text="signed-not")]
