"""Rasa's actions for what is kept of somebody."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.eligibility.handlers import FLOOR
from actions.services import Services


class ActionProfile(Action):
    """Keeps, shows or deletes it, as the intent says."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def name(self) -> str:
        """As the domain names it."""
        return "action_profile"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """One reply; an interview that was deleted has the floor no more."""
        message, profiles, now = tracker.latest_message, self._services.profiles, self._services.now()
        text, deleted = message.get("text") or "", False
        match (message.get("intent") or {}).get("name"):
            case "profile_keep":
                reply = await profiles.keep(tracker.sender_id, text, now)
            case "profile_delete":
                reply, deleted = await profiles.delete(tracker.sender_id, text, now)
            case _:
                shown = await profiles.show(tracker.sender_id, now)
                reply = await self._services.documents.also_kept(tracker.sender_id, shown, now)
        dispatcher.utter_message(json_message=reply.to_dict())
        return [SlotSet(FLOOR, None)] if deleted else []
