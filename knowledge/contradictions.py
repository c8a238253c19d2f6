"""What cannot be true of one person at once, such as a marriage before 18."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from knowledge.criteria import Comparison
from knowledge.facts import Between, Known
from knowledge.record import Record, Slug, Text


class Contradiction(Record):
    """Comparisons that never hold together."""

    id: Slug
    facts: Annotated[tuple[Comparison, ...], Field(min_length=2)]
    say: Text
    """What is said to somebody who told both; `{who}` stands for the person."""


def contradicts(one: Contradiction, known: Known) -> bool:
    """Whether all its comparisons hold of what is known for certain."""
    return all(_holds(comparison, known) for comparison in one.facts)


def _holds(comparison: Comparison, known: Known) -> bool:
    value = known.get(comparison.fact)
    if value is None:
        return False
    if isinstance(value, Between):
        return comparison.holds(value.least) and comparison.holds(value.most)
    return comparison.holds(value)
