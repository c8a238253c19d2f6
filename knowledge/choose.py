"""Which clauses of a policy answer a question: those of the aspect asked for, and of them those about the matter named.

Within a kind the list puts the most important clause first, so where the question names no matter of its own, the first
ones are told.
"""

from __future__ import annotations

import math
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


def choose(told: tuple[Clause, ...], aspects: tuple[Kind, ...], matter: str) -> list[Clause]:
    """At most `MOST` of the clauses told, in the order of the list; `matter` is what the question names besides the policy."""
    of_aspect = _of_aspects(told, aspects or (Kind.WHO, Kind.AMOUNT))
    kinds = {clause.kind for clause in of_aspect}
    about = _about(told, matter) if matter else dict.fromkeys((clause.id for clause in told), 0.0)
    fitting = [c for c in told if about[c.id] >= (ABOUT if c.kind in kinds else SURELY_ABOUT)]
    best = sorted(fitting, key=lambda clause: -about[clause.id])[:MOST] or _heads(of_aspect)
    ids = {clause.id for clause in best}
    return [clause for clause in told if clause.id in ids]


def _heads(of_aspect: list[Clause]) -> list[Clause]:
    """The first clauses of the aspect; of each, when there are several."""
    kinds = list(dict.fromkeys(clause.kind for clause in of_aspect))
    each = PLAIN if len(kinds) == 1 else 1
    return [clause for kind in kinds for clause in [c for c in of_aspect if c.kind is kind][:each]][:MOST]


def _of_aspects(told: tuple[Clause, ...], aspects: tuple[Kind, ...]) -> list[Clause]:
    there = {clause.kind for clause in told}
    kinds = [next((k for k in (aspect, *STAND_IN.get(aspect, ())) if k in there), None) for aspect in aspects]
    return [clause for kind in dict.fromkeys(kinds) for clause in told if clause.kind is kind]


def _about(told: tuple[Clause, ...], matter: str) -> dict[str, float]:
    """For each clause the share of the matter's words that stand in it, rare words counting more."""
    words = [(clause.id, _words(clause.text)) for clause in told]
    asked = set(tokens(matter))
    weights = {word: math.log(1 + len(told) / (1 + sum(word in found for _, found in words))) for word in asked}
    whole = max(sum(weights.values()), TELLING)
    return {clause_id: sum(weights[word] for word in asked & found) / whole for clause_id, found in words}


@lru_cache(maxsize=4096)
def _words(text: str) -> frozenset[str]:
    return frozenset(tokens(text))
