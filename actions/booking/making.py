"""A booking being made: what is said is taken in, and what is missing is asked for, one thing at a time."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from actions.answer.skill import is_answer
from actions.booking import pricing
from actions.booking.choosing import not_open, when_step
from actions.booking.confirming import hold_and_read_back, let_go
from actions.booking.draft import YOU, Draft
from actions.booking.following import follow
from actions.booking.hearing import FACT, asks, asks_for, hear
from actions.booking.showing import shown
from actions.booking.texts import texts
from actions.booking.turn import At, Turn, ask, behind, tell
from actions.booking.wish import missing
from actions.booking.wording import office_written
from bot.messages import Reply
from knowledge.booking_words import says
from knowledge.matters import asking
from knowledge.service import Asks, Service
from knowledge.text import normalise
from knowledge.wish_said import WishSaid, listen_wish, services_named


@dataclass
class Making:
    """One turn of it."""

    at: At
    draft: Draft

    async def turn(self) -> Turn:
        """What is said to the sentence."""
        draft = self.draft
        if draft.asked == "service" and self._wants_to_stop(listen_wish(self.at.text, None, self.at.here)):
            return await self._stopped()
        if draft.service is None and (reply := await self._which_service()) is not None:
            return Turn([reply], draft)
        first = await self._turns_to_another()
        at, draft = self.at, self.draft  # with what was said before the service was known
        said = listen_wish(at.text, self.service, at.here, draft.asked)
        if self._wants_to_stop(said):
            return await self._stopped()
        if (aside := await self._aside(said)) is not None:
            return aside
        return Turn([behind(first, await self._hear(said))], draft)

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
                break
        else:
            reply = await hold_and_read_back(self.at, self.draft)
        self.draft.question = reply.to_dict()
        return behind(first, reply)

    async def _which_service(self) -> Reply | None:
        """Finds it in the sentence, or asks; None once it is known, and what was said before is heard with it."""
        draft, services, at = self.draft, self.at.services, self.at
        among = [services[name] for name in draft.listed if name in services] or list(services.values())
        named = services_named(at.text, among)
        said = listen_wish(at.text, None, at.here)
        if not named and said.nth is not None and draft.asked == "service" and said.nth < len(draft.listed):
            named = (draft.listed[said.nth],)
        if (
            not named
            and (said.as_before or says("again", normalise(at.text)))
            and (last := await at.bookings.last(at.conversation_id)) is not None
        ):
            named = (last.slot.service,)
        if not named and not draft.listed and at.topic is not None:
            named = tuple(one.id for one in among if set(one.policies) & set(at.topic["policies"]))
        if len(named) == 1:
            self.at = replace(at, text="，".join([*draft.unheard, at.text]))
            draft.service, draft.asked, draft.listed, draft.unheard = named[0], None, [], []
            return None
        draft.puzzled += draft.asked == "service"
        draft.asked, draft.listed = "service", list(named or services)
        draft.unheard.append(at.text)
        first = texts()["puzzled_again"] if draft.puzzled > 1 else ""
        return ask(first, texts()["which_service"], buttons=[services[name].name for name in draft.listed])

    async def _turns_to_another(self) -> str:
        """Whoever names another service wants that instead: it is begun anew. What is said of it."""
        draft, at = self.draft, self.at
        others = [one for one in at.services.values() if one.id != draft.service]
        named = services_named(at.text, others)
        wants_this = bool(services_named(at.text, [self.service])) and not says("gives_up", at.text)
        if len(named) != 1 or wants_this or draft.target is not None or self._answered_in_words() or asking(at.text)[0]:
            return ""
        await let_go(at, draft)
        self.draft = Draft(draft.aim, service=named[0], phone=draft.phone, begun=draft.begun, attempt=draft.attempt + 1)
        return texts()["another"].format(service=self.service.name)

    def _answered_in_words(self) -> bool:
        """Whether it is the answer to a question that any words may answer, such as an address that names a service."""
        asked = self.draft.asked or ""
        question = self.service.question.get(asked)
        heard = listen_wish(self.at.text, self.service, self.at.here, asked)
        return question is not None and question.kind is Asks.WORDS and asked in heard.answers

    async def _stopped(self) -> Turn:
        draft = self.draft
        await let_go(self.at, draft)
        draft.over = True
        return Turn([tell(texts()["stopped" if draft.target is None else "unchanged"])], draft)

    def _wants_to_stop(self, said: WishSaid) -> bool:
        gives_up = self.at.intent == "stop" or says("gives_up", self.at.text)
        gives_up = gives_up or (self.draft.target is not None and says("keeps", normalise(self.at.text)))
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
        return Turn([answer, await self.ask_on()], self.draft)

    async def _hear(self, said: WishSaid) -> Reply:
        """What was told is noted, and the next question follows."""
        draft = self.draft
        heard = await hear(self.at, draft, self.service, said)
        if heard is None:
            return await self._puzzled()
        if isinstance(heard, Reply):
            self.draft.question = heard.to_dict()
            return heard
        return await self.ask_on(heard)

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
        first = await self._as_before() if draft.as_before else ""
        if draft.office is None and len(service.offices) == 1:
            draft.office = service.offices[0].id
        if draft.office is not None:
            return None
        if (reply := await not_open(self.at, draft, service)) is not None:
            return behind(first, reply)
        draft.asked = "office"
        listed = [service.office[name] for name in draft.listed if name in service.office] or list(service.offices)
        draft.listed = [office.id for office in listed]
        return ask(first, service.office_ask, buttons=[office_written(service, office) for office in listed])

    async def _as_before(self) -> str:
        """As it was booked last in this conversation; what was said anew counts. What is said if nothing was."""
        draft, draft.as_before = self.draft, False
        last = await self.at.bookings.last(self.at.conversation_id, self.service.id)
        if last is None:
            return texts()["nothing_before"]
        draft.office = draft.office or last.slot.office
        draft.names = draft.names or list(last.who["names"])
        draft.phone = draft.phone or last.who["phone"]
        earlier = {name: tuple(a) if isinstance(a, list) else a for name, a in last.who["answers"].items()}
        draft.answers = {**earlier, **draft.answers}
        draft.facts = {**last.who.get("facts", {}), **draft.facts}
        if draft.day is None and draft.said_when is None:
            draft.said_when, draft.said_at = texts()["earliest"], self.at.now.isoformat()
        draft.band = draft.band or last.slot.band
        return ""

    async def _when(self) -> Reply | None:
        return await when_step(self.at, self.draft, self.service)

    async def _question(self) -> Reply | None:
        question = missing(self.service, self.draft.answers)
        if question is None:
            return None
        self.draft.asked = question.id
        return asks(question, self.draft)

    async def _name(self) -> Reply | None:
        if len(self.draft.names) >= self.service.persons:
            return None
        self.draft.asked = "name"
        return asks_for("name", self.service, self.draft)

    async def _phone(self) -> Reply | None:
        if self.draft.phone is not None:
            return None
        self.draft.asked = "phone"
        return asks_for("phone", self.service, self.draft)

    async def _fact(self) -> Reply | None:
        draft = self.draft
        if draft.target is not None:
            return None  # he was asked when it was booked
        fact = pricing.next_fact(self.at.policies, self.service, draft.facts, draft.refused, self.at.today)
        if fact is None:
            return None
        first = "" if (draft.asked or "").startswith(FACT) else texts()["price_why"]
        draft.asked = FACT + fact.id
        choices = [choice.name for choice in fact.choices.values()]
        buttons = [*(choices or ["是", "不是"] if fact.kind != "number" else []), "不知道"]
        return ask(first, fact.ask.format(who=draft.who), buttons=buttons)
