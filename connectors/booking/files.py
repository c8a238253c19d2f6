"""A booking to take along: a calendar's entry, and a QR code with its number for the counter."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from typing import Annotated

import segno
from fastapi import APIRouter, Depends, Path
from fastapi.responses import Response
from icalendar import Alarm, Calendar, Event

from actions.booking.model import Appointment, Status
from actions.booking.wording import number_written, office_written
from bot.clock import SHANGHAI
from connectors.booking.access import Asker, asker
from connectors.site import Site, site
from knowledge.service import Service

router = APIRouter(prefix="/api/v1/bookings", tags=["booking"])
By = Annotated[Asker, Depends(asker)]
Here = Annotated[Site, Depends(site)]
Number = Annotated[str, Path(max_length=32, examples=["123456782"])]
REMINDERS = (timedelta(days=-1), timedelta(hours=-2))
MODULE = 6
"""Size of a dot of the QR code in units of the picture; it is drawn as large as the page wants."""


@router.get("/{number}/calendar.ics", summary="The booking for a calendar")
async def calendar(number: Number, by: By, here: Here) -> Response:
    """With reminders the day before and two hours before; cancelled, it takes itself out again."""
    found = await by.appointment(number)
    content = as_calendar(here.bookings.service(found.slot.service), found, here.now())
    headers = {"Content-Disposition": f'attachment; filename="booking-{found.number}.ics"'}
    return Response(content, media_type="text/calendar; charset=utf-8", headers=headers)


@router.get("/{number}/code.svg", summary="The booking's number as a QR code")
async def code(number: Number, by: By) -> Response:
    """Nine digits and nothing else: whoever finds the paper learns nothing from it."""
    found = await by.appointment(number)
    picture = io.BytesIO()
    segno.make(str(found.number), error="m").save(picture, kind="svg", scale=MODULE, xmldecl=False)
    return Response(picture.getvalue(), media_type="image/svg+xml")


def as_calendar(service: Service, one: Appointment, now: datetime) -> bytes:
    """The file's content."""
    office = service.office[one.slot.office]
    event = Event()
    event.add("uid", f"{one.number}@minsheng")
    event.add("sequence", one.version)
    event.add("dtstamp", now)
    event.add("dtstart", one.starts_at.astimezone(SHANGHAI))
    event.add("dtend", one.ends_at.astimezone(SHANGHAI))
    event.add("summary", f"{service.name}（预约号{number_written(one.number)}）")
    event.add("location", office_written(service, office) if service.dispatched else f"{office.name}，{office.address}")
    event.add("description", f"{office.how_to_get_there}\n{office_written(service, office)}，电话{office.phone}")
    event.add("status", "CONFIRMED" if one.status is Status.CONFIRMED else "CANCELLED")
    for before in REMINDERS:
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
