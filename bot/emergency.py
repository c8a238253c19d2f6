"""Danger to life by its words, and what is said to it: `emergency.yaml`. `alarm.py` also asks a classifier."""

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
    """One of the kinds in `emergency.yaml`."""
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


def answer(kind: str) -> str:
    """What is said at once to danger of that kind."""
    return _closed(_words()["kinds"][kind]["text"])


def general() -> str:
    """What is said when danger is suspected and its kind is not known: every number."""
    return _closed(_words()["general"])


def concern() -> str:
    """What is said before the answer when there may be danger, in one line."""
    line: str = _words()["concern"]
    return line


def _found(kind: str) -> Emergency:
    return Emergency(kind, answer(kind))


def _closed(text: str) -> str:
    return f"{text}\n{_words()['closing']}"
