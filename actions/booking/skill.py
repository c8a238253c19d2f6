"""Talking about bookings: making one, looking after those that stand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog

from actions.answer.skill import AnswerSkill
from actions.booking import draft as drafts
from actions.booking.bookings import Bookings
from actions.booking.draft import Aim, Draft
from actions.booking.errors import BookingError
from actions.booking.keeping import Keeping
from actions.booking.making import Making
from actions.booking.offers import answer_offer, is_answer
from actions.booking.rating import rate
from actions.booking.texts import texts
from actions.booking.turn import At, Turn, tell
from actions.dispatch.due import Dispatching
from bot.db import Database
from bot.history import History
from bot.messages import Reply
from bot.privacy import Cipher
from bot.retry import Unavailable
from knowledge.booking_words import says
from knowledge.index import Index
from knowledge.text import normalise
from knowledge.wish_said import services_named

AIMS = {
    "book": Aim.BOOK,
    "change_booking": Aim.CHANGE,
    "cancel_booking": Aim.CANCEL,
    "show_bookings": Aim.SHOW,
    "rate_service": Aim.RATE,
}
"""What each of Rasa's intents wants."""


@dataclass(frozen=True)
class BookingSkill:
    """Bookings of the services in the list as it is now, in one region."""

    index: Callable[[], Index]
    region: str
    database: Database
    cipher: Cipher
    history: History
    bookings: Bookings
    dispatching: Dispatching
    answers: AnswerSkill

    async def is_under_way(self, conversation_id: str, now: datetime) -> bool:
        """Whether the conversation is in the middle of one."""
        draft = await self.database.run(drafts.load, self.cipher, conversation_id, now)
        return draft is not None and not draft.over

    def is_meant(self, text: str) -> bool:
        """Whether it is about a booking, by the words alone."""
        return (wanted(text) is not None and says("booked", normalise(text))) or says("books", normalise(text))

    async def is_spoken_of(self, conversation_id: str, text: str) -> bool:
        """Whether it is said of what stands in the conversation: an offer of the queue taken or left, a booking changed."""
        if is_answer(text):
            return any(one.offered_until for one in await self.bookings.waiting_of(conversation_id))
        return wanted(text) is not None and bool(await self.bookings.of_conversation(conversation_id))

    async def turn(
        self, conversation_id: str, text: str, intent: str | None, context: dict[str, Any], now: datetime
    ) -> Turn:
        """What is said to a sentence. `text` is masked; the message itself, with its numbers, is read where `context` names it.
        A message that is handed in again gets the same replies."""
        message = str(context.get("message") or "")
        draft = await self.database.run(drafts.load, self.cipher, conversation_id, now)
        if draft is not None and message and draft.answered == message:
            return Turn([Reply.from_dict(reply) for reply in draft.replies], draft)
        if message:
            said: str | None = await self.database.run(self.history.said, message)
            text = said or text
        at = At(
            conversation_id,
            text,
            intent,
            context.get("topic"),
            now,
            self.region,
            self.index().policies,
            self.bookings,
            self.dispatching,
            self.answers,
        )
        try:
            turn = await self._turn(at, draft, message)
        except (BookingError, Unavailable) as error:
            structlog.get_logger().warning("booking_failed", conversation=conversation_id, error=type(error).__name__)
            return Turn([tell(texts()["try_again"], outcome="needs_person")], draft)
        if turn.draft is not None:
            turn.draft.answered, turn.draft.replies = message, [reply.to_dict() for reply in turn.replies]
            await self.database.run(drafts.save, self.cipher, conversation_id, turn.draft, now)
        return turn

    async def _turn(self, at: At, draft: Draft | None, message: str) -> Turn:
        if (turn := await answer_offer(at, message, open_question=draft is not None and not draft.over)) is not None:
            return turn
        if draft is None or draft.over or self._turns_to(at, draft):
            begun = message or at.now.isoformat()
            draft = Draft(self._aim(at, draft), proven=draft.proven if draft else [], begun=begun)
        if draft.aim is Aim.BOOK or draft.target is not None:
            return await Making(at, draft).turn()
        if draft.aim is Aim.RATE:
            return await rate(at, draft)
        return await Keeping(at, draft).turn()

    def _turns_to(self, at: At, draft: Draft) -> bool:
        """Whether something else is wanted than what is talked about."""
        if draft.aim is Aim.BOOK:
            return says("every_week", normalise(at.text)) and wanted(at.text) is Aim.CANCEL
        if draft.asked in ("number", "last_four") and at.intent is None and wanted(at.text) is None:
            return bool(services_named(at.text, at.services.values()))
        return draft.asked is None or (at.intent == "book" and draft.asked in ("number", "which"))

    def _aim(self, at: At, draft: Draft | None) -> Aim:
        """By the intent; without one, by words."""
        if at.intent in AIMS:
            return AIMS[at.intent]
        return wanted(at.text) or Aim.BOOK


def wanted(text: str) -> Aim | None:
    """What is wanted of bookings that stand, by the words alone; None if nothing is."""
    sentence = normalise(text)
    for aim, words in ((Aim.CANCEL, "cancel"), (Aim.CHANGE, "change"), (Aim.SHOW, "show")):
        if says(words, sentence):
            return aim
    return None
