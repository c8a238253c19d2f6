"""Whoever names the number of a booking that was not made in this conversation shows that it is his."""

from __future__ import annotations

import re

from actions.booking.draft import Draft
from actions.booking.errors import TooManyTries
from actions.booking.model import Appointment
from actions.booking.texts import texts
from actions.booking.turn import At, ask, need_person
from bot.messages import Reply
from knowledge.text import normalise
from knowledge.wish_said import spoken_digits

LAST_FOUR = "last_four"
"""What is asked then."""
DIGITS = 4


async def prove(at: At, draft: Draft, number: int) -> Appointment | Reply | None:
    """By the last four digits of its telephone, which were just said; None if they are others. The question again where none were
    said; after too many tries the talk is over."""
    digits = re.sub(r"\D", "", spoken_digits(normalise(at.text)))
    if len(digits) < DIGITS:
        return ask(texts()["ask_last_four"])
    try:
        return await at.bookings.prove(number, digits[-DIGITS:], at.conversation_id, at.now)
    except TooManyTries:
        draft.over = True
        return need_person(texts()["locked"])
