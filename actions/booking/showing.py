"""Bookings that stand, as they are listed."""

from __future__ import annotations

from collections.abc import Sequence

from actions.booking.model import Appointment, Status
from actions.booking.texts import texts
from actions.booking.turn import At, tell
from actions.booking.wording import moment_written, number_written, office_written, slot_written, weekdays_written
from bot.messages import Reply


async def shown(at: At, found: Sequence[Appointment] | None = None) -> Reply:
    """Those, or all of the conversation; with its standing orders and what it waits for."""
    t = texts()
    if found is None:
        mine = await at.bookings.of_conversation(at.conversation_id)
        found = [one for one in mine if one.status is Status.CONFIRMED]
    lines = [line(at, one) for one in found] + await _others(at)
    if not lines:
        return tell(t["nothing"])
    return tell(t["mine"], *lines, t["what_next"], buttons=[t["change_time"], t["cancel"]])


async def has_others(at: At) -> bool:
    """Whether there are standing orders, or something is waited for."""
    return bool(await _others(at))


def line(at: At, one: Appointment) -> str:
    """One of them."""
    service = at.services[one.slot.service]
    said = texts()["mine_one"].format(
        number=number_written(one.number),
        when=slot_written(service, one.slot, at.today),
        service=service.name,
        office=office_written(service, service.office[one.slot.office]),
    )
    return said + texts()["mine_closed"] if one.closure_id is not None else said


async def _others(at: At) -> list[str]:
    t, lines = texts(), []
    for order in await at.bookings.standing_of(at.conversation_id):
        band = at.services[order.wish.slot.service].band[order.wish.slot.band].name
        lines.append(t["standing_line"].format(weekdays=weekdays_written(order.weekdays), band=band))
    for waiting in await at.bookings.waiting_of(at.conversation_id):
        service = at.services[waiting.slot.service]
        when, office = slot_written(service, waiting.slot, at.today), service.office[waiting.slot.office]
        where = {"when": when, "service": service.name, "office": office_written(service, office)}
        if waiting.offered_until is not None:
            lines.append(t["offered"].format(until=moment_written(waiting.offered_until, at.today), **where))
        else:
            lines.append(t["mine_waiting"].format(place=(waiting.ahead or 0) + 1, **where))
    return lines
