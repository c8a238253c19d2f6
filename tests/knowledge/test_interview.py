"""The interview asks only what can still change an outcome, and few questions."""

from __future__ import annotations

from datetime import date

import pytest

from knowledge.eligibility import Outcome, evaluate
from knowledge.facts import Known
from knowledge.interview import Interview
from knowledge.policy_list import load

LIST = load()
TODAY = date(2026, 11, 22)
GRANDMOTHER: Known = {
    "age": 82.0,
    "hukou": "guangzhou",
    "household-status": "dibao",
    "disability-grade": "grade-1",
    "work-injury-care": False,
}


def asked(policy: str, person: Known, refused: tuple[str, ...] = ()) -> tuple[list[str], Known]:
    """The facts asked for one after another, and what was then known."""
    interview, known, questions = Interview(LIST, [policy], TODAY), {}, []
    refusing = list(refused)
    while (ask := interview.next(known, refusing)) is not None:
        questions.append(ask.fact.id)
        if ask.fact.id in person:
            known[ask.fact.id] = person[ask.fact.id]
        else:
            refusing.append(ask.fact.id)
    return questions, known


def test_it_ends_when_the_outcome_is_told() -> None:
    questions, known = asked("canji-huli-butie", GRANDMOTHER)
    assert evaluate(LIST, "canji-huli-butie", known, TODAY).outcome is Outcome.ELIGIBLE
    assert len(questions) == len(set(questions)) <= 4


def test_one_answer_that_settles_it_is_enough() -> None:
    questions, known = asked(
        "canji-huli-butie", {"hukou": "elsewhere", "disability-grade": "none", "soldier-grade": "none"}
    )
    assert evaluate(LIST, "canji-huli-butie", known, TODAY).outcome is Outcome.NOT_ELIGIBLE
    assert len(questions) <= 2


def test_what_somebody_will_not_tell_is_not_asked_again() -> None:
    questions, known = asked("canji-huli-butie", {"hukou": "guangzhou", "disability-grade": "grade-1"})
    assert len(questions) == len(set(questions))
    found = evaluate(LIST, "canji-huli-butie", known, TODAY)
    assert found.outcome is Outcome.CANNOT_TELL
    assert set(found.missing) <= set(questions)


def test_over_the_whole_list_each_question_says_which_policies_hang_on_it() -> None:
    interview = Interview(LIST, LIST.policies, TODAY)
    first = interview.next({})
    assert first is not None
    assert len(first.policies) > 3
    assert all(first.fact.id in evaluate(LIST, policy, {}, TODAY).missing for policy in first.policies)


@pytest.mark.parametrize("policy", sorted(p.id for p in LIST.policies.values() if p.criteria is not None))
def test_somebody_who_knows_nothing_is_let_go(policy: str) -> None:
    questions, known = asked(policy, {})
    assert known == {}
    assert len(questions) == len(set(questions))
