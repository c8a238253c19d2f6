"""What a list must satisfy before citizens are told anything from it. Each problem is one line that names the file."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from pathlib import Path

from knowledge.numbers import numbers_in, numerals_in
from knowledge.policy import Clause, Force, Policy
from knowledge.policy_list import PolicyList
from knowledge.text import normalise

_HYPHEN = re.compile(r"(?<=\d)-(?=\d)")


def problems(policies: PolicyList, today: date, sources: Path | None = None) -> list[str]:
    """Everything wrong with the list on `today`; with `sources`, every figure is also looked up in the saved official text."""
    found: list[str] = []
    for policy in policies.policies.values():
        where = f"{policy.region}/policies/{policy.id}.yaml"
        found += [f"{where}: {what}" for what in _policy_problems(policies, policy, today)]
        if sources is not None:
            found += [f"{where}: {what}" for what in _not_in_sources(policies, policy, sources)]
    if sources is not None:
        found += [
            f"source {source.id}: no file {sources / source.text}"
            for source in policies.sources.values()
            if source.text is not None and not (sources / source.text).exists()
        ]
    return found + list(_shared_aliases(policies))


def unchecked_sources(policies: PolicyList) -> list[str]:
    """Ids of the cited sources of which no text is kept, so that their figures cannot be looked up."""
    cited = {clause.source for policy in policies.policies.values() for clause in policy.clauses}
    return sorted(source for source in cited if policies.sources[source].text is None)


def _policy_problems(policies: PolicyList, policy: Policy, today: date) -> Iterator[str]:
    ids = [clause.id for clause in policy.clauses]
    for clause_id in {i for i in ids if ids.count(i) > 1}:
        yield f"clause {clause_id} stands there twice"
    for clause in policy.clauses:
        yield from _figure_problems(clause)
    for material in policy.materials:
        if material.clause not in ids:
            yield f"material {material.document}: no clause {material.clause}"
            continue
        force = policies.validity(policy.clause(material.clause)).on(today)
        if force is not Force.IN_FORCE:
            yield f"material {material.document}: its basis, clause {material.clause}, is {force.value} on {today}"


def _figure_problems(clause: Clause) -> Iterator[str]:
    stated = numbers_in(clause.text)
    declared = {figure.value for figure in clause.figures}
    for value in sorted(declared - stated):
        yield f"clause {clause.id}: figure {value:g} is not in its text"
    for value in sorted(stated - declared):
        yield f"clause {clause.id}: its text states {value:g}, which is not among its figures"


def _not_in_sources(policies: PolicyList, policy: Policy, folder: Path) -> Iterator[str]:
    for clause in policy.clauses:
        source = policies.sources[clause.source]
        if source.text is None or not (folder / source.text).exists():
            continue
        official = _official_numbers(folder / source.text)
        for figure in clause.figures:
            if not {figure.value, round(figure.value * 100, 6)} & official:
                yield f"clause {clause.id}: {figure.what} {figure.value:g} is not in the official text {source.text}"


@lru_cache(maxsize=64)
def _official_numbers(path: Path) -> set[float]:
    text = path.read_text(encoding="utf-8")
    return numerals_in(text) | numerals_in(_HYPHEN.sub("", text))  # a telephone number is one figure


def _shared_aliases(policies: PolicyList) -> Iterator[str]:
    for region in policies.regions:
        places = policies.within(region)
        claims: dict[str, set[str]] = defaultdict(set)
        for policy in policies.policies.values():
            if policy.region in places:
                for name in (policy.name, *policy.aliases):
                    claims[normalise(name)].add(policy.id)
        for topic in policies.elsewhere.values():
            for name in topic.aliases:
                claims[normalise(name)].add(f"elsewhere {topic.id}")
        for name, owners in claims.items():
            if len(owners) > 1:
                yield f"{region}: the name {name} is claimed by {' and '.join(sorted(owners))}"
