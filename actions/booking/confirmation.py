"""What somebody gets who has booked: the number, where to go, what to bring, how to cancel."""

from __future__ import annotations

from dataclasses import replace

from actions.booking.model import Appointment
from actions.booking.texts import texts
from actions.booking.turn import At, tell
from actions.booking.wording import (
    answers_written,
    comes_home,
    materials,
    moment_written,
    number_written,
    office_written,
    slot_written,
    to_bring,
)
from actions.documents import required
from actions.documents.required import Required
from bot.messages import BookingCard, Reply
from knowledge.service import Service
from knowledge.service_days import moment

FILES = "/api/v1/bookings/{number}/{file}"


def confirmed(at: At, service: Service, appointment: Appointment, papers: Required | None, first: str = "") -> Reply:
    """All of it in words, and the same as a card: that stands for every paragraph but the first, which says also what papers
    are required, as the place hangs on them."""
    one, t = card(at, service, appointment, papers), texts()
    wanted = required.said(papers, at.today)
    lines = [
        t["number"].format(number=one.number),
        t["line_when"].format(when=one.when),
        t["line_home"].format(where=one.where) if service.dispatched else t["line_where"].format(where=_place(one)),
        *one.lines,
        t["how_to_get_there"].format(how=one.how_to_get_there) if one.how_to_get_there else "",
        t["bring"].format(documents="；".join(one.bring)) if one.bring else "",
        one.until,
        *service.notes,
        one.made_up or "",
    ]
    reply = tell(*lines, buttons=[t["my_bookings"], t["change_time"], t["cancel"]])
    said = "\n".join(filter(None, [first or t["confirmed"], wanted]))
    text = f"{said}\n\n{reply.text}"
    return replace(reply, text=text, bookings=(one,), trace=_trace(at, service, appointment))


def _trace(at: At, service: Service, appointment: Appointment) -> dict[str, object]:
    """For staff, and for corrections when the list changes: what it costs and what to bring rest on clauses."""
    brought = materials(at.policies, service, appointment.slot.date)
    clauses = [*appointment.who.get("clauses", ()), *(f"{policy}/{one.clause}" for policy, one in brought)]
    day = at.today.isoformat()
    return {"list": at.policies.version, "day": day, "outcomes": {}, "clauses": list(dict.fromkeys(clauses))}


def card(at: At, service: Service, appointment: Appointment, papers: Required | None) -> BookingCard:
    """As doors show it."""
    t, office, slot = texts(), service.office[appointment.slot.office], appointment.slot
    price = appointment.who.get("price")
    answers = {name: tuple(a) if isinstance(a, list) else a for name, a in appointment.who["answers"].items()}
    return BookingCard(
        number=number_written(appointment.number),
        service=service.name,
        when=slot_written(service, slot, at.today),
        where=office_written(service, office),
        address=None if service.dispatched else office.address,
        phone=office.phone,
        how_to_get_there=None if comes_home(service, answers) else office.how_to_get_there,
        lines=(
            *answers_written(service, answers),
            t["line_names"].format(person=service.person, names="、".join(appointment.who["names"])),
            *([t["line_price"].format(price=price)] if price else []),
        ),
        bring=tuple(to_bring(at.policies, service, slot.date)),
        until=_until(at, service, appointment),
        notes=(*filter(None, [required.said(papers, at.today)]), *service.notes),
        made_up=t["all_made_up"] if service.demonstration else None,
        calendar=FILES.format(number=appointment.number, file="calendar.ics"),
        code=FILES.format(number=appointment.number, file="code.svg"),
    )


def _until(at: At, service: Service, appointment: Appointment) -> str:
    """How to cancel it."""
    phone = service.office[appointment.slot.office].phone
    last = moment(service.booking.changes, appointment.slot.date)
    if at.now >= last:
        return texts()["no_changes"].format(phone=phone)
    return texts()["until"].format(until=moment_written(last, at.today), phone=phone)


def _place(one: BookingCard) -> str:
    return "，".join(filter(None, [one.where, one.address, one.phone]))
