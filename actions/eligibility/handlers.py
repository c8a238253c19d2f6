"""Rasa's action for what somebody is entitled to."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.services import Services

FLOOR = "floor"
"""The slot that says which skill has the floor."""


class ActionEligibility(Action):
    """One turn of an interview: it has the floor as long as it has a question."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def name(self) -> str:
        """As the domain names it."""
        return "action_eligibility"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """The replies, and who has the floor then."""
        return await hold_interview(self._services, dispatcher, tracker)


async def hold_interview(
    services: Services, dispatcher: CollectingDispatcher, tracker: Tracker
) -> list[dict[str, Any]]:
    """One turn: says the replies, and gives the event that tells who has the floor then."""
    message = tracker.latest_message
    intent = (message.get("intent") or {}).get("name")
    topic = (message.get("metadata") or {}).get("topic")
    turn = await services.eligibility.turn(tracker.sender_id, message.get("text") or "", intent, topic, services.now())
    for reply in turn.replies:
        dispatcher.utter_message(json_message=reply.to_dict())
    return [SlotSet(FLOOR, "eligibility" if turn.goes_on else None)]
