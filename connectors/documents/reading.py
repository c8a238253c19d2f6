"""Reads the papers that wait, one after the other, as long as the gateway runs."""

from __future__ import annotations

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.retry import Unavailable
from connectors.bell import rung
from connectors.site import Site


async def read_waiting(here: Site) -> None:
    """Runs until cancelled. What a killed process left unread is found again by itself, within seconds of its lease's end."""
    log = structlog.get_logger()
    while True:
        await rung(here.papers_wait)
        try:
            while (conversation := await here.prechecks.read_next(here.now())) is not None:
                await here.bell.ring(conversation)
                log.info("paper_read", conversation=conversation)
        except (SQLAlchemyError, Unavailable) as error:
            log.warning("papers_wait", error=type(error).__name__)
        except Exception:  # the page is tried again when its lease has run out, the others are read meanwhile
            log.exception("paper_unread")
