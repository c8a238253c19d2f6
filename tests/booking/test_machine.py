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

    def standing(self, band: str | None = None) -> list[Place]:
        taking = ("held", "confirmed", "attended")
        return [one for one in self.places if one.status in taking and band in (None, one.band)]

    def taken(self, band: str | None = None) -> int:
        return sum(one.size for one in self.standing(band))

    def fits(self, band: str, size: int, less: int = 0, same: int = 0) -> bool:
        """`less`: what is given back on the day; `same`: in the band."""
        return self.taken(band) - same + size <= ROOM[band] and self.taken() - less + size <= CEILING

    def expire(self) -> None:
        for one in self.places:
            if one.status == "held" and one.until <= self.clock:
                self.lapse(one, "lapsed")

    def lapse(self, one: Place, entry: str) -> None:
        one.status = "lapsed"
        if one.entry is not None:
            one.entry.status = entry

    def waiting(self, band: str) -> list[Waiting]:
        return [one for one in self.queue if one.band == band and one.status == "waiting"]

    def refusal(
        self, band: str, size: int, person: str | None, moved: Place | None = None
    ) -> type[BookingError] | None:
        """Why it cannot be booked; holds that have run out are given back when that is too little."""
        same = moved.size if moved and moved.band == band else 0
        less = moved.size if moved else 0
        if not self.fits(band, size, less, same):
            self.expire()
        if band in self.closed:
            return Closed
        if not self.fits(band, size, less, same) or (self.waiting(band) and size > same):
            return Full
        if person and any(one is not moved and one.person == person for one in self.standing(band)):
            return AlreadyBooked
        return None


