"""Staff look at papers: what the checks found and whether that was right, pictures masked, the whole picture for a reason."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy import Connection
from starlette.exceptions import HTTPException

from actions.documents import masking, reviewing, store
from actions.documents.cases import freeze
from actions.documents.model import Outcome
from actions.documents.papers_now import PapersNow
from actions.documents.reviewing import Looked, NoReason, Said
from actions.documents.subject import purpose
from actions.doors import keys
from actions.doors.keys import Kind
from bot.clock import day_of
from bot.privacy import Cipher
from bot.retry import run_async
from connectors.desk import papers_shown as shown
from connectors.desk.page import PRIVATE, page
from connectors.desk.session import AtDoor, at_door, sent
from connectors.site import Site, site

router = APIRouter(prefix="/desk/papers", include_in_schema=False)
Here = Annotated[Site, Depends(site)]
Id = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$")]
GONE = "这一张已经删掉了。"
CHANGED = "这一条的结果刚刚变了，请看下面的最新结果，再选一次。"
NO_REASON = f"看原图要写原因，至少{reviewing.LEAST_REASON}个字。"


@router.get("", response_class=HTMLResponse)
async def every(request: Request, here: Here) -> HTMLResponse:
    """All papers that were read: what waits for staff first, longest first."""
    who = await at_door(request, here, Kind.STAFF)
    now, policies = here.now(), here.prechecks.policies()
    since = await run_async(here.database, reviewing.shown_since)
    words = await run_async(here.database, reviewing.said_of, [one for pages in since.values() for one in pages])
    found = [
        shown.papers_shown(await here.prechecks.papers(conversation, now), pages, words, policies, day_of(now))
        for conversation, pages in since.items()
    ]
    ordered = sorted((papers for papers in found if papers.pages), key=lambda papers: papers.turn)
    waiting, seen = [one for one in ordered if one.is_open], [one for one in ordered if not one.is_open]
    return page("papers.html", who=who, waiting=waiting, seen=seen, SAID=shown.SAID, moment=shown.moment)


@router.get("/figures", response_class=HTMLResponse)
async def figures(request: Request, here: Here) -> HTMLResponse:
    """How often each check was right."""
    who = await at_door(request, here, Kind.STAFF)
    found = await run_async(here.database, reviewing.figures)
    names = {one.check: shown.check_name(one.check) for one in found}
    return page("figures.html", who=who, figures=found, names=names, SAID=shown.SAID, percent=shown.percent)


@router.get("/figures.csv")
async def figures_file(request: Request, here: Here) -> Response:
    """The same for a spreadsheet program."""
    await at_door(request, here, Kind.STAFF)
    found = await run_async(here.database, reviewing.figures)
    headers = {**PRIVATE, "Content-Disposition": 'attachment; filename="papers.csv"'}
    return Response(shown.as_csv(found), media_type="text/csv; charset=utf-8", headers=headers)


@router.get("/{page_id}", response_class=HTMLResponse)
async def one(page_id: Id, request: Request, here: Here) -> HTMLResponse:
    """A page: its masked picture, its findings, who has looked at the whole picture."""
    who = await at_door(request, here, Kind.STAFF)
    return await _page(here, who, page_id)


@router.get("/{page_id}/picture")
async def picture(page_id: Id, request: Request, here: Here) -> Response:
    """The masked picture. 404 if there is none, or none any more."""
    await at_door(request, here, Kind.STAFF)
    now, _ = await _papers(here, page_id)
    image = await run_async(here.database, _image, here.cipher, page_id)
    read = next((one.read for one in now.pages if one.id == page_id), None)
    if image is None or read is None:
        raise HTTPException(404, GONE)
    return Response(await asyncio.to_thread(masking.masked, image, read), media_type="image/jpeg", headers=PRIVATE)


@router.post("/{page_id}/review", response_class=HTMLResponse)
async def review(page_id: Id, request: Request, here: Here) -> Response:
    """Says what a finding should have been; another word on it counts in the place of the first."""
    who = await at_door(request, here, Kind.STAFF)
    fields = await sent(request, who)
    meant, at = _outcome(fields.get("meant", "")), here.now()
    now, _ = await _papers(here, page_id)
    about = (fields.get("check"), fields.get("field"), fields.get("outcome"))
    findings = shown.findings_at(now, page_id)
    found = next((one for one in findings if (one.check, one.field or "", one.outcome.value) == about), None)
    if found is None:
        return await _page(here, who, page_id, CHANGED, 409)
    read = {one.id: one.read for one in now.pages if one.read is not None}
    place, pages = list(read).index(page_id), list(read.values())
    what_for = purpose(now.subject, now.appointment, here.prechecks.policies(), at)
    case = None if meant == found.outcome else await asyncio.to_thread(freeze, pages, what_for, place, found, meant)
    said = Said(found.outcome, meant, who.door.id, at)
    kind = read[page_id].recognised.kind or ""
    await run_async(here.database, reviewing.review, here.cipher, page_id, kind, found, said, case)
    return RedirectResponse(f"/desk/papers/{page_id}", 303)


@router.post("/{page_id}/reveal", response_class=HTMLResponse)
async def reveal(page_id: Id, request: Request, here: Here) -> Response:
    """The whole picture, once it is recorded who wanted to see it and why."""
    who = await at_door(request, here, Kind.STAFF)
    looked = Looked(who.door.id, here.now(), (await sent(request, who)).get("reason", ""))

    def look(db: Connection) -> bytes | None:
        image = _image(db, here.cipher, page_id)
        if image is not None:
            reviewing.reveal(db, here.cipher, page_id, looked)
        return image

    try:
        image = await run_async(here.database, look)
    except NoReason:
        return await _page(here, who, page_id, NO_REASON, 409)
    if image is None:
        raise HTTPException(404, GONE)
    return Response(image, media_type="image/jpeg", headers=PRIVATE)


async def _page(here: Site, who: AtDoor, page_id: str, told: str = "", status: int = 200) -> HTMLResponse:
    now, since = await _papers(here, page_id)
    words = await run_async(here.database, reviewing.said_of, [page_id])
    papers = shown.papers_shown(now, {page_id: since}, words, here.prechecks.policies(), day_of(here.now()))
    looks = await run_async(here.database, reviewing.looks, here.cipher, page_id)
    doors = {door.id: door.name for door in await run_async(here.database, keys.listed)}
    content: dict[str, Any] = {"papers": papers, "one": papers.pages[0], "looks": looks, "doors": doors, "told": told}
    return page("paper.html", status, who=who, SAID=shown.SAID, moment=shown.moment, **content)


async def _papers(here: Site, page_id: str) -> tuple[PapersNow, datetime]:
    """The papers among which the page is, and when it was shown; 404 if it is gone."""
    place = await run_async(here.database, reviewing.shown_at, page_id)
    if place is None:
        raise HTTPException(404, GONE)
    now = await here.prechecks.papers(place[0], here.now())
    if all(one.id != page_id for one in now.pages):
        raise HTTPException(404, GONE)
    return now, place[1]


def _image(db: Connection, cipher: Cipher, page_id: str) -> bytes | None:
    place = reviewing.shown_at(db, page_id)
    return None if place is None else store.image_of(db, cipher, page_id, place[0])


def _outcome(given: str) -> Outcome:
    """400 for anything else."""
    try:
        return Outcome(given)
    except ValueError as error:
        raise HTTPException(400) from error
