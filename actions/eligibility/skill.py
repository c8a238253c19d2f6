"""The interview: what somebody may have, asked in as few questions as can be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from actions.answer.skill import AnswerSkill
from actions.eligibility import state as states
from actions.eligibility.held import Held, Turn
from actions.eligibility.state import State
from actions.eligibility.texts import texts
from bot.clock import day_of
from bot.db import Database
from bot.privacy import Cipher
from knowledge.facts_said import Said, goes_on, is_had, listen, speaks_of_himself
from knowledge.index import Index
from knowledge.interview import Interview
from knowledge.matters import asking, asks_at_all, asks_for_papers, asks_to_have
from knowledge.rule import rules
from knowledge.search import names_in, ranking, search
from knowledge.text import normalise

A_STORY = 3
"""Facts told at once, with which the question what there is is about all policies."""


@dataclass
class EligibilitySkill:
    """Interviews about the list as it is now, in one region."""

    index: Callable[[], Index]
    region: str
    database: Database
    cipher: Cipher
    answers: AnswerSkill
    _interviews: dict[tuple[str, date, tuple[str, ...]], Interview] = field(default_factory=dict)

    async def is_under_way(self, conversation_id: str, text: str, now: datetime) -> bool:
        """Whether the conversation has an interview that the sentence goes on with."""
        state = await self.database.run(states.load, self.cipher, conversation_id, now)
        return state is not None and not state.over and (not state.rests or goes_on(text))

    def is_meant(self, text: str, today: date) -> bool:
        """Whether somebody tells of himself or his, and asks what, or whether something, is to be had."""
        told = self._told(text, today)
        if not told.facts and told.about is None and not speaks_of_himself(text):
            return False
        if len(told.facts) >= A_STORY and asks_at_all(asking(text)[0] or text):
            return True
        return asks_to_have(text) and bool(rules(self.index().policies, self._meant(text, today), today))

    async def turn(
        self, conversation_id: str, text: str, intent: str | None, topic: dict[str, Any] | None, now: datetime
    ) -> Turn:
        """What is said to a sentence; `topic` is what the conversation was about, as an earlier reply gave it. A sentence that
        begins an interview and tells nothing of a policy's conditions is answered from the list."""
        state = await self.database.run(states.load, self.cipher, conversation_id, now)
        turn = self._turn(state, text, intent, topic, day_of(now))
        if turn.state is None:
            await self.database.run(states.forget, conversation_id)
        else:
            await self.database.run(states.save, self.cipher, conversation_id, turn.state, now)
        return turn

    def _turn(
        self, state: State | None, text: str, intent: str | None, topic: dict[str, Any] | None, today: date
    ) -> Turn:
        if state is None or state.over or (state.rests and not goes_on(text)):
            return self._begin(state, text, topic, today)
        held = self._held(state, today)
        return held.go_on() if state.rests else held.answer(text, intent, topic)

    def _begin(self, earlier: State | None, text: str, topic: dict[str, Any] | None, today: date) -> Turn:
        """A new interview, about the policies named or about all; one that rests or is over is kept where none begins."""
        policies = self.index().policies
        named = self._meant(text, today)
        about = [one.policy.id for one in rules(policies, (n for n in named if n in policies.policies), today)]
        if named and (not about or asks_for_papers(text)):
            return Turn([self.answers.reply(text, today, topic)], earlier)
        said = self._told(text, today)
        person = policies.policies[about[0]].person if about else None
        state = State(about=about, who=said.about or person or states.YOU)
        name = "、".join(policies.policies[policy].name for policy in about)
        first = texts()["start_one" if about else "start_all"].format(who=state.who, policy=name)
        return self._held(state, today).note(said, first)

    def _told(self, text: str, today: date) -> Said:
        """What the sentence tells of somebody: who asks for a benefit does not say that he has it."""
        facts, plain = self.index().policies.facts, normalise(text)
        said = listen(text, facts, today)
        for name, _ in self._asked_for(asking(text)[0] or text, today):
            plain = plain.replace(name, "＿")
        without = listen(plain, facts, today)
        said.facts = {name: v for name, v in said.facts.items() if name in without.facts or facts[name].errand}
        return said

    def _meant(self, text: str, today: date) -> list[str]:
        """What the sentence asks whether it is to be had: what it names, or else what it is surely about."""
        question = asking(text)[0] or text
        if named := dict.fromkeys(target for _, target in self._asked_for(question, today)):
            return list(named)
        if asks_at_all(question):
            return []
        return [hit.target for hit in search(self.index(), text, self.region, today)[:1] if hit.score >= ranking().sure]

    def _asked_for(self, question: str, today: date) -> list[tuple[str, str]]:
        """The names in a question, with what they name, without those of benefits that somebody has."""
        names = names_in(question, self.index().names(self.region, today))
        return [(name, target) for name, target in names if not is_had(name, question)]

    def _held(self, state: State, today: date) -> Held:
        """With the interview of its list, day and choice of policies, which remembers what it has worked out."""
        policies = self.index().policies
        key = (policies.version, today, tuple(state.about))
        if key not in self._interviews:
            if any(version != policies.version or day != today for version, day, _ in self._interviews):
                self._interviews.clear()
            self._interviews[key] = Interview(policies, state.about or policies.benefits(self.region), today)
        return Held(state, policies, self._interviews[key], self.answers, today)
