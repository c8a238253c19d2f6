"""Rasa's action for papers."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.services import Services


class ActionDocuments(Action):
    """How papers stand, or how to show them."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def name(self) -> str:
        """As the domain names it."""
        return "action_documents"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """One reply."""
        message = tracker.latest_message
        text, topic = message.get("text") or "", (message.get("metadata") or {}).get("topic")
        documents = self._services.documents
        reply = await documents.turn(tracker.sender_id, text, topic, self._services.now())
        dispatcher.utter_message(json_message=reply.to_dict())
        return []
