"""The end of a booking: the places are held, all is read back, and the yes makes it stand."""

from __future__ import annotations

from datetime import timedelta

from actions.booking import pricing
from actions.booking.choosing import none_found, wanted
from actions.booking.confirmation import confirmed
from actions.booking.draft import YOU, Draft
from actions.booking.errors import (
    AlreadyBooked,
    Closed,
    Ended,
    Expired,
    Full,
    LimitReached,
    TooEarly,
    TooLate,
)
from actions.booking.finding import Found, Why
from actions.booking.following import outside_now
from actions.booking.pricing import Priced
from actions.booking.texts import texts
from actions.booking.turn import At, ask, behind, tell
from actions.booking.wish import BadWish, Wish
from actions.booking.wording import (
    answers_written,
    menu_lines,
    number_written,
    office_written,
    short,
    slot_written,
    weekdays_written,
)
from actions.documents import required
from bot.messages import Reply
from bot.retry import Unavailable
from knowledge.service import Service
from knowledge.service_days import horizon

GONE = (Full, TooEarly, TooLate, Closed)
WHY = {Full: Why.FULL, TooEarly: Why.TOO_EARLY, TooLate: Why.TOO_LATE, Closed: Why.CLOSED}


async def hold_and_read_back(at: At, draft: Draft, first: str = "") -> Reply:
    """Keeps the places for five minutes and says everything once more; or why they cannot be had."""
    service = at.services[draft.service or ""]
    price = pricing.priced(at.policies, service, draft.facts, wanted(service, draft), at.today)
    draft.asked = "confirm"
    if draft.number is None and draft.target is None and not draft.waits and not draft.weekdays:
        try:
            booked = await at.bookings.hold(wish_of(at, draft, price), _key(at, draft), at.now)
        except Unavailable:
            return tell(texts()["unavailable"], outcome="needs_person", buttons=[texts()["confirm"]])
        except BadWish as error:
            draft.answers.pop(error.what, None)
            draft.asked = error.what
            return ask(str(error))
        except LimitReached as error:
            return await _has_it_already(at, draft, service, error)
        except GONE as error:
            draft.attempt += 1
            return await _gone(at, draft, service, WHY[type(error)])
        draft.number = booked.number
    buttons = [texts()["confirm"], texts()["change_time"], texts()["stop"]]
    end = texts()["all_right"] + (texts()["held"] if draft.number is not None else "")
    lines = [*read_back(at, draft, service, price), *await _papers(at, draft, price)]
    return ask(first, *lines, end, buttons=buttons)


async def confirm(at: At, draft: Draft) -> Reply:
    """After the yes."""
    service = at.services[draft.service or ""]
    price = pricing.priced(at.policies, service, draft.facts, wanted(service, draft), at.today)
    if draft.target is not None:
        return await _move(at, draft, service, price, draft.target)
    if draft.weekdays:
        return await _stand(at, draft, service, price)
    if draft.waits:
        return await _wait(at, draft, service, price)
    if draft.number is None:
        return await hold_and_read_back(at, draft)
    try:
        await at.bookings.confirm(draft.number, at.now)
    except Unavailable:
        return tell(texts()["unavailable"], outcome="needs_person", buttons=[texts()["confirm"]])
    except (Expired, Closed, Ended):
        return await _hold_again(at, draft)
    draft.over = True
    appointment = await at.bookings.by_number(draft.number)
    return confirmed(at, service, appointment, await at.bookings.papers(draft.number, at.now))


async def _hold_again(at: At, draft: Draft) -> Reply:
    """The time for the yes was over: once more, if there still is room."""
    draft.number = None
    draft.attempt += 1
    reply = await hold_and_read_back(at, draft)
    return behind(texts()["expired"] + (texts()["hold_again"] if draft.asked == "confirm" else ""), reply)


async def let_go(at: At, draft: Draft) -> None:
    """Gives the hold up, if there is one: what is booked is to be something else, or nothing."""
    if draft.number is not None:
        await at.bookings.release(draft.number, at.now)
        draft.number = None
        draft.attempt += 1


def wish_of(at: At, draft: Draft, price: Priced | None) -> Wish:
    """What the draft has come to."""
    assert draft.slot is not None
    wish = Wish(
        draft.slot,
        tuple(draft.names),
        draft.phone or "",
        draft.answers,
        booked_by=None if draft.who == YOU else draft.who,
        conversation_id=at.conversation_id,
        follows_id=draft.follows,
    )
    return pricing.noted(wish, price, draft.facts)


