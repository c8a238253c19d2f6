"""What a policy's papers must satisfy: each is asked for by a clause in force, and nothing is that the law asks for no more."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from knowledge.paper import meant_by
from knowledge.policy import Force, Kind, NoLonger, Policy
from knowledge.policy_list import PolicyList
from knowledge.service import Service
from knowledge.text import normalise

Problem = tuple[str, str]
"""What stands in the line that is wrong, and what is wrong."""
_DEMANDS = re.compile(r"[带交].*")
"""What of a clause's text is to be brought: 证件丢了，带户口簿去补领."""


def problems(policies: PolicyList, policy: Policy, today: date) -> Iterator[Problem]:
    """Everything wrong with what is to be brought for the policy, and with what is not."""
    cited = [(one.document, f"material {one.document}", one.clause) for one in policy.materials]
    cited += [(one.document, f"fetched {one.document}", one.clause) for one in policy.fetched]
    cited += [(one.document, f"no longer {one.document}", one.clause) for one in policy.no_longer]
    cited += [(f"clause: {one.clause}", "acting", one.clause) for one in policy.acting]
    for part, what, clause in cited:
        force = _force(policies, policy, clause, today)
        if force is None:
            yield part, f"{what}: no clause {clause}"
        elif force is not Force.IN_FORCE:
            yield part, f"{what}: its basis, clause {clause}, is {force.value} on {today}"
    for gone in policy.no_longer:
        yield from _was_asked(policies, policy, gone, today)
    for material in policy.materials:
        for what in not_asked(policies, policy, material.document, today):
            yield material.document, f"material {material.document}: {what}"
    yield from _forgotten(policies, policy, today)


def not_asked(policies: PolicyList, policy: Policy, document: str, today: date) -> Iterator[str]:
    """What of a document the policy's law asks for no more, and since when."""
    for gone in policy.no_longer:
        if names(document, gone.document) and _force(policies, policy, gone.clause, today) is Force.IN_FORCE:
            since = policies.validity(policy.clause(gone.clause)).effective
            yield f"{gone.document} is asked for no longer since {since}, by clause {gone.clause} of policy {policy.id}"


def brought(policies: PolicyList, service: Service, today: date) -> Iterator[Problem]:
    """What a service wants brought although its policies' law asks for it no more."""
    for policy in (policies.policies[name] for name in service.policies if name in policies.policies):
        for document in service.bring:
            for what in not_asked(policies, policy, document, today):
                yield document, f"to be brought: {document}, but {what}"


def names(text: str, document: str) -> bool:
    """Whether a text names a document, by whichever of its names."""
    if normalise(document) in normalise(text):
        return True
    return bool(set(meant_by(document).kinds) & set(meant_by(text).kinds))


def _force(policies: PolicyList, policy: Policy, clause: str, today: date) -> Force | None:
    found = next((one for one in policy.clauses if one.id == clause), None)
    return None if found is None else policies.validity(found).on(today)


def _was_asked(policies: PolicyList, policy: Policy, gone: NoLonger, today: date) -> Iterator[Problem]:
    """The clause that asked for it must be repealed, and name it."""
    what, force = f"no longer {gone.document}", _force(policies, policy, gone.was, today)
    if force is None:
        yield gone.document, f"{what}: no clause {gone.was}"
    elif force is not Force.REPLACED:
        yield gone.document, f"{what}: clause {gone.was}, which asked for it, is {force.value} on {today}"
    elif not names(policy.clause(gone.was).text, gone.document):
        yield gone.document, f"{what}: clause {gone.was} did not ask for it"


def _forgotten(policies: PolicyList, policy: Policy, today: date) -> Iterator[Problem]:
    """Papers that only a repealed clause asked for must stand among those asked for no longer: they cannot come back unseen."""
    told = [*(one.document for one in policy.materials), *(one.document for one in policy.no_longer)]
    known = {kind for document in told for kind in meant_by(document).kinds}
    for clause in policy.clauses:
        if clause.kind is not Kind.MATERIALS or policies.validity(clause).on(today) is not Force.REPLACED:
            continue
        demanded = _DEMANDS.search(clause.text)
        for kind in meant_by(demanded[0]).kinds if demanded else ():
            if kind not in known:
                yield f"id: {clause.id}", f"clause {clause.id} asked for {kind}: neither materials nor no_longer has it"
