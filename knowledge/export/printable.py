"""What the printed list says on a day: categories, policies, clauses by aspect, each with the document it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from knowledge.policy import Clause, Contact, Force, Kind, Policy
from knowledge.policy_list import PolicyList
from knowledge.yaml_file import read_records

ASPECTS = {
    Kind.WHO: "谁能享受",
    Kind.AMOUNT: "能得到什么",
    Kind.MATERIALS: "要带什么",
    Kind.HOW: "怎么办",
    Kind.WHERE: "去哪里办",
    Kind.WHEN: "什么时候",
    Kind.LIMITS: "要注意什么",
    Kind.BASIS: "是什么、凭什么",
}
"""In the order in which they are printed."""


class UnknownPolicy(Exception):
    """Ids that no policy of the region has; the message names them."""


@dataclass(frozen=True)
class PrintedDocument:
    """An official text, numbered within its policy."""

    number: int
    title: str
    document_number: str | None
    issuer: str
    published: date | None
    effective: date
    lapses: date | None
    lapsed: bool
    note: str | None


@dataclass(frozen=True)
class PrintedClause:
    """One thing said, and where it stands."""

    text: str
    document: int
    article: str | None
    since: date | None
    """Where the clause's first day is another than its document's."""
    until: date | None
    lapsed: bool


@dataclass(frozen=True)
class PrintedMaterial:
    """A document to bring."""

    document: str
    who: str
    note: str | None


@dataclass(frozen=True)
class PrintedPolicy:
    """One policy's pages."""

    id: str
    name: str
    aliases: tuple[str, ...]
    summary: str
    issuer: str
    place: str
    aspects: tuple[tuple[str, tuple[PrintedClause, ...]], ...]
    """A heading and its clauses, in the order of `ASPECTS`; empty ones are left out."""
    materials: tuple[PrintedMaterial, ...]
    documents: tuple[PrintedDocument, ...]

    @property
    def lapsed(self) -> bool:
        """Whether any of its documents has run out."""
        return any(document.lapsed for document in self.documents)


@dataclass(frozen=True)
class PrintedList:
    """The whole print."""

    place: str
    day: date
    version: str
    categories: tuple[tuple[str, tuple[PrintedPolicy, ...]], ...]
    contacts: tuple[Contact, ...]

    @property
    def count(self) -> int:
        """How many policies it has."""
        return sum(len(policies) for _, policies in self.categories)


def printable(policies: PolicyList, region: str, day: date, only: Sequence[str] = ()) -> PrintedList:
    """The policies that hold in `region` on `day`, its own first; `only` these ids. UnknownPolicy for one that is not there."""
    places = policies.within(region)
    there = {p.id: p for p in policies.policies.values() if p.region in places}
    if unknown := [policy_id for policy_id in only if policy_id not in there]:
        raise UnknownPolicy("、".join(unknown))
    chosen = [there[policy_id] for policy_id in dict.fromkeys(only)] if only else list(there.values())
    chosen.sort(key=lambda policy: places.index(policy.region))
    by_category: dict[str, list[PrintedPolicy]] = {}
    for policy in chosen:
        if policies.clauses_on(policy.id, day):
            by_category.setdefault(policy.category, []).append(_policy(policies, policy, day))
    return PrintedList(
        place=policies.regions[region].name,
        day=day,
        version=policies.version,
        categories=tuple((category, tuple(group)) for category, group in by_category.items()),
        contacts=_contacts(policies, places),
    )


def _contacts(policies: PolicyList, places: list[str]) -> tuple[Contact, ...]:
    """Those of the region and of the places around it: never another city's."""
    files = [policies.folder / place / "contacts.yaml" for place in places]
    return tuple(contact for file in files for contact in read_records(file, Contact))


def _policy(policies: PolicyList, policy: Policy, day: date) -> PrintedPolicy:
    told = policies.clauses_on(policy.id, day)
    numbers = {source: number for number, source in enumerate(dict.fromkeys(c.source for c in told), 1)}
    by_kind = {kind: tuple(_clause(policies, c, numbers, day) for c in told if c.kind is kind) for kind in ASPECTS}
    ids = {clause.id for clause in told}
    return PrintedPolicy(
        id=policy.id,
        name=policy.name,
        aliases=policy.aliases,
        summary=policy.summary,
        issuer=policy.issuer,
        place=policies.regions[policy.region].name,
        aspects=tuple((ASPECTS[kind], clauses) for kind, clauses in by_kind.items() if clauses),
        materials=tuple(PrintedMaterial(m.document, m.who, m.note) for m in policy.materials if m.clause in ids),
        documents=tuple(_document(policies, source, number, day) for source, number in numbers.items()),
    )


def _clause(policies: PolicyList, clause: Clause, numbers: dict[str, int], day: date) -> PrintedClause:
    source, validity = policies.sources[clause.source], policies.validity(clause)
    return PrintedClause(
        text=clause.text,
        document=numbers[clause.source],
        article=clause.article,
        since=validity.effective if validity.effective != source.effective else None,
        until=clause.lapses,
        lapsed=validity.on(day) is Force.LAPSED,
    )


def _document(policies: PolicyList, source_id: str, number: int, day: date) -> PrintedDocument:
    source = policies.sources[source_id]
    return PrintedDocument(
        number=number,
        title=source.title,
        document_number=source.number,
        issuer=source.issuer,
        published=source.published,
        effective=source.effective,
        lapses=source.lapses,
        lapsed=source.on(day) is Force.LAPSED,
        note=source.note,
    )
