"""A booking to take along: a calendar's entry, and a QR code with its number for the counter."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from typing import Annotated

import segno
from fastapi import APIRouter, Depends, Path
from fastapi.responses import Response
from icalendar import Alarm, Calendar, Event

from actions.booking.errors import Unknown
from actions.booking.model import Appointment, Status
from actions.booking.wording import comes_home, number_written, office_written
from actions.documents import required
from actions.documents.required import Required
from bot.clock import SHANGHAI, day_of
from connectors.booking.access import Asker, asker
from connectors.booking.refusals import refusing
from connectors.site import Site, site
from knowledge.service import Service

router = APIRouter(prefix="/api/v1/bookings", tags=["booking"])
By = Annotated[Asker, Depends(asker)]
Here = Annotated[Site, Depends(site)]
Number = Annotated[str, Path(max_length=32, examples=["123456782"])]
REMINDERS = (timedelta(days=-1), timedelta(hours=-2))
STATUS = {Status.HELD: "TENTATIVE", Status.CANCELLED: "CANCELLED", Status.LAPSED: "CANCELLED"}
"""As calendars call it; CONFIRMED is the rest, also what has been kept or missed."""
PRIVATE = {"Cache-Control": "private, no-store"}
MODULE = 6
"""Size of a dot of the QR code in units of the picture; it is drawn as large as the page wants."""


@router.get("/{number}/calendar.ics", summary="The booking for a calendar")
async def calendar(number: Number, by: By, here: Here) -> Response:
    """With reminders the day before and two hours before, while it stands; it replaces what was loaded of it before."""
    found = await by.appointment(number)
    async with refusing(here):
        papers = await here.bookings.papers(found.number, here.now())
        content = as_calendar(here.bookings.service(found.slot.service), found, papers, here.now())
    name = {"Content-Disposition": f'inline; filename="booking-{found.number}.ics"'}
    return Response(content, media_type="text/calendar; charset=utf-8", headers=PRIVATE | name)


@router.get("/{number}/code.svg", summary="The booking's number as a QR code")
async def code(number: Number, by: By) -> Response:
    """Nine digits and nothing else: whoever finds the paper learns nothing from it."""
    found = await by.appointment(number)
    picture = io.BytesIO()
    # The small kind that segno prefers for nine digits is one that telephones do not read.
    segno.make_qr(found.number, error="m").save(picture, kind="svg", scale=MODULE, light="white", xmldecl=False)
    return Response(picture.getvalue(), media_type="image/svg+xml", headers=PRIVATE)


def as_calendar(service: Service, one: Appointment, papers: Required | None, now: datetime) -> bytes:
    """The file's content. Unknown if the office is in the list no more."""
    office, status = service.office.get(one.slot.office), STATUS.get(one.status, "CONFIRMED")
    if office is None:
        raise Unknown(one.slot.office)
    gone = status == "CANCELLED"
    event = Event()
    event.add("uid", f"{one.number}@minsheng")
    event.add("sequence", one.version + gone)
    event.add("dtstamp", now)
    event.add("dtstart", one.starts_at.astimezone(SHANGHAI))
    event.add("dtend", one.ends_at.astimezone(SHANGHAI))
    event.add("summary", f"{service.name}（预约号{number_written(one.number)}）")
    event.add("location", office_written(service, office) if service.dispatched else f"{office.name}，{office.address}")
    way = "" if comes_home(service, one.who["answers"]) else f"{office.how_to_get_there}\n"
    wanted = required.said(papers, day_of(now))
    place = f"{way}{office_written(service, office)}，电话{office.phone}"
    event.add("description", "\n".join(filter(None, [place, wanted])))
    event.add("status", status)
    for before in () if gone else REMINDERS:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", service.name)
        alarm.add("trigger", before)
        event.add_component(alarm)
    made = Calendar()
    made.add("prodid", "-//Minsheng//booking//ZH")
    made.add("version", "2.0")
    made.add_component(event)
    made.add_missing_timezones()
    content: bytes = made.to_ical()
    return content
