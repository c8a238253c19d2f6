"""Rasa's actions for questions about the list."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.answer.skill import offers_choice
from actions.services import Services
from bot.messages import Reply


class ActionAnswer(Action):
    """Searches the list; also what Rasa falls back to when it is not sure what was meant."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def name(self) -> str:
        """As the domain names it."""
        return "action_answer"

    def worth_saying(self, reply: Reply) -> bool:
        """Whether the reply is given."""
        return True

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """One reply, if it is worth saying."""
        context = tracker.latest_message.get("metadata") or {}
        text = tracker.latest_message.get("text") or ""
        reply = self._services.answers.reply(text, self._services.today(), context.get("topic"))
        if self.worth_saying(reply):
            dispatcher.utter_message(json_message=reply.to_dict())
        return []


class ActionAnswerIfFound(ActionAnswer):
    """After another reply: what the list says of it, or which of its policies may be meant."""

    def name(self) -> str:
        """As the domain names it."""
        return "action_answer_if_found"

    def worth_saying(self, reply: Reply) -> bool:
        """Something was found."""
        return bool(reply.sources) or offers_choice(reply)


class ActionAnswerIfAsked(ActionAnswer):
    """After another reply: the answer, if the sentence asks for an amount, materials, a place …"""

    def name(self) -> str:
        """As the domain names it."""
        return "action_answer_if_asked"

    def worth_saying(self, reply: Reply) -> bool:
        """Something was found and asked for."""
        return bool(reply.sources and reply.topic and reply.topic["aspects"])
