"""What is said to an offer of the queue."""

from __future__ import annotations

from actions.booking.confirmation import confirmed
from actions.booking.draft import Aim, Draft
from actions.booking.errors import Closed, Ended, Expired
from actions.booking.texts import texts
from actions.booking.turn import At, Turn, tell
from knowledge.booking_words import says
from knowledge.text import normalise


def is_answer(text: str) -> bool:
    """By its words."""
    sentence = normalise(text)
    return any(says(words, sentence) for words in ("accepts", "accepts_briefly", "declines"))


async def answer_offer(at: At, begun: str, *, open_question: bool) -> Turn | None:
    """Taken or given back; None if the sentence is no answer to an offer. A mere 要 is one only where nothing else was asked."""
    sentence = normalise(at.text)
    declined = says("declines", sentence)
    briefly = not open_question and says("accepts_briefly", sentence)
    if not declined and not briefly and not says("accepts", sentence):
        return None
    offered = [one for one in await at.bookings.waiting_of(at.conversation_id) if one.number is not None]
    draft = Draft(Aim.BOOK, begun=begun, over=True)
    if not offered and briefly:
        return None
    if not offered or offered[0].number is None:
        return Turn([tell(texts()["offer_over"])], draft)
    if declined:
        await at.bookings.decline(offered[0].id, at.now)
        return Turn([tell(texts()["declined"])], draft)
    try:
        await at.bookings.accept(offered[0].id, at.now)
    except (Expired, Closed, Ended):
        return Turn([tell(texts()["offer_over"])], draft)
    appointment = await at.bookings.by_number(offered[0].number)
    papers = await at.bookings.papers(appointment.number, at.now)
    return Turn([confirmed(at, at.services[appointment.slot.service], appointment, papers)], draft)
