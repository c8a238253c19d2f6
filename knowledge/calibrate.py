"""Fits the fusion of BM25 and vectors, and the minimum under which nothing was found, to labelled questions."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import yaml
from sklearn.linear_model import LogisticRegression

from knowledge.evaluate import Case
from knowledge.index import Index
from knowledge.search import RANKING, Features, Ranking, features

FALSE_ANSWER_COST = 2.0
"""How many refusals one false answer outweighs."""
HEADER = """\
# How BM25 and vectors are fused (a logistic model over the features of knowledge/search.py), and the minimum likelihood
# under which nothing was found. Written by: minsheng policies calibrate {cases}
"""


def calibrate(
    index: Index, cases: list[Case], today: date, region: str, cases_path: Path, path: Path = RANKING
) -> Ranking:
    """Fits to every (question, candidate) pair, then takes the minimum that costs least; writes `path`."""
    found = [features(index, case.q, region, case.on or today) for case in cases]
    pairs = [(f, target in case.policies) for case, fs in zip(cases, found, strict=True) for target, f in fs.items()]
    model = LogisticRegression(C=10.0, max_iter=1000).fit([f for f, _ in pairs], [right for _, right in pairs])
    weights = Features(*(round(float(weight), 4) for weight in model.coef_[0]))
    fitted = Ranking(round(float(model.intercept_[0]), 4), weights, 0.0)
    minimum = _cheapest_minimum(index, fitted, cases, found)
    content = {"bias": fitted.bias, "weights": weights._asdict(), "minimum": minimum}
    path.write_text(HEADER.format(cases=cases_path.name) + yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
    return Ranking(fitted.bias, weights, minimum)


def _cheapest_minimum(index: Index, fitted: Ranking, cases: list[Case], found: list[dict[str, Features]]) -> float:
    """Weighs policies found where there is none against questions refused."""
    best = []
    for case, candidates in zip(cases, found, strict=True):
        scored = sorted(((fitted.likelihood(f), target) for target, f in candidates.items()), reverse=True)
        if scored and scored[0][1] not in index.policies.elsewhere:
            best.append((scored[0][0], bool(case.policies)))
    minimums = np.arange(0.05, 0.96, 0.01)
    costs = [
        sum(FALSE_ANSWER_COST for score, right in best if score >= m and not right)
        + sum(1 for score, right in best if score < m and right)
        for m in minimums
    ]
    return round(float(minimums[int(np.argmin(costs))]), 2)
