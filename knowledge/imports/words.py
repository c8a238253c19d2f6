"""`words.yaml`, read once."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

_FILE = Path(__file__).with_name("words.yaml")


@lru_cache(maxsize=1)
def _all() -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return content


def words(section: str) -> dict[str, Any]:
    """One section of the file. KeyError if it has no such section."""
    section_words: dict[str, Any] = _all()[section]
    return section_words
