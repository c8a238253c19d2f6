"""What a sentence tells of a booking that is talked about is noted in its draft; what cannot be so is answered at once."""

from __future__ import annotations

from collections.abc import Mapping

from actions.booking.choosing import choose_time
from actions.booking.confirming import confirm, hold_and_read_back, let_go
from actions.booking.draft import YOU, Draft
from actions.booking.model import Slot
from actions.booking.proving import LAST_FOUR
from actions.booking.texts import texts
from actions.booking.turn import At, ask, tell
from actions.booking.wish import BadWish, amounts, asked, check
from actions.booking.wording import answer_written, basis
from bot.messages import Reply
from knowledge.booking_words import agrees, says
from knowledge.facts import BadFact, believe
from knowledge.facts_said import listen
from knowledge.service import Asks, Question, Service
from knowledge.text import normalise
from knowledge.wish_said import Answer, WishSaid

FACT = "fact:"


async def hear(at: At, draft: Draft, service: Service, said: WishSaid) -> Reply | str | None:
    """The answer where there is one at once; else what is said back before the next question. None: nothing was understood."""
    was_asked = draft.asked
    if said.about is not None and service.for_others and draft.who == YOU:
        draft.who = said.about
    if draft.consents is None and draft.who != YOU and agrees(at.text):
        draft.consents = True
    if was_asked == "consent" and said.yes is not None:
        draft.consents = said.yes
        draft.over = not said.yes
        return "" if said.yes else tell(texts()["no_consent"].format(who=draft.who))
    if was_asked == "confirm" and (said.yes or not said.tells):
        return await _answered(at, draft, service, said)
    before, answers = noted(draft), dict(draft.answers)
    reply = note(at, draft, service, said)
    told_facts = note_fact(at, draft, service)
    if before != noted(draft):
        await let_go(at, draft)
    elif reply is None and was_asked is not None and not told_facts and not _told_twice(at, said, was_asked):
        return None
    draft.puzzled = 0
    return reply or _said_back(service, draft, answers, was_asked)


async def _answered(at: At, draft: Draft, service: Service, said: WishSaid) -> Reply:
    """To the read-back: yes, or what is wrong with it; whoever asks or thinks it over hears it again."""
    if said.yes:
        return await confirm(at, draft)
    corrects = said.yes is False or any(says(f"change_{what}", at.text) for what in ("word", "address"))
    if not corrects and (says("thinks", at.text) or says("is_asked", normalise(at.text))):
        return await hold_and_read_back(at, draft, texts()["no_hurry"] if says("thinks", at.text) else "")
    return change_asked(at, draft, service)


def _told_twice(at: At, said: WishSaid, was_asked: str) -> bool:
    """Whether it was understood, though nothing is new."""
    return said.tells or (was_asked in ("follows", LAST_FOUR) and any(letter.isdigit() for letter in at.text))


def noted(draft: Draft) -> tuple[object, ...]:
    """All that a hold rests on, or that may have been said."""
    said = (draft.said_when, draft.as_before, draft.waits, draft.who, tuple(draft.weekdays))
    return (draft.slot, draft.office, dict(draft.answers), tuple(draft.names), draft.phone, *said)


def note(at: At, draft: Draft, service: Service, said: WishSaid) -> Reply | None:
    """Place, answers, names, telephone and time; a reply where one of them cannot be so."""
    draft.as_before = draft.as_before or said.as_before
    chosen = draft.listed[said.nth] if said.nth is not None and said.nth < len(draft.listed) else None
    _take_office(at, draft, said, chosen)
    if draft.asked in ("when", "wait") and chosen is not None:
        draft.take(Slot.of(chosen))
        return None
    if draft.asked == "wait" and draft.full and (said.waits or (said.yes and not said.tells)):
        draft.take(Slot.of(draft.full))
        draft.waits = True
        return None
    for name, answer in said.answers.items():
        try:
            check(service.question[name], answer)
            amounts(service, {**draft.answers, name: answer})
        except BadWish as error:
            return _refuse(at, draft, service.question[name], error)
        draft.answers[name] = answer
    if len(said.names) > service.persons:
        draft.asked = "name"
        return ask(texts()["too_many_names"].format(count=service.persons))
    _take_names(draft, service, said)
    draft.phone = said.phone or draft.phone
    if draft.asked == "phone" and said.phone is None and any(letter.isdigit() for letter in at.text):
        return ask(texts()["bad_phone"])
    return choose_time(at, draft, service, said)


