"""The words of people who book: regular expressions by name, over the normalised sentence."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from knowledge.text import normalise

WORDS = Path(__file__).parent / "words" / "booking.yaml"


@cache
def words() -> dict[str, Any]:
    """The patterns by name."""
    content: dict[str, Any] = yaml.safe_load(WORDS.read_text(encoding="utf-8"))
    return content


def says(name: str, sentence: str) -> bool:
    """Whether one of those words stands in the normalised sentence."""
    return re.search(words()[name], sentence) is not None


def agrees(text: str) -> bool:
    """Whether it says that somebody knows and agrees."""
    sentence = normalise(text)
    return says("agrees", sentence) and not says("disagrees", sentence) and not says("is_asked", sentence)
