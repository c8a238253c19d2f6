"""The public HTTP interface: messages in and out, history, live events, thumbs."""

from __future__ import annotations

from collections.abc import AsyncIterable
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Header, Path, Query, Response
from fastapi.sse import EventSourceResponse, ServerSentEvent
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from bot.clock import SHANGHAI
from bot.history import Entry
from bot.messages import BookingCard, PaperCard, ResultCard, UserMessage
from connectors.bell import rung, set_within
from connectors.session import Caller, caller, not_too_often
from connectors.site import Site, site

router = APIRouter(prefix="/api/v1", tags=["conversation"])

LAST = 2**31 - 1
"""The largest `seq` there can be."""


Thumb = Literal["up", "down"]


class Said(BaseModel):
    """A message of the citizen."""

    id: Annotated[str, Field(max_length=64, pattern=r"^[\x21-\x7e]+$")]
    """The client's own id, unique a message: sent again, it is answered as before and not processed twice."""
    text: str


class Feedback(BaseModel):
    """A thumb; null takes it back."""

    value: Thumb | None


class Message(BaseModel):
    """One message of either side; `seq` counts up over both."""

    seq: int
    speaker: Annotated[str, Field(serialization_alias="from", description="citizen, bot, staff or system")]
    id: str | None
    at: datetime
    text: str
    outcome: str | None
    buttons: list[dict[str, str]]
    sources: list[dict[str, Any]]
    results: Annotated[
        list[ResultCard],
        Field(
            description="What an interview came to. `text` says it in short, between its first and its last paragraph."
        ),
    ]
    bookings: Annotated[
        list[BookingCard],
        Field(
            description="Bookings that stand now, as cards to keep. `text` says all of it too, after its first paragraph."
        ),
    ]
    cancelled: Annotated[list[str], Field(description="Numbers of bookings that stand no longer.")]
    papers: Annotated[list[PaperCard], Field(description="Pages that were shown and are now read. `text` says it too.")]
    feedback: Thumb | None


class Replies(BaseModel):
    """The answer to a message."""

    status: str
    replies: list[Message]
    notice: str | None
    """What does not work just now; null: everything does."""


class Messages(BaseModel):
    """The conversation so far."""

    status: str
    messages: list[Message]
    notice: str | None


def shown(entry: Entry) -> Message:
    """A message as its citizen may see it: without trace and topic."""
    reply = entry.reply.to_dict()
    return Message.model_construct(
        seq=entry.seq,
        speaker=entry.speaker,
        id=entry.message_id,
        at=entry.at.astimezone(SHANGHAI),
        text=entry.reply.text,
        outcome=entry.reply.outcome,
        buttons=reply["buttons"],
        sources=reply["sources"],
        results=list(entry.reply.results),
        bookings=list(entry.reply.bookings),
        cancelled=list(entry.reply.cancelled),
        papers=list(entry.reply.papers),
        feedback=entry.feedback,
    )


@router.post("/messages", summary="Say something and get the replies")
async def say(said: Said, who: Annotated[Caller, Depends(caller)], here: Annotated[Site, Depends(site)]) -> Replies:
    """Answers within one request. Errors carry `error.message` in Chinese, to be shown."""
    await not_too_often(who, here)
    message = UserMessage(said.id, "web", who.token, said.text, here.now())
    received = await here.gateway.receive(message)
    replies = [shown(entry) for entry in received.replies]
    return Replies(status=received.status, replies=replies, notice=here.readiness.notice)


@router.get("/messages", summary="The conversation after a number")
async def history(
    who: Annotated[Caller, Depends(caller)],
    here: Annotated[Site, Depends(site)],
    after: Annotated[int, Query(ge=0, le=LAST)] = 0,
) -> Messages:
    """At most 200 messages; ask again after the last one's `seq` for more."""
    found = await here.database.run(here.history.find, "web", who.token)
    entries = await here.database.run(here.history.after, found.id, after) if found else []
    status = found.status if found else "bot"
    return Messages(status=status, messages=[shown(entry) for entry in entries], notice=here.readiness.notice)


@router.get("/events", response_class=EventSourceResponse, summary="New messages as they come (server-sent events)")
async def events(
    who: Annotated[Caller, Depends(caller)],
    here: Annotated[Site, Depends(site)],
    after: Annotated[int, Query(ge=0, le=LAST)] = 0,
    last_event_id: Annotated[int | None, Header(ge=0, le=LAST)] = None,
) -> AsyncIterable[ServerSentEvent]:
    """`message` events carry a Message and its `seq` as id; `notice` events tell what does not work just now."""
    seen = last_event_id if last_event_id is not None else after
    notice: str | None = None
    yield ServerSentEvent(event="notice", data={"notice": here.readiness.notice})
    while not here.stopping.is_set():
        found = await here.database.run(here.history.find, "web", who.token)
        if found is None:
            await set_within(here.stopping, 1)
            continue
        async with here.bell.listen(found.id) as event:
            while not here.stopping.is_set():
                for entry in await here.database.run(here.history.after, found.id, seen):
                    seen = entry.seq
                    message = shown(entry).model_dump_json(by_alias=True)
                    yield ServerSentEvent(event="message", id=str(entry.seq), raw_data=message)
                if here.readiness.notice != notice:
                    notice = here.readiness.notice
                    yield ServerSentEvent(event="notice", data={"notice": notice})
                await rung(event)


@router.post("/messages/{seq}/feedback", status_code=204, summary="Thumb up or down, or take it back")
async def rate(
    seq: Annotated[int, Path(ge=0, le=LAST)],
    feedback: Feedback,
    who: Annotated[Caller, Depends(caller)],
    here: Annotated[Site, Depends(site)],
) -> Response:
    """404 if there is no such answer in the caller's conversation."""
    found = await here.database.run(here.history.find, "web", who.token)
    if found is None or not await here.database.run(here.history.rate, found.id, seq, feedback.value):
        raise HTTPException(404, "没有找到这条回答。")
    return Response(status_code=204)
