"""The worker process: whatever is due. Messages that a killed gateway left unanswered, notices, SMS; what is past its keeping."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from http import HTTPStatus

import aiohttp
import structlog
from sqlalchemy.exc import SQLAlchemyError

from actions.booking import draft as drafts
from actions.booking import once, proof, schedule
from actions.corrections.queue import forget as forget_corrections
from actions.documents import store as documents
from actions.eligibility.state import forget_old
from actions.profile.store import forget_old as forget_old_profiles
from bot import notices
from bot.clock import now
from bot.db import Database
from bot.history import History
from bot.mailbox import Mailbox
from bot.privacy import Cipher
from bot.retry import Unavailable
from bot.settings import Settings
from connectors import logs
from connectors.sms.connector import FileSms
from connectors.sms.sending import SmsSending

EVERY = 1.0
"""Seconds between two looks at what is due."""
FORGET_EVERY = timedelta(hours=1)
NOTICES_EVERY = timedelta(minutes=1)
REQUESTS_KEPT = timedelta(days=2)
"""How long a repeated request of a booking is known again."""
SMS_EVERY = 10.0
"""Seconds between two looks at what goes by SMS."""
log = structlog.get_logger()


async def work(settings: Settings) -> None:
    """Runs until cancelled; a failure is logged and tried again at the next look."""
    logs.set_up()
    cipher = Cipher(settings.keys.get_secret_value(), settings.lookup_key.get_secret_value())
    database, sms = Database(settings.database), FileSms(settings.sms_path)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(look_after(settings, database, cipher, sms))
        tasks.create_task(send_sms(SmsSending(database, cipher, sms, now)))


async def look_after(settings: Settings, database: Database, cipher: Cipher, sms: FileSms) -> None:
    """All that the gateway has to do with, and forgetting."""
    mailbox = Mailbox(cipher)
    headers = {"X-Internal-Token": settings.internal_token.get_secret_value()}
    forget_at = notices_at = now()
    async with aiohttp.ClientSession(f"http://{settings.host}:{settings.port}", headers=headers) as gateway:
        while True:
            try:
                if now() >= forget_at:
                    await forget(settings, database, History(cipher), sms)
                    forget_at = now() + FORGET_EVERY
                await resume_unanswered(database, mailbox, gateway)
                if now() >= notices_at:
                    for due in ("bookings", "notices", "corrections", "news"):
                        await have_done(gateway, due)
                    notices_at = now() + NOTICES_EVERY
            except (aiohttp.ClientError, SQLAlchemyError, TimeoutError) as error:
                log.warning("worker_waits", error=type(error).__name__)
            await asyncio.sleep(EVERY)


async def send_sms(sending: SmsSending) -> None:
    """Beside everything else: a connector may be slow."""
    while True:
        try:
            await sending.run()
        except (SQLAlchemyError, Unavailable) as error:
            log.warning("worker_waits", due="sms", error=type(error).__name__)
        await asyncio.sleep(SMS_EVERY)


async def forget(settings: Settings, database: Database, history: History, sms: FileSms) -> None:
    """Deletes what was kept for as long as was said."""
    for forget_bookings in (proof.forget, drafts.forget_old):
        await database.run(forget_bookings, now())
    await database.run(once.forget, now() - REQUESTS_KEPT)
    old, very_old = (now() - timedelta(days=days) for days in (settings.keep_days, settings.keep_profile_days))
    log.info(
        "forgotten",
        conversations=await database.run(history.forget, old, now()),
        interviews=await database.run(forget_old, now()),
        profiles=await database.run(forget_old_profiles, very_old),
        corrections=await database.run(forget_corrections),
        # News must be known to have been told for as long as their profile may be kept.
        notices=await database.run(notices.forget, old, min(old, very_old)),
        papers=await database.run(documents.forget, now()),
        appointments=await database.run(schedule.forget, old),
        sms=await asyncio.to_thread(sms.forget, old),
    )


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
