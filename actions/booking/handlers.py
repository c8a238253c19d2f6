"""Rasa's action for bookings."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.eligibility.handlers import FLOOR
from actions.services import Services


class ActionBooking(Action):
    """One turn of talking about a booking: it has the floor as long as it has a question."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def name(self) -> str:
        """As the domain names it."""
        return "action_booking"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """The replies, and who has the floor then."""
        return await hold_booking(self._services, dispatcher, tracker)


async def hold_booking(services: Services, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[dict[str, Any]]:
    """One turn of it."""
    message = tracker.latest_message
    intent, context = (message.get("intent") or {}).get("name"), message.get("metadata") or {}
    text = message.get("text") or ""
    turn = await services.bookings.turn(tracker.sender_id, text, intent, context, services.now())
    for reply in turn.replies:
        dispatcher.utter_message(json_message=reply.to_dict())
    return [SlotSet(FLOOR, "booking" if turn.goes_on else None)]
