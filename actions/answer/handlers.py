"""Rasa's actions for questions about the list."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.answer.skill import offers_choice
from actions.booking.handlers import hold_booking
from actions.eligibility.handlers import hold_interview
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

    def begins_interview(self, text: str) -> bool:
        """Whether the sentence tells of somebody, and asks what he may have: that is found out by asking."""
        return self._services.eligibility.is_meant(text, self._services.today())

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """One reply, if it is worth saying."""
        context = tracker.latest_message.get("metadata") or {}
        text = tracker.latest_message.get("text") or ""
        intent = (tracker.latest_message.get("intent") or {}).get("name")
        if intent != "ask_policy" and await self._services.bookings.is_spoken_of(tracker.sender_id, text):
            return await hold_booking(self._services, dispatcher, tracker)
        if self.begins_interview(text):
            return await hold_interview(self._services, dispatcher, tracker)
        reply = self._services.answers.reply(text, self._services.today(), context.get("topic"))
        if self.worth_saying(reply):
            dispatcher.utter_message(json_message=reply.to_dict())
        return []


class ActionAnswerIfFound(ActionAnswer):
    """After another reply: what the list says of it, or which of its policies may be meant."""

    def name(self) -> str:
        """As the domain names it."""
        return "action_answer_if_found"

    def begins_interview(self, text: str) -> bool:
        """Never: something else has been said to it."""
        return False

    def worth_saying(self, reply: Reply) -> bool:
        """Something was found."""
        return bool(reply.sources) or offers_choice(reply)


class ActionAnswerIfAsked(ActionAnswerIfFound):
    """After another reply: the answer, if the sentence asks for an amount, materials, a place …"""

    def name(self) -> str:
        """As the domain names it."""
        return "action_answer_if_asked"

    def worth_saying(self, reply: Reply) -> bool:
        """Something was found and asked for."""
        return bool(reply.sources and reply.topic and reply.topic["aspects"])
