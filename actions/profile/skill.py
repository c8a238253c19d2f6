"""What a citizen has asked us to remember: kept only when he says so, shown and deleted when he asks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from sqlalchemy import Connection

from actions.eligibility import state as states
from actions.eligibility.state import State
from actions.eligibility.texts import texts as interview_texts
from actions.eligibility.wording import in_words
from actions.profile import store
from actions.profile.said import is_sure, wishes_it
from actions.profile.store import Profile
from actions.texts import texts_of
from bot.clock import day_of
from bot.db import Database
from bot.history import History
from bot.messages import Button, Reply
from bot.privacy import Cipher
from knowledge.index import Index
from knowledge.policy_list import PolicyList
from knowledge.profile import AGE, BORN, Told, age_on, known_on
from knowledge.screening import Screening

texts = partial(texts_of, "profile")
A_YEAR = 365
LAPSED = "lapsed_"


@dataclass(frozen=True)
class ProfileSkill:
    """Profiles, judged by the list as it is now in one region."""

    index: Callable[[], Index]
    region: str
    database: Database
    cipher: Cipher
    keep_days: int
    """How long a profile is kept."""

    async def keep(self, conversation_id: str, text: str, now: datetime) -> Reply:
        """Remembers what was told in the interview that has just been held, or is under way, in the place of what was kept of
        the same person. A sentence that does not say so itself is asked about."""
        return await self.database.run(self._keep, conversation_id, text, now)

    async def show(self, conversation_id: str, now: datetime) -> Reply:
        """Everything that is kept, in plain words."""
        return await self.database.run(self._show, conversation_id, now)

    async def delete(self, conversation_id: str, text: str, now: datetime) -> tuple[Reply, bool]:
        """Deletes it all, once the citizen was asked and has said that he is sure; also whether that was done now."""
        return await self.database.run(self._delete, conversation_id, text, now)

    def _keep(self, db: Connection, conversation_id: str, text: str, now: datetime) -> Reply:
        state, policies, today = states.load(db, self.cipher, conversation_id, now), self.index().policies, day_of(now)
        if state is None or not state.known:
            return Reply(texts()["nothing_to_keep"], outcome="clarification")
        if not wishes_it(text):
            wish = interview_texts()["keep"]
            return Reply(
                texts()["really_keep"].format(who=state.who), outcome="clarification", buttons=(Button(wish, wish),)
            )
        facts = told_in(state, today)
        outcomes = judged(policies, self.region, facts, today, today)
        profile = Profile("", conversation_id, state.who, facts, outcomes, policies.version, today, now)
        replaced = store.keep(db, self.cipher, profile, now + timedelta(days=self.keep_days))
        said = [texts()["kept"].format(who=state.who, facts=in_lines(policies, facts, today), years=self._years)]
        if replaced:
            said.append(texts()["replaced"].format(who=state.who))
        return Reply("\n".join(said), outcome="answered")

    def _show(self, db: Connection, conversation_id: str, now: datetime) -> Reply:
        policies, today = self.index().policies, day_of(now)
        profiles = store.read(db, self.cipher, conversation_id)
        said = [
            texts()["shown"].format(
                who=one.who,
                day=in_chinese(day_of(one.consented_at)),
                years=self._years,
                facts=in_lines(policies, one.facts, today),
            )
            for one in profiles
        ]
        if (state := states.load(db, self.cipher, conversation_id, now)) is not None:
            kept = next((one.facts for one in profiles if one.who == state.who), {})
            fresh = {name: told for name, told in told_in(state, today).items() if kept.get(name) != told}
            if fresh:
                said.append(texts()["under_way"].format(who=state.who, facts=in_lines(policies, fresh, today)))
        if not said:
            return Reply(f"{texts()['nothing']}{texts()['chat']}", outcome="answered")
        return Reply("\n".join([*said, texts()["how_to_delete"], texts()["chat"]]), outcome="answered")

    def _delete(self, db: Connection, conversation_id: str, text: str, now: datetime) -> tuple[Reply, bool]:
        state = states.load(db, self.cipher, conversation_id, now)
        if state is None and not store.read(db, self.cipher, conversation_id):
            return Reply(texts()["nothing"], outcome="answered"), False
        if not (self._was_asked(db, conversation_id) and is_sure(text)):
            sure = Button(texts()["delete"], texts()["delete"])
            return Reply(texts()["sure"], outcome="clarification", buttons=(sure,)), False
        store.forget(db, conversation_id)
        states.forget(db, conversation_id)
        return Reply(f"{texts()['deleted']}{texts()['chat']}", outcome="answered"), True

    def _was_asked(self, db: Connection, conversation_id: str) -> bool:
        """Whether he was lately asked if he is sure, and has not deleted it since."""
        for reply in History(self.cipher).lately(db, conversation_id):
            if reply.text == texts()["sure"]:
                return True
            if reply.text.startswith(texts()["deleted"]):
                return False
        return False

    @property
    def _years(self) -> str:
        return f"{self.keep_days / A_YEAR:.2g}"


def told_in(state: State, today: date) -> dict[str, Told]:
    """What was told in an interview, each fact with its day; the day of birth too, where the age was told by it."""
    facts = {
        name: Told(value, date.fromisoformat(state.days[name]) if name in state.days else today)
        for name, value in state.known.items()
    }
    age = facts.get(AGE)
    if state.born and age and age.value == age_on(date.fromisoformat(state.born), age.day):
        facts[BORN] = Told(state.born, age.day)
    return facts


def judged(policies: PolicyList, region: str, facts: Mapping[str, Told], as_of: date, day: date) -> dict[str, str]:
    """How the person stands with each benefit of the region by the rules of `day`, for the facts as they stand on `as_of`: the
    outcome, or `lapsed_` and what the last known rule would say."""
    screening = Screening(policies, region, day, policies.benefits(region))
    standings = screening.standings(known_on(policies.facts, facts, as_of))
    return {
        policy: f"{LAPSED}{one.as_last_known}" if one.as_last_known else one.outcome.value
        for policy, one in standings.items()
    }


def in_lines(policies: PolicyList, facts: Mapping[str, Told], day: date) -> str:
    """A line for each fact, as it was told, with the day; and as it stands on `day` where that is something else."""
    lines = [
        texts()["fact"].format(
            fact=texts()["born"].format(day=in_chinese(date.fromisoformat(str(told.value)))), day=in_chinese(told.day)
        )
        for name, told in facts.items()
        if name == BORN
    ]
    for name, now in known_on(policies.facts, facts, day).items():
        fact, told = policies.facts[name], facts[name]
        lines.append(
            texts()["fact" if now == told.value else "fact_now"].format(
                fact=in_words(fact, told.value), day=in_chinese(told.day), now=in_words(fact, now)
            )
        )
    return "\n".join(lines)


def in_chinese(day: date) -> str:
    """2026年11月23日."""
    return f"{day.year}年{day.month}月{day.day}日"
