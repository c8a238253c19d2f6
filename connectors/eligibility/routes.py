"""Who is entitled, over HTTP: facts in, findings out. Nothing is kept."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends

from bot.clock import day_of
from bot.errors import Refused
from connectors.eligibility.answer import Answer, FactToTell, answer, to_tell
from connectors.eligibility.asked import Question, read
from connectors.session import Caller, caller, not_too_often
from connectors.site import Site, site
from knowledge.rule import NoCriteria

router = APIRouter(prefix="/api/v1", tags=["eligibility"])

NO_CRITERIA = "{policy}：公布的条文里没有可以逐条核对的条件。可以在对话里直接问这项政策。"
REFUSALS: dict[int | str, dict[str, Any]] = {
    400: {"description": "No such request"},
    404: {"description": "The list has no conditions of that policy that could be compared on that day"},
    413: {"description": "Too large"},
    422: {"description": "Facts, policy, region or day that cannot be; `error.message` names all of them, in Chinese"},
    429: {"description": "Too many requests in a minute"},
}


@router.post("/eligibility", summary="How somebody stands with one policy, or with the whole list", responses=REFUSALS)
async def eligibility(
    question: Question, who: Annotated[Caller, Depends(caller)], here: Annotated[Site, Depends(site)]
) -> Answer:
    """Every condition with its clause and its days, what is paid, what is still open, and what to ask next. An outcome that is
    `cannot_tell` is no no. Nothing of it is kept."""
    await not_too_often(who, here)
    policies = here.live.current().policies
    asked = read(policies, question, day_of(here.now()), here.settings.region)
    try:
        # Not in a thread: the rules' diagrams, which the conversations use too, are made by one thread only.
        return answer(policies, asked)
    except NoCriteria as error:
        name = policies.policies[str(error)].name
        raise Refused("no_criteria", NO_CRITERIA.format(policy=name)) from error


@router.get("/facts", summary="The facts that may be told of a person")
async def facts(_who: Annotated[Caller, Depends(caller)], here: Annotated[Site, Depends(site)]) -> list[FactToTell]:
    """As the list in use has them: a new list may bring others."""
    return [to_tell(fact) for fact in here.live.current().policies.facts.values()]
