"""Finding the session that is meant, or saying why there is none and what else there is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from actions.booking import finding
from actions.booking.draft import Draft
from actions.booking.finding import Found, Why
from actions.booking.following import window
from actions.booking.model import WHOLE_DAY
from actions.booking.schedule import Vacancy
from actions.booking.texts import texts
from actions.booking.turn import At, ask
from actions.booking.wish import BadWish, amounts
from actions.booking.wording import day_written, moment_written, office_written, short
from bot.clock import SHANGHAI
from bot.messages import Reply
from knowledge.days import note
from knowledge.service import Service
from knowledge.service_days import follows_between, horizon, is_open, moment
from knowledge.when import Days, Option, WhenSaid
from knowledge.when_said import listen_when
from knowledge.when_spoken import when_written
from knowledge.wish_said import WishSaid, listen_wish

SATURDAY = 5
LOOK_AHEAD = 62
"""Days."""


def choose_time(at: At, draft: Draft, service: Service, said: WishSaid) -> Reply | None:
    """Notes when it shall be; a reply if that cannot be, or may mean several."""
    when = said.when
    if when.impossible:
        draft.asked = "when"
        return ask(texts()[when.impossible])
    if when.ambiguous:
        draft.asked = "when"
        return ask(texts()["which_of"], buttons=[when_written(option, at.today) for option in when.options])
    if not when and not said.bands:
        return None
    has_days = any(option.days for option in when.options) or when.earliest or when.any_day or when.repeat
    has_band = bool(said.bands) or any(option.band for option in when.options)
    if has_days:
        draft.day = None
    if has_band:
        draft.band = None
    if has_days:
        draft.weekdays = list(_weekdays(when, service)) if service.standing else []
    draft.said_when, draft.said_at = at.text, at.now.isoformat()
    draft.waits, draft.full = False, None
    return None


async def when_step(at: At, draft: Draft, service: Service) -> Reply | None:
    """The session for what was said so far; a question where it is still open, None once it is found."""
    if draft.slot is not None and draft.said_when is None:
        return None
    sessions = await _sessions(at, draft, service)
    if draft.said_when is None and draft.day is None:
        return _when(at, draft, service, sessions)
    when, bands = _meant(draft, service)
    found = finding.find(service, sessions, when, bands, wanted(service, draft), at.now)
    draft.said_when = None
    if draft.weekdays and len({one.slot.band for one in found.several}) == 1:
        found = Found(found.several[0], day=found.day)
    if found.one is not None:
        draft.take(found.one.slot)
        return None
    draft.asked = "when"
    if found.several:
        days = {one.slot.date for one in found.several}
        draft.day = days.pop().isoformat() if len(days) == 1 else None
        listed = finding.to_list(found.several)
        return _list(draft, service, listed, at.today, texts()["several"])
    draft.day = None
    return none_found(at, draft, service, found, sessions)


def _when(at: At, draft: Draft, service: Service, sessions: list[Vacancy]) -> Reply:
    """Asks for it; what was listed before is listed again, and of a service that is there on a few days only, the next ones."""
    if draft.asked == "when":
        free = [one for one in sessions if finding.is_bookable(one, at.now) and one.slot.id in draft.listed]
    else:
        few = service.days.dates or draft.first_day is not None
        free = finding.nearest(sessions, at.today, {}, at.now) if few else []
    draft.asked = "when"
    if free:
        days = "" if service.days.dates else _window(at, draft, service)
        return _list(draft, service, free, at.today, days, texts()["several"])
    return ask(texts()["when"], _window(at, draft, service))


async def not_open(at: At, draft: Draft, service: Service) -> Reply | None:
    """Told before a place is chosen: it is open nowhere on the days that were named."""
    when, _ = _meant(draft, service)
    days = [option.days for option in when.options if option.days]
    if not days or any(any(is_open(service, day) for day in _each(stretch)) for stretch in days):
        return None
    draft.said_when = None
    sessions = await _sessions(at, draft, service)
    return none_found(at, draft, service, Found(why=Why.NOT_OPEN, day=days[0].first), sessions)


def _each(days: Days) -> Iterator[date]:
    """Of a stretch without an end, as many as one looks ahead."""
    last = days.last or days.first + timedelta(days=LOOK_AHEAD)
    return (days.first + timedelta(days=ahead) for ahead in range((last - days.first).days + 1))


def none_found(at: At, draft: Draft, service: Service, found: Found, sessions: list[Vacancy]) -> Reply:
    """Why, and what is nearest; of a full one, that one may wait."""
    near_to: Vacancy | date = found.about or found.day or at.today
    waits_for_day = found.why is Why.TOO_EARLY
    near = [] if waits_for_day else finding.nearest(sessions, near_to, wanted(service, draft), at.now)
    draft.asked, draft.full = "when", None
    first = why_not(at, draft, service, found)
    if found.why is Why.FULL and found.about is not None:
        draft.asked, draft.full = "wait", found.about.slot.id
    said = [first, service.alternative or ""]
    said += [texts()["or_wait"]] if draft.full else []
    told = waits_for_day or (found.why is Why.NOT_OPEN and service.days.otherwise)
    said += [texts()["others"] if near else "" if told else texts()["none_near"]]
    reply = _list(draft, service, near, at.today, *said)
    if draft.full:
        return ask(reply.text, buttons=[*(button.title for button in reply.buttons), texts()["wait"]])
    return reply


def why_not(at: At, draft: Draft, service: Service, found: Found) -> str:
    """In a sentence."""
    assert found.why is not None
    about, day = found.about, found.about.slot.date if found.about else found.day
    if found.why is Why.NO_BAND:
        day = found.day
    name = office_written(service, service.office[draft.office]) if draft.office else ""
    if about is not None:
        name = office_written(service, service.office[about.slot.office])
    opens = about.opens_at if about else moment(service.booking.opens, day) if day else None
    return texts()[found.why.value].format(
        day=day_written(day, at.today) if day else "",
        band=service.band[about.slot.band].name if about and about.slot.band != WHOLE_DAY else "",
        office=name,
        service=service.name,
        opens=moment_written(opens, at.today) if opens else "",
        closes=moment_written(about.closes_at, at.today) if about else "",
        otherwise=service.days.otherwise or "",
        reason="",
    ) + (note(day) or "" if day else "")


def wanted(service: Service, draft: Draft) -> dict[str, int]:
    """How much is needed, as far as is known."""
    try:
        return amounts(service, draft.answers)
    except BadWish:
        return amounts(service, {})


async def _sessions(at: At, draft: Draft, service: Service) -> list[Vacancy]:
    """Of the office, from today on; of the second of two linked appointments only within its days."""
    first, last = at.today, at.today + timedelta(days=horizon(service))
    if service.follows is not None and draft.first_day is not None:
        first, last = follows_between(service, date.fromisoformat(draft.first_day))
        first = max(first, at.today)
    return await at.bookings.vacancies(service, first, last, draft.office)


def _meant(draft: Draft, service: Service) -> tuple[WhenSaid, tuple[str, ...]]:
    """What was said, with the day or the band that was known before where it leaves them open."""
    at = datetime.fromisoformat(draft.said_at).astimezone(SHANGHAI) if draft.said_at else None
    when, bands = WhenSaid(), tuple[str, ...]()
    if draft.said_when is not None and at is not None:
        when, bands = listen_when(draft.said_when, at), listen_wish(draft.said_when, service, at).bands
    if draft.day is not None and not any(option.days for option in when.options):
        day = date.fromisoformat(draft.day)
        known = [Option(Days(day, day), option.band) for option in when.options] or [Option(Days(day, day))]
        when = WhenSaid(tuple(known), refused=when.refused)
    if draft.band is not None and not bands and not any(option.band for option in when.options):
        bands = (draft.band,)
    return when, bands


def _weekdays(when: WhenSaid, service: Service) -> tuple[int, ...]:
    """Of a repetition, those on which the service is open."""
    if when.repeat is None:
        return ()
    working = when.repeat.working_days or service.days.which == "working"
    return tuple(day for day in when.repeat.weekdays or range(7) if day < SATURDAY or not working)


def _window(at: At, draft: Draft, service: Service) -> str:
    """The days of a service that is there only on some."""
    if draft.first_day is not None and service.follows is not None:
        return window(at, service, date.fromisoformat(draft.first_day))
    if not service.days.dates:
        return ""
    days = [day for day in service.days.dates if day > at.today]
    return texts()["batches"].format(days="、".join(day_written(day, at.today) for day in days)) if days else ""


def _list(draft: Draft, service: Service, sessions: list[Vacancy], today: date, *said: str) -> Reply:
    several = len({one.slot.office for one in sessions}) > 1
    draft.listed = [one.slot.id for one in sessions]
    return ask(*said, buttons=[short(service, one, today, with_office=several) for one in sessions])
