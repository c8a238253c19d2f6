"""The worker process: whatever is due. A message that a killed gateway left unanswered; conversations past their keeping."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from http import HTTPStatus

import aiohttp
import structlog
from sqlalchemy.exc import SQLAlchemyError

from actions.booking.proof import forget as forget_proofs
from actions.corrections.queue import forget as forget_corrections
from actions.eligibility.state import forget_old
from actions.profile.store import forget_old as forget_old_profiles
from bot.clock import now
from bot.db import Database
from bot.history import History
from bot.mailbox import Mailbox
from bot.privacy import Cipher
from bot.settings import Settings
from connectors import logs

EVERY = 1.0
"""Seconds between two looks at what is due."""
FORGET_EVERY = timedelta(hours=1)
NOTICES_EVERY = timedelta(minutes=1)
log = structlog.get_logger()


async def work(settings: Settings) -> None:
    """Runs until cancelled; a failure is logged and tried again at the next look."""
    logs.set_up()
    cipher = Cipher(settings.keys.get_secret_value(), settings.lookup_key.get_secret_value())
    database, mailbox, history = Database(settings.database), Mailbox(cipher), History(cipher)
    headers = {"X-Internal-Token": settings.internal_token.get_secret_value()}
    forget_at = notices_at = now()
    async with aiohttp.ClientSession(f"http://{settings.host}:{settings.port}", headers=headers) as gateway:
        while True:
            try:
                if now() >= forget_at:
                    forgotten = await database.run(history.forget, now() - timedelta(days=settings.keep_days), now())
                    interviews = await database.run(forget_old, now())
                    kept_too_long = now() - timedelta(days=settings.keep_profile_days)
                    profiles = await database.run(forget_old_profiles, kept_too_long)
                    await database.run(forget_corrections)
                    await database.run(forget_proofs, now())
                    log.info("forgotten", conversations=forgotten, interviews=interviews, profiles=profiles)
                    forget_at = now() + FORGET_EVERY
                await resume_unanswered(database, mailbox, gateway)
                if now() >= notices_at:
                    for due in ("bookings", "corrections", "notices"):
                        await have_done(gateway, due)
                    notices_at = now() + NOTICES_EVERY
            except (aiohttp.ClientError, SQLAlchemyError, TimeoutError) as error:
                log.warning("worker_waits", error=type(error).__name__)
            await asyncio.sleep(EVERY)


async def resume_unanswered(database: Database, mailbox: Mailbox, gateway: aiohttp.ClientSession) -> None:
    """Has the gateway, which owns the index, answer what nobody is answering."""
    for conversation_id in await database.run(mailbox.unanswered, now()):
        async with gateway.post(f"/internal/resume/{conversation_id}") as response:
            # One that fails is tried again at the next look, and holds up none behind it.
            log.info("resumed", conversation=conversation_id, status=response.status)


async def have_done(gateway: aiohttp.ClientSession, due: str) -> None:
    """Has the gateway, which owns the list, look at what a new list or a new day has changed."""
    async with gateway.post(f"/internal/{due}") as response:
        if response.status != HTTPStatus.NO_CONTENT:
            log.warning("worker_waits", due=due, status=response.status)
