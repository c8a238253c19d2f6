"""How long papers are kept goes by the appointment that they are for: booked, moved, cancelled. Each function is part of the
transaction that does so."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from actions.booking.errors import Unknown
from actions.booking.model import Appointment, Status
from actions.booking.reading import by_number
from actions.documents import store
from actions.documents.subject import POLICY, SERVICE, Subject, kept_until
from bot.privacy import Cipher
from knowledge.policy_list import PolicyList

STANDS = (Status.HELD, Status.CONFIRMED)


def follow(db: Connection, cipher: Cipher, policies: PolicyList, one: Appointment) -> None:
    """Papers of the appointment, and those that were shown before in its conversation for the same, are kept until it is over."""
    mine = store.of_conversation(db, one.conversation_id) if one.conversation_id else None
    if mine is not None and _fits(policies, one, mine.subject) and not _are_anothers(db, cipher, one, mine.appointment):
        store.meant_for(db, mine.id, str(Subject(SERVICE, one.slot.service)), one.number)
    for papers in store.all_of_appointment(db, one.number):
        store.keep_until(db, papers.id, one.ends_at)


def let_go(db: Connection, number: int, keep_days: int, now: datetime) -> None:
    """It is cancelled: what was shown for it is kept as long as without an appointment."""
    for papers in store.all_of_appointment(db, number):
        store.meant_for(db, papers.id, papers.subject, None)
        store.keep_until(db, papers.id, kept_until(None, keep_days, now))


def _fits(policies: PolicyList, one: Appointment, subject: str | None) -> bool:
    """Whether papers for this are the appointment's; where it was not said what they are for, only if it requires some."""
    service = policies.services.get(one.slot.service)
    if service is None:
        return False
    if subject is None:
        return service.precheck is not None
    return subject in {f"{SERVICE}/{service.id}", *(f"{POLICY}/{policy}" for policy in service.policies)}


def _are_anothers(db: Connection, cipher: Cipher, one: Appointment, number: int | None) -> bool:
    if number is None or number == one.number:
        return False
    try:
        return by_number(db, cipher, number).status in STANDS
    except Unknown:
        return False
