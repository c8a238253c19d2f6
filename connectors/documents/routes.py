"""Papers over HTTP: handed in, looked at, deleted. They are read after the answer, and told in the conversation."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from actions.documents import store, telling
from actions.documents.opening import CannotOpen, Limits
from actions.documents.papers_now import PapersNow
from actions.documents.subject import POLICY, SERVICE, Subject
from bot.clock import SHANGHAI
from bot.errors import Refused
from bot.messages import PaperCard, PaperFinding
from connectors.booking.access import Asker, asker, looker
from connectors.edge import Limit
from connectors.site import Site, site

router = APIRouter(prefix="/api/v1/documents", tags=["documents"])
CODES = {"cannot_open": 422, "unknown_subject": 404, "too_many_pages": 409}
LARGEST = Limit(Limits().file, str(CannotOpen("too_large", Limits())))
UNKNOWN = "没有找到您要办的这一项。"
TOO_MANY = f"您已经传了{store.MOST_PAGES}张，太多了。请先删掉不要的，再传。"
ID = r"^[0-9a-f]{32}$"
Id = Annotated[str, Path(pattern=ID)]
Name = Annotated[str | None, Query(max_length=64)]


class SubjectShown(BaseModel):
    """What papers are for."""

    id: str
    name: str


class PageShown(BaseModel):
    """A page; without findings while it waits."""

    id: str
    number: int
    state: Literal["waiting", "read"]
    name: Annotated[str | None, Field(description="Which paper and side; null where that cannot be said.")]
    outcome: Annotated[
        Literal["pass", "fix", "ask"] | None,
        Field(description="In order, to be put right, or for staff to look at. Never a refusal."),
    ]
    findings: list[PaperFinding]
    picture: Annotated[str | None, Field(description="Address of a small picture; null where none is kept.")]


class PapersShown(BaseModel):
    """All papers of the caller."""

    subject: SubjectShown | None
    day: Annotated[str, Field(description="ISO date for which they are checked: the appointment's, else today.")]
    pages: list[PageShown]
    together: Annotated[list[PaperFinding], Field(description="What the papers say of one another.")]
    kept_until: Annotated[str | None, Field(description="ISO time after which they are deleted.")]
    outcome: Literal["nothing", "reading", "pass", "fix", "ask"]


class PapersTaken(PapersShown):
    """All papers of the caller, and which of the pages are those of the file."""

    taken: list[str]


@router.post("", status_code=202, summary="Hand in a photograph or PDF: the file is the body")
async def hand_in(
    request: Request,
    who: Annotated[Asker, Depends(asker)],
    here: Annotated[Site, Depends(site)],
    service: Name = None,
    policy: Name = None,
    booking: Annotated[str | None, Query(max_length=16, description="Number of a booking of the caller.")] = None,
    instead: Annotated[str | None, Query(pattern=ID, description="Id of a page that is deleted for it.")] = None,
) -> PapersTaken:
    """Up to 20 MB: JPEG, PNG, WebP, HEIC, AVIF, GIF, TIFF, BMP, PDF up to 10 pages. What it shows is read in a moment: ask
    again, or listen to the events of the conversation. The same file again is not taken twice."""
    subject = _subject(here, service, policy)
    number = (await who.appointment(booking)).number if booking else None
    conversation = await who.begun_conversation()
    try:
        taken = await here.prechecks.take(conversation, await request.body(), here.now(), subject, number, instead)
    except CannotOpen as problem:
        raise Refused("cannot_open", str(problem), {"reason": problem.reason}) from problem
    except store.TooMany as problem:
        raise Refused("too_many_pages", TOO_MANY) from problem
    here.papers_wait.set()
    shown = await _shown(here, conversation)
    return PapersTaken(**shown.model_dump(), taken=taken)


@router.get("", summary="The papers as they stand")
async def look(who: Annotated[Asker, Depends(looker)], here: Annotated[Site, Depends(site)]) -> PapersShown:
    """Without pages if none were handed in."""
    return await _shown(here, await who.conversation())


@router.get("/{page}/picture", summary="A small picture of a page that was read", response_class=Response)
async def picture(page: Id, who: Annotated[Asker, Depends(looker)], here: Annotated[Site, Depends(site)]) -> Response:
    """A JPEG. 404 if it is not the caller's, or deleted."""
    conversation = await who.conversation()
    found = await here.prechecks.picture(conversation, page) if conversation else None
    if found is None:
        raise HTTPException(404, "这张照片已经删除，或者不是您的。")
    return Response(found, media_type="image/jpeg", headers={"Cache-Control": "private, no-store"})


@router.delete("/{page}", status_code=204, summary="Delete a page and what was read on it")
async def remove(page: Id, who: Annotated[Asker, Depends(looker)], here: Annotated[Site, Depends(site)]) -> Response:
    """Done also if it was deleted before."""
    await _remove(who, here, page)
    return Response(status_code=204)


@router.delete("", status_code=204, summary="Delete all papers")
async def remove_all(who: Annotated[Asker, Depends(looker)], here: Annotated[Site, Depends(site)]) -> Response:
    """Done also if there were none."""
    await _remove(who, here, None)
    return Response(status_code=204)


async def _remove(who: Asker, here: Site, page: str | None) -> None:
    if conversation := await who.conversation():
        await here.prechecks.remove(conversation, page)


def _subject(here: Site, service: str | None, policy: str | None) -> Subject | None:
    """Refused for one that the list does not have."""
    subject = Subject(SERVICE, service) if service else Subject(POLICY, policy) if policy else None
    if subject is not None and subject.name(here.prechecks.policies()) is None:
        raise Refused("unknown_subject", UNKNOWN)
    return subject


async def _shown(here: Site, conversation: str | None) -> PapersShown:
    now = await here.prechecks.papers(conversation or "", here.now())
    name = now.subject.name(here.prechecks.policies()) if now.subject else None
    last = max((page.kept_until for page in now.pages), default=None)
    return PapersShown(
        subject=SubjectShown(id=str(now.subject), name=name) if now.subject and name else None,
        day=now.day.isoformat(),
        pages=_pages(now),
        together=[telling.finding_shown(finding) for finding in now.judged.together],
        kept_until=last.astimezone(SHANGHAI).isoformat() if last else None,
        outcome="nothing" if not now.pages else "reading" if now.waits else now.judged.outcome.value,
    )


def _pages(now: PapersNow) -> list[PageShown]:
    return [
        _read(telling.card(page, now.findings[page.id])) if page.read else _waiting(page.id, page.number)
        for page in now.pages
    ]


def _read(card: PaperCard) -> PageShown:
    return PageShown(
        id=card.id,
        number=card.number,
        state="read",
        name=card.name,
        outcome=card.outcome,
        findings=list(card.findings),
        picture=card.picture,
    )


def _waiting(id_: str, number: int) -> PageShown:
    return PageShown(id=id_, number=number, state="waiting", name=None, outcome=None, findings=[], picture=None)
