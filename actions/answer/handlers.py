"""Rasa's action for questions about the list."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.services import Services


class ActionAnswer(Action):
    """Searches the list; also what Rasa falls back to when it is not sure what was meant."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def name(self) -> str:
        """As the domain names it."""
        return "action_answer"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """One reply."""
        context = tracker.latest_message.get("metadata") or {}
        text = tracker.latest_message.get("text") or ""
        reply = self._services.answers.reply(text, self._services.today(), context.get("topic"))
        dispatcher.utter_message(json_message=reply.to_dict())
        return []
