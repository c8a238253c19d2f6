"""An eligibility in words: what it comes to, each condition with its mark, what is paid, what is open, where each stands, and
what to bring where."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal, TypeAlias

import yaml

from knowledge.eligibility import Computed, Eligibility, Near, Outcome
from knowledge.policy import Clause, Force, Kind, Policy
from knowledge.policy_list import PolicyList

WORDS = Path(__file__).parent / "words" / "eligibility.yaml"
Mark: TypeAlias = Literal["✓", "✗", "?"]
"""Met, not met, not known yet."""
NOT_MET: Mark = "✗"
MARKS: dict[bool | None, Mark] = {True: "✓", False: NOT_MET, None: "?"}


@dataclass(frozen=True)
class Basis:
    """Where something stands."""

    clause: str
    """Its id within the policy."""
    title: str
    """Of the document, to stand between 《 and 》."""
    number: str | None
    article: str | None
    effective: date
    lapses: date | None
    lapsed: bool
    """Whether its time has run out, with no known successor."""

    @property
    def name(self) -> str:
        """The document and the article, as short as can be."""
        return f"{self.number or f'《{self.title}》'}{self.article or ''}"


@dataclass(frozen=True)
class Said:
    """Something that a clause says."""

    text: str
    basis: Basis


@dataclass(frozen=True)
class Line:
    """One condition as it is shown."""

    mark: Mark
    text: str
    basis: Basis


@dataclass(frozen=True)
class Bring:
    """A document to bring."""

    document: str
    who: str
    note: str | None
    basis: Basis


@dataclass(frozen=True)
class Finding:
    """What is told of one policy."""

    policy: str
    name: str
    outcome: Outcome
    as_last_known: Outcome | None
    """As in Eligibility."""
    heading: str
    conditions: tuple[Line, ...]
    amounts: tuple[Said, ...]
    missing: tuple[str, ...]
    """Names of the facts that the outcome or an amount still hangs on."""
    near: tuple[str, ...]
    """What is so near a line that the office may see it otherwise."""
    not_checked: tuple[Said, ...]
    """What only the office can check; nothing where it is out of reach anyway."""
    materials: tuple[Bring, ...]
    where: Said | None
    """The list puts the most important clause of a kind first."""
    how: Said | None
    issuer: str


@cache
def words() -> dict[str, str]:
    """What is said of an outcome, by name."""
    found: dict[str, str] = yaml.safe_load(WORDS.read_text(encoding="utf-8"))
    return found


def is_benefit(policies: PolicyList, policy_id: str) -> bool:
    """Whether it gives something, and is no service such as a registration."""
    category = policies.policies[policy_id].category
    return any(category in region.benefits for region in policies.regions.values())


def describe(policies: PolicyList, found: Eligibility, day: date) -> Finding:
    """The eligibility in words; `day` is the one that it was judged for."""
    policy = policies.policies[found.policy]
    told = {clause.id: clause for clause in policies.clauses_on(policy.id, day)}
    bases = {clause.id: basis(policies, clause, day) for clause in told.values()}
    not_checked = () if found.outcome is Outcome.NOT_ELIGIBLE else found.not_checked
    missing = [policies.facts[name].name for name in (*found.missing, *found.wanted)]
    return Finding(
        policy=policy.id,
        name=policy.name,
        outcome=found.outcome,
        as_last_known=found.as_last_known,
        heading=words()[_heading(policies, found)].format(policy=policy.name),
        conditions=tuple(
            Line(
                MARKS[one.met],
                words()["alternative"].format(text=one.leaf.text) if one.alternative else one.leaf.text,
                bases[one.leaf.clause],
            )
            for one in (*found.failed, *found.open, *found.met)
        ),
        amounts=tuple(Said(_amount(amount), bases[amount.clause]) for amount in found.amounts),
        missing=tuple(dict.fromkeys(missing)),
        near=tuple(_near(policies, policy, one) for one in found.near),
        not_checked=tuple(Said(one.text, bases[one.clause]) for one in not_checked),
        materials=tuple(
            Bring(m.document, m.who, m.note, bases[m.clause]) for m in policy.materials if m.clause in told
        ),
        where=_first(Kind.WHERE, told, bases),
        how=_first(Kind.HOW, told, bases),
        issuer=policy.issuer,
    )


def basis(policies: PolicyList, clause: Clause, day: date) -> Basis:
    """Where a clause stands, as it is told for `day`."""
    source, validity = policies.sources[clause.source], policies.validity(clause)
    return Basis(
        clause=clause.id,
        title=source.title.replace("《", "〈").replace("》", "〉"),
        number=source.number,
        article=clause.article,
        effective=validity.effective,
        lapses=validity.lapses,
        lapsed=validity.on(day) is Force.LAPSED,
    )


def _amount(amount: Computed) -> str:
    kind = "amount_lapsed" if amount.lapsed else "amount"
    return words()[kind].format(what=amount.what, value=f"{amount.value:.10g}", unit=amount.unit)


def _first(kind: Kind, told: dict[str, Clause], bases: dict[str, Basis]) -> Said | None:
    return next((Said(clause.text, bases[clause.id]) for clause in told.values() if clause.kind is kind), None)


def _heading(policies: PolicyList, found: Eligibility) -> str:
    """Its name among the words."""
    lapsed = f"lapsed_{found.as_last_known}"
    if lapsed in words():
        return lapsed
    return found.outcome.value if is_benefit(policies, found.policy) else f"service_{found.outcome}"


def _near(policies: PolicyList, policy: Policy, near: Near) -> str:
    fact = policies.facts[near.fact]
    numbers = {"value": f"{near.value:.10g}", "bound": f"{near.bound:.10g}"}
    return words()["near"].format(fact=fact.name, unit=fact.unit or "", issuer=policy.issuer, **numbers)
