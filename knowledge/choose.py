"""Which clauses of a policy answer a question: those of the aspect asked for, and of them those about the matter named.

Within a kind the list puts the most important clause first, so where the question names no matter of its own, the first
ones are told.
"""

from __future__ import annotations

import math
from collections import Counter
from functools import lru_cache

from knowledge.policy import Clause, Kind
from knowledge.text import tokens

MOST = 3
"""Clauses quoted for one policy; more is not read."""
PLAIN = 2
"""Clauses told of an aspect when the question names no matter."""
ABOUT = 0.3
"""Share of the matter's words from which a clause of the aspect is about it."""
SURELY_ABOUT = 0.6
"""The same for a clause of another aspect: 低保户孩子上学有钱吗 asks "how much", and schooling has its own clause."""
TELLING = 8.0
"""Weight that the matter's words need to tell anything: 吃饭 stands in every clause about meals."""
STAND_IN: dict[Kind, tuple[Kind, ...]] = {
    Kind.WHERE: (Kind.HOW,),
    Kind.HOW: (Kind.WHERE,),
    Kind.MATERIALS: (Kind.HOW,),
    Kind.WHEN: (Kind.HOW,),
    Kind.LIMITS: (Kind.WHO,),
    Kind.WHO: (Kind.LIMITS,),
    Kind.AMOUNT: (Kind.WHO,),
}
"""Which kind of clause also tells an aspect, when a policy has none of its own kind."""


def choose(told: list[Clause], aspects: tuple[Kind, ...], matter: str) -> list[Clause]:
    """At most `MOST` of the clauses told, in the order of the list; `matter` is what the question names besides the policy."""
    of_aspect = _of_aspects(told, aspects or (Kind.WHO, Kind.AMOUNT))
    about = _about(told, matter)
    fitting = [c for c in told if about[c.id] >= (ABOUT if c in of_aspect else SURELY_ABOUT)]
    best = sorted(fitting, key=lambda clause: -about[clause.id])[:MOST] or _heads(of_aspect)
    return [clause for clause in told if clause in best]


def _heads(of_aspect: list[Clause]) -> list[Clause]:
    """The first clauses of the aspect; of each, when there are several."""
    kinds = list(dict.fromkeys(clause.kind for clause in of_aspect))
    each = PLAIN if len(kinds) == 1 else 1
    return [clause for kind in kinds for clause in [c for c in of_aspect if c.kind is kind][:each]][:MOST]


def _of_aspects(told: list[Clause], aspects: tuple[Kind, ...]) -> list[Clause]:
    chosen: list[Clause] = []
    for aspect in aspects:
        for kind in (aspect, *STAND_IN.get(aspect, ())):
            found = [clause for clause in told if clause.kind is kind]
            if found:
                chosen += [clause for clause in found if clause not in chosen]
                break
    return chosen


def _about(told: list[Clause], matter: str) -> dict[str, float]:
    """For each clause the share of the matter's words that stand in it, rare words counting more."""
    words = {clause.id: _words(clause.text) for clause in told}
    common = Counter(word for found in words.values() for word in found)
    weights = {word: math.log(1 + len(told) / (1 + common[word])) for word in set(tokens(matter))}
    whole = max(sum(weights.values()), TELLING)
    return {
        clause.id: sum(weight for word, weight in weights.items() if word in words[clause.id]) / whole
        for clause in told
    }


@lru_cache(maxsize=4096)
def _words(text: str) -> frozenset[str]:
    return frozenset(tokens(text))
