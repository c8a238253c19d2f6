"""What a list must satisfy before citizens are told anything from it. Each problem is `file:line: what`."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from pathlib import Path

from knowledge import check_materials, check_services
from knowledge.numbers import numbers_in, numerals_in
from knowledge.policy import HOTLINE, Clause, Force, Policy
from knowledge.policy_list import PolicyList
from knowledge.text import normalise
from knowledge.yaml_file import line_of

_YEAR = re.compile(r"[(（]?\d{4}年?[)）]?")
_HYPHEN = re.compile(r"(?<=\d)-(?=\d)")


def problems(policies: PolicyList, today: date, sources: Path | None = None) -> list[str]:
    """Everything wrong with the list on `today`; with `sources`, every figure is also looked up in the saved official text."""
    found: list[str] = []
    for policy in policies.policies.values():
        wrong = [*_policy_problems(policies, policy, today), *_two_figures(policies, policy, today)]
        if sources is not None:
            wrong += _not_in_sources(policies, policy, sources)
        file = _file(policy)
        found += [f"{file}:{_line(policies, file, part)}: {what}" for part, what in wrong]
    if sources is not None:
        found += [
            f"source {source.id}: no file {sources / source.text}"
            for source in policies.sources.values()
            if source.text is not None and not (sources / source.text).exists()
        ]
    return [
        *found,
        *_shared_aliases(policies),
        *_two_editions(policies, today),
        *_asked_twice(policies),
        *_missing_contact(policies),
        *check_services.problems(policies, today),
    ]


Problem = tuple[str, str]
"""What stands in the line that is wrong, and what is wrong."""


def _file(policy: Policy) -> str:
    return f"{policy.region}/policies/{policy.id}.yaml"


def _line(policies: PolicyList, file: str, part: str) -> int:
    """The first line with `part` in it, as a whole word."""
    return line_of(policies.folder / file, part)


def unchecked_sources(policies: PolicyList) -> list[str]:
    """Ids of the cited sources of which no text is kept, so that their figures cannot be looked up."""
    cited = {clause.source for policy in policies.policies.values() for clause in policy.clauses}
    return sorted(source for source in cited if policies.sources[source].text is None)


def _policy_problems(policies: PolicyList, policy: Policy, today: date) -> Iterator[Problem]:
    ids = [clause.id for clause in policy.clauses]
    for clause_id in {i for i in ids if ids.count(i) > 1}:
        yield f"id: {clause_id}", f"clause {clause_id} stands there twice"
    for clause in policy.clauses:
        for what in _figure_problems(clause):
            yield f"id: {clause.id}", f"clause {clause.id}: {what}"
    yield from check_materials.problems(policies, policy, today)


def _figure_problems(clause: Clause) -> Iterator[str]:
    stated = numbers_in(clause.text)
    declared = {figure.value for figure in clause.figures}
    for value in sorted(declared - stated):
        yield f"figure {value:.12g} is not in its text"
    for value in sorted(stated - declared):
        yield f"its text states {value:.12g}, which is not among its figures"


def _two_figures(policies: PolicyList, policy: Policy, today: date) -> Iterator[Problem]:
    """Two values of one figure told on one day: a new notice was added and the old clause not repealed."""
    values: dict[tuple[str, str], dict[float, str]] = defaultdict(dict)
    for clause in policies.clauses_on(policy.id, today):
        for figure in clause.figures:
            values[figure.what, figure.unit].setdefault(figure.value, clause.id)
    for (what, unit), stated in values.items():
        if len(stated) > 1:
            versions = " and ".join(f"{value:.12g} (clause {clause})" for value, clause in stated.items())
            newest = list(stated.values())[-1]
            yield f"id: {newest}", f"two versions in force on {today}: {what} ({unit}) is {versions}"


def _two_editions(policies: PolicyList, today: date) -> Iterator[str]:
    """Two editions of one text in force on one day, told apart only by their year."""
    editions: dict[tuple[str, str], list[str]] = defaultdict(list)
    for source in policies.sources.values():
        if source.on(today) is Force.IN_FORCE:
            editions[source.issuer, _YEAR.sub("", normalise(source.title))].append(source.id)
    for ids in editions.values():
        if len(ids) > 1:
            yield f"two editions of one text are in force on {today}: sources {' and '.join(ids)}"


def _asked_twice(policies: PolicyList) -> Iterator[str]:
    """The same question under two ids teaches nothing but confusion."""
    owners: dict[str, str] = {}
    for target, questions in policies.questions.items():
        for question, _ in questions:
            owner = owners.setdefault(normalise(question), target)
            if owner != target:
                yield f"questions/{target}.txt: 「{question}」 stands in questions/{owner}.txt too"


def _missing_contact(policies: PolicyList) -> Iterator[str]:
    if HOTLINE not in policies.contacts:
        yield f"contacts.yaml: no contact {HOTLINE}, which every answer that finds nothing names"


def _not_in_sources(policies: PolicyList, policy: Policy, folder: Path) -> Iterator[Problem]:
    for clause in policy.clauses:
        source = policies.sources[clause.source]
        if source.text is None or not (folder / source.text).exists():
            continue
        official = _official_numbers(folder / source.text)
        for figure in clause.figures:
            if not {figure.value, round(figure.value * 100, 6)} & official:
                value = f"{figure.what} {figure.value:.12g}"
                yield f"id: {clause.id}", f"clause {clause.id}: {value} is not in the official text {source.text}"


@lru_cache(maxsize=64)
def _official_numbers(path: Path) -> set[float]:
    text = path.read_text(encoding="utf-8")
    return numerals_in(text) | numerals_in(_HYPHEN.sub("", text))  # a telephone number is one figure


def _shared_aliases(policies: PolicyList) -> Iterator[str]:
    for region in policies.regions:
        places = policies.within(region)
        claims: dict[str, dict[str, str]] = defaultdict(dict)
        """Of each name as it is compared: the file that claims it, and how it is written there."""
        for policy in policies.policies.values():
            if policy.region in places:
                for name in (policy.name, *policy.aliases):
                    claims[normalise(name)][_file(policy)] = name
        for topic in policies.elsewhere.values():
            for name in topic.aliases:
                claims[normalise(name)][_elsewhere_file(policies, topic.id)] = name
        for name, owners in claims.items():
            if len(owners) > 1:
                lines = [f"{file}:{_line(policies, file, written)}" for file, written in owners.items()]
                yield f"{lines[0]}: in {region} the name {name} is claimed at {' and '.join(lines[1:])} too"


def _elsewhere_file(policies: PolicyList, topic_id: str) -> str:
    files = policies.folder.glob("*/elsewhere.yaml")
    return next(
        str(f.relative_to(policies.folder)) for f in files if f"id: {topic_id}\n" in f.read_text(encoding="utf-8")
    )