class Bookings(RuleBasedStateMachine):
    """One canteen with two bands under a ceiling; each person may have one meal in each band."""

    at: ClassVar[Canteen]
    booked = Bundle("booked")
    entries = Bundle("entries")
    closures = Bundle("closures")

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

    def answers(self, work: Callable[[], Any], refusal: type[BookingError] | None) -> Any:
        """What it gave; it must be refused just as the model says."""
        if refusal is None:
            return work()
        with pytest.raises(refusal):
            work()
        return None

    @rule(target=booked, band=BANDS, person=PEOPLE, size=SIZES, at_once=st.booleans())
    def book(self, band: str, person: str, size: int, at_once: bool) -> Any:
        slot = SLOTS[band]
        order = self.at.order(slot, person, self.at.meal(person, slot), persons=size)
        refusal = self.model.refusal(band, size, person)
        if refusal is not None:
            before = [(one.status, one.entry and one.entry.status) for one in self.model.places]
            self.answers(lambda: (self.at.book if at_once else self.at.hold)(order), refusal)
            assert len(before) == len(self.model.places)
            return multiple()
        answer = (self.at.book if at_once else self.at.hold)(order)
        place = Place(band, size, person, "confirmed" if at_once else "held", self.model.clock + HOLD)
        self.model.places.append(place)
        return answer, place

    @rule(one=booked)
    def confirm(self, one: tuple[Booked, Place]) -> None:
        answer, place = one
        refusal = None
        if place.status == "held":
            refusal = Expired if place.until <= self.model.clock else None
        elif place.status == "cancelled":
            refusal = Ended
        elif place.status in ("lapsed", "shut"):
            refusal = Closed if place.status == "shut" else Expired
        self.answers(lambda: self.at.confirm(answer), refusal)
        if refusal is None and place.status == "held":
            place.status = "confirmed"

    @rule(one=booked)
    def release(self, one: tuple[Booked, Place]) -> None:
        self.at.release(one[0])
        if one[1].status == "held":
            one[1].status = "lapsed"

    @rule(one=booked)
    def cancel(self, one: tuple[Booked, Place]) -> None:
        answer, place = one
        refusal = Ended if place.status in ("lapsed", "shut", "attended") else None
        self.answers(lambda: self.at.cancel(answer), refusal)
        if refusal is None:
            place.status = "lapsed" if place.status == "held" else "cancelled"

    @rule(one=booked, band=BANDS, size=SIZES)
    def move(self, one: tuple[Booked, Place], band: str, size: int) -> None:
        answer, place = one
        refusal: type[BookingError] | None = Ended
        if place.status == "confirmed":
            refusal = self.model.refusal(band, size, place.person, place)
        uses = (self.at.meal(place.person, SLOTS[band]),)
        self.answers(lambda: self.at.move(answer, SLOTS[band], amounts={"persons": size}, uses=uses), refusal)
        if refusal is None:
            place.band, place.size = band, size

    @rule(one=booked)
    def mark(self, one: tuple[Booked, Place]) -> None:
        answer, place = one
        refusal = None if place.status in ("confirmed", "attended") else Ended
        self.answers(lambda: self.at.mark(answer, came=True), refusal)
        if refusal is None:
            place.status = "attended"

    @rule(target=entries, band=BANDS, person=PEOPLE, size=SIZES)
    def join(self, band: str, person: str, size: int) -> Any:
        slot = SLOTS[band]
        order = self.at.order(slot, person, self.at.meal(person, slot), persons=size)
        in_line = [one for one in self.model.queue if one.band == band and one.person == person]
        if band in self.model.closed or any(one.status in ("waiting", "offered") for one in in_line):
            self.answers(lambda: self.at.join(order), Closed if band in self.model.closed else None)
            return multiple()
        self.model.queue.append(entry := Waiting(band, size, person))
        return self.at.join(order), entry

    @rule(target=booked, band=BANDS)
    def offer(self, band: str) -> Any:
        offer = self.at.offer(SLOTS[band])
        while waiting := self.model.waiting(band):
            head = waiting[0]
            refusal = self.offer_refused(head)
            if refusal is AlreadyBooked:
                head.status = "ended"
                continue
            if refusal is not None:
                break
            assert offer is not None
            head.status = "offered"
            head.place = Place(band, head.size, head.person, "held", self.model.clock + OFFER, head)
            self.model.places.append(head.place)
            return offer.booked, head.place
        assert offer is None
        return multiple()

    def offer_refused(self, head: Waiting) -> type[BookingError] | None:
        if not self.model.fits(head.band, head.size):
            self.model.expire()
        if head.band in self.model.closed or not self.model.fits(head.band, head.size):
            return Full
        return AlreadyBooked if any(one.person == head.person for one in self.model.standing(head.band)) else None

    @rule(entry=entries, accepts=st.booleans())
    def answer_offer(self, entry: tuple[str, Waiting], accepts: bool) -> None:
        name, model = entry
        if not accepts:
            self.at.decline(name)
            if model.status == "waiting":
                model.status = "declined"
            elif model.status == "offered" and model.place is not None:
                self.model.lapse(model.place, "declined")
            return
        refusal: type[BookingError] | None = Expired
        if model.place is not None:
            refusal = {"shut": Closed, "lapsed": Expired, "cancelled": Ended}.get(model.place.status)
            if model.place.status == "held" and model.place.until <= self.model.clock:
                refusal = Expired
        self.answers(lambda: self.at.accept(name), refusal)
        if refusal is None and model.place is not None and model.place.status == "held":
            model.place.status = "confirmed"

    @rule(minutes=st.sampled_from([1, 3, 6, 31]))
    def time_passes(self, minutes: int) -> None:
        if self.model.clock < timedelta(hours=20):
            self.model.clock += timedelta(minutes=minutes)
            self.at.now = NOON + self.model.clock

    @rule()
    def expire(self) -> None:
        self.at.expire()
        self.model.expire()

    @rule(target=closures, band=BANDS)
    def close(self, band: str) -> str:
        closure = self.at.close(SLOTS[band])
        self.model.closed.add(band)
        for one in self.model.places:
            if one.band == band and one.status == "held":
                self.model.lapse(one, "ended")
                one.status = "shut"
        for entry in self.model.waiting(band):
            entry.status = "ended"
        return closure

    @rule(band=BANDS)
    def reopen(self, band: str) -> None:
        for closure in self.at.reads(standing, SLOTS[band]):
            self.at.reopen(closure)
        self.model.closed.discard(band)

    @invariant()
    def adds_up(self) -> None:
        if not hasattr(self, "model"):
            return
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
        ),
    )
