"""What citizens are told of their bookings without asking: confirmed, soon, closed, at the head of the queue. It goes out through
the one outbox, queued in the same transaction as what it tells of."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from sqlalchemy import Connection

from actions.booking.model import Appointment, Slot
from actions.booking.phone import parse
from actions.booking.queue import Offer
from actions.booking.reading import by_number
from actions.booking.standing import StandingOrder
from actions.booking.texts import texts
from actions.booking.waiting import entry
from actions.booking.wording import moment_written, number_written, office_written, slot_written
from actions.documents import required
from actions.documents.required import LACKING, Required
from bot import notices
from bot.clock import SHANGHAI, day_of
from bot.messages import Button, Reply
from bot.notices import Notice
from bot.privacy import Cipher
from knowledge.policy_list import PolicyList

DAY_BEFORE = time(10)
"""At that hour of the day before somebody is reminded."""
SHORTLY = timedelta(hours=2)


def about(one: Appointment) -> str:
    """What the notices of a booking speak of: as it stands, not as it stood before it was moved."""
    return f"booking/{one.number}/{one.version}"


def soon(one: Appointment) -> str:
    """What its reminders speak of: they stop where it cannot take place."""
    return f"{about(one)}/soon"


def booked(db: Connection, cipher: Cipher, policies: PolicyList, number: int, now: datetime) -> None:
    """Confirmed or moved: the telephone gets it in writing, so that the person himself knows, and what is near is told."""
    one = by_number(db, cipher, number)
    if (phone := _mobile(one)) is not None:
        text = texts()["sms_booked"].format(**_said(policies, one, now))
        papers = required.of(db, cipher, policies, one, now)
        if papers is not None and papers.state in LACKING:
            text += texts()["sms_papers"].format(until=moment_written(papers.until, day_of(now)))
        written = Notice(f"{about(one)}/booked", about(one), None, phone, _reply(text), now, one.ends_at)
        notices.queue(db, cipher, written, now)
    remind(db, cipher, policies, number, now)


def remind(db: Connection, cipher: Cipher, policies: PolicyList, number: int, now: datetime) -> None:
    """The day before, and two hours before."""
    one = by_number(db, cipher, number)
    said, begins = _said(policies, one, now), one.starts_at.astimezone(SHANGHAI)
    day_before = datetime.combine(begins.date() - timedelta(days=1), DAY_BEFORE, SHANGHAI)
    for name, due_at in (("remind_day_before", day_before), ("remind_shortly", begins - SHORTLY)):
        if due_at > now:
            _queue(db, cipher, one, name, texts()[name].format(**said), due_at, begins, of=soon(one))


def remind_of_papers(
    db: Connection, cipher: Cipher, policies: PolicyList, one: Appointment, papers: Required, now: datetime
) -> None:
    """What is still lacking, and until when."""
    text = texts()["remind_papers"].format(papers=required.said(papers, day_of(now)), **_said(policies, one, now))
    _queue(db, cipher, one, "remind_papers", text, now, papers.until, of=soon(one))


def released(
    db: Connection,
    cipher: Cipher,
    policies: PolicyList,
    one: Appointment,
    papers: Required,
    following: Sequence[int],
    now: datetime,
) -> None:
    """Cancelled with what follows it, because papers were not in order in time: why, and how to book again."""
    t, said = texts(), _said(policies, one, now)
    again = t["again"].format(service=said["service"])
    until = moment_written(papers.until, day_of(now))
    lines = [t["released"].format(until=until, why=required.why(papers), **said)]
    lines += [t["cancelled_linked"].format(number=number_written(number)) for number in following]
    lines.append(t["released_again"].format(again=again, **said))
    _queue(db, cipher, one, "released", "\n".join(lines), now, one.ends_at, (again,))


def cancelled(db: Connection, cipher: Cipher, number: int, now: datetime) -> None:
    """Nothing more is told of it."""
    hush(db, by_number(db, cipher, number), now)


def hush(db: Connection, one: Appointment, now: datetime) -> None:
    """Takes back what is not told yet of it, as it stood when it was read."""
    for what in (about(one), soon(one)):
        notices.withdraw(db, what, now)


def closed(db: Connection, cipher: Cipher, policies: PolicyList, number: int, why: str, now: datetime) -> None:
    """It cannot take place: he is told why, and may move it, or have it cancelled, however late it is. No reminder comes."""
    one, t = by_number(db, cipher, number), texts()
    text = t["told_closed"].format(why=why, **_said(policies, one, now))
    name = f"closed/{one.closure_id}"
    _queue(db, cipher, one, name, text, now, one.ends_at, (t["change_time"], t["cancel"]))
    notices.withdraw(db, soon(one), now)


def reopened(db: Connection, cipher: Cipher, policies: PolicyList, number: int, closure_id: str, now: datetime) -> None:
    """It takes place after all."""
    one = by_number(db, cipher, number)
    text = texts()["told_reopened"].format(**_said(policies, one, now))
    _queue(db, cipher, one, f"reopened/{closure_id}", text, now, one.ends_at)


def offered(db: Connection, cipher: Cipher, policies: PolicyList, offer: Offer, now: datetime) -> None:
    """His turn in the queue has come."""
    waiting, t = entry(db, cipher, offer.entry_id), texts()
    until = offer.booked.held_until
    assert until is not None
    service, phone = policies.services[waiting.slot.service], parse(waiting.who["phone"])
    text = t["offered"].format(
        when=slot_written(service, waiting.slot, day_of(now)),
        service=service.name,
        office=office_written(service, service.office[waiting.slot.office]),
        until=moment_written(until, day_of(now)),
    )
    key, reply = f"offer/{offer.entry_id}", _reply(text, (t["accept"], t["decline"]))
    mobile = phone if phone and phone.startswith("1") else None
    notice = Notice(key, key, waiting.conversation_id, mobile, reply, now, until, at_any_hour=True)
    notices.queue(db, cipher, notice, now)


def not_filled(
    db: Connection, cipher: Cipher, policies: PolicyList, order: StandingOrder, slot: Slot, now: datetime
) -> None:
    """A day of a standing order that was full."""
    service, key = policies.services[slot.service], f"standing/{order.id}/{slot.date}"
    if order.wish.conversation_id is not None:
        text = texts()["standing_missed"].format(days=slot_written(service, slot, day_of(now)))
        notice = Notice(key, key, order.wish.conversation_id, None, _reply(text), now)
        notices.queue(db, cipher, notice, now)


def _said(policies: PolicyList, one: Appointment, now: datetime) -> dict[str, str]:
    service = policies.services[one.slot.service]
    office = service.office[one.slot.office]
    return {
        "number": number_written(one.number),
        "when": slot_written(service, one.slot, day_of(now)),
        "service": service.name,
        "office": office_written(service, office),
        "phone": office.phone,
    }


def _queue(
    db: Connection,
    cipher: Cipher,
    one: Appointment,
    name: str,
    text: str,
    due_at: datetime,
    expires_at: datetime,
    buttons: tuple[str, ...] = (),
    of: str | None = None,
) -> None:
    """To the conversation and the telephone; nobody is told who has neither, nor twice."""
    phone = _mobile(one)
    if one.conversation_id is not None or phone is not None:
        key, reply = f"{about(one)}/{name}", _reply(text, buttons)
        notice = Notice(key, of or about(one), one.conversation_id, phone, reply, due_at, expires_at)
        notices.queue(db, cipher, notice, due_at)


def _reply(text: str, buttons: tuple[str, ...] = ()) -> Reply:
    return Reply(text, outcome="answered", buttons=tuple(Button(words, words) for words in buttons))


def _mobile(one: Appointment) -> str | None:
    """Where an SMS can be sent to."""
    phone = parse(one.who["phone"])
    return phone if phone and phone.startswith("1") else None
