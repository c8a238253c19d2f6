"""What staff must see to with visits at home: nobody was found, nobody came, or it was rated poorly."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from sqlalchemy import Connection

from actions.booking import reading
from actions.booking.wording import number_written, slot_written
from actions.dispatch import offers, orders, providers, staff
from actions.dispatch.errors import Busy, DispatchError
from actions.dispatch.model import Why
from actions.dispatch.telling import item
from actions.documents import looks
from actions.doors.keys import Kind
from bot.clock import day_of
from bot.privacy import Cipher
from bot.retry import run_async
from connectors.desk.page import back, number_in
from connectors.desk.session import at_door, sent
from connectors.site import Site, site
from knowledge.policy_list import PolicyList

router = APIRouter(include_in_schema=False)
Here = Annotated[Site, Depends(site)]
WHY = {Why.REFUSED_BY_ALL: "没有人接单", Why.MISSED: "到时间没有人上门", Why.POOR: "评价差"}
PAPERS = "papers/"
LOOK = "证件照片要看一看"
BUSY = "这位那个时间已经有别的单，请换一位。"
ENDED = "这一单已经变了，请看下面的最新情况。"
ASSIGNED = "派好了，系统会通知老人和上门的人。"


@dataclass(frozen=True)
class ConcernShown:
    """With whom to ring up."""

    id: str
    order: int
    number: str
    why: str
    what: str
    names: str
    phone: str
    address: str
    provider: str
    """Who held it; empty if nobody did."""
    rating: str
    open: bool
    """Whether it can be given to somebody."""


def shown(db: Connection, cipher: Cipher, policies: PolicyList, now: datetime) -> list[ConcernShown]:
    """All that is unsettled, the oldest first."""
    found = []
    for concern in staff.for_staff(db):
        order, one = orders.read(db, concern.order), reading.by_number(db, cipher, concern.order)
        service = policies.services.get(one.slot.service)
        what = (
            f"{slot_written(service, one.slot, day_of(now))} {item(service, order.skill)}" if service else order.skill
        )
        words = cipher.decrypt(order.words) if order.words else ""
        provider = providers.name_and_phone(db, cipher, concern.provider) if concern.provider else ("", "")
        found.append(
            ConcernShown(
                id=concern.id,
                order=concern.order,
                number=number_written(concern.order),
                why=WHY[concern.why],
                what=what,
                names="、".join(one.who["names"]),
                phone=str(one.who["phone"]),
                address=f"{order.district} {one.who['answers'].get('address') or ''}".strip(),
                provider=" ".join(provider).strip(),
                rating=f"{order.stars}分 {words}".strip() if concern.why is Why.POOR else "",
                open=concern.why is Why.REFUSED_BY_ALL and one.starts_at > now,
            )
        )
    return [*found, *_papers(db, cipher, policies, now)]


def _papers(db: Connection, cipher: Cipher, policies: PolicyList, now: datetime) -> list[ConcernShown]:
    """Appointments that require papers of which staff have to say whether they are in order: the place stays."""
    found = []
    for look in looks.for_staff(db):
        one = reading.by_number(db, cipher, look.number)
        service = policies.services.get(one.slot.service)
        found.append(
            ConcernShown(
                id=f"{PAPERS}{one.number}",
                order=one.number,
                number=number_written(one.number),
                why=LOOK,
                what=f"{slot_written(service, one.slot, day_of(now))} {service.name}" if service else one.slot.service,
                names="、".join(one.who["names"]),
                phone=str(one.who["phone"]),
                address="",
                provider="",
                rating="",
                open=False,
            )
        )
    return found


@router.post("/desk/assign")
async def assign(request: Request, here: Here) -> Response:
    """To somebody who has agreed by telephone."""
    who = await at_door(request, here, Kind.STAFF)
    fields = await sent(request, who)
    now = here.now()
    try:
        await here.dispatching.do(offers.assign, number_in(fields), fields.get("provider", "")[:64], now)
    except Busy:
        return back(day_of(now), BUSY)
    except DispatchError:
        return back(day_of(now), ENDED)
    return back(day_of(now), ASSIGNED)


@router.post("/desk/settle")
async def settle(request: Request, here: Here) -> Response:
    """It has been seen to."""
    who = await at_door(request, here, Kind.STAFF)
    fields = await sent(request, who)
    concern = fields.get("concern", "")[:32]
    if concern.startswith(PAPERS):
        await run_async(here.database, looks.settle, number_in({"number": concern.removeprefix(PAPERS)}), here.now())
        return back(day_of(here.now()))
    try:
        await run_async(here.database, staff.settle, concern, here.now())
    except DispatchError:
        return back(day_of(here.now()), ENDED)
    return back(day_of(here.now()))
