"""Fits the fusion of BM25 and vectors, and from which likelihood something is found and answered, to labelled questions."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import yaml
from sklearn.linear_model import LogisticRegression

from knowledge.choose import CHOOSING, Choosing, ClauseFeatures, clause_features
from knowledge.evaluate import Case
from knowledge.index import Index
from knowledge.reading import aspects, day_asked, matter
from knowledge.search import RANKING, Features, Ranking, features, names_in

FALSE_ANSWER_COST = 30.0
"""An answer where none may be given."""
WRONG_COST = 4.0
"""An answer about another policy: its name and document stand in it, so the citizen can see that it is the wrong one."""
REFUSAL_COST = 3.0
ASKED_BACK_COST = 1.0
STEPS = [round(0.01 * step, 2) for step in range(2, 90, 2)]
HEADER = """\
# How BM25 and vectors are fused (a logistic model over the features of knowledge/search.py), and the likelihoods from which
# something is found (minimum) and answered outright (sure). Written by: minsheng policies calibrate {cases}
"""

CLAUSES_HEADER = """\
# Which clauses of a policy are quoted (a logistic model over the features of knowledge/choose.py).
# Written by: minsheng policies calibrate {cases}
"""


def calibrate(
    index: Index, cases: list[Case], today: date, region: str, cases_path: Path, path: Path = RANKING
) -> Ranking:
    """Fits to every (question, candidate) pair, then takes the minimum that costs least; writes `path`."""
    cases = [case for case in cases if not case.before]  # a follow-up is not understood by its words alone
    found = [features(index, case.q, region, case.on or today) for case in cases]
    pairs = [
        (f, target in case.policies)
        for case, fs in zip(cases, found, strict=True)
        for target, f in fs.items()
        if case.policies or target not in index.policies.elsewhere  # whose matter a declined question is, no label says
    ]
    model = LogisticRegression(C=10.0, max_iter=1000).fit([f for f, _ in pairs], [right for _, right in pairs])
    weights = Features(*(round(float(weight), 4) for weight in model.coef_[0]))
    fitted = Ranking(round(float(model.intercept_[0]), 4), weights, 0.0, 0.0)
    minimum, sure = _cheapest(index, fitted, cases, found)
    content = {"bias": fitted.bias, "weights": weights._asdict(), "minimum": minimum, "sure": sure}
    path.write_text(HEADER.format(cases=cases_path.name) + yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
    return Ranking(fitted.bias, weights, minimum, sure)


def calibrate_clauses(
    index: Index, cases: list[Case], today: date, region: str, cases_path: Path, path: Path = CHOOSING
) -> Choosing:
    """Fits which clauses are quoted to the cases that say so; writes `path`."""
    pairs: list[tuple[ClauseFeatures, bool]] = []
    for case in cases:
        if not case.clauses or case.before:
            continue
        day = case.on or day_asked(case.q, today)
        told = index.policies.clauses_on(case.policies[0], day)
        names = [name for name, _ in names_in(case.q, index.names(region, day))]
        near = index.near(case.q, case.policies[0], region, day)
        features = clause_features(told, aspects(case.q), matter(case.q, names), near)
        pairs += [(found, clause.id in case.clauses) for clause, found in zip(told, features, strict=True)]
    model = LogisticRegression(max_iter=2000).fit([found for found, _ in pairs], [right for _, right in pairs])
    weights = ClauseFeatures(*(round(float(weight), 4) for weight in model.coef_[0]))
    fitted = Choosing(round(float(model.intercept_[0]), 4), weights)
    content = {"bias": fitted.bias, "weights": weights._asdict()}
    path.write_text(CLAUSES_HEADER.format(cases=cases_path.name) + yaml.safe_dump(content, sort_keys=False), "utf-8")
    return fitted


def _cheapest(
    index: Index, fitted: Ranking, cases: list[Case], found: list[dict[str, Features]]
) -> tuple[float, float]:
    """The two likelihoods, from which something is found and from which it is answered, that cost least together."""
    best = []
    for case, candidates in zip(cases, found, strict=True):
        scored = sorted(((fitted.likelihood(f), target) for target, f in candidates.items()), reverse=True)
        if scored and scored[0][1] not in index.policies.elsewhere:
            best.append((scored[0][0], bool(case.policies), scored[0][1] in case.policies))
    return min(
        ((minimum, sure) for minimum in STEPS for sure in STEPS if sure >= minimum),
        key=lambda bounds: (sum(_cost(*one, *bounds) for one in best), bounds),
    )


def _cost(score: float, wanted: bool, right: bool, minimum: float, sure: float) -> float:
    if score >= sure:
        return 0.0 if right else WRONG_COST if wanted else FALSE_ANSWER_COST
    if score >= minimum:
        return ASKED_BACK_COST
    return REFUSAL_COST if wanted else 0.0
