"""Whether a service asks for a paper today."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from actions.documents.checks.found import found
from actions.documents.checks.validity import said
from actions.documents.model import Finding, Outcome
from knowledge.paper import Paper, meant_by
from knowledge.policy import Kind
from knowledge.policy_list import PolicyList
from knowledge.service import Service


@dataclass(frozen=True)
class Asked:
    """What a service or policy asks for on a day: kinds of paper, whether there are others that have no kind, and what it asked
    for until some day."""

    name: str
    kinds: frozenset[str]
    others: bool
    until: dict[str, date] = field(default_factory=dict)
    """By the kind, the first day on which it is no longer asked for."""


def asked_by_service(service: Service, policies: PolicyList, day: date) -> Asked:
    """What the service asks for: the materials of its policies, and what else is to be brought."""
    return asked_by(policies, service.policies, day, name=service.name, who=service.materials_of, bring=service.bring)


def asked_by(
    policies: PolicyList,
    ids: Sequence[str],
    day: date,
    *,
    name: str = "",
    who: Sequence[str] = (),
    bring: Sequence[str] = (),
) -> Asked:
    """What the policies ask for on the day; of their materials those that one of `who` brings (empty: all)."""
    wanted = list(bring)
    until: dict[str, date] = {}
    for id_ in ids:
        told = {clause.id for clause in policies.clauses_on(id_, day)}
        policy = policies.policies[id_]
        wanted += [
            material.document
            for material in policy.materials
            if material.clause in told and (not who or any(word in material.who for word in who))
        ]
        for clause in policy.clauses:
            ended = policies.validity(clause).repealed
            if clause.kind == Kind.MATERIALS and ended is not None and ended <= day:
                until |= dict.fromkeys(meant_by(clause.text).kinds, ended)
    kinds = frozenset(kind for material in wanted for kind in meant_by(material).kinds)
    return Asked(
        name or "、".join(policies.policies[id_].name for id_ in ids),
        kinds,
        others=any(not meant_by(material).kinds for material in wanted),
        until={kind: ended for kind, ended in until.items() if kind not in kinds},
    )


def check(paper: Paper, asked: Asked) -> Finding:
    """Asked for; or not any more, and since when; or not at all; or for staff to say."""
    if paper.id in asked.kinds:
        return found("asked-for", Outcome.PASS, paper=paper.name, service=asked.name)
    if ended := asked.until.get(paper.id):
        return found(
            "asked-for", Outcome.FIX, text="asked-no-more", paper=paper.name, service=asked.name, day=said(ended)
        )
    if asked.others or not asked.kinds:
        return found("asked-for", Outcome.ASK, text="asked-unsure", paper=paper.name, service=asked.name)
    return found("asked-for", Outcome.FIX, text="asked-not", paper=paper.name, service=asked.name)
