"""The whole list, read from its folders: one a place, each within a larger place whose rules hold there too."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple, Protocol, TypeVar

import yaml
from pydantic import ValidationError

from knowledge.contradictions import Contradiction
from knowledge.criteria import leaves, misfit
from knowledge.facts import Fact, FactKind
from knowledge.policy import Clause, Contact, Elsewhere, Force, Policy, Region, Source, Validity
from knowledge.service import Service
from knowledge.text import normalise
from knowledge.yaml_file import ListError, line_of, read_record, read_records

LISTS = Path(__file__).parent / "lists"
TEMPLATES = Path(__file__).parent / "words" / "templates.yaml"
EVERY = 3
"""Each name is put into every third template."""
SELDOM = {"yes": 0.05, "no": 0.95}
NOBODY = "nobody"
"""Name of the file of questions that are about no policy and no office."""


class _Named(Protocol):
    @property
    def id(self) -> str: ...


N = TypeVar("N", bound=_Named)


class Asked(NamedTuple):
    """A question, and the clause that answers it best, where somebody has said which: in a file, the two with a tab between."""

    text: str
    clause: str | None = None


@dataclass(frozen=True, eq=False)
class PolicyList:
    """Everything the files say. Ids are unique over all regions."""

    version: str
    """Twelve hexadecimal digits of the files' content."""
    folder: Path
    """Where the files are."""
    regions: dict[str, Region] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    policies: dict[str, Policy] = field(default_factory=dict)
    elsewhere: dict[str, Elsewhere] = field(default_factory=dict)
    contacts: dict[str, Contact] = field(default_factory=dict)
    facts: dict[str, Fact] = field(default_factory=dict)
    """What criteria compare; also, made here, whether somebody draws a benefit that excludes another."""
    contradictions: dict[str, Contradiction] = field(default_factory=dict)
    services: dict[str, Service] = field(default_factory=dict)
    """What can be booked."""
    questions: dict[str, tuple[Asked, ...]] = field(default_factory=dict)
    """How people ask, beside what stands in the policy itself: by the id of the policy or topic, or `NOBODY`."""

    def within(self, region: str) -> list[str]:
        """The region's id and those of the places around it, outwards. KeyError for an unknown region."""
        chain: list[str] = []
        place: str | None = region
        while place is not None and place not in chain:
            chain.append(place)
            place = self.regions[place].within
        return chain

    def region_of(self, place: str) -> str | None:
        """The region of that id or name, or the one a place lies in by its name (广州市天河区); None for one of no list."""
        if place in self.regions:
            return place
        for region in self.regions.values():
            if any(place.startswith(name) for name in (region.name, *region.aliases)):
                return region.id
        return None

    def benefits(self, region: str) -> list[str]:
        """Ids of the policies that give something to those who live in `region`."""
        places, categories = self.within(region), self.regions[region].benefits
        return [p.id for p in self.policies.values() if p.region in places and p.category in categories]

    def outermost(self, region: str) -> str:
        """The largest place around `region`: its rules hold everywhere."""
        return self.within(region)[-1]

    def validity(self, clause: Clause) -> Validity:
        """The clause's days: its own where it names them, else its source's."""
        source = self.sources[clause.source]
        return _validity(
            clause.effective or source.effective, clause.lapses or source.lapses, clause.repealed or source.repealed
        )

    @cache  # noqa: B019  lists are few and live as long as the process
    def clauses_on(self, policy_id: str, day: date) -> tuple[Clause, ...]:
        """The clauses that are told for `day`: those in force, and those that lapsed with no known successor."""
        clauses = self.policies[policy_id].clauses
        return tuple(c for c in clauses if self.validity(c).on(day) in (Force.IN_FORCE, Force.LAPSED))

    def asked(self, target: str) -> tuple[Asked, ...]:
        """How people ask for a policy, or for a topic of another office."""
        own = self.policies[target].questions if target in self.policies else self.elsewhere[target].questions
        return (*map(Asked, own), *self.questions.get(target, ()))

    def texts(self) -> dict[str, list[str]]:
        """Everything that is said of each policy, and of each topic of another office, by its id: what models learn from."""
        texts = {
            p.id: [
                *(p.name, p.summary, *p.aliases, *(question.text for question in self.asked(p.id))),
                *_asked_by_name((p.name, *p.aliases)),
                *(clause.text for clause in p.clauses),
            ]
            for p in self.policies.values()
        }
        return texts | {
            t.id: [t.topic, *t.aliases, *(question.text for question in self.asked(t.id))]
            for t in self.elsewhere.values()
        }

    def texts_version(self) -> str:
        """Twelve hexadecimal digits of what models learn from: it stays when only criteria or sources change."""
        return hashlib.sha256(json.dumps(self.texts(), sort_keys=True).encode()).hexdigest()[:12]

    @cache  # noqa: B019  lists are few and live as long as the process
    def names(self, region: str) -> dict[str, str]:
        """Every name and alias that holds in `region`, normalised, to the id of the policy or the topic elsewhere."""
        places = self.within(region)
        named = {normalise(name): topic.id for topic in self.elsewhere.values() for name in topic.aliases}
        return named | {
            normalise(name): policy.id
            for policy in self.policies.values()
            if policy.region in places
            for name in (policy.name, *policy.aliases)
        }


