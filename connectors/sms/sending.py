"""Handing over the SMS that are due, some at a time; one that hangs holds up none beside it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import structlog

from bot import deliveries
from bot.db import Database
from bot.deliveries import Handing
from bot.privacy import Cipher
from bot.retry import run_async
from connectors.sms.connector import Sms, SmsFailed
from connectors.sms.text import sms_text

PATIENCE = 20.0
"""Seconds that a connector is waited for; much less than a lease lasts."""
AT_ONCE = 20
log = structlog.get_logger()


@dataclass(frozen=True)
class SmsSending:
    """Sends the notices that go by SMS. Several processes may: each SMS is in the hands of one."""

    database: Database
    cipher: Cipher
    sms: Sms
    now: Callable[[], datetime]

    async def run(self) -> int:
        """Hands over all that is due; how many arrived."""
        arrived = 0
        while True:
            some = await run_async(self.database, deliveries.lease, self.cipher, self.now(), AT_ONCE)
            arrived += sum(await asyncio.gather(*(self._hand_over(one) for one in some)))
            if len(some) < AT_ONCE:
                return arrived

    async def _hand_over(self, one: Handing) -> bool:
        """Whether it arrived. Logs carry its id, and nothing of what a connector says: that may hold the number."""
        sending = asyncio.ensure_future(self.sms.send(one.id, one.phone, sms_text(one.text)))
        try:
            await asyncio.wait([sending], timeout=PATIENCE)
        finally:
            sending.cancel()  # and is not waited for: one that hangs may not hear it
            sending.add_done_callback(_heard)
        error = _error(sending)
        if error is None:
            await run_async(self.database, deliveries.sent, one, self.now())
            log.info("sms_sent", delivery=one.id)
            return True
        why = str(error) if isinstance(error, SmsFailed) else type(error).__name__
        retry = error.retry if isinstance(error, SmsFailed) else True
        await run_async(self.database, deliveries.failed, one, why, retry, self.now())
        log.warning("sms_failed", delivery=one.id, attempts=one.attempts, error=type(error).__name__)
        return False


def _error(sending: asyncio.Future[None]) -> BaseException | None:
    """What became of it within the time given."""
    if not sending.done():
        return TimeoutError()
    return asyncio.CancelledError() if sending.cancelled() else sending.exception()


def _heard(sending: asyncio.Future[None]) -> None:
    """Takes note of a late end, which asyncio would else complain of in the log, with what the connector said."""
    if not sending.cancelled():
        sending.exception()
