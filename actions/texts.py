"""The fixed texts of the skills: each has a texts.yaml in its folder."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml


@cache
def texts_of(skill: str) -> dict[str, str]:
    """A skill's texts by name; {…} is filled in where they are said."""
    path = Path(__file__).parent / skill / "texts.yaml"
    content: dict[str, str] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return content