@cache
def _validity(effective: date, lapses: date | None, repealed: date | None) -> Validity:
    """Few days, for thousands of clauses."""
    return Validity(effective=effective, lapses=lapses, repealed=repealed)


def _asked_by_name(names: tuple[str, ...]) -> list[str]:
    """Each name in some of the plainest questions, another few for each."""
    templates: list[str] = yaml.safe_load(TEMPLATES.read_text(encoding="utf-8"))
    return [t.format(name) for i, name in enumerate(names) for t in templates[i % EVERY :: EVERY]]


def load(directory: Path = LISTS) -> PolicyList:
    """Reads every region under `directory`. ListError names file and line of everything that is wrong."""
    folders = sorted(path.parent for path in directory.glob("*/region.yaml"))
    if not folders:
        raise ListError(f"{directory}:1: no region.yaml in any folder")
    reading = _Reading(PolicyList(version=_version(directory), folder=directory))
    for folder in folders:
        reading.read(folder)
    _add_drawn(reading.loaded)
    problems = reading.problems + _dangling(reading.loaded, directory)
    if problems:
        raise ListError("\n".join(problems))
    return reading.loaded


class _Reading:
    """Goes on after a file that is wrong, so that everything wrong is told at once."""

    def __init__(self, loaded: PolicyList) -> None:
        self.loaded = loaded
        self.problems: list[str] = []

    def read(self, folder: Path) -> None:
        """One region's files."""
        loaded = self.loaded
        self._gather(folder / "region.yaml", loaded.regions, lambda p: [read_record(p, Region)])
        for path in sorted((folder / "sources").glob("*.yaml")):
            self._gather(path, loaded.sources, lambda p: [read_record(p, Source)])
        for path in sorted((folder / "policies").glob("*.yaml")):
            self._gather(path, loaded.policies, lambda p: [read_record(p, Policy)])
        for path in sorted((folder / "services").glob("*.yaml")):
            self._gather(path, loaded.services, lambda p: [read_record(p, Service)])
        self._gather(folder / "elsewhere.yaml", loaded.elsewhere, lambda p: read_records(p, Elsewhere))
        self._gather(folder / "contacts.yaml", loaded.contacts, lambda p: read_records(p, Contact))
        for path in sorted((folder / "facts").glob("*.yaml")):
            self._gather(path, loaded.facts, lambda p: read_records(p, Fact))
        self._gather(folder / "contradictions.yaml", loaded.contradictions, lambda p: read_records(p, Contradiction))
        for path in sorted((folder / "questions").glob("*.txt")):
            self._gather_questions(path)

    def _gather(self, path: Path, into: dict[str, N], read: Callable[[Path], list[N]]) -> None:
        try:
            for record in read(path):
                if record.id in into:
                    self.problems.append(f"{path}:1: {record.id} is defined twice")
                into[record.id] = record
        except ListError as error:
            self.problems.append(str(error))

    def _gather_questions(self, path: Path) -> None:
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except UnicodeDecodeError as error:
            self.problems.append(f"{path}:1: not UTF-8 ({error.reason})")
            return
        asked = [line.strip().partition("\t") for line in lines if line.strip()]
        self.loaded.questions[path.stem] = tuple(Asked(text, clause or None) for text, _, clause in asked)


def receives(policy_id: str) -> str:
    """The fact that tells whether somebody draws that benefit already."""
    return f"receives-{policy_id}"


def _add_drawn(loaded: PolicyList) -> None:
    """A fact for each benefit that excludes another: whether somebody draws it."""
    excluding = {other.policy for policy in loaded.policies.values() for other in policy.excludes}
    for policy in sorted(excluding & loaded.policies.keys()):
        name = loaded.policies[policy].name
        ask = f"{{who}}现在在领{name}吗？"
        fact = Fact(id=receives(policy), name=f"在领{name}", kind=FactKind.YES_NO, ask=ask, spoken=ask, usual=SELDOM)
        loaded.facts[fact.id] = fact


