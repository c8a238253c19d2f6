"""What is due with bookings, whether or not anybody speaks: each step is done again and again without harm."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from actions.booking import changes, expiry, queue, schedule, standing
from actions.booking.bookings import Bookings
from actions.booking.errors import Ended
from actions.booking.opening import sittings_ahead
from bot.clock import day_of
from bot.retry import run_async

MISSED_AFTER = timedelta(hours=2)
"""After the end of a session whom nobody has marked is counted as missed; the counter may put it right."""


@dataclass
class Due:
    """Runs it all for the services of the list as it is now."""

    bookings: Bookings
    _opened_for: tuple[str, object] | None = None
    _opened_at: datetime | None = None

    async def run(self, now: datetime) -> None:
        """Every step in turn; a step that fails is tried again the next time."""
        await self._expire(now)
        if await self._open(now):
            await self._fill(now)
        await self._miss(now)

    async def _open(self, now: datetime) -> bool:
        """When the list or the day has changed, or places go over to the public; whether that was so."""
        policies = self.bookings.policies()
        wanted = (policies.version, day_of(now))
        if self._opened_for == wanted and self._opened_at is not None and not self._released(self._opened_at, now):
            return False
        await self.bookings.open_all(now)
        self._opened_for, self._opened_at = wanted, now
        return True

    def _released(self, since: datetime, now: datetime) -> bool:
        return any(
            since < release.at <= now
            for service in self.bookings.policies().services.values()
            for sitting in sittings_ahead(service, now)
            for release in sitting.releases
        )

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

    async def _miss(self, now: datetime) -> None:
        """Whom nobody has marked."""
        for number in await run_async(self.bookings.database, schedule.ended, now - MISSED_AFTER):
            try:
                await run_async(self.bookings.database, changes.mark, number, False, now)
            except Ended:
                continue  # it was cancelled or marked meanwhile
