"""One turn of an interview: what was said is taken in, answered, or asked again, and the next question follows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from actions.answer.skill import AnswerSkill, is_answer
from actions.eligibility.result import result
from actions.eligibility.state import State
from actions.eligibility.texts import texts
from actions.eligibility.wording import behind, in_words, question, with_button
from bot.messages import Button, Reply
from knowledge.contradictions import contradicts
from knowledge.eligibility import judge
from knowledge.facts import BadFact, Between, Fact, Value, believe
from knowledge.facts_said import Said, listen, what_is_right
from knowledge.interview import Ask, Interview
from knowledge.matters import asking
from knowledge.policy_list import PolicyList
from knowledge.rule import Rule

STOP = ("stop",)
BACK = ("go_back",)
MANY = 5
"""Questions after each so many of which it is said that one may stop."""
MOST_ASIDES = 2
"""Questions about something else, one after another, with which the interview is left to rest."""


@dataclass(frozen=True)
class Turn:
    """What is said, and the interview as it then stands: None when it is over."""

    replies: list[Reply]
    state: State | None

    @property
    def goes_on(self) -> bool:
        """Whether the next sentence is for the interview."""
        return self.state is not None and not self.state.rests and not self.state.over


@dataclass(frozen=True)
class Held:
    """An interview as it is held on a day."""

    state: State
    policies: PolicyList
    interview: Interview
    answers: AnswerSkill
    today: date

    def answer(self, text: str, intent: str | None, topic: dict[str, Any] | None) -> Turn:
        """What is said to a sentence."""
        state, asked = self.state, self.policies.facts.get(self.state.asked or "")
        said = self._hear(text, asked)
        if said.corrects and not said.facts:
            said = self._correction(text)
        wants_to_stop = intent in STOP and not said.facts and not said.refused
        if wants_to_stop or "先看结果" in text:
            return self._end("", so_far=True)
        if intent in BACK and not said.facts:
            return self._go_back()
        if said.asks_why and asked is not None:
            return Turn([self._why(asked), self._question()], state)
        if (said.unknown or said.refused) and asked is not None and not said.facts:
            state.refused += [asked.id, *(asked.quotient or () if said.refused else ())]
            state.puzzled = state.asides = 0
            return self._ask_on(texts()["refused"])
        return self._take(text, said, asked, topic)

    def note(self, said: Said, first: str = "") -> Turn:
        """Takes in what was told; what cannot be so is asked again, with the reason. `first` is said before."""
        state, facts = self.state, self.policies.facts
        changed = [name for name in said.facts if name in state.known and state.known[name] != said.facts[name]]
        for name, heard in said.facts.items():
            try:
                value = _believed(facts[name], heard)
            except BadFact as error:
                return self._again(name, f"{first}\n{error}")
            if name in state.refused:
                state.refused.remove(name)
            if isinstance(value, Between) and isinstance(state.known.get(name), Between):
                state.refused.append(name)  # nobody is asked a third time what he only knows roughly
            state.known[name], state.days[name] = value, self.today.isoformat()
            state.order = [*(other for other in state.order if other != name), name]
        state.known = {**said.implied, **state.known}
        state.born = said.born.isoformat() if said.born else state.born
        for one in self.policies.contradictions.values():
            new = [comparison.fact for comparison in one.facts if comparison.fact in said.facts]
            if new and contradicts(one, state.known):
                return self._again(new[-1], f"{first}\n{one.say.format(who=state.who)}")
        for name in self._compared().intersection(said.unclear):
            return self._again(name, f"{first}\n{texts()['unclear'].format(fact=facts[name].name)}")
        state.puzzled = state.asides = 0
        told = "、".join(in_words(facts[name], state.known[name]) for name in said.facts)
        noted = texts()["changed" if changed else "understood"].format(facts=told) if told else ""
        return self._ask_on("\n".join(filter(None, [first, noted])))

    def go_on(self) -> Turn:
        """After a rest, the question that was open."""
        self.state.rests, self.state.asides = False, 0
        return self._ask_on(texts()["now_on"])

    def _hear(self, text: str, asked: Fact | None) -> Said:
        return listen(text, self.policies.facts, self.today, asked)

    def _correction(self, text: str) -> Said:
        """A bare value, such as 说错了，是78, of what was told last and can have it."""
        for name in reversed(self.state.order):
            said = self._hear(what_is_right(text), self.policies.facts[name])
            if said.facts:
                return said
        return Said(corrects=True)

    def _take(self, text: str, said: Said, asked: Fact | None, topic: dict[str, Any] | None) -> Turn:
        """Facts are noted. What asks is answered from the list, and only what stands beside the question is noted."""
        asks, tells = asking(text)
        if not asks and self._compared() & {*said.facts, *said.unclear}:
            return self.note(said)
        answer = self.answers.reply(text, self.today, topic)
        if asks:
            beside = self._hear(tells, asked) if tells else Said()
            if is_answer(answer) and beside.facts:
                turn = self.note(beside)
                return Turn([answer, *turn.replies], turn.state)
            if not is_answer(answer) and asked is not None and asked.id in said.facts:
                return self.note(said)
            if not is_answer(answer) and beside.facts:
                return self.note(beside)
        if asks or is_answer(answer):
            return self._aside(answer)
        return self.note(said) if said.facts else self._puzzled(asked)

    def _aside(self, answer: Reply) -> Turn:
        """Something else was asked: the question comes again, but not for ever."""
        state = self.state
        state.asides += 1
        state.rests = state.asides >= MOST_ASIDES
        if state.rests:
            return Turn([with_button(answer, Button(texts()["go_on"], texts()["go_on"]))], state)
        return Turn([answer, self._question()], state)

    def _ask_on(self, first: str) -> Turn:
        state, ask = self.state, self._next()
        if ask is None:
            return self._end(first, so_far=False)
        again = ask.fact.id in state.known  # it is known only roughly, and that decides
        state.asked = ask.fact.id
        answered = len(state.order) + len(state.refused)
        so_far = texts()["so_far"].format(count=answered) if answered and answered % MANY == 0 else ""
        first = "\n".join(filter(None, [first, texts()["roughly"] if again else "", so_far]))
        return Turn([behind(first, question(ask.fact, state.who))], state)

    def _end(self, first: str, *, so_far: bool) -> Turn:
        """The result; who told something may have it remembered."""
        self.state.over = True
        reply = behind(first, result(self.policies, self.interview, self.state, so_far=so_far))
        keep = Button(texts()["keep"], texts()["keep"])
        return Turn([with_button(reply, keep) if self.state.known else reply], self.state)

    def _next(self) -> Ask | None:
        """What an outcome hangs on; then, about policies that were named, what an amount hangs on."""
        state = self.state
        ask = self.interview.next(state.known, state.refused)
        if ask is not None or not state.about:
            return ask
        wanted = [(name, one.policy.id) for one in self.interview.rules for name in judge(one, state.known).wanted]
        return next((Ask(self.policies.facts[n], (policy,)) for n, policy in wanted if n not in state.refused), None)

    def _question(self) -> Reply:
        """What was asked last, once more."""
        assert self.state.asked is not None, "an interview that goes on has a question"
        return question(self.policies.facts[self.state.asked], self.state.who)

    def _compared(self) -> set[str]:
        """Facts that the interview is about, and those they follow from."""
        facts = {name: fact for one in self.interview.rules for name, fact in one.facts.items()}
        return facts.keys() | {part for fact in facts.values() for part in fact.quotient or ()}

    def _why(self, asked: Fact) -> Reply:
        """The clause that the question rests on."""
        one, clause_id = next((one, clause) for one in self.interview.rules for clause in _resting(one, asked))
        policy, clause = one.policy, one.policy.clause(clause_id)
        source = self.policies.sources[clause.source]
        basis = f"{source.number or source.title}{clause.article or ''}"
        said = texts()["why"].format(policy=policy.name, clause=clause.text, basis=basis)
        trace = {"list": self.policies.version, "clauses": [f"{policy.id}/{clause_id}"]}
        return Reply(said, outcome="answered", trace=trace)

    def _go_back(self) -> Turn:
        state = self.state
        if not state.order:
            return Turn([behind(texts()["nothing_to_take_back"], self._question())], state)
        state.asked = state.order.pop()
        del state.known[state.asked]
        return Turn([behind(texts()["back"], self._question())], state)

    def _again(self, name: str, reason: str) -> Turn:
        """What was told of that fact cannot be so: it is asked again, with the reason."""
        state = self.state
        state.known.pop(name, None)
        state.order = [other for other in state.order if other != name]
        state.asked = name
        return self._ask_again(reason.strip(), "")

    def _puzzled(self, asked: Fact | None) -> Turn:
        """Nothing was understood: it is asked again, with a hint."""
        hint = asked.hint if asked is not None and asked.hint else ""
        return self._ask_again(texts()["unreadable"].format(hint=hint), texts()["unreadable_again"])

    def _ask_again(self, once: str, then: str) -> Turn:
        """With a person offered from the second time on; `then` is said in place of `once`, where there is such."""
        self.state.puzzled += 1
        if self.state.puzzled == 1:
            return Turn([behind(once, self._question())], self.state)
        return Turn([with_button(behind(f"{then or once}\n{texts()['or_a_person']}", self._question()))], self.state)


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
