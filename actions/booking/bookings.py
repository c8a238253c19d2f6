"""All that may be done with bookings, each in a transaction of its own that is tried again when the database asks for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import Connection

from actions.booking import holds, places, proof, queue, reading, standing, waiting
from actions.booking.acts import KEEP_PHOTO_DAYS, Acts
from actions.booking.errors import Closed, Full, LimitReached, TooEarly, TooLate, Unknown
from actions.booking.model import Appointment, Booked, Order, Quota, Status
from actions.booking.opening import Trouble, open_service, services_open
from actions.booking.schedule import Vacancy, vacancies
from actions.booking.standing import Filled, StandingOrder
from actions.booking.waiting import Entry
from actions.booking.wish import Wish, order_of
from actions.documents import required
from actions.documents.required import Required
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
    keep_photo_days: int = KEEP_PHOTO_DAYS
    """For which photographs are kept without an appointment."""

    def service(self, service_id: str) -> Service:
        """Unknown if there is none."""
        try:
            return self.policies().services[service_id]
        except KeyError as error:
            raise Unknown(service_id) from error

    async def open_all(self, now: datetime) -> list[Trouble]:
        """Sessions as the files have them; those that cannot be, because of what is booked."""
        services = self.policies().services
        gone = [name for name in await run_async(self.database, services_open, now) if name not in services]
        return [
            trouble
            for name in [*services, *gone]
            for trouble in await open_service(self.database, name, services.get(name), now)
        ]

    async def hold(self, wish: Wish, key: str, now: datetime) -> Booked:
        """Keeps the places for some minutes. Also BadWish."""
        order = self._order(wish)
        return await run_async(self.database, holds.hold, self.cipher, order, key, now)

    async def confirm(self, number: int, now: datetime) -> Booked:
        """What was held, or offered."""
        return await run_async(self.database, self.acts.confirm, number, now)

    async def release(self, number: int, now: datetime) -> None:
        """Gives a hold up."""
        await run_async(self.database, holds.release, number, now)

    async def cancel(self, number: int, key: str, now: datetime, late: bool = False) -> Booked:
        """Gives the places back."""
        return await run_async(self.database, self.acts.cancel, number, key, now, late)

    async def cancel_all(self, number: int, key: str, now: datetime) -> tuple[Booked, list[int]]:
        """With those that follow it: they cannot be without it; and their numbers."""
        booked = await self.cancel(number, key, now)
        linked = await self.following(number)
        for other in linked:
            await self.cancel(other, f"{key}/{other}", now, late=True)
        return booked, linked

    async def following(self, number: int) -> list[int]:
        """Numbers of those that are the second part of it, and stand."""
        return await run_async(self.database, reading.following, number)

    async def move(self, number: int, wish: Wish, key: str, now: datetime, late: bool = False) -> Booked:
        """To another time, or with other amounts, under the same number."""
        return await run_async(self.database, self.acts.move, number, self._order(wish), key, now, late)

    async def wait(self, wish: Wish, now: datetime) -> tuple[str, int]:
        """Joins the queue of a full session; the entry's id, and how many wait before it."""
        order = self._order(wish)

        def join(db: Connection) -> tuple[str, int]:
            entry = queue.join(db, self.cipher, order, now)
            return entry, queue.ahead(db, entry) or 0

        return await run_async(self.database, join)

    async def accept(self, entry_id: str, now: datetime) -> Booked:
        """Confirms what was offered."""
        return await run_async(self.database, self.acts.accept, entry_id, now)

    async def decline(self, entry_id: str, now: datetime) -> None:
        """Leaves the queue, and gives back what was offered."""
        await run_async(self.database, queue.decline, entry_id, now)

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

    async def papers(self, number: int, now: datetime) -> Required | None:
        """Those that it requires, as they stand; None if it requires none."""

        def look(db: Connection) -> Required | None:
            one = reading.by_number(db, self.cipher, number)
            return required.of(db, self.cipher, self.policies(), one, now) if one.status in reading.LIVE else None

        return await run_async(self.database, look)

    async def papers_if_moved(self, number: int, wish: Wish, now: datetime) -> tuple[Required | None, list[str]]:
        """The same if it were moved to that, and what else is said of papers that do not hold on the new
        day."""

        def look(db: Connection) -> tuple[Required | None, list[str]]:
            one = reading.by_number(db, self.cipher, number)
            who = {**one.who, "names": list(wish.names)}
            moved = replace(one, slot=wish.slot, who=who, version=one.version + 1, changed_at=now)
            found = (
                required.of(db, self.cipher, self.policies(), moved, now) if one.status is Status.CONFIRMED else None
            )
            said = found.fixes if found is not None else ()
            invalid = required.invalid(db, self.cipher, self.policies(), moved, now)
            return found, [one for one in invalid if one not in said]

        return await run_async(self.database, look)

    async def of_conversation(self, conversation_id: str) -> list[Appointment]:
        """Held and confirmed ones, by their start."""
        return await run_async(self.database, reading.of_conversation, self.cipher, conversation_id)

    async def waiting_of(self, conversation_id: str) -> list[Entry]:
        """What is waited for in it."""
        return await run_async(self.database, waiting.of_conversation, self.cipher, conversation_id)

    async def prove(self, number: int, last_four: str, address: str, now: datetime) -> Appointment | None:
        """The appointment, if these are the last four digits of its telephone; TooManyTries for the number or the address."""
        return await run_async(self.database, proof.prove, self.cipher, number, last_four, address, now)

    async def last(self, conversation_id: str, service_id: str | None = None) -> Appointment | None:
        """What was booked last in it, of that service or of any, whatever became of it; None if nothing was."""
        return await run_async(self.database, reading.last_of, self.cipher, conversation_id, service_id)

    async def stand(self, wish: Wish, weekdays: Sequence[int], key: str, now: datetime) -> StandingOrder:
        """From now on every week on those days."""
        return await run_async(self.database, standing.begin, self.cipher, wish, weekdays, key, now)

    async def fill(self, order: StandingOrder, service: Service, now: datetime) -> Filled:
        """Books what can be booked of it and is not yet: once for each day, also when it was cancelled since."""
        made = Filled()
        for slot in standing.slots(order, service, now):
            try:
                wish = replace(order.wish, slot=slot)
                await run_async(self.database, self.acts.book, self._order(wish), standing.key(order, slot), now)
            except LimitReached:
                continue  # he has that meal already
            except (Full, Closed):
                made.full.append(slot)
                await run_async(self.database, self.acts.not_filled, order, slot, now)
            except (TooEarly, TooLate, Unknown):
                continue
            else:
                made.booked.append(slot)
        return made

    async def standing_of(self, conversation_id: str) -> list[StandingOrder]:
        """Those of a conversation that are not stopped."""
        return await run_async(self.database, standing.of_conversation, self.cipher, conversation_id)

    async def stop_standing(self, conversation_id: str, now: datetime) -> int:
        """No more from now on; how many were stopped."""
        return await run_async(self.database, standing.stop, conversation_id, now)

    @property
    def acts(self) -> Acts:
        """With what is told because of them, each the work of one transaction."""
        return Acts(self.cipher, self.policies(), self.keep_photo_days)

    def _order(self, wish: Wish) -> Order:
        return order_of(self.cipher, self.service(wish.slot.service), wish)
