"""Rasa's action for what was not heard."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.services import Services


class ActionRepeat(Action):
    """Says the last answer again."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def name(self) -> str:
        """As the domain names it."""
        return "action_repeat"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """One reply."""
        reply = await self._services.repeats.reply(tracker.sender_id)
        dispatcher.utter_message(json_message=reply.to_dict())
        return []
