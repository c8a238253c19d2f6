"""What an interview came to: in short words, and as cards that carry every condition with its clause."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Literal

from actions.eligibility.state import State
from actions.eligibility.texts import texts
from bot.messages import Basis, Button, Condition, Contact, Material, Reply, ResultCard, Stated
from knowledge import findings
from knowledge.eligibility import Eligibility, Outcome, judge
from knowledge.findings import NOT_MET, Finding, Said, describe, is_benefit
from knowledge.interview import Interview
from knowledge.policy import HOTLINE
from knowledge.policy_list import PolicyList

GROUPS: dict[Outcome, Literal["can", "open", "cannot"]] = {
    Outcome.ELIGIBLE: "can",
    Outcome.CANNOT_TELL: "open",
    Outcome.NOT_ELIGIBLE: "cannot",
}
MOST = 6
"""Policies of a group that are named in the words; the cards tell of all."""
OFFERED = 3
"""Policies that are offered to be asked about."""


def result(policies: PolicyList, interview: Interview, state: State, *, so_far: bool) -> Reply:
    """All that can be told. The first paragraph says what this is, the last who decides; between them are the cards in short."""
    found = [judge(one, state.known) for one in interview.rules]
    described = in_order(describe(policies, one, interview.day) for one in found)
    first = [texts()["result_so_far" if so_far else "result"].format(who=state.who)]
    if not state.about and all(group_of(one) == "cannot" for one in described):
        first.append(texts()["nothing"])
    short = _told(described) if state.about else _counted(described)
    cards = tuple(card(policies, one) for one in described)
    offered = [one for one in cards if one.apply][:OFFERED]
    return Reply(
        "\n\n".join(["\n".join(first), *short, texts()["ask_office"]]),
        outcome="answered",
        buttons=tuple(Button(one.apply.payload, one.apply.payload) for one in offered if one.apply),
        results=cards,
        trace=_trace(found, cards, policies, interview.day),
    )


def group_of(finding: Finding) -> Literal["can", "open", "cannot"]:
    """What can be had, what cannot be told yet, what not; where only a lapsed clause decides, by the last known rule."""
    return GROUPS[finding.as_last_known or finding.outcome]


def in_order(described: Iterable[Finding]) -> list[Finding]:
    """Group by group; what is certain before what rests on a lapsed clause, what hangs on little before what hangs on much."""
    places = list(GROUPS.values())
    return sorted(
        described, key=lambda one: (places.index(group_of(one)), one.as_last_known is not None, len(one.missing))
    )


def card(policies: PolicyList, finding: Finding) -> ResultCard:
    """The finding as doors show it. Of what is out of reach only the reasons: what to bring where would mislead."""
    group = group_of(finding)
    reachable = group != "cannot"
    hotline = policies.contacts[HOTLINE]
    how = texts()["apply" if is_benefit(policies, finding.policy) else "go_about"]
    return ResultCard(
        policy=finding.policy,
        name=finding.name,
        group=group,
        lapsed=finding.as_last_known is not None,
        heading=finding.heading,
        amounts=tuple(Stated(one.text, _basis(one.basis)) for one in finding.amounts),
        conditions=tuple(
            Condition(one.mark, one.text, _basis(one.basis))
            for one in finding.conditions
            if reachable or one.mark == NOT_MET
        ),
        missing=finding.missing,
        near=finding.near,
        not_checked=tuple(Stated(one.text, _basis(one.basis)) for one in finding.not_checked if reachable),
        materials=tuple(
            Material(one.document, one.who, one.note, _basis(one.basis)) for one in finding.materials if reachable
        ),
        where=_stated(finding.where) if reachable else None,
        how=_stated(finding.how) if reachable else None,
        issuer=finding.issuer,
        contact=Contact(hotline.name, hotline.phone),
        apply=Button(how, finding.name + how) if group == "can" else None,
        services=_services(policies, finding.policy) if group == "can" else (),
    )


def _services(policies: PolicyList, policy: str) -> tuple[Button, ...]:
    """What can be booked with it."""
    named = [one.name for one in policies.services.values() if policy in one.policies]
    return tuple(Button(texts()["book"].format(name=name), texts()["wish"].format(name=name)) for name in named)


def _basis(basis: findings.Basis) -> Basis:
    return Basis(
        clause=basis.clause,
        title=basis.title,
        number=basis.number,
        article=basis.article,
        effective=basis.effective.isoformat(),
        lapses=basis.lapses.isoformat() if basis.lapses else None,
        lapsed=basis.lapsed,
    )


def _stated(said: Said | None) -> Stated | None:
    return Stated(said.text, _basis(said.basis)) if said else None


def _told(described: Sequence[Finding]) -> list[str]:
    """Policies that were asked about by name: the outcome of each, and what speaks against it or is still open."""
    paragraphs = []
    for one in described:
        lines = [one.heading, *(amount.text for amount in one.amounts)]
        failed = [f"{line.mark} {line.text}（{line.basis.name}）" for line in one.conditions if line.mark == NOT_MET]
        lines += [texts()["failed"], *failed] if failed else []
        if one.missing:
            lines.append(findings.words()["missing"].format(facts="、".join(one.missing)))
        lines += one.near
        paragraphs.append("\n".join(lines))
    return paragraphs


def _counted(described: Sequence[Finding]) -> list[str]:
    """The whole list: names with amounts, names with what is missing, and how many are out of reach."""
    can, still_open, cannot = ([one for one in described if group_of(one) == group] for group in GROUPS.values())
    paragraphs = [_named("can", can, _amounts), _named("open", still_open, _missing)]
    if cannot:
        paragraphs.append(texts()["out_of_reach"].format(count=len(cannot)))
    return [paragraph for paragraph in paragraphs if paragraph]


def _named(group: str, members: Sequence[Finding], words: Callable[[Finding], str]) -> str:
    if not members:
        return ""
    lines = [f"【{texts()[group]}】", *(f"· {words(one)}" for one in members[:MOST])]
    if len(members) > MOST:
        lines.append(texts()[f"more_{group}"].format(count=len(members) - MOST))
    return "\n".join(lines)


def _amounts(one: Finding) -> str:
    """重度残疾人护理补贴：290元/月."""
    said = [amount.text.removeprefix(f"{one.name}：") for amount in one.amounts]
    lapsed = texts()["lapsed"] if one.as_last_known else ""
    return "：".join(filter(None, [one.name, "；".join(said)])) + lapsed


def _missing(one: Finding) -> str:
    return one.name + (texts()["missing"].format(facts="、".join(one.missing)) if one.missing else "")


def clauses_of(card: ResultCard) -> list[str]:
    """Every clause that the card rests on, each once, as policy/clause."""
    stated = (*card.amounts, *card.conditions, *card.materials, *card.not_checked, card.where, card.how)
    return list(dict.fromkeys(f"{card.policy}/{one.basis.clause}" for one in stated if one is not None))


def _trace(found: list[Eligibility], cards: Sequence[ResultCard], policies: PolicyList, day: date) -> dict[str, object]:
    """For staff, for the printed page, and for corrections when the list changes; no fact of the person."""
    return {
        "list": policies.version,
        "day": day.isoformat(),
        "outcomes": {one.policy: one.outcome.value for one in found},
        "clauses": [clause for one in cards for clause in clauses_of(one)],
    }
