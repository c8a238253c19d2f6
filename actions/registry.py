"""Every action that Rasa may call, by the name the domain gives it."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionNotFoundException

from actions.answer.handlers import ActionAnswer, ActionAnswerIfAsked, ActionAnswerIfFound
from actions.booking.handlers import ActionBooking
from actions.documents.handlers import ActionDocuments
from actions.eligibility.handlers import ActionEligibility
from actions.handoff.handlers import ActionComplain, ActionEmergency, ActionHandOver
from actions.profile.handlers import ActionProfile
from actions.repeat.handlers import ActionRepeat
from actions.services import Services


class UnknownAction(Exception):
    """Rasa asked for an action that is not registered; the message is its name."""


class Registry:
    """Runs the actions it was given, and no others."""

    def __init__(self, actions: list[Action]) -> None:
        """ValueError names two that share a name."""
        self._executor = ActionExecutor()
        owners: dict[str, str] = {}
        for action in actions:
            name, owner = action.name(), type(action).__name__
            if name in owners:
                raise ValueError(f"{owners[name]} and {owner} are both called {name}")
            owners[name] = owner
            self._executor.register_action(action)
        self.names = frozenset(owners)

    async def run(self, call: dict[str, Any]) -> dict[str, Any]:
        """The answer to Rasa's webhook call: events and responses. UnknownAction if there is none of that name."""
        call.setdefault("domain", {})  # left out by endpoints.yml; rasa_sdk takes its absence for a mistake
        try:
            result = await self._executor.run(call)
        except ActionNotFoundException as error:
            raise UnknownAction(error.action_name) from error
        answer: dict[str, Any] = result.model_dump() if result else {}
        return answer


def actions(services: Services) -> Registry:
    """All of them."""
    needing_services = (
        ActionAnswer,
        ActionAnswerIfAsked,
        ActionAnswerIfFound,
        ActionBooking,
        ActionDocuments,
        ActionEligibility,
        ActionHandOver,
        ActionComplain,
        ActionProfile,
        ActionRepeat,
    )
    return Registry([ActionEmergency(services), *(action(services) for action in needing_services)])
