"""The words that all parts of the pre-check share: lines that were read, fields, which paper it is, and what was found."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

Box = tuple[tuple[float, float], ...]
"""Four corners, pixels of the upright page, clockwise from the upper left."""


@dataclass(frozen=True)
class Line:
    """A line of text as it was read; ``score`` is 0 to 1."""

    text: str
    score: float
    box: Box


class Outcome(StrEnum):
    """What comes of a check: in order, to be put right, or for staff to look at. Never a refusal."""

    PASS = "pass"  # noqa: S105 — no password
    FIX = "fix"
    ASK = "ask"


@dataclass(frozen=True)
class Finding:
    """What a check found, said in Chinese: what it is and how to put it right."""

    check: str
    outcome: Outcome
    said: str
    field: str | None = None
    box: Box | None = None


@dataclass(frozen=True)
class Field:
    """A field of a paper, its value normalised as the contract says."""

    id: str
    value: str
    score: float
    box: Box | None = None


@dataclass(frozen=True)
class Recognised:
    """Which paper it is; ``kind`` is None when that cannot be said."""

    kind: str | None
    side: str
    certainty: float
    runner_up: str | None = None
