"""What is due with visits at home: new ones are offered, late answers pass on, and what has changed is followed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from actions.booking.reading import by_number
from actions.dispatch import following, offers, providers, visits
from actions.dispatch.errors import DispatchError
from actions.dispatch.model import Event
from actions.dispatch.telling import tell
from bot.db import Database
from bot.privacy import Cipher
from bot.retry import run_async
from knowledge.policy_list import PolicyList
from knowledge.providers import load
from knowledge.service import SKILL


@dataclass
class Dispatching:
    """For the services of the list as it is now."""

    policies: Callable[[], PolicyList]
    region: str
    database: Database
    cipher: Cipher
    _taken_over: str | None = None

    async def run(self, now: datetime) -> None:
        """Every step in turn; each is done again and again without harm."""
        await self._take_over()
        services = [one.id for one in self.policies().services.values() if one.dispatched]
        for number in await run_async(self.database, offers.unordered, services, now):
            await self._begin(number, now)
        for number in await run_async(self.database, following.changed):
            await self._change(number, now)
        while await run_async(self.database, following.behind):
            await self.do(following.follow, now)
        await self.do(offers.time_out, now)
        for number in await run_async(self.database, offers.waiting):
            await self.do(offers.dispatch, number, now)
        await self.do(visits.missed, now)

    async def do(self, work: Callable[..., list[Event]], *arguments: Any) -> list[Event]:
        """Something that gives events, with the telling of them, in one transaction. The last argument is the time."""
        return await run_async(self.database, self._do, work, *arguments)

    def _do(self, db: Connection, work: Callable[..., list[Event]], *arguments: Any) -> list[Event]:
        events = work(db, *arguments)
        tell(db, self.cipher, self.policies(), events, arguments[-1])
        return events

    async def _begin(self, number: int, now: datetime) -> None:
        _, skill, district = await self._needs(number)
        try:
            await self.do(offers.begin, number, skill, district, now)
        except DispatchError:
            return  # it was cancelled meanwhile

    async def _change(self, number: int, now: datetime) -> None:
        await self.do(following.take_change, number, *await self._needs(number), now)

    async def _needs(self, number: int) -> tuple[int, str, str]:
        """The appointment's version, and the skill and the district that it then asks for."""
        one = await run_async(self.database, by_number, self.cipher, number)
        service = self.policies().services[one.slot.service]
        skill = one.who["answers"].get(SKILL, [service.id])[0]
        return one.version, skill, service.office[one.slot.office].district

    async def _take_over(self) -> None:
        """Those who come, when the list has changed."""
        policies = self.policies()
        if self._taken_over != policies.version:
            listed = load(policies.folder / self.region)
            await run_async(self.database, providers.take_over, self.cipher, listed)
            self._taken_over = policies.version
