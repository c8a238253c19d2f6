"""The policy finds the person: profiles are judged anew when the list or the day has changed, and news are told once."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from actions.eligibility.result import card, clauses_of
from actions.profile import store
from actions.profile.skill import LAPSED, ProfileSkill, judged, texts
from actions.profile.store import Profile
from bot.clock import day_of
from bot.messages import Reply
from bot.notices import Notice, queue
from knowledge.eligibility import Eligibility, Outcome, evaluate
from knowledge.findings import describe
from knowledge.policy_list import PolicyList
from knowledge.profile import known_on

AT_ONCE = 50
"""Profiles judged in one transaction."""
CAN = [Outcome.ELIGIBLE.value, f"{LAPSED}{Outcome.ELIGIBLE}"]
"""How somebody stands who can have something, the better first."""


@dataclass(frozen=True)
class News:
    """A policy that can now be had, or no longer can."""

    policy: str
    by_rule: bool
    """Whether the rule has changed, and not the person."""


@dataclass(frozen=True)
class Notices:
    """Judges profiles and queues what is to be told."""

    skill: ProfileSkill

    async def run(self, now: datetime) -> None:
        """Does all that is due, some at a time."""
        while await self.skill.database.run(self._judge, now) == AT_ONCE:
            pass

    def _judge(self, db: Connection, now: datetime) -> int:
        """How many were due."""
        policies, today, region = self.skill.index().policies, day_of(now), self.skill.region
        due = store.due(db, self.skill.cipher, policies.version, today, AT_ONCE)
        for profile in due:
            outcomes = judged(policies, region, profile.facts, today, today)
            if not store.judged(db, self.skill.cipher, profile, outcomes, policies.version, today):
                continue
            if outcomes != profile.outcomes:
                unaged = judged(policies, region, profile.facts, profile.judged_on, today)
                for one in news(profile.outcomes, unaged, outcomes):
                    self._queue(db, profile, policies, one, now)
        return len(due)

    def _queue(self, db: Connection, profile: Profile, policies: PolicyList, one: News, now: datetime) -> None:
        told = Notice(
            key=f"news/{profile.id}/{_key(policies, _found(policies, profile, one, day_of(now)))}",
            about=store.about(profile.id),
            conversation_id=profile.conversation_id,
            phone=None,
            reply=notice(policies, profile, one, day_of(now)),
            due_at=now,
        )
        queue(db, self.skill.cipher, told, now)


def news(before: dict[str, str], unaged: dict[str, str], after: dict[str, str]) -> list[News]:
    """What is worth telling: what can now be had, if only by the last known rule, and what no longer can because its rule has
    changed; neither what still cannot be had nor what is now unsure. `unaged` is judged by the rules of now for the person of
    then."""
    found = []
    for policy, now in after.items():
        then, by_rule = before.get(policy), unaged.get(policy) == now
        gained = now in CAN[: CAN.index(then) if then in CAN else len(CAN)]
        lost = now == Outcome.NOT_ELIGIBLE and then in CAN and by_rule
        if gained or lost:
            found.append(News(policy, by_rule))
    return found


def notice(policies: PolicyList, profile: Profile, one: News, day: date) -> Reply:
    """What somebody is told, with every condition and its clause."""
    found = _found(policies, profile, one, day)
    finding = describe(policies, found, day)
    shown = card(policies, finding)
    why = texts()["rule_changed"] if one.by_rule else _what_time_brought(policies, profile, found, day)
    paragraphs = [
        "\n".join([texts()["news"].format(who=profile.who), why]),
        finding.heading,
        "\n".join([texts()["as_told"], texts()["no_more"]]),
    ]
    return Reply(
        "\n\n".join(paragraphs),
        outcome="answered",
        buttons=(shown.apply,) if shown.apply else (),
        results=(shown,),
        trace={
            "list": policies.version,
            "day": day.isoformat(),
            "outcomes": {found.policy: found.outcome.value},
            "clauses": clauses_of(shown),
        },
    )


def _what_time_brought(policies: PolicyList, profile: Profile, found: Eligibility, day: date) -> str:
    """The conditions that were not met by the person of then."""
    then = evaluate(policies, found.policy, known_on(policies.facts, profile.facts, profile.judged_on), day)
    met_then = {condition.leaf for condition in then.met}
    met_now = dict.fromkeys(condition.leaf.text for condition in found.met if condition.leaf not in met_then)
    return texts()["time_passed"].format(conditions="、".join(met_now))


def _found(policies: PolicyList, profile: Profile, one: News, day: date) -> Eligibility:
    return evaluate(policies, one.policy, known_on(policies.facts, profile.facts, day), day)


def _key(policies: PolicyList, found: Eligibility) -> str:
    """The same for the same news: who has heard it once does not hear it again."""
    policy = policies.policies[found.policy]
    texts_of_clauses = [policy.clause(clause).text for clause in sorted(found.clauses)]
    return hashlib.sha256(
        json.dumps([found.policy, found.outcome, found.as_last_known, texts_of_clauses]).encode()
    ).hexdigest()
