"""The text of an SMS: as much of a reply as fits, in whole sentences."""

from __future__ import annotations

import re

SIGNATURE = "【民声】"
"""Who writes; every SMS of a firm or an office in China begins so."""
LONGEST = 140
"""Characters, with the signature."""
_BLANKS = re.compile(r"[ \t\r\u3000]+")
_LINES = re.compile(r"\s*\n\s*")
_SENTENCE_ENDS = re.compile(r"[。！？!?；;][”」』）)]*|\n")
_CLAUSE_ENDS = re.compile(r"[，,、：:]")


def sms_text(text: str) -> str:
    """The reply's text behind the signature. What is too long ends with a sentence; with a clause and … where not even the
    first sentence fits."""
    text = _LINES.sub("\n", _BLANKS.sub(" ", text)).strip()
    room = LONGEST - len(SIGNATURE)
    return SIGNATURE + (text if len(text) <= room else _cut(text, room))


def _cut(text: str, room: int) -> str:
    ends = [found.end() for found in _SENTENCE_ENDS.finditer(text) if len(text[: found.end()].rstrip()) <= room]
    if ends:
        return text[: ends[-1]].rstrip()
    clauses = [found.start() for found in _CLAUSE_ENDS.finditer(text, 1, room - 1)]
    return text[: clauses[-1] if clauses else room - 1] + "…"
