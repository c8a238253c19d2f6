"""The papers that an appointment requires: until when they must be in order, how they stand, and what is said of that."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Connection

from actions.booking.model import Appointment, Quota, Status
from actions.booking.wording import moment_written
from actions.documents import looks, store
from actions.documents.best import best
from actions.documents.judging import Purpose, judge, worst
from actions.documents.model import Outcome
from actions.documents.page_read import PageRead
from actions.documents.subject import SERVICE, Subject, purpose
from actions.documents.texts import texts
from bot.privacy import Cipher
from knowledge.paper import papers
from knowledge.policy_list import PolicyList
from knowledge.service import Service
from knowledge.service_days import moment

VALIDITY = "valid-on-the-day"


class State(StrEnum):
    """How required papers stand."""

    MISSING = "missing"
    FIX = "fix"
    ASK = "ask"
    """Staff look; nothing is wanted of the citizen."""
    PASS = "pass"  # noqa: S105 - no password
    READING = "reading"


LACKING = (State.MISSING, State.FIX)
"""The place goes to others."""


@dataclass(frozen=True)
class Required:
    """The papers of one appointment."""

    until: datetime
    state: State
    missing: tuple[str, ...] = ()
    fixes: tuple[str, ...] = ()
    """What is to be mended, and how."""


def until(service: Service | None, one: Appointment, now: datetime) -> datetime | None:
    """Until when; None if it requires none. What was confirmed or moved after that moment requires none either: there was no
    time for it. Nor does what was booked at the counter, or what nobody can be told of."""
    if service is None or service.precheck is None or one.quota is not Quota.PUBLIC or one.conversation_id is None:
        return None
    last = moment(service.precheck.until, one.slot.date)
    return last if (now if one.status is Status.HELD else one.changed_at) < last else None


def of(db: Connection, cipher: Cipher, policies: PolicyList, one: Appointment, now: datetime) -> Required | None:
    """As they stand for its day; None if it requires none. Once all were in order they count, also when they are deleted."""
    service = policies.services.get(one.slot.service)
    last = until(service, one, now)
    if service is None or service.precheck is None or last is None:
        return None
    if (decided := looks.outcome(db, one)) is not None and decided in (State.ASK, State.PASS):
        return Required(last, State(decided))
    shown = store.shown_for(db, cipher, one.number, one.conversation_id)
    read = [page.read for page in shown if page.read is not None]
    what_for = _purpose(policies, one, now)
    found = best(read, service.precheck.papers, what_for)
    fixes = tuple(dict.fromkeys(f.said for f in found.findings if f.outcome == Outcome.FIX))
    state = State(worst(found.findings))
    if len(read) < len(shown):
        state = State.READING
    elif found.missing:
        state = State.ASK if any(_unreadable(page, what_for) for page in read) else State.MISSING
    return Required(last, state, found.missing, fixes)


def note_pass(db: Connection, cipher: Cipher, policies: PolicyList, one: Appointment, now: datetime) -> None:
    """Papers that are in order are noted, so that it counts when their photographs are gone."""
    if one.status is Status.CONFIRMED and (found := of(db, cipher, policies, one, now)) and found.state is State.PASS:
        looks.note(db, one, looks.Stage.UNTIL, State.PASS, now)


def invalid(db: Connection, cipher: Cipher, policies: PolicyList, one: Appointment, now: datetime) -> list[str]:
    """What is said of those papers shown for the appointment that do not hold on its day."""
    service = policies.services.get(one.slot.service)
    conversation = one.conversation_id if service and service.precheck else None
    read = [page.read for page in store.shown_for(db, cipher, one.number, conversation) if page.read is not None]
    kinds = [kind for kind in dict.fromkeys(page.recognised.kind for page in read) if kind in papers()]
    findings = best(read, [kind for kind in kinds if kind], _purpose(policies, one, now)).findings
    return list(dict.fromkeys(one.said for one in findings if one.check == VALIDITY and one.outcome != Outcome.PASS))


def said(required: Required | None, today: date, before: str = "") -> str:
    """What the citizen is told of them; empty if nothing is required. `before_booked` and `before_moved`: it is not yet, and
    only what will have to be done is said."""
    if required is None or (before and required.state not in LACKING):
        return ""
    t = texts("required")
    last, fixes = moment_written(required.until, today), "".join(required.fixes)
    lines = [t[required.state].format(until=last, papers="、".join(required.missing), fixes=fixes)]
    if required.state is State.MISSING and fixes:
        lines.append(t["fixes_too"].format(fixes=fixes))
    return (t[before] if before else "") + "".join(lines)


def why(required: Required) -> str:
    """What was lacking."""
    t = texts("required")
    name = "was_missing" if required.missing else "was_wrong"
    return t[name].format(papers="、".join(required.missing), fixes="".join(required.fixes).rstrip("。"))


def _purpose(policies: PolicyList, one: Appointment, now: datetime) -> Purpose:
    """Whether the service asks for them is settled: it requires them."""
    return replace(purpose(Subject(SERVICE, one.slot.service), one, policies, now), asked=None)


def _unreadable(page: PageRead, purpose: Purpose) -> bool:
    """Whether staff have to say what it shows: it may be what is missing."""
    return page.recognised.kind is None and judge([page], purpose).outcome is Outcome.ASK
