"""What is done with bookings, and what is told because of it: each function is the work of one transaction, so that a notice is
queued if and only if what it tells of has happened. To be run through `bot.retry`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from actions.booking import changes, closures, holds, queue, telling
from actions.booking.model import Booked, Order, Quota, Slot
from actions.booking.queue import Offer
from bot.privacy import Cipher
from knowledge.policy_list import PolicyList


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

    def book(self, db: Connection, order: Order, key: str, now: datetime) -> Booked:
        """As `holds.book`, of a standing order: only what is near is told."""
        booked = holds.book(db, self.cipher, order, key, now)
        telling.remind(db, self.cipher, self.policies, booked.number, now)
        return booked

    def cancel(self, db: Connection, number: int, key: str, now: datetime, late: bool = False) -> Booked:
        """As `changes.cancel`."""
        booked = changes.cancel(db, self.cipher, number, key, now, late)
        telling.cancelled(db, self.cipher, number, now)
        return booked

    def move(self, db: Connection, number: int, order: Order, key: str, now: datetime, late: bool = False) -> Booked:
        """As `changes.reschedule`."""
        telling.forget_if_moved(db, self.cipher, number, now)
        booked = changes.reschedule(
            db, self.cipher, number, order.slot, key, now, order.amounts, order.claims, late
        )
        telling.booked(db, self.cipher, self.policies, number, now)
        return booked

    def close(self, db: Connection, slot: Slot, why: str, now: datetime) -> str:
        """As `closures.close`; whoever has booked is told, and what he may do."""
        closure = closures.close(db, slot, why, now)
        for number in closures.affected(db, closure, most=EVERYBODY):
            telling.closed(db, self.cipher, self.policies, number, why, now)
        return closure

    def offer(self, db: Connection, session_id: str, quota: Quota, now: datetime) -> Offer | None:
        """As `queue.offer`."""
        offer = queue.offer(db, session_id, quota, now)
        if offer is not None:
            telling.offered(db, self.cipher, self.policies, offer, now)
        return offer


EVERYBODY = 100_000
