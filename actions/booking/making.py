"""A booking being made: what is said is taken in, and what is missing is asked for, one thing at a time."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from actions.answer.skill import is_answer
from actions.booking import pricing
from actions.booking.choosing import choose_time, when_step
from actions.booking.confirming import confirm, hold_and_read_back, let_go
from actions.booking.draft import YOU, Draft
from actions.booking.following import follow
from actions.booking.model import Slot
from actions.booking.showing import shown
from actions.booking.texts import texts
from actions.booking.turn import At, Turn, ask, behind, tell
from actions.booking.wish import BadWish, amounts, check, missing
from actions.booking.wording import basis, office_written
from bot.messages import Reply
from knowledge.facts import BadFact, believe
from knowledge.facts_said import listen
from knowledge.matters import asking
from knowledge.service import Asks, Question, Service
from knowledge.text import normalise
from knowledge.wish_said import WishSaid, listen_wish, says, services_named

FACT = "fact:"
MOST_ASIDES = 2


@dataclass
class Making:
    """One turn of it."""

    at: At
    draft: Draft

    async def turn(self) -> Turn:
        """What is said to the sentence."""
        draft, at = self.draft, self.at
        if draft.service is None and (reply := await self._which_service()) is not None:
            return Turn([reply], draft)
        at = self.at
        said = listen_wish(at.text, self.service, at.here, draft.asked)
        if self._wants_to_stop(said):
            await let_go(at, draft)
            draft.over = True
            return Turn([tell(texts()["stopped"])], draft)
        if (aside := await self._aside(said)) is not None:
            return aside
        reply = await self._take(said) or await self.ask_on()
        if not draft.puzzled:
            draft.question = reply.to_dict()
        return Turn([reply], draft)

    @property
    def service(self) -> Service:
        """What is booked."""
        assert self.draft.service is not None
        return self.at.services[self.draft.service]

    async def ask_on(self, first: str = "") -> Reply:
        """The next thing that is missing; when nothing is, the places are held and all is read back."""
        steps: tuple[Callable[[], Awaitable[Reply | None]], ...] = (
            self._consent,
            self._first_of_two,
            self._office,
            self._when,
            self._question,
            self._name,
            self._phone,
            self._fact,
        )
        for step in steps:
            if (reply := await step()) is not None:
                return behind(first, reply)
        return behind(first, await hold_and_read_back(self.at, self.draft))

    # What was said is taken in.

    async def _which_service(self) -> Reply | None:
        """Finds it in the sentence, or asks; None once it is known, and what was said before is heard with it."""
        draft, services, at = self.draft, self.at.services, self.at
        among = [services[name] for name in draft.listed if name in services] or list(services.values())
        named = services_named(at.text, among)
        said = listen_wish(at.text, None, at.here)
        if not named and said.nth is not None and draft.asked == "service" and said.nth < len(draft.listed):
            named = (draft.listed[said.nth],)
        if not named and said.as_before and (last := await at.bookings.last(at.conversation_id)) is not None:
            named = (last.slot.service,)
        if len(named) == 1:
            self.at = replace(at, text="，".join([*draft.unheard, at.text]))
            draft.service, draft.asked, draft.listed, draft.unheard = named[0], None, [], []
            return None
        draft.asked, draft.listed = "service", list(named or services)
        draft.unheard.append(at.text)
        return ask(texts()["which_service"], buttons=[services[name].name for name in draft.listed])

    def _wants_to_stop(self, said: WishSaid) -> bool:
        gives_up = self.at.intent == "stop" or says("gives_up", self.at.text)
        return gives_up and not said.tells and said.yes is not True

    async def _aside(self, said: WishSaid) -> Turn | None:
        """A question of something else is answered from the list, and the open one comes again."""
        if says("show", normalise(self.at.text)) and not said.tells:
            return Turn([await shown(self.at), await self.ask_on()], self.draft)
        if not asking(self.at.text)[0] or said.tells or said.yes is not None or said.waits:
            return None
        answer = self.at.answers.reply(self.at.text, self.at.today, self.at.topic)
        if not is_answer(answer):
            return None
        self.draft.asides += 1
        return Turn([answer, await self.ask_on()], self.draft)

    async def _take(self, said: WishSaid) -> Reply | None:
        """Notes what was told; a reply where that is to be answered at once, None where the next question follows."""
        draft, was_asked = self.draft, self.draft.asked
        if said.about is not None and self.service.for_others and draft.who == YOU:
            draft.who = said.about
        if was_asked == "consent" and said.yes is not None:
            draft.consents = said.yes
            if not said.yes:
                draft.over = True
                return tell(texts()["no_consent"].format(who=draft.who))
            return None
        if was_asked == "confirm" and not said.tells:
            return await confirm(self.at, draft) if said.yes else self._change_asked(said)
        before = self._noted()
        reply = self._note(said)
        told_facts = self._note_fact(was_asked)
        if before != self._noted():
            await let_go(self.at, draft)
        elif reply is None and was_asked is not None and not told_facts:
            return await self._puzzled()
        draft.puzzled = 0
        return reply

    def _noted(self) -> tuple[object, ...]:
        """All that a hold rests on, or that may have been said."""
        d = self.draft
        said = (d.said_when, d.as_before, d.waits, d.who, tuple(d.weekdays))
        return (d.slot, d.office, dict(d.answers), tuple(d.names), d.phone, *said)

    def _note(self, said: WishSaid) -> Reply | None:
        draft, service = self.draft, self.service
        if said.as_before:
            draft.as_before = True
        if draft.asked == "office" and said.nth is not None and said.nth < len(draft.listed):
            said.offices = (draft.listed[said.nth],)
        if said.offices and draft.office not in said.offices:
            draft.office = said.offices[0] if len(said.offices) == 1 else None
            draft.listed = list(said.offices)
        if draft.asked in ("when", "wait") and said.nth is not None and draft.listed and said.nth < len(draft.listed):
            draft.take(Slot.of(draft.listed[said.nth]))
            return None
        if draft.asked == "wait" and (said.waits or (said.yes and not said.tells)) and draft.full:
            draft.take(Slot.of(draft.full))
            draft.waits = True
            return None
        for name, answer in said.answers.items():
            try:
                check(service.question[name], answer)
                amounts(service, {**draft.answers, name: answer})
            except BadWish as error:
                if service.question[name].must is not None:
                    draft.over = True
                    return tell(str(error), self._basis(service.question[name]))
                draft.asked = name
                return ask(str(error))
            draft.answers[name] = answer
        draft.names = [*draft.names, *said.names][-service.persons :] if said.names else draft.names
        draft.phone = said.phone or draft.phone
        if draft.asked == "phone" and said.phone is None and any(letter.isdigit() for letter in self.at.text):
            return ask(texts()["bad_phone"])
        return choose_time(self.at, draft, service, said)

    def _basis(self, question: Question) -> str:
        """Where it stands that nobody may book who answers so."""
        if question.clause is None:
            return ""
        return texts()["basis"].format(basis=basis(self.at.policies, question.clause.policy, question.clause.clause))

    def _note_fact(self, was_asked: str | None) -> bool:
        """What the sentence tells of the facts on which the price hangs."""
        draft, facts = self.draft, self.at.policies.facts
        if self.service.price is None or self.service.price.policy is None:
            return False
        fact = facts[was_asked.removeprefix(FACT)] if was_asked and was_asked.startswith(FACT) else None
        if fact is None and was_asked in ("name", "phone", "confirm"):
            return False
        said = listen(self.at.text, facts, self.at.today, fact)
        for name, value in said.facts.items():
            try:
                draft.facts[name] = believe(facts[name], value)
            except (BadFact, TypeError):
                continue
        if fact is not None and (said.unknown or said.refused):
            draft.refused.append(fact.id)
        return bool(said.facts or said.unknown or said.refused)

    def _change_asked(self, said: WishSaid) -> Reply:
        """At the read-back, something else than yes: what is to be changed is asked for anew."""
        draft, text = self.draft, self.at.text
        for what in ("when", "office", "name", "phone"):
            if says(f"change_{what}", text):
                draft.asked = what
                if what == "when":
                    draft.day = draft.band = None
                elif what == "office":
                    draft.office = None
                elif what == "name":
                    draft.names = []
                else:
                    draft.phone = None
                return ask(*_asks_for(what, self.service, draft))
        for question in self.service.questions:
            if question.name in text and question.kind is not Asks.WORDS:
                draft.answers.pop(question.id, None)
                draft.asked = question.id
                return self._asked(question)
        return ask(texts()["what_to_change"], buttons=[texts()["confirm"], texts()["change_time"], texts()["stop"]])

    async def _puzzled(self) -> Reply:
        """Nothing was understood: it is asked again, from the second time on with a person offered."""
        self.draft.puzzled += 1
        first = texts()["puzzled" if self.draft.puzzled == 1 else "puzzled_again"]
        again = Reply.from_dict(self.draft.question) if self.draft.question else await self.ask_on()
        return behind(first, again)

    # What is missing is asked for.

    async def _consent(self) -> Reply | None:
        if self.draft.who == YOU or self.draft.consents is not None:
            return None
        self.draft.asked = "consent"
        return ask(texts()["consent"].format(who=self.draft.who), buttons=["同意", "不同意"])

    async def _first_of_two(self) -> Reply | None:
        return await follow(self.at, self.draft, self.service)

    async def _office(self) -> Reply | None:
        draft, service = self.draft, self.service
        if draft.as_before and (reply := await self._as_before()) is not None:
            return reply
        if draft.office is None and len(service.offices) == 1:
            draft.office = service.offices[0].id
        if draft.office is not None:
            return None
        draft.asked = "office"
        listed = [service.office[name] for name in draft.listed if name in service.office] or list(service.offices)
        draft.listed = [office.id for office in listed]
        return ask(service.office_ask, buttons=[office_written(service, office) for office in listed])

    async def _as_before(self) -> Reply | None:
        """As it was booked last in this conversation; what was said anew counts."""
        draft, draft.as_before = self.draft, False
        last = await self.at.bookings.last(self.at.conversation_id, self.service.id)
        if last is None:
            return ask(texts()["nothing_before"]) if draft.office is None else None
        draft.office = draft.office or last.slot.office
        draft.names = draft.names or list(last.who["names"])
        draft.phone = draft.phone or last.who["phone"]
        earlier = {name: tuple(a) if isinstance(a, list) else a for name, a in last.who["answers"].items()}
        draft.answers = {**earlier, **draft.answers}
        draft.facts = {**last.who.get("facts", {}), **draft.facts}
        if draft.day is None and draft.said_when is None:
            draft.said_when, draft.said_at = texts()["earliest"], self.at.now.isoformat()
        draft.band = draft.band or last.slot.band
        return None

    async def _when(self) -> Reply | None:
        return await when_step(self.at, self.draft, self.service)

    async def _question(self) -> Reply | None:
        question = missing(self.service, self.draft.answers)
        if question is None:
            return None
        self.draft.asked = question.id
        return self._asked(question)

    def _asked(self, question: Question) -> Reply:
        names = [option.name for option in question.options]
        buttons = names or (["是", "不是"] if question.kind is Asks.YES_NO else [])
        return ask(question.ask.format(who=self.draft.who), buttons=buttons)

    async def _name(self) -> Reply | None:
        if len(self.draft.names) >= self.service.persons:
            return None
        self.draft.asked = "name"
        return ask(*_asks_for("name", self.service, self.draft))

    async def _phone(self) -> Reply | None:
        if self.draft.phone is not None:
            return None
        self.draft.asked = "phone"
        return ask(*_asks_for("phone", self.service, self.draft))

    async def _fact(self) -> Reply | None:
        draft = self.draft
        fact = pricing.next_fact(self.at.policies, self.service, draft.facts, draft.refused, self.at.today)
        if fact is None:
            return None
        first = "" if (draft.asked or "").startswith(FACT) else texts()["price_why"]
        draft.asked = FACT + fact.id
        choices = [choice.name for choice in fact.choices.values()]
        buttons = [*(choices or ["是", "不是"] if fact.kind != "number" else []), "不知道"]
        return ask(first, fact.ask.format(who=draft.who), buttons=buttons)


def _asks_for(what: str, service: Service, draft: Draft) -> tuple[str, ...]:
    """The question for one of the things that every booking needs."""
    if what == "office":
        return (service.office_ask,)
    if what == "phone" and draft.who != YOU:
        return (texts()["phone_other"].format(who=draft.who),)
    if what == "name" and service.persons > 1:
        return (texts()["second_name" if draft.names else "names"],)
    return (texts()[what].format(person=service.person),)
