"""Whether a second look at the best five pays: rerankers over the features of the search, beside its logistic fusion."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from itertools import product

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import KFold

from knowledge.evaluate import Case
from knowledge.index import Index
from knowledge.search import features

BEST = 5
FOLDS = 5
REPEATS = 4
Scores = Callable[[NDArray[np.float64]], NDArray[np.float64]]
"""From (candidates, features) to (candidates,)."""


@dataclass(frozen=True)
class Found:
    """The candidates of one question."""

    features: NDArray[np.float64]
    """(candidates, features)."""
    right: NDArray[np.bool_]
    """(candidates,)."""


def candidates(index: Index, cases: list[Case], today: date, region: str) -> list[Found]:
    """What the search finds for each question, before it is scored."""
    return [
        Found(np.array(list(found.values())), np.array([target in case.policies for target in found]))
        for case in cases
        if (found := features(index, case.q, region, case.on or today))
    ]


def compare(found: list[Found], seed: int = 7) -> dict[str, float]:
    """Share of questions whose first candidate is right, each question judged by models that have not seen it."""
    right: dict[str, list[bool]] = {
        "logistic fusion": [],
        "pairwise linear": [],
        "boosted trees": [],
        "in the best 5": [],
    }
    for repeat in range(REPEATS):
        for seen, unseen in KFold(FOLDS, shuffle=True, random_state=seed + repeat).split(found):
            fusion = _fusion([found[i] for i in seen])
            best = [_best(found[i], fusion) for i in seen]
            linear, trees = _pairwise(best), _trees(best)
            for i in unseen:
                five = _best(found[i], fusion)
                right["logistic fusion"].append(bool(five.right[0]))
                right["pairwise linear"].append(bool(five.right[linear(five.features).argmax()]))
                right["boosted trees"].append(bool(five.right[trees(_placed(five.features)).argmax()]))
                right["in the best 5"].append(bool(five.right.any()))
    return {name: float(np.mean(answers)) for name, answers in right.items()}


def _fusion(found: list[Found]) -> Scores:
    """As `minsheng policies calibrate` fits it."""
    model = LogisticRegression(C=10.0, max_iter=1000)
    model.fit(np.vstack([one.features for one in found]), np.concatenate([one.right for one in found]))
    return lambda rows: np.asarray(model.decision_function(rows))


def _best(found: Found, score: Scores) -> Found:
    order = np.argsort(-score(found.features), kind="stable")[:BEST]
    return Found(found.features[order], found.right[order])


def _pairwise(found: list[Found]) -> Scores:
    """Learns from the differences between a right candidate and each wrong one of the same question."""
    differences = np.array(
        [a - b for one in found for a, b in product(one.features[one.right], one.features[~one.right])]
    )
    signs = np.where(np.arange(len(differences)) % 2, 1, -1)
    model = LogisticRegression(C=10.0, max_iter=1000, fit_intercept=False).fit(differences * signs[:, None], signs)
    return lambda rows: rows @ model.coef_[0]


def _trees(found: list[Found]) -> Scores:
    model = GradientBoostingClassifier(n_estimators=60, max_depth=2, learning_rate=0.1, subsample=0.7, random_state=0)
    model.fit(np.vstack([_placed(one.features) for one in found]), np.concatenate([one.right for one in found]))
    return lambda rows: model.predict_proba(rows)[:, 1]


def _placed(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """(candidates, 2 × features + 1): each candidate's features, what it lacks to the first, and its place."""
    return np.hstack([rows, rows - rows[0], np.arange(len(rows))[:, None]])
