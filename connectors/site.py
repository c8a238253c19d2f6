"""Everything a request may need, put together once in `app.py`."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from fastapi import Request

from actions.booking.bookings import Bookings
from actions.booking.due import Due
from actions.booking.proof import SendsCodes
from actions.corrections.queue import Corrections
from actions.dispatch.due import Dispatching
from actions.documents.prechecks import Prechecks
from actions.profile.notices import Notices
from actions.registry import Registry
from bot.db import Database
from bot.history import History
from bot.privacy import Cipher
from bot.settings import Settings
from connectors.bell import Bell
from connectors.gateway import Gateway
from connectors.live_list import LiveList
from connectors.rate import RateLimit
from connectors.readiness import Readiness


@dataclass(frozen=True)
class Site:
    """The parts of a running gateway."""

    settings: Settings
    cipher: Cipher
    database: Database
    history: History
    gateway: Gateway
    actions: Registry
    bookings: Bookings
    due: Due
    dispatching: Dispatching
    prechecks: Prechecks
    notices: Notices
    corrections: Corrections
    codes: SendsCodes
    bell: Bell
    live: LiveList
    readiness: Readiness
    sender_rate: RateLimit
    address_rate: RateLimit
    now: Callable[[], datetime]
    papers_wait: asyncio.Event
    """Set when papers were handed in."""
    stopping: asyncio.Event
    """Set when the process is told to end, so that open event streams do too."""


async def site(request: Request) -> Site:
    """The running site."""
    here: Site = request.app.state.site
    return here
