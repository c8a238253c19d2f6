"""Finding: which policies a sentence is about, best first, each with the likelihood that it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from heapq import nlargest
from pathlib import Path
from typing import Generic, NamedTuple

from knowledge import logistic
from knowledge.index import OURS, Index
from knowledge.logistic import F, Logistic
from knowledge.policy_list import NOBODY
from knowledge.reading import matter
from knowledge.sound import as_heard
from knowledge.text import normalise

DEPTH = 3
CANDIDATES = 40
"""Units taken from each of the two indexes before they are gathered by policy."""
LIKELIEST = 5
"""Targets taken from the classifier."""
UNLIKE = -1.0
"""The classifier's score for what it has learned nothing of."""


class Features(NamedTuple):
    """What speaks for one candidate. Its best units can be lucky; its third best cannot, and neither can a lead."""

    lexical: float
    """Best BM25 share over its units."""
    semantic: float
    """Best cosine over its units."""
    lexical_depth: float
    """Mean BM25 share of its three best units."""
    semantic_depth: float
    """Mean cosine of its three best units."""
    lexical_lead: float
    """Its best BM25 share less that of the best other candidate."""
    semantic_lead: float
    """The same for cosines."""
    named: float
    """1 if one of its names stands in the sentence."""
    other_named: float
    """1 if only names of others do."""
    learned: float
    """The classifier's score."""
    learned_lead: float
    """Its score less that of the best other candidate."""
    nobody: float
    """The classifier's score for a sentence that is about nothing here."""
    unheard: float
    """Share of the sentence's words that no text of it has."""
    ours: float
    """For a policy the score that the sentence is about any of ours; for another office's matter that it is not."""


@dataclass(frozen=True)
class Hit:
    """A policy, or a topic that belongs to another office, that the sentence may be about."""

    target: str
    elsewhere: bool
    score: float
    """Likelihood between 0 and 1 that this is what is asked."""
    features: Features


@dataclass(frozen=True)
class Ranking(Generic[F]):
    """How what speaks for a candidate is weighed; fitted by `minsheng policies calibrate`."""

    model: Logistic[F]
    minimum: float
    """Below this likelihood nothing was found."""
    sure: float
    """From this likelihood it is answered outright; below it the citizen is asked whether that is meant."""


RANKING = Path(__file__).parent / "ranking.yaml"


@lru_cache(maxsize=1)
def ranking() -> Ranking[Features]:
    """The ranking of what is found by one sentence alone."""
    model, bounds = logistic.load(RANKING, Features)
    return Ranking(model, **bounds)


def search(index: Index, query: str, region: str, day: date) -> list[Hit]:
    """Everything that the sentence may be about in `region` on `day`, best first; also what is under `ranking().minimum`.
    A sentence that says nothing but a name is about what it names."""
    model = ranking().model
    names = names_in(query, index.names(region, day))
    only_named = set() if matter(query, [name for name, _ in names]) else {target for _, target in names}
    found = features(index, query, region, day)
    hits = [
        Hit(target, target in index.policies.elsewhere, 1.0 if target in only_named else likely, found[target])
        for target, likely in zip(found, model.likelihoods(list(found.values())), strict=True)
    ]
    return sorted(hits, key=lambda hit: -hit.score)


def features(index: Index, query: str, region: str, day: date) -> dict[str, Features]:
    """The features of every candidate."""
    told = index.told(region, day)
    names = index.names(region, day)
    named = {target for _, target in names_in(query, names)}
    if not named:
        query = as_heard(query, index.sounds(region, day))
        named = {target for _, target in names_in(query, names)}
    lexical = _by_target(index, index.lexical(query, told, CANDIDATES))
    semantic = _by_target(index, index.semantic(query, told, CANDIDATES))
    learned, ours = index.classifier.scores(query), index.ours.scores(query)[OURS]
    likeliest = nlargest(LIKELIEST, told.targets & learned.keys(), key=learned.__getitem__)
    targets = {*lexical, *semantic, *named, *likeliest}
    scores = {target: [learned.get(target, UNLIKE)] for target in targets}
    words, meanings = ({t: scores.get(t, [0.0]) for t in targets} for scores in (lexical, semantic))
    word_leads, meaning_leads, learned_leads = _leads(words), _leads(meanings), _leads(scores)
    unheard = index.unheard(query, targets)
    return {
        target: Features(
            lexical=words[target][0],
            semantic=meanings[target][0],
            lexical_depth=sum(words[target][:DEPTH]) / DEPTH,
            semantic_depth=sum(meanings[target][:DEPTH]) / DEPTH,
            lexical_lead=word_leads[target],
            semantic_lead=meaning_leads[target],
            named=float(target in named),
            other_named=float(bool(named) and target not in named),
            learned=scores[target][0],
            learned_lead=learned_leads[target],
            nobody=learned.get(NOBODY, UNLIKE),
            unheard=unheard[target],
            ours=-ours if target in index.policies.elsewhere else ours,
        )
        for target in targets
    }


def _leads(scores: dict[str, list[float]]) -> dict[str, float]:
    """Each target's best score less the best of all others."""
    first, second = [*sorted((best[0] for best in scores.values()), reverse=True), 0.0, 0.0][:2]
    return {target: best[0] - (second if best[0] == first else first) for target, best in scores.items()}


def _by_target(index: Index, scored: list[tuple[int, float]]) -> dict[str, list[float]]:
    """The scores of each target's units, best first."""
    scores: dict[str, list[float]] = {}
    for position, score in scored:
        scores.setdefault(index.units[position].target, []).append(score)
    return scores


def names_in(query: str, names: dict[str, str]) -> list[tuple[str, str]]:
    """The names (longest first) that stand in the query, with what they name; one inside a longer one does not count."""
    rest = normalise(query)
    longest = len(next(iter(names), ""))
    stretches = (rest[i:j] for i in range(len(rest)) for j in range(i + 1, min(i + longest, len(rest)) + 1))
    found: list[tuple[str, str]] = []
    for name in sorted(names.keys() & stretches, key=lambda name: (-len(name), name)):
        if name in rest:
            found.append((name, names[name]))
            rest = rest.replace(name, "\n")
    return found
