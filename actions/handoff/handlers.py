"""Rasa's actions for what a person has to hear of."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.answer.skill import is_answer
from actions.handoff.skill import Reason
from actions.services import Services
from bot import emergency
from bot.messages import Reply


class _Recorded(Action):
    """Records why a person is wanted."""

    reason: Reason

    def __init__(self, services: Services) -> None:
        self._services = services

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """One reply, a receipt."""
        reply = await self._services.handoffs.reply(tracker.sender_id, self.reason, self._services.now())
        dispatcher.utter_message(json_message=reply.to_dict())
        return []


class ActionHandOver(_Recorded):
    """The citizen wants a person."""

    reason = Reason.ASKED_FOR

    def name(self) -> str:
        """As the domain names it."""
        return "action_hand_over"


class ActionComplain(_Recorded):
    """The citizen complains."""

    reason = Reason.COMPLAINT

    def name(self) -> str:
        """As the domain names it."""
        return "action_complain"


class ActionEmergency(Action):
    """Danger that the gateway, which hears better, has not heard: a question that the list answers is answered all the same."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def name(self) -> str:
        """As the domain names it."""
        return "action_emergency"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        """The list's answer behind a line with the numbers; without one, every emergency number."""
        message = tracker.latest_message
        topic = (message.get("metadata") or {}).get("topic")
        reply = self._services.answers.reply(message.get("text") or "", self._services.today(), topic)
        if is_answer(reply):
            reply = replace(reply, text=f"{emergency.concern()}\n{reply.text}")
        else:
            reply = Reply(emergency.general(), outcome="emergency")
        dispatcher.utter_message(json_message=reply.to_dict())
        return []
