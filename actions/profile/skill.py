"""What a citizen has asked us to remember: kept only when he says so, shown and deleted when he asks."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from sqlalchemy import Connection

from actions.eligibility import state as states
from actions.eligibility.wording import in_words
from actions.profile import store
from actions.profile.store import Profile
from actions.texts import texts_of
from bot.clock import day_of
from bot.db import Database
from bot.messages import Button, Reply
from bot.privacy import Cipher
from knowledge.index import Index
from knowledge.policy_list import PolicyList
from knowledge.profile import Told, known_on
from knowledge.screening import Screening

texts = partial(texts_of, "profile")
A_YEAR = 365
_SURE = re.compile(r"确定|确认|真的|肯定")


@dataclass(frozen=True)
class ProfileSkill:
    """Profiles, judged by the list as it is now in one region."""

    index: Callable[[], Index]
    region: str
    database: Database
    cipher: Cipher
    keep_days: int
    """How long a profile is kept."""

    async def keep(self, conversation_id: str, now: datetime) -> Reply:
        """Remembers what was told in the interview that has just been held, or is under way."""
        return await self.database.run(self._keep, conversation_id, now)

    async def show(self, conversation_id: str, now: datetime) -> Reply:
        """Everything that is kept, in plain words."""
        return await self.database.run(self._show, conversation_id, now)

    async def delete(self, conversation_id: str, text: str, now: datetime) -> Reply:
        """Deletes it all, once the citizen has said that he is sure."""
        return await self.database.run(self._delete, conversation_id, text, now)

    def _keep(self, db: Connection, conversation_id: str, now: datetime) -> Reply:
        state, policies, today = states.load(db, self.cipher, conversation_id, now), self.index().policies, day_of(now)
        if state is None or not state.known:
            return Reply(texts()["nothing_to_keep"], outcome="clarification")
        earlier = next((one.facts for one in store.read(db, self.cipher, conversation_id) if one.who == state.who), {})
        facts = earlier | {name: Told(value, today) for name, value in state.known.items()}
        outcomes = judged(policies, self.region, facts, today)
        profile = Profile("", conversation_id, state.who, facts, outcomes, policies.version, today, now)
        store.keep(db, self.cipher, profile, now + timedelta(days=self.keep_days))
        years = f"{self.keep_days / A_YEAR:g}"
        lines = in_lines(policies, facts, today)
        return Reply(texts()["kept"].format(who=state.who, facts=lines, years=years), outcome="answered")

    def _show(self, db: Connection, conversation_id: str, now: datetime) -> Reply:
        policies, today = self.index().policies, day_of(now)
        profiles = store.read(db, self.cipher, conversation_id)
        said = [
            texts()["shown"].format(
                who=one.who, day=_in_chinese(day_of(one.consented_at)), facts=in_lines(policies, one.facts, today)
            )
            for one in profiles
        ]
        state = states.load(db, self.cipher, conversation_id, now)
        if state is not None and state.known:
            told = {name: Told(value, today) for name, value in state.known.items()}
            said.append(texts()["under_way"].format(facts=in_lines(policies, told, today)))
        if not said:
            return Reply(texts()["nothing"], outcome="answered")
        return Reply("\n".join([*said, texts()["how_to_delete"]]), outcome="answered")

    def _delete(self, db: Connection, conversation_id: str, text: str, now: datetime) -> Reply:
        state = states.load(db, self.cipher, conversation_id, now)
        if state is None and not store.read(db, self.cipher, conversation_id):
            return Reply(texts()["nothing"], outcome="answered")
        if not _SURE.search(text):
            sure = Button(texts()["delete"], texts()["delete"])
            return Reply(texts()["sure"], outcome="clarification", buttons=(sure,))
        store.forget(db, conversation_id)
        states.forget(db, conversation_id)
        return Reply(texts()["deleted"], outcome="answered")


def judged(policies: PolicyList, region: str, facts: Mapping[str, Told], day: date) -> dict[str, str]:
    """The outcome of each benefit of the region on that day."""
    screening = Screening(policies, region, day, policies.benefits(region))
    standings = screening.standings(known_on(policies.facts, facts, day))
    return {policy: one.outcome.value for policy, one in standings.items()}


def in_lines(policies: PolicyList, facts: Mapping[str, Told], day: date) -> str:
    """A line for each fact, as it stands on that day, with the day on which it was told."""
    known = known_on(policies.facts, facts, day)
    return "\n".join(
        texts()["fact"].format(fact=in_words(policies.facts[name], value), day=_in_chinese(facts[name].day))
        for name, value in known.items()
    )


def _in_chinese(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
