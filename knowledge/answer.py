"""From a citizen's sentence to a cited answer: a list of named steps. Each reads and fills the draft; one that can already say
the outcome returns it, and the rest is not run."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

from knowledge import reading
from knowledge.choose import choose
from knowledge.compose import cite, compose, contact, day_text, fixed
from knowledge.context import MOST_POLICIES, carry_on, spoken_of, take_apart
from knowledge.draft import Answer, Draft, Outcome, Question
from knowledge.index import Index
from knowledge.numbers import numbers_in
from knowledge.policy import Elsewhere
from knowledge.search import ranking, search

RIVAL = 0.75
"""Share of the best likelihood from which another policy fits as well: the citizen is asked which."""


def ask(index: Index, question: Question) -> Answer:
    """The answer to a question, always with an outcome; `trace` tells what each step took and found."""
    draft = Draft(index, question)
    timings: dict[str, float] = {}
    answer: Answer | None = None
    for step in STEPS:
        started = time.perf_counter()
        answer = step(draft)
        timings[step.__name__] = round((time.perf_counter() - started) * 1000, 3)
        if answer is not None:
            break
    assert answer is not None, "the last step always answers"
    trace = {
        "outcome_by": step.__name__,
        "list": index.policies.version,
        "day": draft.day.isoformat(),
        "aspects": [kind.value for kind in draft.aspects],
        "hits": [[hit.target, round(hit.score, 4)] for hit in draft.hits[:5]],
        "clauses": [f"{citation.policy_id}/{citation.clause_id}" for citation in answer.sources],
        "withheld": draft.withheld,
        "milliseconds": timings,
    }
    return replace(answer, trace=trace)


def read_question(draft: Draft) -> None:
    """Which aspect, and which day."""
    question = draft.question
    draft.day = question.on or reading.day_asked(question.text, question.today)
    draft.aspects = reading.aspects(question.text)
    draft.said = question.text


def find(draft: Draft) -> None:
    """What the sentence may be about, by its words and its meaning, among what is told on that day."""
    draft.hits = draft.search(draft.question.text)
    draft.named = [hit.target for hit in draft.hits if hit.features.named]


def decide(draft: Draft) -> Answer | None:
    """One policy, another office's matter, several that fit equally, or nothing."""
    if draft.policies:
        return None
    hits = [hit for hit in draft.hits if hit.score >= draft.bounds.minimum]
    if not hits:
        return _not_in_force(draft) or Answer(Outcome.NOT_IN_LIST, fixed("not_in_list", contact=contact(draft)))
    best = hits[0]
    if best.elsewhere:
        return _elsewhere(draft, best.target)
    rivals = [hit.target for hit in hits if not hit.elsewhere and hit.score >= RIVAL * best.score]
    if best.score < draft.bounds.sure:
        likely = [hit.target for hit in hits if not hit.elsewhere]
        return _which(draft, "unsure" if len(likely) > 1 else "unsure_one", likely)
    if len(rivals) > 1 and not best.features.named:
        return _which(draft, "clarification", rivals)
    draft.policies = [draft.index.policies.policies[best.target]]
    return None


def mind_the_place(draft: Draft) -> Answer | None:
    """Another city's figure is never given; a national rule holds there too."""
    lists = draft.index.policies
    place = draft.question.place or reading.other_place(draft.question.text, lists, draft.question.region)
    local = [p for p in draft.policies if lists.regions[p.region].within is not None]
    if place is None or not local:
        return None
    region = lists.regions[draft.question.region].name
    text = fixed("other_region", region=region, place=place, contact=contact(draft))
    about = tuple(p.id for p in local)
    return Answer(Outcome.OTHER_REGION, text, about, topic=spoken_of(draft, about))


def choose_clauses(draft: Draft) -> Answer | None:
    """For each policy the clauses that tell the aspects asked for."""
    matter = reading.matter(draft.question.text, draft.names())
    for policy in draft.policies:
        told = draft.index.policies.clauses_on(policy.id, draft.day)
        near = draft.index.near(draft.question.text, policy.id, draft.question.region, draft.day)
        if chosen := choose(told, draft.aspects, matter, near):
            draft.chosen.append((policy, chosen))
    if draft.chosen:
        return None
    return _not_in_force(draft) or _needs_person(draft)


def guard_figures(draft: Draft) -> Answer | None:
    """Every number that is about to be said must be a figure of the clauses it is said from; else nothing is said."""
    for _, clauses in draft.chosen:
        for clause in clauses:
            allowed = {figure.value for figure in clause.figures}
            strangers = numbers_in(clause.text) - allowed
            if strangers:
                draft.withheld.append(f"{clause.id}: {sorted(strangers)}")
    return _needs_person(draft) if draft.withheld else None


def answer(draft: Draft) -> Answer:
    """The clauses in plain words with their documents and days, and a warning where one has lapsed."""
    lists, day = draft.index.policies, draft.day
    citations = tuple(cite(lists, policy, clause, day) for policy, clauses in draft.chosen for clause in clauses)
    paragraphs = [compose(draft, citations), *(_office(topic) for topic in draft.elsewhere)]
    lapsed = any(citation.lapsed for citation in citations)
    return Answer(
        Outcome.ANSWERED_LAPSED if lapsed else Outcome.ANSWERED,
        "\n\n".join(paragraphs),
        tuple(policy.id for policy, _ in draft.chosen),
        citations,
        topic=spoken_of(draft, tuple(policy.id for policy, _ in draft.chosen)),
    )


STEPS: list[Callable[[Draft], Answer | None]] = [
    read_question,
    find,
    carry_on,
    take_apart,
    decide,
    mind_the_place,
    choose_clauses,
    guard_figures,
    answer,
]


def _which(draft: Draft, text: str, policies: list[str]) -> Answer:
    offered = tuple(policies[:MOST_POLICIES])
    names = tuple(draft.index.policies.policies[policy].name for policy in offered)
    said = fixed(text, contact=contact(draft), policy=names[0])
    return Answer(Outcome.CLARIFICATION, said, offered, options=names, topic=spoken_of(draft, offered))


def _elsewhere(draft: Draft, topic_id: str) -> Answer:
    return Answer(Outcome.OUT_OF_SCOPE, _office(draft.index.policies.elsewhere[topic_id]))


def _office(topic: Elsewhere) -> str:
    call = fixed("call", phone=topic.phone) if topic.phone else ""
    return fixed("out_of_scope", topic=topic.topic, office=topic.office, call=call)


def _not_in_force(draft: Draft) -> Answer | None:
    """Said when the policy is known, but nothing of it holds on the day asked about."""
    lists, question = draft.index.policies, draft.question
    policies = draft.policies
    if not policies:
        hits = search(draft.index, question.text, question.region, question.today)
        policies = [lists.policies[h.target] for h in hits[:1] if not h.elsewhere and h.score >= ranking().minimum]
    policies = [policy for policy in policies if not lists.clauses_on(policy.id, draft.day)]
    if not policies:
        return None
    first = min(lists.validity(clause).effective for clause in policies[0].clauses)
    text = fixed("not_in_force", day=day_text(draft.day), policy=policies[0].name, first=day_text(first))
    about = (policies[0].id,)
    return Answer(Outcome.NOT_IN_FORCE, text, about, topic=spoken_of(draft, about))


def _needs_person(draft: Draft) -> Answer:
    about = tuple(policy.id for policy in draft.policies)
    return Answer(
        Outcome.NEEDS_PERSON, fixed("needs_person", contact=contact(draft)), about, topic=spoken_of(draft, about)
    )
