"""Finding: which policies a sentence is about, best first, each with the likelihood that it is."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

import yaml

from knowledge.index import Index
from knowledge.text import normalise

CANDIDATES = 40
"""Units taken from each of the two indexes before they are gathered by policy."""


Features = tuple[float, float, float, float]
"""(lexical, semantic, named, share) as in `Hit`."""


@dataclass(frozen=True)
class Hit:
    """A policy, or a topic that belongs to another office, that the sentence may be about."""

    target: str
    elsewhere: bool
    score: float
    """Likelihood between 0 and 1 that this is what is asked."""
    lexical: float
    """Best BM25 share over its units."""
    semantic: float
    """Best cosine over its units."""
    named: float
    """1 if one of its names stands in the sentence, else 0."""
    share: float
    """The part of the sentence that is that name."""


@dataclass(frozen=True)
class Ranking:
    """How the two indexes are fused; fitted by `minsheng policies calibrate`."""

    bias: float
    weights: Features
    minimum: float
    """Below this likelihood nothing was found."""

    def likelihood(self, features: Features) -> float:
        """Logistic in the features."""
        return 1 / (1 + math.exp(-self.bias - sum(w * f for w, f in zip(self.weights, features, strict=True))))


RANKING = Path(__file__).parent / "ranking.yaml"


@lru_cache(maxsize=1)
def ranking() -> Ranking:
    """The fitted ranking."""
    content = yaml.safe_load(RANKING.read_text(encoding="utf-8"))
    return Ranking(content["bias"], tuple(content["weights"].values()), content["minimum"])


def search(index: Index, query: str, region: str, day: date) -> list[Hit]:
    """Everything that the sentence may be about in `region` on `day`, best first; also what is under `ranking().minimum`."""
    fitted = ranking()
    hits = [
        Hit(target, target in index.policies.elsewhere, fitted.likelihood(found), *found)
        for target, found in features(index, query, region, day).items()
    ]
    return sorted(hits, key=lambda hit: -hit.score)


def features(index: Index, query: str, region: str, day: date) -> dict[str, Features]:
    """The features of every candidate."""
    told = index.told(region, day)
    lexical = _best(index, index.lexical(query, told, CANDIDATES))
    semantic = _best(index, index.semantic(query, told, CANDIDATES))
    share: dict[str, float] = {}
    for name, target in names_in(query, index.names(region, day)):
        share[target] = max(share.get(target, 0.0), len(name) / len(normalise(query)))
    return {
        target: (lexical.get(target, 0.0), semantic.get(target, 0.0), float(target in share), share.get(target, 0.0))
        for target in {*lexical, *semantic, *share}
    }


def names_in(query: str, names: dict[str, str]) -> list[tuple[str, str]]:
    """The names (longest first) that stand in the query, with what they name; one inside a longer one does not count."""
    rest = normalise(query)
    found: list[tuple[str, str]] = []
    for name, target in names.items():
        if name in rest:
            found.append((name, target))
            rest = rest.replace(name, "\n")
    return found


def _best(index: Index, scored: list[tuple[int, float]]) -> dict[str, float]:
    """The best score of each target."""
    best: dict[str, float] = {}
    for position, score in scored:
        target = index.units[position].target
        best[target] = max(best.get(target, 0.0), score)
    return best
