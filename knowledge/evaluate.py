"""How well questions are found and answered, over a file of questions with the policies they are about."""

from __future__ import annotations

import json
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any

from knowledge.answer import ask
from knowledge.draft import NOTHING_SAID, Answer, Outcome, Question, Topic
from knowledge.index import Index
from knowledge.numbers import numbers_in
from knowledge.peer import JiebaBM25
from knowledge.search import Hit, ranking, search

ANSWERED = {Outcome.ANSWERED, Outcome.ANSWERED_LAPSED}
DECLINED = {Outcome.NOT_IN_LIST, Outcome.OUT_OF_SCOPE, Outcome.NEEDS_PERSON}
Finder = Callable[["Case"], list[str]]


@dataclass(frozen=True)
class Case:
    """A question, and the policies it is about; none when it must be declined."""

    q: str
    policies: tuple[str, ...]
    kind: str = ""
    on: date | None = None
    region: str | None = None
    before: tuple[str, ...] = ()
    """What was asked before it in the same conversation."""
    all: bool = False
    """Whether each of the policies must be answered, not just one."""
    year: str | None = None
    """past or next: the question is about that year's rules."""
    place: str | None = None
    """The other city it names."""
    clauses: tuple[str, ...] = ()
    """Ids of the clauses of its policy that answer it best; empty where nobody has said."""
    fine: tuple[str, ...] = ()
    """Ids of others that may be quoted too."""


class BadCases(Exception):
    """The file is not one of cases; the message is `file:line: what`."""


def read_cases(path: Path) -> list[Case]:
    """Reads JSON lines `{"q", "policies", "on"?, "region"?, "kind"?, "before"?, "all"?, "year"?, "place"?,
    "clauses"?, "fine"?}`."""
    cases = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            cases.append(_case(json.loads(line)))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise BadCases(f"{path}:{number}: not a case: {error!r}") from error
    return cases


def _case(data: dict[str, Any]) -> Case:
    if not isinstance(data["policies"], list):
        raise TypeError("policies must be a list of ids")
    return Case(
        data["q"],
        tuple(data["policies"]),
        data.get("kind", ""),
        date.fromisoformat(data["on"]) if data.get("on") else None,
        data.get("region"),
        tuple(data.get("before", ())),
        bool(data.get("all", False)),
        data.get("year"),
        data.get("place"),
        tuple(data.get("clauses", ())),
        tuple(data.get("fine", ())),
    )


def asked(
    index: Index, text: str, today: date, region: str, on: date | None, place: str | None, topic: Topic = NOTHING_SAID
) -> Question:
    """A question in `region`, or about `place`: a region by id or name, or a place that has no list."""
    known = index.policies.region_of(place) if place else region
    return Question(text, today, known or region, topic, on=on, place=None if known else place)


def converse(index: Index, case: Case, today: date, region: str) -> Answer:
    """The answer to the question after the ones before it."""
    topic = topic_after(index, case.before, today, region)
    return ask(index, asked(index, case.q, today, region, case.on, case.region, topic))


def topic_after(index: Index, said: Iterable[str], today: date, region: str) -> Topic:
    """What was spoken of when all that had been said and answered."""
    topic = NOTHING_SAID
    for text in said:
        topic = ask(index, asked(index, text, today, region, None, None, topic)).topic or topic
    return topic


