"""The second of two linked appointments: it is found which the first one is, and with it the days and the place."""

from __future__ import annotations

from datetime import date

from actions.booking.draft import Draft
from actions.booking.errors import Unknown
from actions.booking.model import Appointment, Status
from actions.booking.number import parse
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
    first = await _first(at, draft, service)
    if first is None:
        asked_before, draft.asked = draft.asked == "follows", "follows"
        return ask(texts()["follows_none"] if asked_before else "", texts()["follows_ask"])
    draft.follows, draft.first_day = first.number, first.slot.date.isoformat()
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


async def _first(at: At, draft: Draft, service: Service) -> Appointment | None:
    """By its number; else the one that was booked in this conversation."""
    assert service.follows is not None
    said = listen_wish(spoken_digits(normalise(at.text)), None, at.here)
    number = parse(str(said.number)) if said.number and draft.asked == "follows" else None
    if number is not None:
        try:
            found = await at.bookings.by_number(number)
        except Unknown:
            return None
    else:
        last = await at.bookings.last(at.conversation_id, service.follows.service)
        if last is None:
            return None
        found = last
    return found if found.slot.service == service.follows.service and found.status in STANDS else None
