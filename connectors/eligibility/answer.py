"""What is answered to such a question: how the person stands with each policy, on which clauses that rests, what to ask next."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from pydantic import BaseModel, ConfigDict

from connectors.eligibility.asked import YOU, Read
from knowledge.eligibility import Condition, Eligibility, Outcome, evaluate
from knowledge.facts import Fact, FactKind, Sensitivity
from knowledge.findings import Basis, Said, basis, describe
from knowledge.interview import Interview
from knowledge.policy_list import PolicyList
from knowledge.screening import Screening


class Told(BaseModel):
    """The documentation of a field stands below it."""

    model_config = ConfigDict(use_attribute_docstrings=True)


class Named(Told):
    """A fact."""

    id: str
    name: str


class Judged(Told):
    """A condition, and where it stands."""

    fact: str
    text: str
    basis: Basis


class Paid(Told):
    """What is paid, from which numbers and which clause."""

    what: str
    value: float
    unit: str
    inputs: dict[str, float]
    """The facts that it was worked out from."""
    basis: Basis


class NearBound(Told):
    """A number so near a bound that the office may see it otherwise; the outcome does not change by it."""

    fact: str
    value: float
    bound: float
    met: bool
    basis: Basis


class Entitlement(Told):
    """How the person stands with one policy."""

    policy: str
    name: str
    outcome: Outcome
    as_last_known: Outcome | None
    """Where only a lapsed clause decides, so that `outcome` cannot be told: what the last known rule would say."""
    heading: str
    met: list[Judged]
    failed: list[Judged]
    open: list[Judged]
    """Cannot be told yet."""
    amounts: list[Paid]
    missing: list[Named]
    """What can still change the outcome."""
    wanted: list[Named]
    """What an amount still hangs on."""
    near: list[NearBound]
    not_checked: list[Said]
    """What only the office can check."""
    clauses: list[Said]
    """All that it rests on, word for word as the list has them."""


class FactToTell(Told):
    """A fact, and how it is asked for."""

    id: str
    name: str
    kind: FactKind
    unit: str | None
    choices: dict[str, str]
    """Names by id."""
    ask: str
    hint: str | None
    sensitivity: Sensitivity


class NextQuestion(Told):
    """The fact that is expected to settle most for what it costs to ask."""

    fact: FactToTell
    policies: list[str]
    """Those that hang on it."""


class Answer(Told):
    """All that can be told."""

    list_version: str
    on: date
    region: str
    findings: list[Entitlement]
    next: NextQuestion | None
    """Null when no answer changes anything any more. Over the whole list, only about what gives something to somebody."""


def answer(policies: PolicyList, asked: Read) -> Answer:
    """About the policy that is named, else about all of the region. NoCriteria for one that has none on that day."""
    if asked.policy is not None:
        found = [evaluate(policies, asked.policy, asked.known, asked.day)]
    else:
        found = Screening(policies, asked.region, asked.day).of(asked.known)
    return Answer(
        list_version=policies.version,
        on=asked.day,
        region=asked.region,
        findings=[_entitlement(policies, one, asked.day) for one in found],
        next=_next(policies, asked, found),
    )


def to_tell(fact: Fact) -> FactToTell:
    """The fact as it is asked for."""
    return FactToTell(
        id=fact.id,
        name=fact.name,
        kind=fact.kind,
        unit=fact.unit,
        choices={choice: named.name for choice, named in fact.choices.items()},
        ask=fact.ask.format(who=YOU),
        hint=fact.hint,
        sensitivity=fact.sensitivity,
    )


def _next(policies: PolicyList, asked: Read, found: list[Eligibility]) -> NextQuestion | None:
    """What an outcome hangs on; then, about a policy that was named, what an amount hangs on."""
    about = [asked.policy] if asked.policy is not None else policies.benefits(asked.region)
    ask = Interview(policies, about, asked.day).next(asked.known)
    if ask is not None:
        return NextQuestion(fact=to_tell(ask.fact), policies=list(ask.policies))
    wanted = [(name, one.policy) for one in found for name in one.wanted if asked.policy is not None]
    return next((NextQuestion(fact=to_tell(policies.facts[name]), policies=[policy]) for name, policy in wanted), None)


def _entitlement(policies: PolicyList, found: Eligibility, day: date) -> Entitlement:
    policy, described = policies.policies[found.policy], describe(policies, found, day)
    bases = {clause.id: basis(policies, clause, day) for clause in policy.clauses}

    def judged(conditions: Iterable[Condition]) -> list[Judged]:
        return [Judged(fact=c.leaf.fact, text=c.leaf.text, basis=bases[c.leaf.clause]) for c in conditions]

    def named(facts: Iterable[str]) -> list[Named]:
        return [Named(id=name, name=policies.facts[name].name) for name in facts]

    return Entitlement(
        policy=policy.id,
        name=policy.name,
        outcome=found.outcome,
        as_last_known=found.as_last_known,
        heading=described.heading,
        met=judged(found.met),
        failed=judged(found.failed),
        open=judged(found.open),
        amounts=[
            Paid(what=a.what, value=a.value, unit=a.unit, inputs=a.inputs, basis=bases[a.clause]) for a in found.amounts
        ],
        missing=named(found.missing),
        wanted=named(found.wanted),
        near=[
            NearBound(fact=n.fact, value=n.value, bound=n.bound, met=n.inside, basis=bases[n.clause])
            for n in found.near
        ],
        not_checked=list(described.not_checked),
        clauses=[Said(policy.clause(clause).text, bases[clause]) for clause in found.clauses],
    )
