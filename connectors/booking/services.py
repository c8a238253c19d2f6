"""What can be booked, and when, over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query

from bot.clock import day_of
from connectors.booking.answer import ServiceNamed, ServiceTold, Vacancies, service_named, service_told, vacancies_told
from connectors.booking.asked import Day, read_days
from connectors.booking.refusals import DESCRIBED, Responses, refusing
from connectors.session import Caller, caller, not_too_often
from connectors.site import Site, site

router = APIRouter(prefix="/api/v1/services", tags=["booking"])

ServiceId = Annotated[str, Path(max_length=64, examples=["zhucan"])]
REFUSALS: Responses = {status: DESCRIBED[status] for status in (400, 404, 422, 429, 503)}


@router.get("", summary="The services that can be booked", responses={429: DESCRIBED[429]})
async def services(
    _who: Annotated[Caller, Depends(caller)], here: Annotated[Site, Depends(site)]
) -> list[ServiceNamed]:
    """Those of the site's region and of the places around it. `notice` is to be shown with whatever is told of their places."""
    policies = here.bookings.policies()
    places = policies.within(here.settings.region)
    return [service_named(one) for one in policies.services.values() if one.region in places]


@router.get("/{service}", summary="One service: places, hours, questions, what to bring", responses=REFUSALS)
async def service(
    service: ServiceId, _who: Annotated[Caller, Depends(caller)], here: Annotated[Site, Depends(site)]
) -> ServiceTold:
    """What to bring stands with the clause that asks for it, as it holds today."""
    async with refusing(here):
        return service_told(here.bookings.policies(), here.bookings.service(service), day_of(here.now()))


@router.get("/{service}/vacancies", summary="Sessions and what is left of each", responses=REFUSALS)
async def vacancies(
    service: ServiceId,
    who: Annotated[Caller, Depends(caller)],
    here: Annotated[Site, Depends(site)],
    first: Annotated[Day | None, Query(alias="from", description="Without, today.")] = None,
    last: Annotated[Day | None, Query(alias="to", description="Without, 14 days; at most 62.")] = None,
    office: Annotated[str | None, Query(max_length=64, description="Only there.")] = None,
) -> Vacancies:
    """By their start. What is free may be gone, or belong to who waits in the queue, when it is asked for."""
    await not_too_often(who, here)
    async with refusing(here):
        wanted = here.bookings.service(service)
        begins, ends = read_days(first, last, day_of(here.now()))
        return vacancies_told(wanted, await here.bookings.vacancies(wanted, begins, ends, office), here.now())
