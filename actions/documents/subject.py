"""What papers are for: a service or policy, an appointment, its day, who applies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from actions.booking.model import Appointment
from actions.documents.checks.holder import Applicant
from actions.documents.checks.service import Asked, asked_by, asked_by_service
from actions.documents.judging import Purpose
from bot.clock import day_of
from knowledge.policy_list import PolicyList

SERVICE, POLICY = "service", "policy"
ANY = 99
"""Whose papers they are is not asked as long as it is not known what they are for."""
AT_LEAST = timedelta(days=1)
"""For which what was read is kept where pictures are not kept at all."""


@dataclass(frozen=True)
class Subject:
    """A service or a policy, by its id."""

    sort: str
    id: str

    def __str__(self) -> str:
        return f"{self.sort}/{self.id}"

    @classmethod
    def of(cls, kept: str | None) -> Subject | None:
        """As `str` wrote it."""
        sort, _, id_ = (kept or "").partition("/")
        return cls(sort, id_) if id_ else None

    @classmethod
    def talked_about(cls, topic: Mapping[str, Any] | None, policies: PolicyList) -> Subject | None:
        """What the conversation was about: the service that goes with its policy, else the policy; None for several."""
        found = (topic or {}).get("policies", ())
        if len(found) != 1:
            return None
        services = [one.id for one in policies.services.values() if found[0] in one.policies]
        return cls(SERVICE, services[0]) if len(services) == 1 else cls(POLICY, found[0])

    def name(self, policies: PolicyList) -> str | None:
        """As citizens know it; None if the list has it no more."""
        found = (policies.services if self.sort == SERVICE else policies.policies).get(self.id)
        return found.name if found else None

    def asked(self, policies: PolicyList, day: date) -> Asked | None:
        """What it asks for on the day; None if the list has it no more."""
        if self.name(policies) is None:
            return None
        if self.sort == SERVICE:
            return asked_by_service(policies.services[self.id], policies, day)
        return asked_by(policies, [self.id], day)

    def persons(self, policies: PolicyList) -> int:
        """How many bring papers of their own."""
        service = policies.services.get(self.id) if self.sort == SERVICE else None
        return service.persons if service else 1


def purpose(subject: Subject | None, appointment: Appointment | None, policies: PolicyList, now: datetime) -> Purpose:
    """The day is the appointment's, else today; the applicants are those it was made for."""
    today = day_of(now)
    day = appointment.slot.date if appointment else today
    names = appointment.who.get("names", ()) if appointment else ()
    return Purpose(
        day=day,
        today=today,
        asked=subject.asked(policies, day) if subject else None,
        applicants=tuple(Applicant(name) for name in names),
        persons=subject.persons(policies) if subject else ANY,
    )


def kept_until(appointment: Appointment | None, keep_days: int, now: datetime) -> datetime:
    """Until the appointment is over; without one so many days."""
    return appointment.ends_at if appointment else now + max(timedelta(days=keep_days), AT_LEAST)