def evaluate(index: Index, cases: list[Case], today: date, region: str) -> dict[str, Any]:
    """Every figure over the cases: finding beside BM25 over jieba's words, vectors alone and our own BM25 alone; answers
    given where none may be, refusals where one is due, numbers said that no cited clause states, milliseconds."""
    wanted = [case for case in cases if case.policies]
    answers, milliseconds = {}, []
    for case in cases:
        started = time.perf_counter()
        answers[case] = converse(index, case, today, region)
        milliseconds.append((time.perf_counter() - started) * 1000 / (1 + len(case.before)))
    peer = JiebaBM25(index, region, today)
    finders: dict[str, Finder] = {
        "bm25_jieba": lambda case: peer.found(case.q),
        "bm25": _by(index, lambda hit: hit.features.lexical, today, region),
        "vectors": _by(index, lambda hit: hit.features.semantic, today, region),
        "answers": lambda case: _order(answers[case]),
    }
    places = {name: {case: _place(find(case), case) for case in wanted} for name, find in finders.items()}
    answers_places = places["answers"]
    right = [c for c in wanted if answers[c].outcome not in DECLINED and _place(list(answers[c].policies), c)]
    return {
        "questions": len(cases),
        "list": index.policies.version,
        "minimum": ranking().minimum,
        **_ranking_figures(list(answers_places.values())),
        "answered_right": _share(len(right), len(wanted)),
        "refusals": _share(sum(answers[c].outcome in DECLINED for c in wanted), len(wanted)),
        "clarifications": _share(sum(answers[c].outcome is Outcome.CLARIFICATION for c in wanted), len(wanted)),
        "false_answers": {
            kind: _share(sum(answers[c].outcome in ANSWERED for c in declined), len(declined))
            for kind, declined in _by_kind([c for c in cases if not c.policies]).items()
        },
        "wrong_figures": sum(bool(_strangers(index, answer)) for answer in answers.values()),
        "as_of_right": _share(
            *_counted([_right_day(answers[c], c, today) for c in wanted if c.year in {"past", "next"}])
        ),
        "other_city_right": _share(*_counted([_right_place(index, answers[c]) for c in wanted if c.place])),
        "clauses": _clause_figures([(answers[c], c) for c in wanted if c.clauses and answers[c].outcome in ANSWERED]),
        "milliseconds_median": round(median(milliseconds), 2) if milliseconds else None,
        "milliseconds_p99": round(sorted(milliseconds)[int(len(milliseconds) * 0.99)], 2) if milliseconds else None,
        "ablation": {name: _ranking_figures(list(found.values())) for name, found in places.items()},
        "by_kind": {
            kind: {
                "questions": len(of_kind),
                "recall@1": _ranking_figures([answers_places[c] for c in of_kind])["recall@1"],
                "bm25_jieba": _ranking_figures([places["bm25_jieba"][c] for c in of_kind])["recall@1"],
            }
            for kind, of_kind in _by_kind(wanted).items()
        },
    }


def _by(index: Index, score: Callable[[Hit], float], today: date, region: str) -> Finder:
    """Finds with one score instead of the fused one."""

    def found(case: Case) -> list[str]:
        hits = search(index, case.q, region, case.on or today)
        return [hit.target for hit in sorted(hits, key=lambda hit: -score(hit))]

    return found


def _order(answer: Answer) -> list[str]:
    """What it answers or offers, then what else was found."""
    return list(dict.fromkeys([*answer.policies, *(target for target, _ in answer.trace["hits"])]))


def _place(found: list[str], case: Case) -> int:
    """The place of the first right policy, from 1; 0 if none is found. Where all are wanted: 1 if they stand first, in
    whatever order, and else the place of the last of them."""
    places = [found.index(policy) + 1 for policy in case.policies if policy in found]
    if not case.all:
        return min(places, default=0)
    if len(places) < len(case.policies):
        return 0
    return max(1, max(places) - len(case.policies) + 1)


def _strangers(index: Index, answer: Answer) -> set[float]:
    """Numbers that the answer's clauses state and none of their figures does."""
    stated: set[float] = set()
    for citation in answer.sources:
        clause = index.policies.policies[citation.policy_id].clause(citation.clause_id)
        stated |= numbers_in(citation.text) - {figure.value for figure in clause.figures}
    return stated


def _clause_figures(answered: list[tuple[Answer, Case]]) -> dict[str, float | None]:
    """`right`: share of answers that quote a clause which answers best; `beside`: share of the quoted clauses that are neither
    best nor fine."""
    quoted = [(citation.clause_id, case) for answer, case in answered for citation in answer.sources]
    return {
        "right": _share(
            sum(bool({s.clause_id for s in a.sources} & set(c.clauses)) for a, c in answered), len(answered)
        ),
        "beside": _share(sum(clause not in {*case.clauses, *case.fine} for clause, case in quoted), len(quoted)),
    }


def _right_day(answer: Answer, case: Case, today: date) -> bool:
    day = date.fromisoformat(answer.trace["day"])
    return day < today if case.year == "past" else day > today


def _right_place(index: Index, answer: Answer) -> bool:
    """Whether nothing that holds only here was said of another city."""
    local = [i for i in answer.policies if index.policies.regions[index.policies.policies[i].region].within is not None]
    return answer.outcome not in ANSWERED or not local


def _by_kind(cases: list[Case]) -> dict[str, list[Case]]:
    kinds: dict[str, list[Case]] = defaultdict(list)
    for case in cases:
        kinds[case.kind or "all"].append(case)
    return dict(sorted(kinds.items()))


def _ranking_figures(places: list[int]) -> dict[str, float | None]:
    return {
        "recall@1": _share(sum(place == 1 for place in places), len(places)),
        "recall@3": _share(sum(0 < place <= 3 for place in places), len(places)),
        "mrr": _share(sum(1 / place for place in places if place), len(places)),
    }


def _counted(right: list[bool]) -> tuple[int, int]:
    return sum(right), len(right)


def _share(part: float, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None
