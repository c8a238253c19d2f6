"""The fixed texts of an interview."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml

TEXTS = Path(__file__).parent / "texts.yaml"


@cache
def texts() -> dict[str, str]:
    """By name; {…} is filled in where they are said."""
    content: dict[str, str] = yaml.safe_load(TEXTS.read_text(encoding="utf-8"))
    return content
