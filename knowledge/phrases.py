"""Phrases of the facts: words that stand in a sentence, where `*` stands for a few characters of the same clause."""

from __future__ import annotations

import re
from functools import cache

from knowledge.answer_said import saying

GAP = 8
"""Characters that a `*` stands for at most."""


@cache
def phrase(words: str) -> re.Pattern[str]:
    """The pattern of a normalised phrase: 爸*坐牢 stands in 她爸因为打架坐牢; each `*` is a group."""
    return re.compile(f"([^,]{{0,{GAP}}}?)".join(map(re.escape, words.split("*"))))


@cache
def names_kin(words: str) -> bool:
    """Whether the phrase itself says of whom it is so: 老公打我."""
    return re.search(saying()["kin"], words) is not None


def stance(match: re.Match[str]) -> bool | None:
    """Whether a phrase that was found is meant so or denied; None where it is only asked about."""
    words, sentence = saying(), match.string
    before, after = sentence[: match.start()], sentence[match.end() :].partition(",")[0]
    if re.search(words["asks_itself"], sentence[: match.start() + 1]):
        return None
    if re.search(rf"(?:{words['asks_whether']})$", before) or (
        before.endswith(",") and re.match(words["asks_of"], after)
    ):
        return None
    denied = re.search(rf"(?:{words['denies']})(?:{words['filler']}){{0,2}}$", before)
    return not denied and not any(re.search(words["denies"], gap) for gap in match.groups())
