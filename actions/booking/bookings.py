"""All that may be done with bookings, each in a transaction of its own that is tried again when the database asks for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from actions.booking import changes, holds, places, queue, reading
from actions.booking.errors import Unknown
from actions.booking.model import Appointment, Booked, Order, Quota, Slot
from actions.booking.opening import open_service
from actions.booking.schedule import Vacancy, vacancies
from actions.booking.wish import Wish, order_of
from bot.db import Database
from bot.privacy import Cipher
from bot.retry import run_async
from knowledge.policy_list import PolicyList
from knowledge.service import Service


@dataclass(frozen=True)
class Bookings:
    """Of the services in the list as it is now. Every method fails with `BookingError`s, and with `bot.retry.Unavailable`."""

    policies: Callable[[], PolicyList]
    database: Database
    cipher: Cipher

    def service(self, service_id: str) -> Service:
        """Unknown if there is none."""
        try:
            return self.policies().services[service_id]
        except KeyError as error:
            raise Unknown(service_id) from error

    async def open_all(self, now: datetime) -> list[Slot]:
        """Sessions as the files have them; those of which more is taken than there is now."""
        return [
            slot
            for service in self.policies().services.values()
            for slot in await run_async(self.database, open_service, service, now)
        ]

    async def hold(self, wish: Wish, key: str, now: datetime) -> Booked:
        """Keeps the places for some minutes. Also BadWish."""
        order = self._order(wish)
        return await run_async(self.database, holds.hold, self.cipher, order, key, now)

    async def confirm(self, number: int, now: datetime) -> Booked:
        """What was held, or offered."""
        return await run_async(self.database, holds.confirm, number, now)

    async def release(self, number: int, now: datetime) -> None:
        """Gives a hold up."""
        await run_async(self.database, holds.release, number, now)

    async def cancel(self, number: int, key: str, now: datetime, late: bool = False) -> Booked:
        """Gives the places back."""
        return await run_async(self.database, changes.cancel, self.cipher, number, key, now, late)

    async def move(self, number: int, wish: Wish, key: str, now: datetime, late: bool = False) -> Booked:
        """To another time, or with other amounts, under the same number."""
        order = self._order(wish)
        return await run_async(
            self.database,
            changes.reschedule,
            *(self.cipher, number, order.slot, key, now, order.amounts, order.claims, late),
        )

    async def wait(self, wish: Wish, now: datetime) -> tuple[str, int]:
        """Joins the queue of a full session; the entry's id, and how many wait before it."""
        order = self._order(wish)

        def join(db: Connection) -> tuple[str, int]:
            entry = queue.join(db, self.cipher, order, now)
            return entry, queue.ahead(db, entry) or 0

        return await run_async(self.database, join)

    async def vacancies(self, service: Service, first: date, last: date, office: str | None = None) -> list[Vacancy]:
        """Every session of those days, by start."""
        return await run_async(self.database, vacancies, service.id, first, last, Quota.PUBLIC, office)

    async def check(self, wish: Wish, now: datetime) -> None:
        """Fails as `hold` would, without taking anything."""
        order = self._order(wish)

        def look(db: Connection) -> None:
            places.find(db, order.slot, order.quota, order.amounts).check(now, order.amounts)

        await run_async(self.database, look)

    async def by_number(self, number: int) -> Appointment:
        """Whether the asker may see it is for the caller to find out."""
        return await run_async(self.database, reading.by_number, self.cipher, number)

    async def of_conversation(self, conversation_id: str) -> list[Appointment]:
        """Held and confirmed ones, by their start."""
        return await run_async(self.database, reading.of_conversation, self.cipher, conversation_id)

    def _order(self, wish: Wish) -> Order:
        return order_of(self.cipher, self.service(wish.slot.service), wish)
