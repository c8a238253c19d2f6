"""The interview: what somebody may have, asked in as few questions as can be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from actions.answer.skill import PERSON, AnswerSkill, is_answer
from actions.eligibility import state as states
from actions.eligibility.result import result
from actions.eligibility.state import State
from actions.eligibility.texts import texts
from bot.clock import day_of
from bot.db import Database
from bot.messages import Button, Reply
from bot.privacy import Cipher
from knowledge.contradictions import contradicts
from knowledge.eligibility import judge
from knowledge.facts import BadFact, Between, Fact, FactKind, Value, believe
from knowledge.facts_said import Said, is_had, listen, what_is_right
from knowledge.index import Index
from knowledge.interview import Ask, Interview
from knowledge.matters import asking, asks_at_all
from knowledge.reading import aspects
from knowledge.rule import Rule, rules
from knowledge.search import names_in, ranking, search

SKIP = (Button("不知道", "不知道"), Button("不想说", "不想说"), Button("先看结果", "先看结果"))
FEW = 6
"""Choices that are offered as buttons at most."""
STOP = ("stop",)
BACK = ("go_back",)


@dataclass(frozen=True)
class Turn:
    """What is said, and whether the interview goes on."""

    replies: list[Reply]
    goes_on: bool


@dataclass
class EligibilitySkill:
    """Interviews about the list as it is now, in one region."""

    index: Callable[[], Index]
    region: str
    database: Database
    cipher: Cipher
    answers: AnswerSkill
    _interviews: dict[tuple[str, date, tuple[str, ...]], Interview] = field(default_factory=dict)

    async def is_under_way(self, conversation_id: str, now: datetime) -> bool:
        """Whether the conversation has an interview that is gone on with."""
        return await self.database.run(states.load, self.cipher, conversation_id, now) is not None

    async def turn(self, conversation_id: str, text: str, intent: str | None, now: datetime) -> Turn:
        """What is said to a sentence. A sentence that begins an interview and tells nothing of a policy's conditions is
        answered from the list."""
        found = await self.database.run(states.load, self.cipher, conversation_id, now)
        state, replies, goes_on = self._answer(found, text, intent, day_of(now))
        if goes_on and state is not None:
            await self.database.run(states.save, self.cipher, conversation_id, state, now)
        else:
            await self.database.run(states.forget, conversation_id)
        return Turn(replies, goes_on)

    def _answer(
        self, state: State | None, text: str, intent: str | None, today: date
    ) -> tuple[State | None, list[Reply], bool]:
        policies = self.index().policies
        if state is None:
            return self._begin(text, today)
        asked = policies.facts.get(state.asked or "")
        said = listen(text, policies.facts, today, asked)
        if said.corrects and not said.facts:
            said = self._correction(state, text, today)
        if (intent in STOP and not said.refused) or "先看结果" in text:
            return state, [result(policies, self._interview(state, today), state, so_far=True)], False
        if intent in BACK and not said.facts:
            return self._go_back(state, today)
        if said.asks_why and asked is not None:
            return state, [self._why(state, asked, today), self._question(state, today)], True
        if (said.facts or said.unclear) and (not aspects(text) or (asked is not None and asked.id in said.facts)):
            return self._note(state, said, today)
        if (said.unknown or said.refused) and asked is not None:
            state.refused += [asked.id, *(asked.quotient or () if said.refused else ())]
            state.puzzled = 0
            return self._ask_on(state, today, texts()["refused"])
        return self._puzzled(state, text, asked, today)

    def _correction(self, state: State, text: str, today: date) -> Said:
        """A bare value, such as 说错了，是78, of what was told last and can have it."""
        facts = self.index().policies.facts
        for name in reversed(state.order):
            said = listen(what_is_right(text), facts, today, facts[name])
            if said.facts:
                return said
        return Said(corrects=True)

    def _begin(self, text: str, today: date) -> tuple[State | None, list[Reply], bool]:
        """A new interview, about the policies named or about all."""
        index = self.index()
        named = self._meant(text, today)
        about = [
            one.policy.id for one in rules(index.policies, (n for n in named if n in index.policies.policies), today)
        ]
        said = listen(text, index.policies.facts, today)
        if named and not about:
            return None, [self.answers.reply(text, today, None)], False
        state = State(about=about, who=said.about or states.YOU)
        name = "、".join(index.policies.policies[policy].name for policy in about)
        first = texts()["start_one" if about else "start_all"].format(who=state.who, policy=name)
        return self._note(state, said, today, first)

    def _meant(self, text: str, today: date) -> list[str]:
        """What the sentence asks whether it is to be had: what it names, or else what it is surely about."""
        index, question = self.index(), asking(text)
        names = names_in(question, index.names(self.region, today))
        if named := dict.fromkeys(target for name, target in names if not is_had(name, question)):
            return list(named)
        if asks_at_all(question):
            return []
        return [hit.target for hit in search(index, text, self.region, today)[:1] if hit.score >= ranking().sure]

    def _note(self, state: State, said: Said, today: date, first: str = "") -> tuple[State, list[Reply], bool]:
        """Takes in what was told; what cannot be so is asked again, with the reason."""
        policies = self.index().policies
        changed = [name for name in said.facts if name in state.known and state.known[name] != said.facts[name]]
        for name, heard in said.facts.items():
            try:
                value = _believed(policies.facts[name], heard)
            except BadFact as error:
                return self._again(state, name, f"{first}\n{error}", today)
            if name in state.refused:
                state.refused.remove(name)
            if isinstance(value, Between) and isinstance(state.known.get(name), Between):
                state.refused.append(name)  # nobody is asked a third time what he only knows roughly
            state.known[name] = value
            state.order = [*(other for other in state.order if other != name), name]
        state.known = {**said.implied, **state.known}
        for one in policies.contradictions.values():
            new = [comparison.fact for comparison in one.facts if comparison.fact in said.facts]
            if new and contradicts(one, state.known):
                return self._again(state, new[-1], f"{first}\n{one.say.format(who=state.who)}", today)
        compared = {name for one in self._interview(state, today).rules for name in one.facts}
        for name in compared.intersection(said.unclear):
            return self._again(
                state, name, f"{first}\n{texts()['unclear'].format(fact=policies.facts[name].name)}", today
            )
        state.puzzled = 0
        told = "、".join(_in_words(policies.facts[name], state.known[name]) for name in said.facts)
        noted = texts()["changed" if changed else "understood"].format(facts=told) if told else ""
        return self._ask_on(state, today, "\n".join(filter(None, [first, noted])))

    def _ask_on(self, state: State, today: date, first: str) -> tuple[State, list[Reply], bool]:
        ask = self._next(state, today)
        if ask is None:
            reply = result(self.index().policies, self._interview(state, today), state, so_far=False)
            return state, [_behind(first, reply)], False
        again = ask.fact.id in state.known  # it is known only roughly, and that decides
        state.asked = ask.fact.id
        first = "\n".join(filter(None, [first, texts()["roughly"] if again else ""]))
        return state, [_behind(first, _question(ask.fact, state.who))], True

    def _next(self, state: State, today: date) -> Ask | None:
        """What an outcome hangs on; then, about policies that were named, what an amount hangs on."""
        interview = self._interview(state, today)
        ask = interview.next(state.known, state.refused)
        if ask is not None or not state.about:
            return ask
        facts = self.index().policies.facts
        wanted = [(name, one.policy.id) for one in interview.rules for name in judge(one, state.known).wanted]
        return next((Ask(facts[name], (policy,)) for name, policy in wanted if name not in state.refused), None)

    def _interview(self, state: State, today: date) -> Interview:
        """One for each list, day and choice of policies: it remembers what it has worked out."""
        policies = self.index().policies
        benefits = policies.benefits(self.region)
        key = (policies.version, today, tuple(state.about))
        if key not in self._interviews:
            if any(version != policies.version or day != today for version, day, _ in self._interviews):
                self._interviews.clear()
            self._interviews[key] = Interview(policies, state.about or benefits, today)
        return self._interviews[key]

    def _question(self, state: State, today: date) -> Reply:
        ask = self._next(state, today)
        assert ask is not None, "an interview that goes on has a question"
        return _question(ask.fact, state.who)

    def _why(self, state: State, asked: Fact, today: date) -> Reply:
        """The clause that the question rests on."""
        policies = self.index().policies
        interview = self._interview(state, today)
        one, clause_id = next((one, clause) for one in interview.rules for clause in _resting(one, asked))
        policy, clause = one.policy, one.policy.clause(clause_id)
        source = policies.sources[clause.source]
        basis = f"{source.number or source.title}{clause.article or ''}"
        return Reply(texts()["why"].format(policy=policy.name, clause=clause.text, basis=basis), outcome="answered")

    def _go_back(self, state: State, today: date) -> tuple[State, list[Reply], bool]:
        if not state.order:
            return state, [_behind(texts()["nothing_to_take_back"], self._question(state, today))], True
        last = state.order.pop()
        del state.known[last]
        state.asked = last
        question = _question(self.index().policies.facts[last], state.who)
        return state, [_behind(texts()["back"], question)], True

    def _again(self, state: State, name: str, reason: str, today: date) -> tuple[State, list[Reply], bool]:
        """What was told of that fact cannot be so: it is asked again, with the reason."""
        state.puzzled += 1
        state.known.pop(name, None)
        state.order = [other for other in state.order if other != name]
        state.asked = name
        first = reason.strip() if state.puzzled < 2 else f"{reason.strip()}\n{texts()['or_a_person']}"
        reply = _behind(first, _question(self.index().policies.facts[name], state.who))
        return state, [_with_person(reply) if state.puzzled > 1 else reply], True

    def _puzzled(self, state: State, text: str, asked: Fact | None, today: date) -> tuple[State, list[Reply], bool]:
        """Something else was said: a question of the list is answered in between; else it is asked again."""
        answer = self.answers.reply(text, today, None)
        if is_answer(answer):
            return state, [answer, self._question(state, today)], True
        state.puzzled += 1
        hint = asked.hint if asked is not None and asked.hint else ""
        again = f"{texts()['unreadable_again']}\n{texts()['or_a_person']}"
        first = texts()["unreadable"].format(hint=hint) if state.puzzled < 2 else again
        reply = _behind(first, self._question(state, today))
        return state, [_with_person(reply) if state.puzzled > 1 else reply], True


def _resting(one: Rule, asked: Fact) -> list[str]:
    """The clauses of the rule that rest on the fact, or on one that follows from it."""
    names = {asked.id} | {fact.id for fact in one.quotients.values() if asked.id in (fact.quotient or ())}
    leaves = [leaf.clause for name in names for leaf in one.leaves.get(name, ())]
    return leaves + [amount.clause for amount in one.amounts if amount.of in names]


def _believed(fact: Fact, value: Value | Between) -> Value | Between:
    """The value if it can be; BadFact says why not."""
    if isinstance(value, Between):
        believe(fact, value.least)
        believe(fact, value.most)
        return value
    return believe(fact, value)


def _in_words(fact: Fact, value: Value | Between) -> str:
    """年龄82岁, 户籍：广州户籍."""
    if isinstance(value, Between):
        return f"{fact.name}{value.least:g}到{value.most:g}{fact.unit or ''}"
    if fact.kind is FactKind.CHOICE:
        return f"{fact.name}：{fact.choices[str(value)].name}"
    if fact.kind is FactKind.YES_NO:
        return f"{fact.name}：{'是' if value else '否'}"
    return f"{fact.name}{value:g}{fact.unit or ''}"


def _question(fact: Fact, who: str) -> Reply:
    """The question, with its answers as buttons where they are few."""
    said: list[str] = []
    if fact.kind is FactKind.YES_NO:
        said = ["是", "不是"]
    elif len(fact.choices) <= FEW:
        said = [choice.name for choice in fact.choices.values()]
    buttons = (Button(words, words) for words in said)
    return Reply(fact.ask.format(who=who), outcome="clarification", buttons=(*buttons, *SKIP))


def _behind(first: str, reply: Reply) -> Reply:
    return replace(reply, text=f"{first}\n{reply.text}") if first else reply


def _with_person(reply: Reply) -> Reply:
    return replace(reply, buttons=(*reply.buttons, PERSON))
