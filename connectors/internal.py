"""What the other processes call: Rasa for its actions, the worker for messages left unanswered. Never for the public."""

from __future__ import annotations

import asyncio
import hmac
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Query, Request
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from actions.registry import UnknownAction
from bot.deliveries import tell_due
from connectors import versions
from connectors.site import Site, site


async def trusted(
    here: Annotated[Site, Depends(site)],
    token: Annotated[str, Query()] = "",
    x_internal_token: Annotated[str, Header()] = "",
) -> None:
    """404 for whoever does not bring the internal token: outsiders need not know that there is anything here."""
    expected = here.settings.internal_token.get_secret_value().encode()
    if not hmac.compare_digest((token or x_internal_token).encode(), expected):
        raise HTTPException(404)


router = APIRouter(prefix="/internal", include_in_schema=False, dependencies=[Depends(trusted)])


@router.post("/actions")
async def act(request: Request, here: Annotated[Site, Depends(site)]) -> JSONResponse:
    """Runs one action for Rasa, as its action server would."""
    try:
        return JSONResponse(await here.actions.run(await request.json()))
    except UnknownAction as error:
        return JSONResponse({"error": "no such action", "action_name": str(error)}, 404)


@router.post("/bookings", status_code=204)
async def bookings(here: Annotated[Site, Depends(site)]) -> None:
    """Does what is due with bookings."""
    await here.due.run(here.now())
    await here.dispatching.run(here.now())


@router.post("/news", status_code=204)
async def news(here: Annotated[Site, Depends(site)]) -> None:
    """Looks whether a new list or a new day has changed what somebody can have, and queues what has."""
    await here.notices.run(here.now())


@router.post("/notices", status_code=204)
async def notices(here: Annotated[Site, Depends(site)]) -> None:
    """Tells citizens what is queued for them."""
    for conversation_id in await tell_due(here.database, here.cipher, here.now()):
        await here.bell.ring(conversation_id)


@router.post("/corrections", status_code=204)
async def corrections(here: Annotated[Site, Depends(site)]) -> None:
    """Looks whether what was answered from older lists still stands, and queues what does not."""
    used = await here.corrections.run(here.live.current().policies, here.now())
    if used is not None:
        await asyncio.to_thread(versions.forget, here.settings, used)


@router.post("/resume/{conversation_id}", status_code=204)
async def resume(conversation_id: str, here: Annotated[Site, Depends(site)]) -> None:
    """Answers what a killed process left unanswered."""
    await here.gateway.resume(conversation_id)
