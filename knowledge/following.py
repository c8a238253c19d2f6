"""What a sentence that names nothing is about after others: by itself, together with what was said, or what was spoken of."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from knowledge import logistic
from knowledge.draft import Topic
from knowledge.search import Features, Hit, Ranking

FOLLOWING = Path(__file__).parent / "following.yaml"
NOTHING = Features(*[0.0] * len(Features._fields))
NOW_COUNTS = 3
"""How much more what is said now counts than what was said before, where the two are taken together."""
UNLIKELY = 1e-4
"""Likelihood of what was not found at all; no other is taken for less."""


class FollowFeatures(NamedTuple):
    """What speaks for one candidate."""

    alone: float
    """Log odds by what is said now."""
    together: float
    """Log odds by what was said before and is said now."""
    spoken_of: float
    """1 if it was just spoken of."""
    earlier: float
    """1 if it was spoken of earlier."""


@lru_cache(maxsize=1)
def following() -> Ranking[FollowFeatures]:
    """The ranking fitted by `minsheng policies calibrate`."""
    model, bounds = logistic.load(FOLLOWING, FollowFeatures)
    return Ranking(model, **bounds)


def follow(topic: Topic, text: str, alone: list[Hit], search: Callable[[str], list[Hit]]) -> list[Hit]:
    """What the text is about, best first."""
    found = {hit.target: hit for hit in alone}
    model = following().model
    hits = [
        replace(
            found.get(target) or Hit(target, elsewhere=False, score=0.0, features=NOTHING), score=model.likelihood(f)
        )
        for target, f in follow_features(topic, text, alone, search).items()
    ]
    return sorted(hits, key=lambda hit: -hit.score)


def follow_features(
    topic: Topic, text: str, alone: list[Hit], search: Callable[[str], list[Hit]]
) -> dict[str, FollowFeatures]:
    """The features of every candidate; `alone` is what was found by the text itself."""
    together = [hit for hit in search(" ".join([topic.said, *[text] * NOW_COUNTS])) if not hit.elsewhere]
    alone_score, together_score = ({hit.target: hit.score for hit in hits} for hits in (alone, together))
    return {
        target: FollowFeatures(
            _log_odds(alone_score.get(target, 0.0)),
            _log_odds(together_score.get(target, 0.0)),
            float(target in topic.policies),
            float(target in topic.earlier),
        )
        for target in dict.fromkeys([*alone_score, *together_score, *topic.policies, *topic.earlier])
    }


def _log_odds(likelihood: float) -> float:
    bounded = min(max(likelihood, UNLIKELY), 1 - UNLIKELY)
    return math.log(bounded / (1 - bounded))
