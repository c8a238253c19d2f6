"""What a turn of talking about bookings has at hand, and what it comes to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from actions.answer.skill import PERSON, AnswerSkill
from actions.booking.bookings import Bookings
from actions.booking.draft import Draft
from actions.dispatch.due import Dispatching
from bot.clock import SHANGHAI, day_of
from bot.messages import Button, Reply
from knowledge.policy_list import PolicyList
from knowledge.service import Service


@dataclass(frozen=True)
class Turn:
    """What is said, and what is then talked about: None when that is over."""

    replies: list[Reply]
    draft: Draft | None

    @property
    def goes_on(self) -> bool:
        """Whether the next sentence is for the booking."""
        return self.draft is not None and not self.draft.over


@dataclass(frozen=True)
class At:
    """The sentence, and where and when it is said."""

    conversation_id: str
    text: str
    """As it was written, with its numbers."""
    intent: str | None
    topic: dict[str, Any] | None
    now: datetime
    region: str
    policies: PolicyList
    bookings: Bookings
    dispatching: Dispatching
    answers: AnswerSkill

    @property
    def today(self) -> date:
        """The day it is in China."""
        return day_of(self.now)

    @property
    def here(self) -> datetime:
        """The time in China."""
        return self.now.astimezone(SHANGHAI)

    @property
    def services(self) -> dict[str, Service]:
        """What can be booked in the region."""
        places = self.policies.within(self.region)
        return {name: one for name, one in self.policies.services.items() if one.region in places}


def ask(*paragraphs: str, buttons: Iterable[str] = ()) -> Reply:
    """A question, with answers to tap."""
    return Reply(
        "\n".join(filter(None, paragraphs)),
        outcome="clarification",
        buttons=tuple(Button(words, words) for words in buttons),
    )


def tell(*lines: str, outcome: str = "answered", buttons: Iterable[str] = ()) -> Reply:
    """Something that is said."""
    return Reply(
        "\n".join(filter(None, lines)), outcome=outcome, buttons=tuple(Button(words, words) for words in buttons)
    )


def need_person(*lines: str) -> Reply:
    """Something that only a person can mend."""
    return Reply("\n".join(filter(None, lines)), outcome="needs_person", buttons=(PERSON,))


def behind(first: str, reply: Reply) -> Reply:
    """The reply with something said before it."""
    return replace(reply, text=f"{first}\n{reply.text}") if first else reply
