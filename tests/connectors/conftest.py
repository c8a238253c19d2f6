"""Fixtures of the doors: the application on a clock that stands still, with the shipped canteen."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import structlog
from redis.asyncio import Redis

from actions.booking import checks
from actions.booking.bookings import Bookings
from bot.db import Database
from bot.engine import RasaEngine
from bot.settings import Settings, fresh_secrets
from connectors.app import create, wire
from connectors.rate import RateLimit
from connectors.site import Site
from tests.connectors.bookings import (
    Messages,
    Town,
)
from tests.fakes import Clock

NO_REDIS = "redis://127.0.0.1:1/0"


@pytest.fixture(autouse=True)
def _logging() -> Iterator[None]:
    """Put back as the tests have it: whoever makes the application sets it up."""
    root = logging.getLogger()
    before = root.handlers[:], root.level
    yield
    root.handlers[:], level = before
    root.setLevel(level)
    structlog.reset_defaults()


@pytest.fixture(scope="session")
def wired(built_state: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Everything but a database of its own."""
    settings = Settings(state=built_state, **fresh_secrets())
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('wired') / 'unused.db'}")
    yield wire(settings, database, Redis.from_url(NO_REDIS), RasaEngine("http://127.0.0.1:1"))
    database.close()


@pytest.fixture
async def town(
    wired: Site, database: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> AsyncIterator[Town]:
    monkeypatch.setenv("MINSHENG_STATE", str(tmp_path / "state"))
    app, messages = create(), Messages()
    bookings = Bookings(wired.bookings.policies, database, wired.cipher)
    here = replace(
        wired,
        database=database,
        bookings=bookings,
        codes=messages,
        now=clock,
        sender_rate=RateLimit(NO_REDIS, "sender", 10**6),
        address_rate=RateLimit(NO_REDIS, "address", 10**6),
    )
    app.state.site = here
    await bookings.open_all(clock())
    town = Town(here, clock, messages, app, [])
    yield town
    for citizen in town.citizens:
        await citizen.aclose()
    assert await database.run(checks.problems) == []
