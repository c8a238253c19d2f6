"""A question about papers is answered with the list of them, made for whom the sentence speaks of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from actions.documents.checklist import bases, can_be_photographed, photo_line, say
from knowledge.checklist import Checklist, Citizen, checklist, takes_two
from knowledge.compose import cite, documents, warnings
from knowledge.draft import Answer, Citation, Outcome
from knowledge.homes import acts_said, homes_said
from knowledge.policy import HOTLINE, Kind
from knowledge.policy_list import PolicyList
from knowledge.text import normalise


def with_papers(policies: PolicyList, text: str, today: date, answer: Answer) -> Answer | None:
    """The answer with its papers as a checklist in place of the clauses about them; None where it has none to tell: nobody asked
    for papers, or for those of another day, or for one paper in particular, of which its clause tells best."""
    asked = answer.topic.aspects if answer.topic is not None else ()
    answered = answer.outcome in {Outcome.ANSWERED, Outcome.ANSWERED_LAPSED}
    if not (Kind.MATERIALS in asked and answered and answer.trace["day"] == today.isoformat()):
        return None
    warned = len(warnings(answer.sources, ""))
    rest = answer.text.split("\n\n")[len(answer.policies) + warned :]
    """What is another office's."""
    paragraphs: list[str] = []
    sources: list[Citation] = []
    lists: list[Checklist] = []
    for policy in answer.policies:
        found = checklist(policies, [policy], today, _citizen(policies, policy, text))
        cited = [one for one in answer.sources if one.policy_id == policy]
        if not found.items or not (_about_all(policies, cited, found) or _said_of_somebody(found)):
            return None
        lists.append(found)
        listed, stands = policies.policies[policy], bases(found)
        kinds = set(asked) - {Kind.MATERIALS}
        others = [
            one for one in cited if listed.clause(one.clause_id).kind in kinds and (policy, one.clause_id) not in stands
        ]
        paragraphs.append("\n".join((say(found), *_others(others))))
        sources += [cite(policies, listed, listed.clause(clause), today) for _, clause in stands]
        sources += others
    paragraphs += [*warnings(sources, policies.contacts[HOTLINE].name), *rest]
    if can_be_photographed(lists):
        paragraphs.append(photo_line())
    return replace(answer, text="\n\n".join(paragraphs), sources=tuple(sources))


def _citizen(policies: PolicyList, policy: str, text: str) -> Citizen:
    about = policies.policies[policy]
    errands = {one.errand for one in about.materials if one.errand is not None and one.errand in normalise(text)}
    return Citizen(homes_said(text, two=takes_two(about)), acts_said(text), frozenset(errands))


def _said_of_somebody(found: Checklist) -> bool:
    return bool(found.citizen.homes or found.citizen.errands) or found.citizen.acts is True


def _about_all(policies: PolicyList, cited: Sequence[Citation], found: Checklist) -> bool:
    """Whether the clauses quoted are those of the papers as a whole: the list puts the most important ones first."""
    (policy,) = found.policies
    told = policies.clauses_on(policy, found.day)
    first = {next((one.id for one in told if one.kind is Kind.MATERIALS), None)}
    first |= {item.basis.clause for item in found.items[:1] if item.basis is not None}
    return any(one.clause_id in first for one in cited)


def _others(cited: Sequence[Citation]) -> list[str]:
    """What else was asked, as the clauses say it."""
    return [*(one.text for one in cited), f"依据：{documents(cited)}。"] if cited else []
