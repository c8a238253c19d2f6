"""The worker has what is due done, and carries on after whatever fails meanwhile."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from sqlalchemy import select

from actions.profile import store
from actions.profile.store import Profile
from bot.clock import now
from bot.db import Database
from bot.deliveries import tell
from bot.mailbox import LEASE, Mailbox
from bot.messages import Reply
from bot.notices import Notice, queue
from bot.notices_tables import notices
from bot.privacy import Cipher
from bot.settings import Settings, fresh_secrets
from bot.tables import conversations
from connectors import worker
from knowledge.profile import Told
from tests.fakes import Clock, said
from tests.servers import eventually, free_port


class FakeGateway:
    """Keeps which conversations it was told to carry on with."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str | None]] = []
        self.due: list[tuple[str, str | None]] = []
        self.status = 204
        self.settings = Settings(**fresh_secrets())  # type: ignore[arg-type]

    async def resume(self, request: web.Request) -> web.Response:
        self.asked.append((request.match_info["id"], request.headers.get("X-Internal-Token")))
        return web.Response(status=self.status)

    async def have_done(self, request: web.Request) -> web.Response:
        self.due.append((request.path, request.headers.get("X-Internal-Token")))
        return web.Response(status=self.status)


@pytest.fixture
async def gateway(tmp_path: Path) -> AsyncIterator[FakeGateway]:
    gateway, app = FakeGateway(), web.Application()
    app.router.add_post("/internal/resume/{id}", gateway.resume)
    app.router.add_post("/internal/{due}", gateway.have_done)
    async with TestServer(app) as server:
        gateway.settings = gateway.settings.model_copy(
            update={"host": server.host, "port": server.port, "state": tmp_path}
        )
        yield gateway


@asynccontextmanager
async def working(settings: Settings, database: Database, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[None]:
    monkeypatch.setattr(worker, "EVERY", 0.01)
    monkeypatch.setattr(worker, "Database", lambda _url: database)  # which is closed at the end
    monkeypatch.setattr(worker.logs, "set_up", lambda: None)
    task = asyncio.create_task(worker.work(settings))
    try:
        yield
        assert not task.done()
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@pytest.fixture
def kept(gateway: FakeGateway) -> Mailbox:
    """A mailbox with the worker's keys."""
    settings = gateway.settings
    return Mailbox(Cipher(settings.keys.get_secret_value(), settings.lookup_key.get_secret_value()))


async def test_what_is_left_is_handed_to_the_gateway_with_the_token_until_it_is_answered(
    gateway: FakeGateway, database: Database, kept: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = await database.run(kept.accept, said("left"), now() - 2 * LEASE)
    await database.run(kept.accept, said("being answered", sender="other"), now())
    gateway.status = 503

    async def asked_again() -> bool:
        return len(gateway.asked) > 2

    async with working(gateway.settings, database, monkeypatch):
        await eventually(asked_again)
    token = gateway.settings.internal_token.get_secret_value()
    assert set(gateway.asked) == {(left.conversation_id, token)}


async def test_conversations_untouched_for_long_are_forgotten(
    gateway: FakeGateway, database: Database, kept: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep = timedelta(days=gateway.settings.keep_days)
    await database.run(kept.accept, said(sender="old"), now() - keep - timedelta(hours=1))
    recent = await database.run(kept.accept, said(sender="new"), now() - keep + timedelta(hours=1))

    async def ids() -> list[str]:
        return await database.run(lambda db: list(db.scalars(select(conversations.c.id))))

    async def one_is_left() -> bool:
        return len(await ids()) == 1

    async with working(gateway.settings, database, monkeypatch):
        await eventually(one_is_left)
    assert await ids() == [recent.conversation_id]


@pytest.mark.parametrize("reached", [True, False])
async def test_what_was_kept_for_long_is_deleted_also_while_the_gateway_is_down(
    gateway: FakeGateway, database: Database, kept: Mailbox, monkeypatch: pytest.MonkeyPatch, reached: bool
) -> None:
    keep = timedelta(days=gateway.settings.keep_profile_days)
    conversation = (await database.run(kept.accept, said(), now())).conversation_id
    for who, consented in (
        ("您母亲", now() - keep - timedelta(hours=1)),
        ("您父亲", now() - keep + timedelta(hours=1)),
    ):
        day = consented.date()
        profile = Profile("", conversation, who, {"age": Told(79.0, day)}, {}, "v1", day, consented)
        await database.run(store.keep, kept.cipher, profile, now() + keep)

    async def one_is_left() -> bool:
        return len(await database.run(store.read, kept.cipher, conversation)) == 1

    settings = gateway.settings if reached else gateway.settings.model_copy(update={"port": free_port()})
    async with working(settings, database, monkeypatch):
        await eventually(one_is_left)
    (left,) = await database.run(store.read, kept.cipher, conversation)
    assert left.who == "您父亲"


async def test_the_gateway_is_asked_every_minute_to_look_for_news(
    gateway: FakeGateway, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, settings = Clock(now()), gateway.settings
    monkeypatch.setattr(worker, "now", clock)
    gateway.status = 503

    async def asked() -> bool:
        return {"/internal/notices", "/internal/news"} <= {path for path, _ in gateway.due}

    async def asked_again() -> bool:
        clock.pass_by(worker.NOTICES_EVERY)
        return len([path for path, _ in gateway.due if path == "/internal/notices"]) > 1

    async with working(settings, database, monkeypatch):
        await eventually(asked)
        await eventually(asked_again)
    assert {token for _, token in gateway.due} == {settings.internal_token.get_secret_value()}


async def test_sms_are_sent_also_while_the_gateway_is_down(
    gateway: FakeGateway, database: Database, kept: Mailbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reminder = Notice("r", "booking/1", None, "13800000000", Reply("明天见。"), now(), at_any_hour=True)
    await database.run(queue, kept.cipher, reminder, now())
    settings = gateway.settings.model_copy(update={"port": free_port(), "sms_folder": tmp_path / "sms"})

    async def one_is_there() -> bool:
        return len(list((tmp_path / "sms").glob("[!.]*"))) == 1

    async with working(settings, database, monkeypatch):
        await eventually(one_is_there)


async def test_notices_and_sms_are_forgotten_in_time(
    gateway: FakeGateway, database: Database, kept: Mailbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = gateway.settings.model_copy(update={"sms_folder": tmp_path})
    old, very_old = (now() - timedelta(days=days, hours=1) for days in (settings.keep_days, settings.keep_profile_days))
    for key, at in (("very old", very_old), ("old", old), ("new", now())):
        conversation = (await database.run(kept.accept, said(sender=key), now())).conversation_id
        notice = Notice(key, "booking/1", conversation, None, Reply("明天见。"), at, at_any_hour=True)
        await database.run(queue, kept.cipher, notice, at)
        await database.run(tell, kept.cipher, at, 50)
    file = tmp_path / "old.sms"
    file.write_text("样本")
    os.utime(file, (old.timestamp(), old.timestamp()))

    async def keys() -> set[str]:
        return await database.run(lambda db: set(db.scalars(select(notices.c.key))))

    async def they_are_gone() -> bool:
        return len(await keys()) < 3 and not file.exists()

    async with working(settings, database, monkeypatch):
        await eventually(they_are_gone)
    assert await keys() == {"old", "new"}


async def test_one_that_nobody_answers_is_no_error(database: Database, mailbox: Mailbox) -> None:
    async with aiohttp.ClientSession() as nobody:
        await worker.resume_unanswered(database, mailbox, nobody)
