"""How well questions are found and answered, over a file of questions with the policies they are about."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import median

from knowledge.answer import ask
from knowledge.draft import Outcome, Question
from knowledge.index import Index
from knowledge.search import Hit, ranking, search

ANSWERED = {Outcome.ANSWERED, Outcome.ANSWERED_LAPSED}
DECLINED = {Outcome.NOT_IN_LIST, Outcome.OUT_OF_SCOPE, Outcome.NEEDS_PERSON}


@dataclass(frozen=True)
class Case:
    """A question, and the policies it is about; none when it must be declined."""

    q: str
    policies: tuple[str, ...]
    kind: str = ""
    on: date | None = None
    region: str | None = None


class BadCases(Exception):
    """The file is not one of cases; the message is `file:line: what`."""


def read_cases(path: Path) -> list[Case]:
    """Reads JSON lines `{"q", "policies", "on"?, "region"?, "kind"?}`."""
    cases = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            data = json.loads(line)
            on = date.fromisoformat(data["on"]) if data.get("on") else None
            cases.append(Case(data["q"], tuple(data["policies"]), data.get("kind", ""), on, data.get("region")))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise BadCases(f"{path}:{number}: not a case: {error!r}") from error
    return cases


def asked(index: Index, text: str, today: date, region: str, on: date | None, place: str | None) -> Question:
    """A question in `region`, or about `place`: a region by id or name, or a place that has no list."""
    known = index.policies.region_of(place) if place else region
    return Question(text, today, known or region, on=on, place=None if known else place)


def order_by(index: Index, score: Callable[[Hit], float]) -> Callable[[Case, date, str], list[str]]:
    """Finds with one score instead of the fused one."""

    def found(case: Case, today: date, region: str) -> list[str]:
        hits = search(index, case.q, region, case.on or today)
        return [hit.target for hit in sorted(hits, key=lambda hit: -score(hit))]

    return found


def evaluate(index: Index, cases: list[Case], today: date, region: str) -> dict[str, object]:
    """Recall at 1 and 3 and MRR of the ranking over the questions with policies, for BM25 alone, vectors alone and fused;
    false answers among those that must be declined, refusals among the others, and the milliseconds of a whole answer."""
    wanted = [case for case in cases if case.policies]
    finders = {
        "bm25": lambda hit: hit.features.lexical,
        "vectors": lambda hit: hit.features.semantic,
        "fused": lambda hit: hit.score,
    }
    ranked = {name: _ranking_figures(order_by(index, score), wanted, today, region) for name, score in finders.items()}
    outcomes, milliseconds = [], []
    for case in cases:
        started = time.perf_counter()
        answer = ask(index, asked(index, case.q, today, region, case.on, case.region))
        milliseconds.append((time.perf_counter() - started) * 1000)
        outcomes.append((case, answer))
    declining = [answer for case, answer in outcomes if not case.policies]
    asking = [(case, answer) for case, answer in outcomes if case.policies]
    right = [a for case, a in asking if a.outcome not in DECLINED and set(a.policies) & set(case.policies)]
    return {
        "questions": len(cases),
        "list": index.policies.version,
        "minimum": ranking().minimum,
        **ranked["fused"],
        "answered_right": _share(len(right), len(asking)),
        "false_answers": _share(sum(a.outcome in ANSWERED for a in declining), len(declining)),
        "refusals": _share(sum(a.outcome in DECLINED for _, a in asking), len(asking)),
        "clarifications": _share(sum(a.outcome is Outcome.CLARIFICATION for _, a in asking), len(asking)),
        "milliseconds_median": round(median(milliseconds), 2) if milliseconds else None,
        "milliseconds_p99": round(sorted(milliseconds)[int(len(milliseconds) * 0.99)], 2) if milliseconds else None,
        "ablation": ranked,
        "recall@1_by_kind": {
            kind: _ranking_figures(
                order_by(index, lambda hit: hit.score), [c for c in wanted if c.kind == kind], today, region
            )["recall@1"]
            for kind in sorted({case.kind for case in wanted if case.kind})
        },
    }


def _ranking_figures(
    find: Callable[[Case, date, str], list[str]], cases: list[Case], today: date, region: str
) -> dict[str, float | None]:
    places = []
    for case in cases:
        found = find(case, today, region)
        places.append(next((place for place, target in enumerate(found, 1) if target in case.policies), 0))
    return {
        "recall@1": _share(sum(place == 1 for place in places), len(places)),
        "recall@3": _share(sum(0 < place <= 3 for place in places), len(places)),
        "mrr": _share(sum(1 / place for place in places if place), len(places)),
    }


def _share(part: float, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None
