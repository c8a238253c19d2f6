"""A citizen rates who came to his home."""

from __future__ import annotations

import re

from actions.booking.draft import Draft
from actions.booking.turn import At, Turn, ask, tell
from actions.dispatch import ratings
from actions.dispatch.errors import DispatchError, Ended, NotYet
from actions.dispatch.model import POOR
from actions.dispatch.telling import item, texts
from bot.retry import run_async
from knowledge.booking_words import words
from knowledge.text import normalise

FIVE = 5


async def rate(at: At, draft: Draft) -> Turn:
    """One turn of it: how many stars, and what was said with them."""
    if draft.number is None:
        done = await run_async(at.bookings.database, ratings.ratable, at.conversation_id)
        if not done:
            draft.over = True
            return Turn([tell(texts()["nothing_to_rate"])], draft)
        draft.number, skill = done[0]
        service = next(one for one in at.services.values() if one.dispatched)
        draft.answers = {"item": item(service, skill)}
    stars = stars_in(at.text)
    if stars is None:
        draft.asked = "stars"
        question = texts()["ask_stars"].format(item=draft.answers["item"])
        return Turn([ask(question, buttons=texts()["stars"])], draft)
    draft.over = True
    try:
        await at.dispatching.do(ratings.rate, at.bookings.cipher, draft.number, stars, at.text, at.now)
    except NotYet:
        return Turn([tell(texts()["not_yet"])], draft)
    except Ended:
        return Turn([tell(texts()["nothing_to_rate"])], draft)
    except DispatchError:
        return Turn([tell(texts()["too_late"])], draft)
    said = texts()["thanks_poor" if stars <= POOR else "thanks"].format(stars="一两三四五"[stars - 1])
    return Turn([tell(said)], draft)


def stars_in(text: str) -> int | None:
    """1 to 5: by number, or by what is said of it."""
    sentence = normalise(text)
    if (counted := re.search(words()["stars"], sentence)) is not None:
        digit = next(filter(None, counted.groups()))
        return int(digit) if digit.isdigit() else {"两": 2}.get(digit) or "一二三四五".index(digit) + 1
    return next((stars for stars, said in words()["liked"].items() if re.search(said, sentence)), None)
