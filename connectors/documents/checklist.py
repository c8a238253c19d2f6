"""What to bring, over HTTP: a service or a policy in, its papers with their clauses out. Nothing is kept."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict

from bot.clock import day_of
from bot.errors import Refused
from connectors.session import Caller, caller, not_too_often
from connectors.site import Site, site
from knowledge.checklist import Acts, Checklist, Citizen, Item, NotAsked, State, checklist
from knowledge.checklist import Told as ClauseOf
from knowledge.findings import Basis, Said
from knowledge.homes import MAINLAND, Home
from knowledge.paper import papers
from knowledge.policy_list import PolicyList

router = APIRouter(prefix="/api/v1", tags=["documents"])

RESIDENCES: dict[str, frozenset[Home]] = {"mainland": MAINLAND} | {home.value: frozenset({home}) for home in Home}
ONE = "请说要查哪一项：service（服务）或者 policy（政策），只写一个。"
NO_SERVICE = "没有“{id}”这项服务。"
NO_POLICY = "清单里没有“{id}”这项政策。"
NO_RESIDENCE = "“{text}”不能用。residence 可以写：{known}。"
NO_ERRAND = "{name}没有“{text}”这件事。可以写：{known}。"
NO_ERRANDS = "{name}不分几件事，不用写 errand。"
NOT_A_DATE = "“{text}”不是日期，要写成 2026-01-31 这样。"
REFUSALS: dict[int | str, dict[str, Any]] = {
    400: {"description": "`bad_request`: no such request"},
    404: {"description": "`not_found`: no such service or policy"},
    422: {
        "description": "`bad_checklist`: neither service nor policy or both; a residence, an errand or a day that cannot be"
    },
    429: {"description": "Too many requests in a minute"},
}


class Shape(BaseModel):
    """The documentation of a field stands below it."""

    model_config = ConfigDict(use_attribute_docstrings=True)


class KindTold(Shape):
    """A kind of paper that the pre-check knows."""

    id: str
    name: str


class ToBring(Shape):
    """Something to bring, or what the office gets itself (`state` is `fetched`)."""

    document: str
    who: str | None
    """Who brings it."""
    note: str | None
    policy: str | None
    """Null: the office asks for it, and no clause."""
    basis: Basis | None
    kinds: list[KindTold]
    """What it means of the papers that can be pre-checked; none where only staff can look at it."""
    either: bool
    """Whether one of them does."""
    state: State


class NotToBring(Shape):
    """Something that was to be brought once."""

    document: str
    since: date
    """The first day on which it was not."""
    policy: str
    basis: Basis


class GoesForOther(Shape):
    """Whether somebody else may go, as a clause says it."""

    may: bool
    said: Said


class Papers(Shape):
    """All of it, by the rules of the day."""

    list_version: str
    on: date
    name: str
    policies: list[str]
    items: list[ToBring]
    no_longer: list[NotToBring]
    also: list[Said]
    """What else clauses say of papers."""
    acting: list[GoesForOther]
    """Empty: no clause says whether somebody else may go."""
    left_out: bool
    """Whether those who come from elsewhere bring something else, which is left out."""


@router.get("/checklist", summary="What to bring to a service, or for a policy", responses=REFUSALS)
async def papers_to_bring(
    who: Annotated[Caller, Depends(caller)],
    here: Annotated[Site, Depends(site)],
    service: Annotated[str | None, Query(max_length=64, examples=["jiehun"])] = None,
    policy: Annotated[str | None, Query(max_length=64, examples=["laonian-youdai-ka"])] = None,
    day: Annotated[str | None, Query(max_length=32, description="Without, today.", examples=["2026-11-27"])] = None,
    acts_for_other: Annotated[
        bool | None, Query(description="Whether somebody goes for another. Without, both are told.")
    ] = None,
    residence: Annotated[
        list[Annotated[str, Query(max_length=32)]] | None,
        Query(
            description=f"Where those who apply come from, several times for several: {', '.join(RESIDENCES)}."
            " Without, those whom the service is for.",
            max_length=len(RESIDENCES),
        ),
    ] = None,
    errand: Annotated[
        str | None, Query(max_length=32, description="Of a policy with several: such as 续期. Without, all are told.")
    ] = None,
) -> Papers:
    """Each with the clause that asks for it; what the office gets itself, and what is asked for no longer. Of a day before
    today's papers were asked for there are no `items`: `also` has what the clauses of then say."""
    await not_too_often(who, here)
    policies = here.live.current().policies
    subject = _subject(policies, service, policy)
    citizen = Citizen(_homes(residence or []), acts_for_other, _errands(policies, subject, errand))
    return _told(policies, checklist(policies, [subject], _day(day, day_of(here.now())), citizen))


def _subject(policies: PolicyList, service: str | None, policy: str | None) -> str:
    """The id of the service or policy. Refused if there is none of it, or not exactly one is named."""
    if service is not None and policy is None:
        if service not in policies.services:
            raise Refused("not_found", NO_SERVICE.format(id=service))
        return service
    if policy is not None and service is None:
        if policy not in policies.policies:
            raise Refused("not_found", NO_POLICY.format(id=policy))
        return policy
    raise Refused("bad_checklist", ONE)


def _homes(residences: list[str]) -> frozenset[Home]:
    for text in residences:
        if text not in RESIDENCES:
            raise Refused("bad_checklist", NO_RESIDENCE.format(text=text, known="、".join(RESIDENCES)))
    return frozenset(home for text in residences for home in RESIDENCES[text])


def _errands(policies: PolicyList, subject: str, errand: str | None) -> frozenset[str]:
    if errand is None:
        return frozenset()
    service = policies.services.get(subject)
    ids = service.policies if service is not None else (subject,)
    known = dict.fromkeys(one.errand for id_ in ids for one in policies.policies[id_].materials if one.errand)
    if errand in known:
        return frozenset({errand})
    name = service.name if service is not None else policies.policies[subject].name
    said = NO_ERRAND if known else NO_ERRANDS
    raise Refused("bad_checklist", said.format(name=name, text=errand, known="、".join(filter(None, known))))


def _day(text: str | None, today: date) -> date:
    if text is None:
        return today
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Refused("bad_checklist", NOT_A_DATE.format(text=text)) from error


def _told(policies: PolicyList, found: Checklist) -> Papers:
    return Papers(
        list_version=policies.version,
        on=found.day,
        name=found.name,
        policies=list(found.policies),
        items=[_item(item) for item in found.items],
        no_longer=[_not_asked(gone) for gone in found.no_longer],
        also=[_said(one) for one in found.also],
        acting=[_acts(one) for one in found.acting],
        left_out=found.others,
    )


def _item(item: Item) -> ToBring:
    return ToBring(
        document=item.document,
        who=item.who,
        note=item.note,
        policy=item.policy,
        basis=item.basis,
        kinds=[KindTold(id=kind, name=papers()[kind].name) for kind in item.kinds],
        either=item.either,
        state=item.state,
    )


def _not_asked(gone: NotAsked) -> NotToBring:
    return NotToBring(document=gone.document, since=gone.since, policy=gone.policy, basis=gone.basis)


def _said(told: ClauseOf) -> Said:
    return Said(told.text, told.basis)


def _acts(acts: Acts) -> GoesForOther:
    return GoesForOther(may=acts.may, said=_said(acts.told))
