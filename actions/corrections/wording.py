"""The words of a correction: what we said on which day, what stands there now and where, and that we are sorry."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import partial

from actions.answer.skill import source_card
from actions.corrections.resting import Resting
from actions.texts import texts_of
from bot.messages import Button, Reply
from knowledge.compose import cite, day_text
from knowledge.diff import ClauseChange, Touched
from knowledge.diff_parts import Kind, Part, PartChange
from knowledge.diff_words import words
from knowledge.eligibility import Outcome
from knowledge.findings import basis
from knowledge.policy import HOTLINE
from knowledge.policy_list import PolicyList

texts = partial(texts_of, "corrections")
MOST = 6
"""Changes of one policy that are told one by one."""
Found = Sequence[tuple[Resting, Touched]]
"""Of one policy and one conversation, in order: what was told, and what of it is no longer so."""


def proposed(policies: PolicyList, found: Found, today: date) -> Reply:
    """The reply that puts all of it right, by the list as it is now."""
    resting, last = found[-1]
    change = last.change
    clauses, parts = _clauses(found), _parts(found)
    judged = any(change.policy in one.outcomes for one, _ in found)
    lines = [
        *("\n".join(_clause(policies, change.policy, one)) for one in clauses),
        *(_part(policies, change.policy, one, today) for one in parts),
    ]
    if len(lines) > MOST:
        lines[MOST:] = [texts()["more"].format(count=len(lines) - MOST)]
    again = judged and change.kind is not Kind.REMOVED
    hotline = policies.contacts[HOTLINE]
    text = texts()["correction_again" if again else "correction"].format(
        day=day_text(resting.day), policy=change.name, lines="\n".join(lines), contact=hotline.name
    )
    ask = Button(texts()["again"], texts()["ask_again"].format(policy=change.name))
    now = list(dict.fromkeys(clause for one in clauses for clause in _standing(one)))
    policy = policies.policies.get(change.policy)
    cited = [cite(policies, policy, policy.clause(clause), today) for clause in now] if policy else []
    told = dict.fromkeys([*(one.clause for one in clauses), *now, *(one.clause for one in parts if one.clause)])
    return Reply(
        text,
        outcome="answered",
        buttons=(ask,) if again else (),
        sources=tuple(source_card(citation) for citation in cited),
        trace={
            "list": policies.version,
            "day": today.isoformat(),
            "clauses": [f"{change.policy}/{clause}" for clause in told],
            "outcomes": {change.policy: Outcome.CANNOT_TELL.value} if judged else {},
        },
    )


def stands_now(policies: PolicyList, found: Found) -> list[object]:
    """What the correction tells, without days and without what stood before: the same for everybody to whom it happened."""
    change = found[-1][1].change
    policy = policies.policies.get(change.policy)
    told: list[object] = [change.policy, change.kind]
    for one in _clauses(found):
        told.append([one.clause, *(_content(policies, change.policy, clause) for clause in _standing(one) if policy)])
    told += [[one.part, one.clause, one.kind, one.new] for one in _parts(found)]
    return told


def clauses_of(found: Found) -> list[str]:
    """Ids of the clauses that the correction is about."""
    named = [*(one.clause for one in _clauses(found)), *(one.clause for one in _parts(found) if one.clause)]
    return list(dict.fromkeys(named))


def _clauses(found: Found) -> list[ClauseChange]:
    """Each once: what was told last counts."""
    return list({one.clause: one for _, touched in found for one in touched.clauses}.values())


def _parts(found: Found) -> list[PartChange]:
    return list({(one.part, one.clause, one.new): one for _, touched in found for one in touched.parts}.values())


def _standing(change: ClauseChange) -> list[str]:
    """Ids of the clauses that stand there now."""
    return [*([change.clause] if change.new else []), *([change.followed_by] if change.followed_by else [])]


def _content(policies: PolicyList, policy_id: str, clause_id: str) -> list[str]:
    clause = policies.policies[policy_id].clause(clause_id)
    held = policies.validity(clause)
    return [clause_id, clause.text, *map(str, (held.effective, held.lapses, held.repealed))]


def _clause(policies: PolicyList, policy_id: str, change: ClauseChange) -> Iterator[str]:
    """Its lines."""
    assert change.old is not None, "nothing rests on a clause that was not there"
    yield texts()["said"].format(old=change.old.text)
    if change.new is None:
        if change.followed_by is None:
            yield texts()["gone" if policy_id in policies.policies else "policy_gone"]
    elif change.ends and change.new.text == change.old.text:
        yield texts()["ended"].format(until=day_text(change.new.repealed or change.new.ends or change.new.effective))
    else:
        yield _stands(policies, policy_id, change.clause, "now")
    if change.followed_by is not None:
        yield _stands(policies, policy_id, change.followed_by, "followed")


def _stands(policies: PolicyList, policy_id: str, clause_id: str, how: str) -> str:
    clause = policies.policies[policy_id].clause(clause_id)
    held = policies.validity(clause)
    days = [texts()["since"].format(day=day_text(held.effective))]
    days += [texts()["until"].format(day=day_text(day)) for day in (held.repealed or held.lapses,) if day]
    where = basis(policies, clause, held.effective).name
    return texts()[how].format(new=clause.text.rstrip("。"), basis=where, days="，".join(days))


def _part(policies: PolicyList, policy_id: str, change: PartChange, today: date) -> str:
    name = words()["parts"][change.part]
    if change.part is Part.SHAPE:
        return texts()["part_shape"].format(part=name)
    how = texts()[f"part_{change.kind}"]
    if change.kind is Kind.REMOVED:
        return how.format(part=name, old=change.old)
    clause = policies.policies[policy_id].clause(change.clause or "")
    return how.format(part=name, old=change.old, new=change.new, basis=basis(policies, clause, today).name)


def touched_by_policy(found: Iterable[tuple[Resting, Touched]]) -> dict[str, list[tuple[Resting, Touched]]]:
    """The findings of one conversation, by policy."""
    by_policy: dict[str, list[tuple[Resting, Touched]]] = {}
    for resting, touched in found:
        by_policy.setdefault(touched.change.policy, []).append((resting, touched))
    return by_policy
