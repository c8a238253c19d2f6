"""Fits the fusion of BM25 and vectors, and from which likelihood something is found and answered, to labelled questions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path

from knowledge import logistic
from knowledge.choose import CHOOSING, ClauseFeatures, clause_features
from knowledge.draft import Draft, Question
from knowledge.evaluate import Case, topic_after
from knowledge.following import FOLLOWING, FollowFeatures, follow_features, following
from knowledge.index import Index
from knowledge.logistic import F, Logistic
from knowledge.reading import aspects, day_asked, matter, says_little
from knowledge.search import RANKING, Features, Ranking, features, names_in, ranking

FALSE_ANSWER_COST = 30.0
"""An answer where none may be given."""
FALSE_FOLLOW_UP_COST = 10.0
"""The same after others: it goes on about a policy that was just spoken of, as the citizen can see."""
OUT_OF_SCOPE = 0.16
"""Share of what citizens ask that may not be answered. In the cases it may be more, so that much is learned of it."""
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


FOLLOWING_HEADER = """\
# What a sentence is about after others (a logistic model over the features of knowledge/following.py).
# Written by: minsheng policies calibrate {cases}
"""


def calibrate(
    index: Index, cases: list[Case], today: date, region: str, cases_path: Path, path: Path = RANKING
) -> Ranking[Features]:
    """Fits to every (question, candidate) pair, then takes the minimum that costs least; writes `path`."""
    cases = [case for case in cases if not case.before]  # a follow-up is not understood by its words alone
    found = [(case, features(index, case.q, region, case.on or today)) for case in cases]
    model = logistic.fit(Features, _pairs(index, found), c=10.0)
    minimum, sure = _cheapest(index, model, found, FALSE_ANSWER_COST)
    model.save(path, HEADER.format(cases=cases_path.name), minimum=minimum, sure=sure)
    ranking.cache_clear()
    return Ranking(model, minimum, sure)


def calibrate_following(
    index: Index, cases: list[Case], today: date, region: str, cases_path: Path, path: Path = FOLLOWING
) -> Ranking[FollowFeatures]:
    """Fits what a sentence after others is about: to the follow-ups, and to every other question asked after the one that
    stands before it in the file, which is a change of subject. Writes `path`."""
    after_others = [case for case in cases if case.before]
    single = [case for case in cases if not case.before]
    after_others += [replace(case, before=(last.q,)) for last, case in pairwise(single)]
    found: list[tuple[Case, dict[str, FollowFeatures]]] = []
    for case in after_others:
        topic = topic_after(index, case.before, today, region)
        draft = Draft(index, Question(case.q, today, region, topic), day=case.on or today)
        alone = draft.search(case.q)
        if topic.policies and not any(hit.features.named for hit in alone) and not says_little(case.q):
            found.append((case, follow_features(topic, case.q, alone, draft.search)))
    model = logistic.fit(FollowFeatures, _pairs(index, found))
    minimum, sure = _cheapest(index, model, found, FALSE_FOLLOW_UP_COST)
    model.save(path, FOLLOWING_HEADER.format(cases=cases_path.name), minimum=minimum, sure=sure)
    following.cache_clear()
    return Ranking(model, minimum, sure)


def calibrate_clauses(
    index: Index, cases: list[Case], today: date, region: str, cases_path: Path, path: Path = CHOOSING
) -> Logistic[ClauseFeatures]:
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
    model = logistic.fit(ClauseFeatures, pairs)
    model.save(path, CLAUSES_HEADER.format(cases=cases_path.name))
    return model


def _pairs(index: Index, found: list[tuple[Case, dict[str, F]]]) -> list[tuple[F, bool]]:
    """The features of every candidate of every case, and whether it is right."""
    return [
        (features, target in case.policies)
        for case, candidates in found
        for target, features in candidates.items()
        if case.policies or target not in index.policies.elsewhere  # whose matter a declined question is, no label says
    ]


def _cheapest(
    index: Index, model: Logistic[F], found: list[tuple[Case, dict[str, F]]], false_answer: float
) -> tuple[float, float]:
    """The two likelihoods, from which something is found and from which it is answered, that cost least together."""
    wanted = sum(bool(case.policies) for case, _ in found)
    unwanted = max(1, len(found) - wanted)
    as_common = OUT_OF_SCOPE / (1 - OUT_OF_SCOPE) * wanted / unwanted
    best = []
    for case, candidates in found:
        scored = sorted(((model.likelihood(f), target) for target, f in candidates.items()), reverse=True)
        if scored and scored[0][1] not in index.policies.elsewhere:
            score, target = scored[0]
            wrong = 0.0 if target in case.policies else WRONG_COST if case.policies else false_answer * as_common
            best.append((score, bool(case.policies), wrong, 1.0 if case.policies else as_common))
    return min(
        ((minimum, sure) for minimum in STEPS for sure in STEPS if sure >= minimum),
        key=lambda bounds: (sum(_cost(*one, *bounds) for one in best), bounds),
    )


def _cost(score: float, wanted: bool, wrong: float, weight: float, minimum: float, sure: float) -> float:
    if score >= sure:
        return wrong
    if score >= minimum:
        return ASKED_BACK_COST * weight
    return REFUSAL_COST if wanted else 0.0