def _take_office(at: At, draft: Draft, said: WishSaid, chosen: str | None) -> None:
    """By what was listed or named; of several any, where he does not mind."""
    if draft.asked == "office" and chosen is not None:
        said.offices = (chosen,)
    if said.offices and draft.office not in said.offices:
        draft.office = said.offices[0] if len(said.offices) == 1 else None
        draft.listed = list(said.offices)
    if draft.asked == "office" and draft.office is None and says("any_of", normalise(at.text)) and draft.listed:
        draft.office = draft.listed[0]


def _take_names(draft: Draft, service: Service, said: WishSaid) -> None:
    """Of two names that are known one is told anew: which? Both are then asked for."""
    if said.names:
        known = draft.names if len(draft.names) < service.persons else []
        draft.names = [*known, *said.names][-service.persons :]


def note_fact(at: At, draft: Draft, service: Service) -> bool:
    """What the sentence tells of the facts on which the price hangs; whether it tells anything."""
    facts, was_asked = at.policies.facts, draft.asked or ""
    if service.price is None or service.price.policy is None or was_asked in ("name", "phone", "confirm"):
        return False
    fact = facts[was_asked.removeprefix(FACT)] if was_asked.startswith(FACT) else None
    said = listen(at.text, facts, at.today, fact)
    for name, value in said.facts.items():
        try:
            draft.facts[name] = believe(facts[name], value)
        except (BadFact, TypeError):  # nobody can be so old; a range is no help with a price
            continue
    if fact is not None and (said.unknown or said.refused):
        draft.refused.append(fact.id)
    return bool(said.facts or said.unknown or said.refused)


def change_asked(at: At, draft: Draft, service: Service) -> Reply:
    """At the read-back, neither yes nor anything new: what is to be changed is asked for anew."""
    for question in asked(service, draft.answers):
        if question.id == "address" and says("change_address", at.text):
            draft.answers.pop(question.id, None)
            draft.asked = question.id
            return asks(question, draft)
    for what in ("when", "office", "name", "phone"):
        if says(f"change_{what}", at.text):
            draft.asked = what
            draft.leave_open(what)
            draft.listed = []
            return asks_for(what, service, draft)
    for question in service.questions:
        if question.name in at.text and question.kind is not Asks.WORDS:
            draft.answers.pop(question.id, None)
            draft.asked = question.id
            return asks(question, draft)
    return ask(texts()["what_to_change"], buttons=[texts()["confirm"], texts()["change_time"], texts()["stop"]])


def asks(question: Question, draft: Draft) -> Reply:
    """A question of the service's, with its answers to tap."""
    names = [option.name for option in question.options]
    buttons = names or (["是", "不是"] if question.kind is Asks.YES_NO else [])
    return ask(question.ask.format(who=draft.who), buttons=buttons)


def asks_for(what: str, service: Service, draft: Draft) -> Reply:
    """The question for one of the things that every booking needs."""
    t = texts()
    if what == "office":
        return ask(service.office_ask)
    if what == "phone" and draft.who != YOU:
        return ask(t["phone_other"].format(who=draft.who))
    if what == "name" and service.persons > 1:
        return ask(t["second_name" if draft.names else "names"])
    return ask(t[what].format(person=service.person))


def _refuse(at: At, draft: Draft, question: Question, error: BadWish) -> Reply:
    """What cannot be booked so is asked again, or ends the booking."""
    if question.must is None:
        draft.asked = question.id
        return ask(str(error))
    draft.over = True
    if question.clause is None:
        return tell(str(error))
    stands = basis(at.policies, question.clause.policy, question.clause.clause)
    return tell(str(error), texts()["basis"].format(basis=stands))


def _said_back(service: Service, draft: Draft, before: Mapping[str, Answer], was_asked: str | None) -> str:
    """Answers that were not asked for: whoever gave them wants to know that they were heard."""
    new = [
        answer_written(service, question, draft.answers[question.id])
        for question in service.questions
        if question.id in draft.answers
        and question.id != was_asked
        and draft.answers[question.id] != before.get(question.id)
    ]
    return texts()["heard"].format(answers="，".join(filter(None, new))) if any(new) and was_asked else ""
