"""The list that is answered from while the process runs: when its files change, a new index takes the old one's place."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import structlog
from watchfiles import awatch

from bot.clock import today
from bot.settings import Settings
from connectors import build, versions
from knowledge.check import problems
from knowledge.index import Index
from knowledge.yaml_file import ListError


class LiveList:
    """Hands out the current index. Each question takes it once and keeps it to its end."""

    def __init__(self, settings: Settings) -> None:
        """Opens the list. ListError names what is wrong with it."""
        self._settings = settings
        self._index = build.open_index(settings)
        versions.keep(settings, self._index.policies)
        self.rejected: str | None = None
        """What is wrong with the newest files, while an older list is answered from."""

    def current(self) -> Index:
        """The newest index whose list is in order."""
        return self._index

    async def watch(self, swapped: Callable[[], None] = lambda: None) -> None:
        """Runs until cancelled; calls `swapped` after each change that was looked at."""
        async for _changes in awatch(build.list_folder(self._settings)):
            await self.renew()
            swapped()

    async def renew(self) -> None:
        """Indexes the files as they are now, off the event loop; what is wrong with them leaves the running list as it is."""
        log = structlog.get_logger()
        try:
            index = await asyncio.to_thread(self._changed)
        except ListError as error:
            self.rejected = str(error)
            log.error("list_rejected", problems=self.rejected.splitlines(), running=self._index.policies.version)
            return
        self.rejected = None
        if index is not None:
            log.info("list_swapped", old=self._index.policies.version, new=index.policies.version)
            self._index = index

    def _changed(self) -> Index | None:
        policies = build.open_list(self._settings)
        if policies.version == self._index.policies.version:
            return None
        if wrong := problems(policies, today()):
            raise ListError("\n".join(wrong))
        versions.keep(self._settings, policies)
        return build.index_of(self._settings, policies, self._index.encoder)
