"""What is done with bookings, and what is told because of it: each function is the work of one transaction, so that a notice is
queued if and only if what it tells of has happened. To be run through `bot.retry`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from actions.booking import changes, closures, holds, queue, telling
from actions.booking.model import Booked, Order, Quota, Slot
from actions.booking.queue import Offer
from actions.booking.reading import by_number
from actions.booking.standing import StandingOrder
from bot.privacy import Cipher
from knowledge.policy_list import PolicyList

AT_ONCE, EVERYBODY = 100, 100_000


@dataclass(frozen=True)
class Acts:
    """With the list as it is now, which has the texts and places."""

    cipher: Cipher
    policies: PolicyList

    def confirm(self, db: Connection, number: int, now: datetime) -> Booked:
        """As `holds.confirm`."""
        booked = holds.confirm(db, number, now)
        telling.booked(db, self.cipher, self.policies, number, now)
        return booked

    def accept(self, db: Connection, entry_id: str, now: datetime) -> Booked:
        """As `queue.accept`."""
        booked = queue.accept(db, entry_id, now)
        telling.booked(db, self.cipher, self.policies, booked.number, now)
        return booked

    def book(self, db: Connection, order: Order, key: str, now: datetime) -> Booked:
        """As `holds.book`, of a standing order: only what is near is told."""
        booked = holds.book(db, self.cipher, order, key, now)
        telling.remind(db, self.cipher, self.policies, booked.number, now)
        return booked

    def not_filled(self, db: Connection, order: StandingOrder, slot: Slot, now: datetime) -> None:
        """A day of a standing order was full."""
        telling.not_filled(db, self.cipher, self.policies, order, slot, now)

    def cancel(self, db: Connection, number: int, key: str, now: datetime, late: bool = False) -> Booked:
        """As `changes.cancel`."""
        booked = changes.cancel(db, self.cipher, number, key, now, late)
        telling.cancelled(db, self.cipher, number, now)
        return booked

    def move(self, db: Connection, number: int, order: Order, key: str, now: datetime, late: bool = False) -> Booked:
        """As `changes.reschedule`."""
        before = by_number(db, self.cipher, number)
        booked = changes.reschedule(db, self.cipher, number, order.slot, key, now, order.amounts, order.claims, late)
        if by_number(db, self.cipher, number).version != before.version:  # else the request is a repeated one
            telling.hush(db, before, now)
            telling.booked(db, self.cipher, self.policies, number, now)
        return booked

    def reopen(self, db: Connection, closure_id: str, now: datetime) -> None:
        """As `closures.reopen`; whoever has neither moved nor cancelled is told."""
        numbers = closures.affected(db, closure_id, EVERYBODY)
        closures.reopen(db, closure_id, now)
        for number in numbers:
            telling.reopened(db, self.cipher, self.policies, number, closure_id, now)

    def tell_closed(self, db: Connection, closure_id: str, why: str, after: int, now: datetime) -> int | None:
        """Some of those whose appointments cannot take place, each once; the number of the last, None after the last of all."""
        numbers = closures.affected(db, closure_id, AT_ONCE, after)
        for number in numbers:
            telling.closed(db, self.cipher, self.policies, number, why, now)
        return numbers[-1] if numbers else None

    def offer(self, db: Connection, session_id: str, quota: Quota, now: datetime) -> Offer | None:
        """As `queue.offer`."""
        offer = queue.offer(db, session_id, quota, now)
        if offer is not None:
            telling.offered(db, self.cipher, self.policies, offer, now)
        return offer
