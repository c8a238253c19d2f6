"""Bookings over HTTP: held for some minutes, confirmed, looked at, moved, cancelled; the queue; codes for who lost his number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import structlog
from fastapi import APIRouter, BackgroundTasks, Depends, Path
from fastapi.responses import Response

from actions.booking import proof, queue
from actions.booking.model import Appointment, Booked
from actions.booking.pricing import noted, priced
from actions.booking.waiting import entry as read_entry
from actions.booking.wish import BadWish, Wish, amounts
from actions.documents.required import Required
from bot.clock import day_of
from bot.errors import Refused
from bot.retry import run_async
from connectors.booking.access import Asker, Key, asker
from connectors.booking.answer import (
    BookingShown,
    BookingTold,
    EntryTold,
    appointment_shown,
    booked_told,
    entry_told,
)
from connectors.booking.asked import CodeGiven, CodeWanted, Moved, Wanted, moved_wish, read_facts, read_phone, read_wish
from connectors.booking.linked import check_follows
from connectors.booking.refusals import DESCRIBED, Responses, refusing
from connectors.site import Site, site
from knowledge.facts import Known
from knowledge.service import Service

router = APIRouter(prefix="/api/v1/bookings", tags=["booking"])

WRONG_CODE = "验证码不对，或者已经过期。请您核对一下，或者重新要一个。"
Number = Annotated[str, Path(max_length=32, examples=["123456782"])]
EntryId = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$")]
By = Annotated[Asker, Depends(asker)]
Here = Annotated[Site, Depends(site)]
SEEN: Responses = {status: DESCRIBED[status] for status in (400, 401, 403, 422, 429, 503)}
CHANGED: Responses = {status: DESCRIBED[status] for status in DESCRIBED if status not in (404, 413)}


@router.post("", status_code=201, summary="Hold a place for five minutes", responses=DESCRIBED)
async def hold(wanted: Wanted, by: By, here: Here, key: Key = None) -> BookingTold:
    """Then confirm it. Repeated with the same key, it is answered alike and held once; when full, `error.alternatives` names
    what is nearest and free."""
    own_key = by.key(key)
    async with refusing(here):
        wish = await _wish(wanted, by, here)
    async with refusing(here, wish):
        booked = await here.bookings.hold(wish, own_key, here.now())
    return await _told(here, booked)


@router.get("", summary="What was booked in this session and is still to come", responses=SEEN)
async def mine(by: By, here: Here) -> list[BookingShown]:
    """By start."""
    async with refusing(here):
        conversation = await by.conversation()
        found = await here.bookings.of_conversation(conversation) if conversation else []
    return [await _shown(here, one) for one in found]


@router.post("/codes", status_code=202, summary="Have a code sent to a telephone", responses=SEEN)
async def send_code(wanted: CodeWanted, by: By, here: Here, later: BackgroundTasks) -> Response:
    """Six digits, good for ten minutes; one a minute. The answer does not tell whether anything is booked there: only then a
    code is sent."""
    async with refusing(here):
        phone = read_phone(wanted.phone)
        code = await run_async(here.database, proof.new_code, here.cipher, phone, by.address, here.now())
    if code is not None:
        later.add_task(_send, here.codes, phone, code)
    return Response(status_code=202, background=later)


@router.post(
    "/codes/check",
    summary="What is booked under a telephone, with the code that came",
    responses=SEEN,
    dependencies=[Depends(asker)],
)
async def check_code(given: CodeGiven, here: Here) -> list[BookingShown]:
    """Three tries, and once only. Change one with its number and the last four digits of the telephone."""
    async with refusing(here):
        phone = read_phone(given.phone)
        found = await run_async(here.database, proof.check_code, here.cipher, phone, given.code, here.now())
    if found is None:
        raise Refused("wrong_code", WRONG_CODE)
    return [await _shown(here, one) for one in found]


@router.post("/waitlist", status_code=201, summary="Queue for a session that is full", responses=DESCRIBED)
async def wait(wanted: Wanted, by: By, here: Here) -> EntryTold:
    """Who waits already stays where he is. What gets free is offered to the head of the queue for some time."""
    async with refusing(here):
        wish = await _wish(wanted, by, here)
    async with refusing(here, wish):
        entry_id, _ahead = await here.bookings.wait(wish, here.now())
        found = await run_async(here.database, read_entry, here.cipher, entry_id)
    return entry_told(here.bookings.service(wish.slot.service), found)


@router.get("/waitlist/{entry}", summary="How it stands in the queue", responses=SEEN)
async def waiting(entry: EntryId, by: By, here: Here) -> EntryTold:
    """With how many wait before, and what is offered."""
    found = await by.entry(entry)
    return entry_told(here.bookings.policies().services.get(found.slot.service), found)


@router.post("/waitlist/{entry}/accept", summary="Take what is offered", responses=CHANGED)
async def accept(entry: EntryId, by: By, here: Here) -> BookingTold:
    """Again and again the same answer."""
    found = await by.entry(entry)
    async with refusing(here):
        booked = await here.bookings.accept(found.id, here.now())
    return await _told(here, booked)


@router.post("/waitlist/{entry}/decline", status_code=204, summary="Leave the queue", responses=CHANGED)
async def decline(entry: EntryId, by: By, here: Here) -> Response:
    """And give back what is offered."""
    found = await by.entry(entry)
    async with refusing(here):
        await run_async(here.database, queue.decline, found.id, here.now())
    return Response(status_code=204)


@router.get("/{number}", summary="A booking as it stands", responses=SEEN)
async def show(number: Number, by: By, here: Here) -> BookingShown:
    """Names are masked."""
    return await _shown(here, await by.appointment(number))


@router.post("/{number}/confirm", summary="Confirm what is held", responses=CHANGED)
async def confirm(number: Number, by: By, here: Here) -> BookingTold:
    """Again and again the same answer."""
    found = await by.appointment(number)
    async with refusing(here):
        booked = await here.bookings.confirm(found.number, here.now())
    return await _told(here, booked)


@router.post("/{number}/cancel", summary="Cancel", responses=CHANGED)
async def cancel(number: Number, by: By, here: Here, key: Key = None) -> BookingTold:
    """The place goes to whoever is next. What can only follow it is cancelled with it."""
    own_key = by.key(key)
    found = await by.appointment(number)
    async with refusing(here):
        booked, _linked = await here.bookings.cancel_all(found.number, own_key, here.now())
    return await _told(here, booked)


@router.post("/{number}/reschedule", summary="Move to another time or place", responses=DESCRIBED)
async def reschedule(moved: Moved, number: Number, by: By, here: Here, key: Key = None) -> BookingTold:
    """Or to other people or answers, under the same number; when the new time is full, nothing is changed."""
    own_key = by.key(key)
    found = await by.appointment(number)
    async with refusing(here):
        service = here.bookings.service(found.slot.service)
        wish = _priced(here, service, moved_wish(service, found, moved), found.who.get("facts", {}))
        if found.follows_id is not None:
            check_follows(service, await here.bookings.by_number(found.follows_id), wish.slot.date)
    async with refusing(here, wish):
        _, invalid = await here.bookings.papers_if_moved(found.number, wish, here.now())
        booked = await here.bookings.move(found.number, wish, own_key, here.now())
    return await _told(here, booked, invalid)


async def _wish(wanted: Wanted, by: Asker, here: Site) -> Wish:
    """Unknown if there is no such service."""
    service = here.bookings.service(wanted.service)
    wish = read_wish(service, wanted, None, None)
    follows_id = None
    if service.follows is not None:
        if wanted.follows is None:
            raise BadWish("follows", f"请先写明前一个预约的号码，才能约{service.name}。")
        first = await by.appointment(str(wanted.follows), wish.phone[-4:])
        check_follows(service, first, wish.slot.date)
        follows_id = first.number
    wish = read_wish(service, wanted, await by.begun_conversation(), follows_id)
    return _priced(here, service, wish, read_facts(here.bookings.policies(), wanted.facts))


def _priced(here: Site, service: Service, wish: Wish, facts: Known) -> Wish:
    """With the price as it is told for what is known. BadWish if there is too much of something."""
    policies, today = here.bookings.policies(), day_of(here.now())
    return noted(wish, priced(policies, service, facts, amounts(service, wish.answers), today), facts)


async def _send(codes: proof.SendsCodes, phone: str, code: str) -> None:
    """After the answer, so that the time it takes tells nothing."""
    try:
        await codes.send_code(phone, code)
    except Exception as error:
        structlog.get_logger().error("code_not_sent", error=type(error).__name__)


async def _shown(here: Site, found: Appointment) -> BookingShown:
    service = here.bookings.policies().services.get(found.slot.service)
    return appointment_shown(service, found, await _papers(here, service, found.number), day_of(here.now()))


async def _told(here: Site, booked: Booked, invalid: Sequence[str] = ()) -> BookingTold:
    service = here.bookings.policies().services.get(booked.slot.service)
    papers = await _papers(here, service, booked.number)
    return booked_told(service, booked, papers, day_of(here.now()), invalid)


async def _papers(here: Site, service: Service | None, number: int) -> Required | None:
    if service is None or service.precheck is None:
        return None
    async with refusing(here):
        return await here.bookings.papers(number, here.now())
