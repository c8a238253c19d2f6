"""Danger to life, recognised before anything else is asked of anybody. The words are in `emergency.yaml`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

_GAP = re.compile(r"(?<=[\u3400-\u9fff])\s(?=[\u3400-\u9fff](?:\s|$))|(?<=^[\u3400-\u9fff])\s(?=[\u3400-\u9fff])")
"""Between characters that stand one by one: 救 命."""
_FILE = Path(__file__).with_suffix(".yaml")


@dataclass(frozen=True)
class Emergency:
    """What kind of danger it is, and what is said at once."""

    kind: str
    """suicide, fire, crime or medical."""
    text: str


@lru_cache(maxsize=1)
def _words() -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return content


@lru_cache(maxsize=64)
def _pattern(words: str) -> re.Pattern[str]:
    return re.compile(words)


def emergency(text: str) -> Emergency | None:
    """The danger a sentence tells of, or None. `text` is in simplified characters."""
    words = _words()
    text = _GAP.sub("", text)
    rest = _pattern(words["harmless"]).sub("", text)
    for kind, entry in words["kinds"].items():
        if "always" in entry and _pattern(entry["always"]).search(rest):
            return _found(kind)
    happening = _pattern(words["happening"]).search(rest) is not None
    about = _pattern(words["past"]).search(text) or _pattern(words["rule"]).search(text)
    for kind, entry in words["kinds"].items():
        if "words" in entry and _pattern(entry["words"]).search(rest) and (happening or not about):
            return _found(kind)
    return None


def general() -> str:
    """What is said when danger is suspected and its kind is not known: every number."""
    words = _words()
    first_lines = [entry["text"].splitlines()[0] for entry in words["kinds"].values()]
    return "\n".join([*first_lines, words["closing"]])


def _found(kind: str) -> Emergency:
    words = _words()
    return Emergency(kind, f"{words['kinds'][kind]['text']}\n{words['closing']}")
