"""The papers of a conversation as they stand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from actions.booking.model import Appointment
from actions.documents.judging import Judged
from actions.documents.model import Finding
from actions.documents.required import Required
from actions.documents.store import KeptPage
from actions.documents.subject import Subject


@dataclass(frozen=True)
class PapersNow:
    """What they are for, and their pages; `judged` is of the pages that were read, in their order."""

    subject: Subject | None
    appointment: Appointment | None
    day: date
    pages: tuple[KeptPage, ...]
    judged: Judged
    required: Required | None = None
    """What the appointment requires of them."""

    @property
    def waits(self) -> bool:
        """Whether some are still to be read."""
        return any(page.read is None for page in self.pages)

    @property
    def findings(self) -> dict[str, tuple[Finding, ...]]:
        """Of each page that was read, by its id."""
        read = [page.id for page in self.pages if page.read is not None]
        return dict(zip(read, self.judged.pages, strict=True))
