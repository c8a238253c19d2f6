"""Rasa's actions for what is kept of somebody."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

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
        """One reply."""
        message, profiles, now = tracker.latest_message, self._services.profiles, self._services.now()
        match (message.get("intent") or {}).get("name"):
            case "profile_keep":
                reply = await profiles.keep(tracker.sender_id, now)
            case "profile_delete":
                reply = await profiles.delete(tracker.sender_id, message.get("text") or "", now)
            case _:
                reply = await profiles.show(tracker.sender_id, now)
        dispatcher.utter_message(json_message=reply.to_dict())
        return []
