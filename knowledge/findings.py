"""An eligibility in words: what it comes to, each condition with its mark, what is paid, what is open, where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from knowledge.eligibility import Condition, Eligibility, Outcome
from knowledge.policy_list import PolicyList

WORDS = Path(__file__).parent / "words" / "eligibility.yaml"
MARKS = {True: "✓", False: "✗", None: "?"}


@dataclass(frozen=True)
class Line:
    """One condition as it is shown."""

    mark: str
    text: str
    clause: str
    basis: str
    """The document and the article."""


@dataclass(frozen=True)
class Finding:
    """What is told of one policy."""

    policy: str
    name: str
    outcome: Outcome
    heading: str
    conditions: tuple[Line, ...]
    amounts: tuple[str, ...]
    notes: tuple[str, ...]
    """What is open, near a line, or not checked."""


@cache
def _words() -> dict[str, str]:
    words: dict[str, str] = yaml.safe_load(WORDS.read_text(encoding="utf-8"))
    return words


def describe(policies: PolicyList, found: Eligibility) -> Finding:
    """The eligibility in words."""
    policy, words = policies.policies[found.policy], _words()
    conditions = (*found.failed, *found.open, *found.met)
    amounts = [
        words["amount_lapsed" if amount.lapsed else "amount"].format(
            what=amount.what, value=f"{amount.value:g}", unit=amount.unit
        )
        for amount in found.amounts
    ]
    return Finding(
        policy=policy.id,
        name=policy.name,
        outcome=found.outcome,
        heading=words[_heading(policies, found)].format(policy=policy.name),
        conditions=tuple(_line(policies, found, condition) for condition in conditions),
        amounts=tuple(amounts),
        notes=tuple(_notes(policies, found)),
    )


def _heading(policies: PolicyList, found: Eligibility) -> str:
    """Its name among the words."""
    lapsed = f"lapsed_{found.as_last_known}"
    if lapsed in _words():
        return lapsed
    is_benefit = any(
        policies.policies[found.policy].category in region.benefits for region in policies.regions.values()
    )
    return found.outcome.value if is_benefit else f"service_{found.outcome}"


def _line(policies: PolicyList, found: Eligibility, condition: Condition) -> Line:
    clause = policies.policies[found.policy].clause(condition.leaf.clause)
    source = policies.sources[clause.source]
    basis = f"{source.number or source.title}{clause.article or ''}{'（已过有效期）' if condition.lapsed else ''}"
    return Line(MARKS[condition.met], condition.leaf.text, clause.id, basis)


def _notes(policies: PolicyList, found: Eligibility) -> list[str]:
    words, policy = _words(), policies.policies[found.policy]
    notes = []
    if missing := [policies.facts[name].name for name in (*found.missing, *found.wanted)]:
        notes.append(words["missing"].format(facts="、".join(dict.fromkeys(missing))))
    for near in found.near:
        fact = policies.facts[near.fact]
        numbers = {"value": f"{near.value:g}", "bound": f"{near.bound:g}"}
        notes.append(words["near"].format(fact=fact.name, unit=fact.unit or "", issuer=policy.issuer, **numbers))
    if found.outcome is not Outcome.NOT_ELIGIBLE:
        notes += [words["not_checked"].format(text=one.text) for one in found.not_checked]
    return notes