def read_back(at: At, draft: Draft, service: Service, price: Priced | None) -> list[str]:
    """Line by line."""
    slot = draft.slot
    assert slot is not None
    t, office = texts(), service.office[slot.office]
    when = t["line_when"].format(when=slot_written(service, slot, at.today))
    if draft.weekdays:
        when = t["standing_line"].format(weekdays=weekdays_written(draft.weekdays), band=service.band[slot.band].name)
    lines = [
        t["read_back"],
        t["line_service"].format(name=service.name),
        when,
        t["line_home" if service.dispatched else "line_where"].format(where=office_written(service, office)),
        *answers_written(service, draft.answers),
        t["line_names"].format(person=service.person, names="、".join(draft.names)),
        t["line_phone"].format(end=(draft.phone or "")[-4:]),
        t["line_for"].format(who=draft.who) if draft.who != YOU else "",
    ]
    if not draft.weekdays:
        lines += menu_lines(service, slot, draft.answers)
    if price is not None:
        lines.append(t["line_price"].format(price=price.text))
    return [line for line in lines if line]


async def _papers(at: At, draft: Draft, price: Priced | None) -> list[str]:
    """What is to be done about papers once it is booked or moved, and which do not hold on the new day."""
    if draft.target is not None:
        papers, invalid = await at.bookings.papers_if_moved(draft.target, wish_of(at, draft, price), at.now)
        return [*_not_holding(invalid), required.said(papers, at.today, before="before_moved")]
    if draft.number is None:
        return []
    return [required.said(await at.bookings.papers(draft.number, at.now), at.today, before="before_booked")]


def _not_holding(invalid: list[str]) -> list[str]:
    return [texts()["not_holding"].format(papers="".join(invalid))] if invalid else []


def _key(at: At, draft: Draft) -> str:
    return f"{at.conversation_id}/{draft.aim}/{draft.begun}/{draft.attempt}"


async def _has_it_already(at: At, draft: Draft, service: Service, error: LimitReached) -> Reply:
    limit = next(one for one in service.limits if error.rule == f"{service.id}/{one.id}")
    mine = {one.number for one in await at.bookings.of_conversation(at.conversation_id)}
    # Whoever knows a name and a telephone is not told the number that goes with them.
    numbers = "、".join(number_written(number) for number in error.appointments if number in mine)
    draft.day, draft.asked = None, "when"
    draft.attempt += 1
    return ask(
        limit.said,
        texts()["already_numbers"].format(numbers=numbers) if numbers and isinstance(error, AlreadyBooked) else "",
    )


async def _gone(at: At, draft: Draft, service: Service, why: Why) -> Reply:
    """Somebody was faster: the nearest that is left."""
    slot = draft.slot
    assert slot is not None
    sessions = await at.bookings.vacancies(service, at.today, at.today + timedelta(days=horizon(service)), None)
    about = next((one for one in sessions if one.slot == slot), None)
    draft.day = None
    of_office = [one for one in sessions if one.slot.office == slot.office]
    return none_found(at, draft, service, Found(why=why, about=about, day=slot.date), of_office)


async def _move(at: At, draft: Draft, service: Service, price: Priced | None, number: int) -> Reply:
    """What stands is changed to what was read back, under the same number."""
    wish = wish_of(at, draft, price)
    _, invalid = await at.bookings.papers_if_moved(number, wish, at.now)
    try:
        await at.bookings.move(number, wish, _key(at, draft), at.now)
    except Unavailable:
        return tell(texts()["unavailable"], outcome="needs_person", buttons=[texts()["confirm"]])
    except BadWish as error:
        draft.asked = error.what
        return ask(str(error))
    except LimitReached as error:
        return await _has_it_already(at, draft, service, error)
    except Ended:
        draft.over = True
        return tell(texts()["ended"])
    except GONE as error:
        return await _gone(at, draft, service, WHY[type(error)])
    draft.over = True
    moved = await at.bookings.by_number(number)
    outside = await outside_now(at, moved)
    papers = await at.bookings.papers(number, at.now)
    return confirmed(at, service, moved, papers, "\n".join([texts()["changed"], *outside, *_not_holding(invalid)]))


async def _wait(at: At, draft: Draft, service: Service, price: Priced | None) -> Reply:
    try:
        _, ahead = await at.bookings.wait(wish_of(at, draft, price), at.now)
    except GONE as error:
        return await _gone(at, draft, service, WHY[type(error)])
    draft.over = True
    return tell(texts()["waiting"].format(place=ahead + 1))


async def _stand(at: At, draft: Draft, service: Service, price: Priced | None) -> Reply:
    """Every week from now on; what can be booked already is booked at once."""
    t, wish = texts(), wish_of(at, draft, price)
    order = await at.bookings.stand(wish, draft.weekdays, f"{at.conversation_id}/{draft.begun}", at.now)
    made = await at.bookings.fill(order, service, at.now)
    draft.over = True
    days = "、".join(short(service, slot, at.today) for slot in made.booked) or t["none_yet"]
    band = service.band[wish.slot.band].name
    return tell(
        t["standing_done"].format(weekdays=f"每{weekdays_written(draft.weekdays)}", band=band, days=days),
        t["standing_missed"].format(days="、".join(short(service, slot, at.today) for slot in made.full))
        if made.full
        else "",
        t["standing_skip"],
        t["all_made_up"] if service.demonstration else "",
        buttons=[t["my_bookings"], t["stop_standing"]],
    )
