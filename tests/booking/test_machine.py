"""Any sequence of operations does what a model of a few lines does, on both databases."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import delete

from actions.booking import tables
from actions.booking.errors import (
    AlreadyBooked,
    BookingError,
    Closed,
    Ended,
    Expired,
    Full,
)
from actions.booking.holds import HOLD
from actions.booking.model import Booked, Slot
from actions.booking.queue import OFFER
from tests.booking.canteen import DINNER, LUNCH, NOON, TODAY, Canteen, session

SLOTS = {"lunch": LUNCH, "dinner": DINNER}
ROOM, CEILING = {"lunch": 3, "dinner": 2}, 4
PEOPLE = st.sampled_from(["甲", "乙", "丙", "丁"])
BANDS = st.sampled_from(sorted(SLOTS))
SIZES = st.integers(1, 2)
TAKING = ("held", "confirmed", "attended")
Refusal = type[BookingError] | None


@dataclass
class Place:
    """An appointment as the model has it."""

    band: str
    size: int
    person: str
    status: str
    until: timedelta = timedelta()
    entry: Any = None


@dataclass
class Waiting:
    """An entry of the queue as the model has it."""

    band: str
    size: int
    person: str
    status: str = "waiting"
    place: Place | None = None


@dataclass
class Model:
    """What must come out, without a database; `clock` is the time since noon."""

    clock: timedelta = timedelta()
    places: list[Place] = field(default_factory=list)
    queue: list[Waiting] = field(default_factory=list)
    closed: set[str] = field(default_factory=set)

    def has_run_out(self, one: Place) -> bool:
        return one.status == "held" and one.until <= self.clock

    def taking(self) -> list[Place]:
        return [one for one in self.places if one.status in TAKING]

    def taken(self, band: str | None = None) -> int:
        return sum(one.size for one in self.taking() if band in (None, one.band))

    def waiting(self, band: str) -> list[Waiting]:
        return [one for one in self.queue if one.band == band and one.status == "waiting"]

    def expire(self) -> None:
        for one in self.places:
            if self.has_run_out(one):
                self.lapse(one, "lapsed")

    def lapse(self, one: Place, entry: str) -> None:
        one.status = "lapsed"
        if one.entry is not None:
            one.entry.status = entry

    def confirm(self, one: Place) -> None:
        one.status = "confirmed"
        if one.entry is not None:
            one.entry.status = "accepted"

    def fits(self, band: str, size: int, among: list[Place]) -> bool:
        in_band = sum(one.size for one in among if one.band == band)
        return in_band + size <= ROOM[band] and sum(one.size for one in among) + size <= CEILING

    def verdict(self, band: str, size: int, person: str, moved: Place | None, among: list[Place]) -> Refusal:
        """Why it cannot be booked beside these."""
        others = [one for one in among if one is not moved]
        has = moved.size if moved and moved.band == band else 0
        if band in self.closed:
            return Closed
        if not self.fits(band, size, others) or (self.waiting(band) and size > has):
            return Full
        return AlreadyBooked if any((one.band, one.person) == (band, person) for one in others) else None

    def refusal(self, band: str, size: int, person: str, moved: Place | None = None) -> Refusal:
        """Why it cannot be booked. Before it is refused for want of places, holds that have run out are given back."""
        if not self.fits(band, size, [one for one in self.taking() if one is not moved]):
            self.expire()
        if self.verdict(band, size, person, moved, self.taking()) is AlreadyBooked:
            self.expire()
        return self.verdict(band, size, person, moved, self.taking())

    def may_have(self, head: Waiting) -> bool | None:
        """Whether the head of the queue can be offered its places; None if not yet."""
        if not self.fits(head.band, head.size, self.taking()):
            self.expire()
        if head.band in self.closed or not self.fits(head.band, head.size, self.taking()):
            return None
        if self.has_one(head):
            self.expire()
        return not self.has_one(head)

    def has_one(self, head: Waiting) -> bool:
        return any((one.band, one.person) == (head.band, head.person) for one in self.taking())


class Bookings(RuleBasedStateMachine):
    """One canteen with two bands under a ceiling; each person may have one meal in each band."""

    at: ClassVar[Canteen]
    booked = Bundle("booked")
    entries = Bundle("entries")

    @initialize()
    def opens(self) -> None:
        self.model = Model()
        self.at.now = NOON
        with self.at.engine.begin() as db:
            for table in (
                tables.ledger,
                tables.appointments,
                tables.waitlist,
                tables.booking_requests,
                tables.closures,
            ):
                db.execute(delete(table))
            db.execute(delete(tables.sessions))
        self.at.opens(session(LUNCH, ROOM["lunch"]), session(DINNER, ROOM["dinner"]), session(TODAY, CEILING))

    def answers(self, refusal: Refusal, work: Callable[[], Any]) -> Any:
        """What it gave; None if it was refused, just as the model says."""
        if refusal is None:
            return work()
        with pytest.raises(refusal):
            work()
        return None

    @rule(target=booked, band=BANDS, person=PEOPLE, size=SIZES, at_once=st.booleans())
    def book(self, band: str, person: str, size: int, at_once: bool) -> Any:
        order = self.at.order(SLOTS[band], person, self.at.meal(person, SLOTS[band]), persons=size)
        way = self.at.book if at_once else self.at.hold
        answer = self.answers(self.model.refusal(band, size, person), lambda: way(order))
        if answer is None:
            return multiple()
        place = Place(band, size, person, "confirmed" if at_once else "held", self.model.clock + HOLD)
        self.model.places.append(place)
        return answer, place

    def confirming(self, place: Place | None) -> Refusal:
        if place is None:
            return Expired
        refusals = {"cancelled": Ended, "lapsed": Expired, "shut": Closed}
        return Expired if self.model.has_run_out(place) else refusals.get(place.status)

    @rule(one=booked)
    def confirm(self, one: tuple[Booked, Place]) -> None:
        answer, place = one
        if self.answers(self.confirming(place), lambda: self.at.confirm(answer)) and place.status == "held":
            self.model.confirm(place)

    @rule(one=booked)
    def release(self, one: tuple[Booked, Place]) -> None:
        answer, place = one
        self.at.release(answer)
        if place.status == "held":
            self.model.lapse(place, "declined")

    @rule(one=booked)
    def cancel(self, one: tuple[Booked, Place]) -> None:
        answer, place = one
        refusal = Ended if place.status in ("lapsed", "shut", "attended") else None
        if self.answers(refusal, lambda: self.at.cancel(answer)) is None:
            return
        if place.status == "held":
            self.model.lapse(place, "declined")
        else:
            place.status = "cancelled"

    @rule(one=booked, band=BANDS, size=SIZES)
    def move(self, one: tuple[Booked, Place], band: str, size: int) -> None:
        answer, place = one
        refusal: Refusal = Ended
        if place.status == "confirmed":
            refusal = self.model.refusal(band, size, place.person, place)
        uses = (self.at.meal(place.person, SLOTS[band]),)
        if self.answers(refusal, lambda: self.at.move(answer, SLOTS[band], amounts={"persons": size}, uses=uses)):
            place.band, place.size = band, size

    @rule(one=booked)
    def mark(self, one: tuple[Booked, Place]) -> None:
        answer, place = one
        refusal = None if place.status in ("confirmed", "attended") else Ended
        self.answers(refusal, lambda: self.at.mark(answer, came=True))
        if refusal is None:
            place.status = "attended"

    @rule(target=entries, band=BANDS, person=PEOPLE, size=SIZES)
    def join(self, band: str, person: str, size: int) -> Any:
        order = self.at.order(SLOTS[band], person, self.at.meal(person, SLOTS[band]), persons=size)
        before = [one for one in self.model.queue if (one.band, one.person) == (band, person)]
        name = self.answers(Closed if band in self.model.closed else None, lambda: self.at.join(order))
        if name is None or any(one.status in ("waiting", "offered") for one in before):
            return multiple()
        self.model.queue.append(entry := Waiting(band, size, person))
        return name, entry

    @rule(target=booked, band=BANDS)
    def offer(self, band: str) -> Any:
        offer = self.at.offer(SLOTS[band])
        while waiting := self.model.waiting(band):
            may_have = self.model.may_have(waiting[0])
            if may_have:
                assert offer is not None
                waiting[0].status = "offered"
                place = Place(band, waiting[0].size, waiting[0].person, "held", self.model.clock + OFFER, waiting[0])
                waiting[0].place = place
                self.model.places.append(place)
                return offer.booked, place
            if may_have is None:
                break
            waiting[0].status = "ended"
        assert offer is None
        return multiple()

    @rule(entry=entries)
    def accept(self, entry: tuple[str, Waiting]) -> None:
        name, place = entry[0], entry[1].place
        if self.answers(self.confirming(place), lambda: self.at.accept(name)) and place and place.status == "held":
            self.model.confirm(place)

    @rule(entry=entries)
    def decline(self, entry: tuple[str, Waiting]) -> None:
        name, waiting = entry
        self.at.decline(name)
        if waiting.status == "waiting":
            waiting.status = "declined"
        elif waiting.status == "offered" and waiting.place is not None:
            self.model.lapse(waiting.place, "declined")

    @rule(minutes=st.sampled_from([1, 3, 6, 31]))
    def time_passes(self, minutes: int) -> None:
        self.model.clock += timedelta(minutes=minutes)
        self.at.now = NOON + self.model.clock

    @rule()
    def expire(self) -> None:
        self.at.expire()
        self.model.expire()

    @rule(band=BANDS)
    def close(self, band: str) -> None:
        self.at.close(SLOTS[band])
        self.model.closed.add(band)
        for one in self.model.places:
            if one.band == band and one.status == "held":
                self.model.lapse(one, "ended")
                one.status = "shut"
        for entry in self.model.waiting(band):
            entry.status = "ended"

    @rule(band=BANDS)
    def reopen(self, band: str) -> None:
        for closure in self.at.reads(standing, SLOTS[band]):
            self.at.reopen(closure)
        self.model.closed.discard(band)
        for one in self.model.places:
            if one.band == band and one.status == "shut":
                one.status = "lapsed"

    @invariant()
    def adds_up(self) -> None:
        assert self.at.problems() == []
        assert [self.at.taken(slot) for slot in (LUNCH, DINNER, TODAY)] == [
            *(self.model.taken(band) for band in ("lunch", "dinner")),
            self.model.taken(),
        ]


def standing(db: Any, slot: Slot) -> list[str]:
    c = tables.closures.c
    return list(db.scalars(tables.closures.select().where(c.reopened_at.is_(None), c.band == slot.band)))


@pytest.mark.parametrize(
    ("examples", "steps"),
    [(15, 25), pytest.param(400, 60, marks=[pytest.mark.proof, pytest.mark.timeout(1200)])],
)
def test_any_sequence_does_what_the_model_does(canteen: Canteen, examples: int, steps: int) -> None:
    class OnThisDatabase(Bookings):
        at = canteen

    run_state_machine_as_test(
        OnThisDatabase,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            derandomize=examples < 100,
            report_multiple_bugs=False,
        ),
    )
