"""The dialogue without Rasa: when it does not answer, questions are still answered and people still handed over."""

from __future__ import annotations

import re
from typing import Any

from actions.handoff.skill import Reason
from actions.services import Services
from bot.messages import Reply

_PERSON = re.compile(r"转人工|人工(客服|服务|坐席)|^人工$|真人|客服|找(个)?人|揾人|同人讲|[跟和]人(说|讲)|找工作人员")
_AGAIN = re.compile(
    r"(请|麻烦|唔该|您|你|能)*(再(说|讲)(一|多)?(遍|次)|重复一(遍|下)|没听清楚?|没听见)(吧|吗|好吗)?[。！？!?]*"
)
_PROFILE = {
    "keep": re.compile(
        r"^(请|麻烦|唔该|你|帮我)*记(住|低)(这些|我的情况)?([，,]?有新政策(就|请)?(告诉|通知)我)?[。！!]?$"
    ),
    "delete": re.compile(r"删(掉|除|了|晒|咗)?我(的|啲|嘅)(资料|信息|情况)|(不要|唔好|别)再通知我"),
    "show": re.compile(r"存了(我|我的)?(什么|啥|哪些)|存咗我(啲)?(咩|乜)|我的(资料|信息)有(什么|哪些)"),
}
_COMPLAINT = re.compile(r"投诉|举报|态度")


class DirectEngine:
    """A dialogue engine of a few rules."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def handle(self, conversation_id: str, text: str, context: dict[str, Any]) -> list[Reply]:
        """A wish for a person or a complaint is recorded, the last answer said again, a booking or an
        interview gone on with, papers looked at, all else looked up in the list."""
        for words, reason in ((_PERSON, Reason.ASKED_FOR), (_COMPLAINT, Reason.COMPLAINT)):
            if words.search(text):
                return [await self._services.handoffs.reply(conversation_id, reason, self._services.now())]
        if _AGAIN.fullmatch(text):
            return [await self._services.repeats.reply(conversation_id)]
        now = self._services.now()
        if _PROFILE["keep"].search(text):
            return [await self._services.profiles.keep(conversation_id, text, now)]
        if _PROFILE["delete"].search(text):
            return [(await self._services.profiles.delete(conversation_id, text, now))[0]]
        if _PROFILE["show"].search(text):
            shown = await self._services.profiles.show(conversation_id, now)
            return [await self._services.documents.also_kept(conversation_id, shown, now)]
        bookings = self._services.bookings
        for_booking = await bookings.is_under_way(conversation_id, now) or bookings.is_meant(text)
        if for_booking or await bookings.is_spoken_of(conversation_id, text):
            return (await bookings.turn(conversation_id, text, None, context, now)).replies
        if self._services.documents.is_meant(text):
            return [await self._services.documents.turn(conversation_id, text, context.get("topic"), now)]
        if await self._services.eligibility.is_under_way(conversation_id, text, now):
            topic = context.get("topic")
            return (await self._services.eligibility.turn(conversation_id, text, None, topic, now)).replies
        return [self._services.answers.reply(text, self._services.today(), context.get("topic"))]