def _dangling(loaded: PolicyList, directory: Path) -> list[str]:
    """References to what is not there; without them nothing else can be checked."""
    problems = [
        f"{directory / region.id / 'region.yaml'}:1: no region {region.within}"
        for region in loaded.regions.values()
        if region.within is not None and region.within not in loaded.regions
    ]
    problems += [
        f"{directory / region.id / 'region.yaml'}:1: often: no policy {policy}"
        for region in loaded.regions.values()
        for policy in region.often
        if policy not in loaded.policies
    ]
    problems += [
        f"{directory}/*/questions/{target}.txt:1: no policy and no topic {target}"
        for target in loaded.questions
        if target not in {*loaded.policies, *loaded.elsewhere, NOBODY}
    ]
    problems += _fact_problems(loaded, directory)
    for policy in loaded.policies.values():
        path = directory / policy.region / "policies" / f"{policy.id}.yaml"
        if not path.exists():
            problems.append(f"{path}:1: policy {policy.id} must stand in this file, by its id and region")
        clauses = {clause.id for clause in policy.clauses}
        problems += [
            f"{path.parents[1] / 'questions' / policy.id}.txt:1: 「{text}」: no clause {clause}"
            for text, clause in loaded.questions.get(policy.id, ())
            if clause is not None and clause not in clauses
        ]
        problems += [f"{path}:{line}: {what}" for line, what in _criteria_problems(loaded, policy, path)]
        problems += [
            f"{path}:1: clause {clause.id}: no source {clause.source}"
            for clause in policy.clauses
            if clause.source not in loaded.sources
        ]
        problems += [f"{path}:{line}: {what}" for line, what in _day_problems(loaded, policy, path)]
    return problems


def _day_problems(loaded: PolicyList, policy: Policy, path: Path) -> Iterator[tuple[int, str]]:
    """Days of a clause that its source's days contradict: it ends before it begins."""
    for clause in policy.clauses:
        try:
            if clause.source in loaded.sources:
                loaded.validity(clause)
        except ValidationError as error:
            what = str(error.errors()[0]["ctx"]["error"])
            yield line_of(path, f"id: {clause.id}"), f"clause {clause.id} with its source {clause.source}: {what}"


def _fact_problems(loaded: PolicyList, directory: Path) -> Iterator[str]:
    """What facts and contradictions name that is not there."""
    for fact in loaded.facts.values():
        for part in fact.quotient or ():
            if part not in loaded.facts:
                yield f"{directory}/*/facts:1: {fact.id}: no fact {part}"
    for one in loaded.contradictions.values():
        for comparison in one.facts:
            known = loaded.facts.get(comparison.fact)
            if what := misfit(known, comparison) if known is not None else f"no fact {comparison.fact}":
                yield f"{directory}/*/contradictions.yaml:1: {one.id}: {what}"


def _criteria_problems(loaded: PolicyList, policy: Policy, path: Path) -> Iterator[tuple[int, str]]:
    """What the criteria name that is not there, or compare in a way that the fact has not."""
    trees = [policy.criteria, *(amount.when for amount in policy.amounts)]
    used = [leaf for tree in trees if tree is not None for leaf in leaves(tree)]
    clauses = {clause.id for clause in policy.clauses}
    for leaf in used:
        if leaf.fact not in loaded.facts:
            yield line_of(path, leaf.fact), f"criteria: no fact {leaf.fact}"
        elif what := misfit(loaded.facts[leaf.fact], leaf):
            yield line_of(path, leaf.fact), f"criteria: {what}"
    cited = {leaf.clause for leaf in used} | {amount.clause for amount in policy.amounts}
    cited |= {one.clause for one in policy.not_checked}
    cited |= {one.clause for one in (*policy.excludes, *policy.combines_with)}
    for clause in sorted(cited - clauses):
        yield line_of(path, clause), f"criteria: no clause {clause}"
    for other in (*policy.excludes, *policy.combines_with):
        if other.policy not in loaded.policies:
            yield line_of(path, other.policy), f"no policy {other.policy}"
    for amount in policy.amounts:
        if amount.of is not None and amount.of not in loaded.facts:
            yield line_of(path, amount.of), f"amounts: no fact {amount.of}"


def _version(directory: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(path for path in directory.rglob("*") if path.suffix in {".yaml", ".txt"}):
        digest.update(path.relative_to(directory).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
