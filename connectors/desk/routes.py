"""Doors for those who do the work: an office's list of the day, a provider's visits, how full everything is."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from actions.booking import changes, closures
from actions.booking.errors import BookingError
from actions.booking.model import Slot
from actions.booking.wording import day_written
from actions.dispatch import offers, visits
from actions.dispatch.desk import desk
from actions.dispatch.errors import DispatchError
from actions.dispatch.providers import active
from actions.dispatch.telling import item
from actions.doors import keys
from actions.doors.keys import Kind, Locked
from bot.clock import SHANGHAI, day_of
from bot.retry import run_async
from connectors.desk import concerns, views
from connectors.desk.page import back, day_in, number_in, office_of, page
from connectors.desk.session import AtDoor, at_door, let_in, let_out, sent
from connectors.site import Site, site

router = APIRouter(include_in_schema=False)
Here = Annotated[Site, Depends(site)]
WRONG = "链接或者密码不对，请再试一次。"
LOCKED = "输错太多次了，请等15分钟再试，或者找管理员换一个密码。"
GONE = "这一单已经不是您的了，或者已经变了。请看下面的最新情况。"
NOT_NOW = "现在还不能这样做。"


@router.get("/desk/enter/{token}", response_class=HTMLResponse)
async def door(token: str) -> HTMLResponse:
    """Asks for the PIN; the page does not tell whether the link is one."""
    return page("enter.html", token=token, error="")


@router.post("/desk/enter/{token}", response_class=HTMLResponse)
async def enter(token: str, request: Request, here: Here) -> Response:
    """Lets in who has both."""
    pin = (await sent(request)).get("pin", "")[:32]
    try:
        found = await run_async(here.database, keys.enter, here.cipher, token[:128], pin, here.now())
    except Locked:
        return page("enter.html", 429, token=token, error=LOCKED)
    if found is None:
        return page("enter.html", 403, token=token, error=WRONG)
    response = RedirectResponse("/desk", 303)
    let_in(response, here.cipher, found, here.now(), secure=request.url.scheme == "https")
    return response


@router.get("/desk", response_class=HTMLResponse)
async def home(request: Request, here: Here, day: str = "", service: str = "", told: str = "") -> HTMLResponse:
    """What whoever is in has to do."""
    who = await at_door(request, here)
    shown = day_in(day, day_of(here.now()))
    common: dict[str, Any] = {
        "who": who,
        "day": shown,
        "told": told[:100],
        "written": day_written(shown, day_of(here.now())),
    }
    common |= {"before": shown - timedelta(days=1), "after": shown + timedelta(days=1), "today": day_of(here.now())}
    if who.door.kind is Kind.PROVIDER:
        return await _visits(here, who, shown, common)
    if who.door.kind is Kind.STAFF:
        return await _heat(here, service, shown, common)
    of, office = office_of(here, who.door.of)
    lists = await run_async(here.database, views.day_list, here.cipher, of, of.office[office], shown)
    return page("day.html", service=of, office=of.office[office], lists=lists, **common)


@router.post("/desk/mark")
async def mark(request: Request, here: Here) -> Response:
    """Attended or missed, and the other way about."""
    who = await at_door(request, here, Kind.CANTEEN, Kind.COUNTER)
    fields = await sent(request, who)
    found = await here.bookings.by_number(number_in(fields))
    if f"{found.slot.service}/{found.slot.office}" != who.door.of:
        raise HTTPException(404)
    try:
        await run_async(here.database, changes.mark, found.number, fields.get("came") == "yes", here.now())
    except BookingError:
        return back(found.slot.date, NOT_NOW)
    return back(found.slot.date)


@router.post("/desk/order")
async def order(request: Request, here: Here) -> Response:
    """A provider accepts, declines, arrives or is done."""
    who = await at_door(request, here, Kind.PROVIDER)
    fields = await sent(request, who)
    number, now, provider = number_in(fields), here.now(), who.door.of
    works: dict[str, tuple[Any, ...]] = {
        "accept": (offers.accept, number, provider, now),
        "decline": (offers.decline, here.cipher, number, provider, fields.get("why", "")[:200] or None, now),
        "arrive": (visits.arrive, number, provider, now),
        "complete": (visits.complete, number, provider, now),
    }
    if fields.get("what") not in works:
        raise HTTPException(400)
    try:
        await here.dispatching.do(*works[fields["what"]])
    except (DispatchError, BookingError):
        return back(day_in(fields.get("day", ""), day_of(now)), GONE)
    return back(day_in(fields.get("day", ""), day_of(now)))


@router.post("/desk/close", response_class=HTMLResponse)
async def close(request: Request, here: Here) -> Response:
    """Closes a band or a day, after it was said how many that touches and asked again."""
    who = await at_door(request, here, Kind.STAFF)
    fields = await sent(request, who)
    service = here.bookings.service(fields.get("service", ""))
    day, why = day_in(fields.get("day", ""), day_of(here.now())), fields.get("why", "").strip()[:200]
    slot = Slot(service.id, fields.get("office", ""), day, fields.get("band", ""))
    if slot.office not in service.office or (slot.band and slot.band not in service.band):
        raise HTTPException(404)
    if not why or fields.get("sure") != "yes":
        lists = await run_async(here.database, views.day_list, here.cipher, service, service.office[slot.office], day)
        names = {band.id: band.name for band in service.bands}
        touched = sum(len(one.people) for one in lists if not slot.band or one.name == names[slot.band])
        written = day_written(day, day_of(here.now()))
        return page(
            "close.html", who=who, service=service, slot=slot, why=why, touched=touched, written=written, names=names
        )
    await run_async(here.database, closures.close, slot, why, here.now())
    return RedirectResponse(f"/desk?service={service.id}&day={day}", 303)


@router.post("/desk/reopen")
async def reopen(request: Request, here: Here) -> Response:
    """Takes a closure back; whoever has not moved is told."""
    who = await at_door(request, here, Kind.STAFF)
    fields = await sent(request, who)
    try:
        await run_async(here.database, here.bookings.acts.reopen, fields.get("closure", "")[:32], here.now())
    except BookingError:
        return back(day_of(here.now()), NOT_NOW)
    return RedirectResponse(f"/desk?service={fields.get('service', '')[:64]}&day={fields.get('day', '')[:10]}", 303)


@router.post("/desk/leave")
async def leave(request: Request, here: Here) -> Response:
    """Out; the link asks for the PIN again."""
    who = await at_door(request, here)
    await sent(request, who)
    response = page("left.html")
    let_out(response)
    return response


async def _visits(here: Site, who: AtDoor, day: date, common: dict[str, Any]) -> HTMLResponse:
    found = await run_async(here.database, desk, here.cipher, who.door.of, day)
    services = [one for one in here.bookings.policies().services.values() if one.dispatched]
    items = {one.item: item(services[0], one.item) for one in found} if services else {}
    return page("visits.html", visits=found, items=items, zone=SHANGHAI, **common)


async def _heat(here: Site, chosen: str, day: date, common: dict[str, Any]) -> HTMLResponse:
    services = here.bookings.policies().services
    service = services.get(chosen) or next(iter(services.values()))
    days, rows = await run_async(here.database, views.heat_rows, service, day)
    common |= {"before": day - timedelta(days=views.DAYS), "after": day + timedelta(days=views.DAYS)}
    common["concerns"] = await run_async(
        here.database, concerns.shown, here.cipher, here.bookings.policies(), here.now()
    )
    closed = await run_async(here.database, closures.standing_ones, day_of(here.now()))
    common["closed"] = [
        (one, views.closed_written(service, one, day_of(here.now())))
        for one in closed
        if one.slot.service == service.id
    ]
    common["providers"] = await run_async(here.database, active)
    return page("heat.html", services=services, service=service, days=days, rows=rows, shade=views.shade, **common)
