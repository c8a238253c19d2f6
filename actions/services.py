"""What the skills need, handed to every handler."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from actions.answer.skill import AnswerSkill
from actions.booking.skill import BookingSkill
from actions.documents.skill import DocumentsSkill
from actions.eligibility.skill import EligibilitySkill
from actions.handoff.skill import HandoffSkill
from actions.profile.skill import ProfileSkill
from actions.repeat.skill import RepeatSkill
from bot.clock import day_of


@dataclass(frozen=True)
class Services:
    """One of each skill, and the clock."""

    answers: AnswerSkill
    eligibility: EligibilitySkill
    bookings: BookingSkill
    documents: DocumentsSkill
    profiles: ProfileSkill
    handoffs: HandoffSkill
    repeats: RepeatSkill
    now: Callable[[], datetime]

    def today(self) -> date:
        """The day it is in China."""
        return day_of(self.now())
