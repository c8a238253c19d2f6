"""Which clauses of a policy answer a question: the likeliest few, by the aspect asked for, the matter named, and by how near
the question is to the clause and to what people ask for it.

Within a kind the list puts the most important clause first, so where the question names no matter of its own, the first
ones are told.
"""

from __future__ import annotations

import math
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from knowledge import logistic
from knowledge.index import Near
from knowledge.logistic import Logistic
from knowledge.policy import Clause, Kind
from knowledge.text import tokens

MOST = 3
"""Clauses quoted for one policy; more is not read."""
SHARE = 0.5
"""Share of the best clause's likelihood from which another is quoted with it."""
TELLING = 8.0
"""Weight that the matter's words need to tell anything: 吃饭 stands in every clause about meals."""
SURELY_ABOUT = 0.6
"""Share of the matter's words from which a clause of another aspect tells what is asked."""
CHOOSING = Path(__file__).parent / "choosing.yaml"
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


class ClauseFeatures(NamedTuple):
    """What speaks for one clause of a policy."""

    asked: float
    """1 if it is of a kind asked for."""
    stand_in: float
    """1 if it stands in for one."""
    who: float
    """1 if no kind is asked for, and it tells who."""
    amount: float
    """The same for how much."""
    how: float
    """The same for how."""
    first: float
    """1 if it is the first of its kind, the most important one."""
    second: float
    asked_first: float
    """1 if it is the first of a kind asked for."""
    matter: float
    """Share of the matter's words that stand in it."""
    matter_lead: float
    """That share less the best of all."""
    words: float
    """BM25 share of the clause, or of a question people ask for it."""
    words_lead: float
    meaning: float
    """Cosine of the same."""
    meaning_lead: float


@lru_cache(maxsize=1)
def choosing() -> Logistic[ClauseFeatures]:
    """The weights fitted by `minsheng policies calibrate`."""
    return logistic.load(CHOOSING, ClauseFeatures)[0]


def choose(told: tuple[Clause, ...], aspects: tuple[Kind, ...], matter: str, near: dict[str, Near]) -> list[Clause]:
    """At most `MOST` of the clauses told, the likeliest first; none if none tells the aspect.

    `matter` is what the question names besides the policy, `near` how near it is to each clause, by its id.
    """
    about = _about(told, matter)
    if aspects and not _of_aspects(told, aspects) and max(about.values(), default=0.0) < SURELY_ABOUT:
        return []
    fitted, features = choosing(), clause_features(told, aspects, matter, near)
    likely = {clause.id: fitted.likelihood(found) for clause, found in zip(told, features, strict=True)}
    best = sorted(told, key=lambda clause: -likely[clause.id])[:MOST]
    return [clause for clause in best if likely[clause.id] >= SHARE * likely[best[0].id]]


def clause_features(
    told: tuple[Clause, ...], aspects: tuple[Kind, ...], matter: str, near: dict[str, Near]
) -> list[ClauseFeatures]:
    """The features of each clause told."""
    about = _about(told, matter)
    words = {clause.id: near[clause.id].words if clause.id in near else 0.0 for clause in told}
    meaning = {clause.id: near[clause.id].meaning if clause.id in near else 0.0 for clause in told}
    most_about, most_words, most_meaning = (max(s.values(), default=0.0) for s in (about, words, meaning))
    fitting = {clause.id for clause in _of_aspects(told, aspects)}
    before: dict[Kind, int] = {}
    features = []
    for clause in told:
        place = before[clause.kind] = before.get(clause.kind, -1) + 1
        asked = clause.kind in aspects
        features.append(
            ClauseFeatures(
                asked=asked,
                stand_in=clause.id in fitting and not asked,
                who=not aspects and clause.kind is Kind.WHO,
                amount=not aspects and clause.kind is Kind.AMOUNT,
                how=not aspects and clause.kind is Kind.HOW,
                first=place == 0,
                second=place == 1,
                asked_first=asked and place == 0,
                matter=about[clause.id],
                matter_lead=about[clause.id] - most_about,
                words=words[clause.id],
                words_lead=words[clause.id] - most_words,
                meaning=meaning[clause.id],
                meaning_lead=meaning[clause.id] - most_meaning,
            )
        )
    return features


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
