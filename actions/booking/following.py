"""The second of two linked appointments: it is found which the first one is, and with it the days and the place."""

from __future__ import annotations

from datetime import date

from actions.booking.draft import Draft
from actions.booking.model import Appointment, Status
from actions.booking.number import parse
from actions.booking.proving import LAST_FOUR, prove
from actions.booking.texts import texts
from actions.booking.turn import At, ask, tell
from actions.booking.wording import basis, day_written, number_written
from bot.messages import Reply
from knowledge.service import Service
from knowledge.service_days import follows_between
from knowledge.text import normalise
from knowledge.wish_said import listen_wish, spoken_digits

STANDS = (Status.CONFIRMED, Status.ATTENDED)


async def follow(at: At, draft: Draft, service: Service) -> Reply | None:
    """None once the first one is known, or where there is none."""
    if service.follows is None or draft.follows is not None or draft.target is not None:
        return None
    first = await _first(at, draft, service.follows.service)
    if isinstance(first, Reply):
        return first
    draft.follows, draft.first_day = first.number, first.slot.date.isoformat()
    if len(first.who["names"]) == service.persons:
        draft.names, draft.phone = draft.names or list(first.who["names"]), draft.phone or first.who["phone"]
    if service.follows.same_office:
        draft.office = first.slot.office
    if follows_between(service, first.slot.date)[1] <= at.today:
        draft.over = True
        return tell(window(at, service, first.slot.date), texts()["follows_over"])
    return None


def window(at: At, service: Service, first_day: date) -> str:
    """Between which days, and where that stands."""
    assert service.follows is not None
    begins, ends = follows_between(service, first_day)
    clause = service.follows.clause
    return texts()["follows_window"].format(
        first=day_written(begins, at.today),
        last=day_written(ends, at.today),
        basis=basis(at.policies, clause.policy, clause.clause),
    )


async def outside_now(at: At, first: Appointment) -> list[str]:
    """A line for each second appointment that is not in its days any more, now that the first one was moved."""
    lines = []
    for number in await at.bookings.following(first.number):
        second = await at.bookings.by_number(number)
        service = at.services[second.slot.service]
        begins, ends = follows_between(service, first.slot.date)
        if not begins <= second.slot.date <= ends:
            said = texts()["follows_outside"].format(service=service.name, number=number_written(number))
            lines.append(f"{said}{window(at, service, first.slot.date)}")
    return lines


async def _first(at: At, draft: Draft, of: str) -> Appointment | Reply:
    """The one that was booked in this conversation; else by its number and, as it tells of somebody, the last four digits of its
    telephone."""
    if draft.asked == LAST_FOUR and draft.listed:
        found = await prove(at, draft, int(draft.listed[0]))
        if isinstance(found, Reply):
            return found
        draft.listed = []
        return found if found is not None and _stands(found, of) else _ask_number(draft)
    said = listen_wish(spoken_digits(normalise(at.text)), None, at.here)
    number = parse(str(said.number)) if said.number and draft.asked == "follows" else None
    last = await at.bookings.last(at.conversation_id, of)
    if last is not None and _stands(last, of) and number in (None, last.number):
        return last
    if number is None:
        return _ask_number(draft)
    draft.asked, draft.listed = LAST_FOUR, [str(number)]
    return ask(texts()["ask_last_four"])


def _ask_number(draft: Draft) -> Reply:
    asked_before, draft.asked = draft.asked in ("follows", LAST_FOUR), "follows"
    return ask(texts()["follows_none"] if asked_before else "", texts()["follows_ask"])


def _stands(one: Appointment, of: str) -> bool:
    return one.slot.service == of and one.status in STANDS
