"""What is done with bookings, and what is told because of it: each function is the work of one transaction, so that a notice is
queued if and only if what it tells of has happened. To be run through `bot.retry`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from actions.booking import changes, closures, holds, queue, reading, statements, telling
from actions.booking.model import Booked, Order, Quota, Slot, Status, Whose
from actions.booking.queue import Offer
from actions.booking.reading import by_number
from actions.booking.standing import StandingOrder
from actions.documents import lives, looks, required
from actions.documents.looks import Stage
from actions.documents.required import LACKING, State
from bot.privacy import Cipher
from knowledge.policy_list import PolicyList

AT_ONCE, EVERYBODY = 100, 100_000
KEEP_PHOTO_DAYS = 7


@dataclass(frozen=True)
class Acts:
    """With the list as it is now, which has the texts and places."""

    cipher: Cipher
    policies: PolicyList
    keep_photo_days: int = KEEP_PHOTO_DAYS

    def confirm(self, db: Connection, number: int, now: datetime) -> Booked:
        """As `holds.confirm`."""
        booked = holds.confirm(db, number, now)
        self._follow(db, number, now)
        telling.booked(db, self.cipher, self.policies, number, now)
        return booked

    def accept(self, db: Connection, entry_id: str, now: datetime) -> Booked:
        """As `queue.accept`."""
        booked = queue.accept(db, entry_id, now)
        self._follow(db, booked.number, now)
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
        lives.let_go(db, number, self.keep_photo_days, now)
        return booked

    def move(self, db: Connection, number: int, order: Order, key: str, now: datetime, late: bool = False) -> Booked:
        """As `changes.reschedule`."""
        before = by_number(db, self.cipher, number)
        whose = Whose(order.owner, order.who, order.phone)
        booked = changes.reschedule(
            db, self.cipher, number, order.slot, key, now, order.amounts, order.claims, late, whose
        )
        if by_number(db, self.cipher, number).version != before.version:  # else the request is a repeated one
            telling.hush(db, before, now)
            self._follow(db, number, now)
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

    def look_at_papers(self, db: Connection, number: int, stage: Stage, now: datetime) -> None:
        """Whether those that it requires are in order: before the moment he is reminded of what is lacking; at it the place
        goes to others, with those that follow it. What staff have to look at stays."""
        # Whoever moves or cancels it, or looks at the same moment, waits.
        db.execute(statements.LOCK, {"number": number})
        one = by_number(db, self.cipher, number)
        found = required.of(db, self.cipher, self.policies, one, now) if one.status is Status.CONFIRMED else None
        if found is None or one.closure_id is not None:
            looks.note(db, one, stage, looks.NONE, now)
            return
        if found.state is State.READING or (stage is Stage.UNTIL and now < found.until):
            return  # looked at again in a minute, or at its new time
        if not looks.note(db, one, stage, found.state, now) or found.state not in LACKING:
            return
        if stage is Stage.REMINDER:
            telling.remind_of_papers(db, self.cipher, self.policies, one, found, now)
            return
        following = reading.following(db, number)
        for gone in (number, *following):
            self.cancel(db, gone, f"papers/{number}/{one.version}/{gone}", now, late=True)
        telling.released(db, self.cipher, self.policies, one, found, following, now)

    def _follow(self, db: Connection, number: int, now: datetime) -> None:
        """Papers follow what was booked or moved."""
        one = by_number(db, self.cipher, number)
        lives.follow(db, self.cipher, self.policies, one)
        required.note_pass(db, self.cipher, self.policies, one, now)
