"""What is due with bookings, whether or not anybody speaks: each step is done again and again without harm."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from actions.booking import changes, closures, expiry, queue, schedule, standing
from actions.booking.bookings import Bookings
from actions.booking.errors import Ended
from actions.documents import looks
from actions.documents.looks import Stage
from bot.clock import day_of
from bot.retry import run_async

MISSED_AFTER = timedelta(hours=2)
"""After the end of a session whom nobody has marked is counted as missed; the counter may put it right."""


@dataclass
class Due:
    """Runs it all for the services of the list as it is now."""

    bookings: Bookings
    _opened_for: tuple[str, object] | None = None
    _told: set[str] = field(default_factory=set)
    """Closures that everybody has been told of; after a restart they are gone through again, and nobody is told twice."""

    async def run(self, now: datetime) -> None:
        """Every step in turn; a step that fails is tried again the next time."""
        await self._expire(now)
        if await self._open(now):
            await self._fill(now)
        await self._look_at_papers(now)
        await self._offer(now)
        await self._tell_closed(now)
        await self._miss(now)

    async def _open(self, now: datetime) -> bool:
        """What can be booked from now on; whether the list or the day is another than at the last time."""
        await self.bookings.open_all(now)
        before, self._opened_for = self._opened_for, (self.bookings.policies().version, day_of(now))
        return before != self._opened_for

    async def _expire(self, now: datetime) -> None:
        """Holds that have run out, and who waits for what cannot be booked any more."""
        while await run_async(self.bookings.database, expiry.expire, now):
            pass
        await run_async(self.bookings.database, queue.end, now)

    async def _fill(self, now: datetime) -> None:
        """Days of standing orders that can be booked since yesterday."""
        for order in await run_async(self.bookings.database, standing.live, self.bookings.cipher):
            service = self.bookings.policies().services.get(order.wish.slot.service)
            if service is not None:
                await self.bookings.fill(order, service, now)

    async def _look_at_papers(self, now: datetime) -> None:
        """Whether those that appointments require are there in time."""
        for service in self.bookings.policies().services.values():
            for stage in Stage if service.precheck is not None else ():
                for number in await run_async(self.bookings.database, looks.due, service, stage, now):
                    await run_async(self.bookings.database, self.bookings.acts.look_at_papers, number, stage, now)

    async def _offer(self, now: datetime) -> None:
        """To the head of every queue what is free for it."""
        for session_id, quota in await run_async(self.bookings.database, queue.queues):
            await run_async(self.bookings.database, self.bookings.acts.offer, session_id, quota, now)

    async def _tell_closed(self, now: datetime) -> None:
        """Everybody whose appointment cannot take place."""
        for closure in await run_async(self.bookings.database, closures.standing_ones, day_of(now)):
            if closure.id in self._told:
                continue
            after: int | None = 0
            while after is not None:
                after = await run_async(
                    self.bookings.database, self.bookings.acts.tell_closed, closure.id, closure.why, after, now
                )
            self._told.add(closure.id)

    async def _miss(self, now: datetime) -> None:
        """Whom nobody has marked."""
        for number in await run_async(self.bookings.database, schedule.ended, now - MISSED_AFTER):
            try:
                await run_async(self.bookings.database, changes.mark, number, False, now)
            except Ended:
                continue  # it was cancelled or marked meanwhile
