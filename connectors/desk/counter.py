"""Booking at the counter, from the places that are kept for it: for who stands there, and has no telephone to do it with."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from actions.booking import number as numbers
from actions.booking.model import Quota, Slot
from actions.booking.pricing import noted, priced
from actions.booking.wish import BadWish, Wish, amounts
from actions.booking.wording import number_written, slot_written
from actions.doors.keys import Kind
from bot.clock import day_of
from bot.errors import Refused
from connectors.booking.asked import Given, read_answers, read_names, read_phone
from connectors.booking.linked import check_follows
from connectors.booking.refusals import refusing
from connectors.desk.page import day_in, office_of, page
from connectors.desk.session import AtDoor, at_door, sent
from connectors.site import Site, site
from knowledge.service import Asks, Question, Service

COUNTERS = (Kind.CANTEEN, Kind.COUNTER)
router = APIRouter(include_in_schema=False)
Here = Annotated[Site, Depends(site)]
NO_NUMBER = "请填前一次的预约号，一共9位数字。"


@router.get("/desk/book", response_class=HTMLResponse)
async def form(request: Request, here: Here, day: str = "") -> HTMLResponse:
    """What the service has to know, on one page."""
    who = await at_door(request, here, *COUNTERS)
    service, office = office_of(here, who.door.of)
    return _form(who, service, office, {"day": str(day_in(day, day_of(here.now())))})


@router.post("/desk/book", response_class=HTMLResponse)
async def book(request: Request, here: Here) -> Response:
    """Books it at once; what is wrong is told above the form, as it was filled in. Sent again, it is booked once."""
    who = await at_door(request, here, *COUNTERS)
    fields = await sent(request, who)
    service, office = office_of(here, who.door.of)
    now = here.now()
    try:
        async with refusing(here):
            wish = await _wish(here, service, office, fields)
        async with refusing(here, wish):
            held = await here.bookings.hold(wish, f"{who.door.id}/{fields.get('once', '')[:64]}", now)
            await here.bookings.confirm(held.number, now)
    except Refused as refused:
        return _form(who, service, office, fields, refused.message, 409)
    written = number_written(held.number)
    when = slot_written(service, wish.slot, day_of(now))
    price = wish.told["price"]
    return page("booked.html", who=who, service=service, wish=wish, number=written, when=when, price=price)


async def _wish(here: Site, service: Service, office: str, fields: dict[str, str]) -> Wish:
    day = day_in(fields.get("day", ""), day_of(here.now()))
    wish = Wish(
        Slot(service.id, office, day, fields.get("band", "")),
        read_names(service, [fields.get(f"name{place}", "") for place in range(service.persons)]),
        read_phone(fields.get("phone", "")),
        read_answers(service, _answers(service, fields)),
        quota=Quota.COUNTER,
        follows_id=await _first(here, service, fields.get("follows", ""), day),
    )
    price = priced(here.bookings.policies(), service, {}, amounts(service, wish.answers), day_of(here.now()))
    return noted(wish, price, {})


async def _first(here: Site, service: Service, given: str, day: date) -> int | None:
    """Whoever stands at the counter has shown who he is."""
    if service.follows is None:
        return None
    if (number := numbers.parse(given)) is None:
        raise BadWish("follows", NO_NUMBER)
    check_follows(service, await here.bookings.by_number(number), day)
    return number


def _answers(service: Service, fields: dict[str, str]) -> dict[str, Given]:
    """What was left empty was not answered."""
    found = {question.id: _answer(question, fields) for question in service.questions}
    return {name: answer for name, answer in found.items() if answer is not None}


def _answer(question: Question, fields: dict[str, str]) -> Given | None:
    if question.several:
        return [one.id for one in question.options if f"q-{question.id}-{one.id}" in fields] or None
    text = fields.get(f"q-{question.id}", "").strip()
    if not text:
        return None
    if question.kind is Asks.YES_NO:
        return text == "yes"
    return int(text) if question.kind is Asks.COUNT and text.isascii() and text.isdigit() else text


def _form(
    who: AtDoor, service: Service, office: str, filled: dict[str, str], wrong: str = "", status: int = 200
) -> HTMLResponse:
    once = filled.get("once") or uuid.uuid4().hex
    place = service.office[office]
    return page(
        "book.html", status, who=who, service=service, office=place, filled=filled, wrong=wrong, once=once, asks=Asks
    )
