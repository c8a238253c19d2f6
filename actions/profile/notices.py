"""The policy finds the person: profiles are judged anew when the list or the day has changed, and news are told once."""

from __future__ import annotations

import hashlib
import json
import uuid
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, select, update

from actions.eligibility.result import card
from actions.profile import store
from actions.profile.skill import ProfileSkill, judged, texts
from actions.profile.store import Profile
from actions.profile.tables import notices, profiles
from bot.clock import SHANGHAI, day_of
from bot.db import INSERTS
from bot.mailbox import Mailbox
from bot.messages import Reply
from knowledge.eligibility import Eligibility, Outcome, evaluate
from knowledge.findings import describe
from knowledge.policy_list import PolicyList
from knowledge.profile import known_on

AT_ONCE = 50
"""Profiles judged, and notices sent, in one transaction."""
FROM, TO = 8, 20
"""Hours of the day between which somebody is told news."""
NEWS = {
    (None, Outcome.ELIGIBLE),
    (Outcome.CANNOT_TELL, Outcome.ELIGIBLE),
    (Outcome.NOT_ELIGIBLE, Outcome.ELIGIBLE),
    (Outcome.ELIGIBLE, Outcome.NOT_ELIGIBLE),
}
"""What an outcome was, and is now, where somebody is told: neither what still cannot be had nor what is now unsure is news."""


@dataclass(frozen=True)
class Notices:
    """Judges profiles and sends what follows."""

    skill: ProfileSkill
    mailbox: Mailbox

    async def run(self, now: datetime) -> list[str]:
        """Does what is due; the conversations in which something new then stands."""
        await self.skill.database.run(self._judge, now)
        if not FROM <= now.astimezone(SHANGHAI).hour < TO:
            return []
        return await self.skill.database.run(self._send, now)

    def _judge(self, db: Connection, now: datetime) -> None:
        policies, today = self.skill.index().policies, day_of(now)
        for profile in store.due(db, self.skill.cipher, policies.version, today, AT_ONCE):
            outcomes = judged(policies, self.skill.region, profile.facts, today)
            if not store.judged(db, self.skill.cipher, profile, outcomes, policies.version, today):
                continue
            for policy in changed(profile.outcomes, outcomes):
                self._queue(db, profile, policies, policy, now)

    def _queue(self, db: Connection, profile: Profile, policies: PolicyList, policy: str, now: datetime) -> None:
        today = day_of(now)
        found = evaluate(policies, policy, known_on(policies.facts, profile.facts, today), today)
        why = texts()["why_list" if profile.list_version != policies.version else "why_day"]
        reply = notice(policies, found, profile.who, why, today)
        row = {
            "id": uuid.uuid4().hex,
            "profile_id": profile.id,
            "key": _key(policies, found),
            "body": self.skill.cipher.encrypt(json.dumps(reply.to_dict(), ensure_ascii=False)),
            "created_at": now,
        }
        new = INSERTS[db.dialect.name](notices).values(row)
        db.execute(new.on_conflict_do_nothing(index_elements=["profile_id", "key"]))

    def _send(self, db: Connection, now: datetime) -> list[str]:
        waiting = (
            select(notices.c.id, notices.c.body, profiles.c.conversation_id)
            .join(profiles)
            .where(notices.c.sent_at.is_(None))
            .order_by(notices.c.created_at)
            .limit(AT_ONCE)
        )
        rung = []
        for row in db.execute(waiting).all():
            mine = update(notices).where(notices.c.id == row.id, notices.c.sent_at.is_(None)).values(sent_at=now)
            if db.execute(mine).rowcount:
                reply = Reply.from_dict(json.loads(self.skill.cipher.decrypt(row.body)))
                self.mailbox.tell(db, row.conversation_id, reply, now)
                rung.append(row.conversation_id)
        return rung


def changed(before: dict[str, str], after: dict[str, str]) -> list[str]:
    """Policies of which there is news: one may now be had, or may no longer."""
    return [policy for policy, outcome in after.items() if (before.get(policy), outcome) in NEWS]


def notice(policies: PolicyList, found: Eligibility, who: str, why: str, day: date) -> Reply:
    """What somebody is told, with every condition and its clause."""
    finding = describe(policies, found, day)
    shown = card(policies, finding)
    return Reply(
        texts()["notice"].format(who=who, why=why, heading=finding.heading),
        outcome="answered",
        buttons=(shown.apply,) if shown.apply else (),
        results=(shown,),
        trace={"list": policies.version, "clauses": [f"{found.policy}/{clause}" for clause in found.clauses]},
    )


def _key(policies: PolicyList, found: Eligibility) -> str:
    """The same for the same news: who has heard it once does not hear it again."""
    policy = policies.policies[found.policy]
    texts_of_clauses = [policy.clause(clause).text for clause in sorted(found.clauses)]
    return hashlib.sha256(json.dumps([found.policy, found.outcome, texts_of_clauses]).encode()).hexdigest()
