"""Rasa's actions for what a person has to hear of."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

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
    """Danger that the words before Rasa did not catch."""

    def name(self) -> str:
        """As the domain names it."""
        return "action_emergency"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        """Every emergency number."""
        dispatcher.utter_message(json_message=Reply(emergency.general(), outcome="emergency").to_dict())
        return []
