"""How loud the alarm is: what the word rules find and what a classifier hears, over the whole sentence and its parts."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot import emergency

HARMLESS = "harmless"
"""What the classifier calls a sentence that tells of no danger."""
TOLD = 0.3
"""How much more speaks for danger where the word rules find one."""
DANGER = 0.12
"""From here the emergency answer is given at once. Chosen by cross-validation (docs/figures.md)."""
CONCERN = -0.4
"""From here the question is answered behind a line with the numbers, as also wherever the word rules find a danger."""
OF_A_PART = 0.55
"""How much less a part alone speaks for danger than a whole text: many parts are many chances to be wrong."""

SHORT = 60
"""Characters that are heard as one whole; what is longer is heard by its parts only."""
PART = 24
"""Characters that a part of a long sentence has at least, where there are so many."""
_SENTENCE = re.compile(r"[。！？；!?;]+")
_CLAUSE = re.compile(r"[，、,.:：\s]+")
_ANY_PAUSE = re.compile(rf"{_SENTENCE.pattern}|{_CLAUSE.pattern}")
_SHORTEST_CLAUSE = 3


class Level(StrEnum):
    """How sure it is."""

    DANGER = "danger"
    CONCERN = "concern"


@dataclass(frozen=True)
class Alarm:
    """What was heard, and what is said."""

    level: Level
    kind: str
    """A kind of `emergency.yaml`."""
    text: str


class Watch:
    """Listens for danger to life. `scores` tells how much speaks for each kind, and for `HARMLESS`, about -1 to 1; `words`
    the danger that the word rules find."""

    def __init__(
        self,
        scores: Callable[[str], Mapping[str, float]],
        words: Callable[[str], emergency.Emergency | None] = emergency.emergency,
    ) -> None:
        self._scores = scores
        self._words = words

    def hear(self, text: str) -> Alarm | None:
        """The danger that a text in simplified characters tells of, or None."""
        if len(text) < _SHORTEST_CLAUSE and not self._words(text):
            return None  # 我爸, 够了: an answer in so few characters says too little to be learned from
        heard = [self._weigh(text)] if len(text) <= SHORT else []
        heard += [(score - OF_A_PART, kind) for score, kind in map(self._weigh, parts(text))]
        score, kind = max(heard)
        if score >= DANGER:
            return Alarm(Level.DANGER, kind, emergency.answer(kind))
        if score >= CONCERN or self._words(text):
            return Alarm(Level.CONCERN, kind, emergency.concern())
        return None

    def _weigh(self, piece: str) -> tuple[float, str]:
        """How much speaks for danger, and which."""
        scores, told = dict(self._scores(piece)), self._words(piece)
        score = -scores.pop(HARMLESS)
        if told:
            score += TOLD
            scores[told.kind] += TOLD
        return score, str(max(scores, key=lambda kind: scores[kind]))


def parts(text: str) -> list[str]:
    """What a danger may be told in beside other things: the clauses of a short text, the sentences of a long one."""
    if len(text) <= SHORT:
        return [clause for clause in _ANY_PAUSE.split(text) if _SHORTEST_CLAUSE <= len(clause) < len(text)]
    sentences = [sentence for sentence in _SENTENCE.split(text) if sentence.strip()]
    found = [part for sentence in sentences for part in ([sentence] if len(sentence) <= SHORT else _runs(sentence))]
    return found or [text]


def _runs(sentence: str) -> list[str]:
    """From each clause on, as many as make `PART` characters; a clause without end, as a call has them, is cut."""
    clauses = [said[start : start + SHORT] for said in _CLAUSE.split(sentence) for start in range(0, len(said), PART)]
    runs = []
    for first in range(len(clauses)):
        last = first + 1
        while last < len(clauses) and sum(map(len, clauses[first:last])) < PART:
            last += 1
        runs.append("，".join(clauses[first:last]))
    return runs
