"""What an interview came to, as a page to print: for whoever held the interview, and nobody else."""

from __future__ import annotations

import asyncio
from datetime import date
from io import BytesIO
from typing import Annotated

from fastapi import APIRouter, Depends, Path
from fastapi.responses import FileResponse, HTMLResponse, Response
from starlette.exceptions import HTTPException

from actions.eligibility.printed import STYLE, Sheet, as_html
from bot.errors import Refused
from connectors.api import LAST
from connectors.session import Caller, caller, not_too_often
from connectors.site import Site, site
from knowledge.export.pages import NoPdfLibrary, as_pdf

router = APIRouter(prefix="/api/v1/results", tags=["eligibility"])

NOT_THERE = "没有找到这次对照的结果。"
NO_PDF = "现在存不了 PDF，请直接打印网页。"
PRIVATE = {"Cache-Control": "private, no-store"}
Seq = Annotated[int, Path(ge=1, le=LAST, description="`seq` of the message that carries `results`")]
_one_at_a_time = asyncio.Lock()
"""Laying out a PDF takes a processor for most of a second: however many ask for one, messages are still answered."""


async def sheet(
    seq: Seq, who: Annotated[Caller, Depends(caller)], here: Annotated[Site, Depends(site)]
) -> tuple[int, Sheet]:
    """The result that was told under that number. 404 if the caller was told none there."""
    await not_too_often(who, here)
    found = await here.database.run(here.history.find, "web", who.token)
    entries = await here.database.run(here.history.after, found.id, seq - 1, 1) if found else []
    reply = entries[0].reply if entries and entries[0].seq == seq else None
    if reply is None or not reply.results or reply.trace is None:
        raise HTTPException(404, NOT_THERE)
    return seq, Sheet(date.fromisoformat(reply.trace["day"]), reply.trace["list"], reply.results)


Told = Annotated[tuple[int, Sheet], Depends(sheet)]


@router.get("/style.css", include_in_schema=False)
async def style() -> FileResponse:
    """The pages' style: the content security policy forbids it inside them."""
    return FileResponse(STYLE, headers={"Cache-Control": "no-cache"})


@router.get("/{seq}.html", response_class=HTMLResponse, summary="A result of the own conversation, to print")
async def page(told: Told) -> HTMLResponse:
    """One A4 sheet in the common case. 404 for what is no result of the caller's conversation."""
    seq, found = told
    links = {
        "icon": "/static/favicon.svg",
        "style": "/api/v1/results/style.css",
        "script": "/static/js/print.js",
        "pdf": f"/api/v1/results/{seq}.pdf",
        "back": "/",
    }
    return HTMLResponse(as_html(found, links), headers=PRIVATE)


@router.get("/{seq}.pdf", response_class=Response, summary="The same as a PDF")
async def pdf(told: Told) -> Response:
    """404 for what is no result of the caller's conversation; 503 where the system has no fonts and libraries for it."""
    seq, found = told
    content = BytesIO()
    try:
        async with _one_at_a_time:
            await asyncio.to_thread(as_pdf, as_html(found), content)
    except NoPdfLibrary as error:
        raise Refused("unavailable", NO_PDF) from error
    name = {"Content-Disposition": f'inline; filename="minsheng-{seq}.pdf"'}
    return Response(content.getvalue(), media_type="application/pdf", headers=PRIVATE | name)
