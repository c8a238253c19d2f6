"""After any sequence of operations all adds up, and who believes the events knows who holds each order, on both databases."""

from __future__ import annotations

from collections.abc import Callable
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
from sqlalchemy import delete, select

from actions.booking.errors import BookingError
from actions.booking.tables import appointments, closures
from actions.dispatch.errors import DispatchError
from actions.dispatch.model import LIVE, Event
from tests.dispatch.town import LATE, MORNING, NOON, SLOTS, Town, provider, starts

NAMES = st.sampled_from("abc")
PLACES = st.sampled_from(SLOTS)
BECOMES = {
    "offered": "offered",
    "accepted": "accepted",
    "assigned": "accepted",
    "moved": "accepted",
    "arrived": "arrived",
    "done": "done",
    "missed": "failed",
}
"""What an order is when such an event has told of it."""
LETS_GO = {"withdrawn", "cancelled", "seeking", "refused_by_all"}
HIS, NOT_HIS = {"offered", "assigned", "moved"}, {"withdrawn", "cancelled", "missed"}
"""After which a provider thinks that he has to do with it, and that he has not."""


class Dispatching(RuleBasedStateMachine):
    """Three providers of one district, of whom two want few visits."""

    at: ClassVar[Town]
    numbers = Bundle("numbers")

    @initialize(target=numbers)
    def opens(self) -> Any:
        self.at.now = NOON
        with self.at.engine.begin() as db:
            db.execute(delete(appointments))
        for closure in self.shut():
            self.at.reopen(closure)
        self.at.has(provider("a", most=1), provider("b", most=2), provider("c"))
        self.believed: dict[int, tuple[str, str | None]] = {}
        self.theirs: set[tuple[int, str | None]] = set()
        return multiple(*(self.new(slot) for slot in SLOTS))

    def new(self, slot: Any) -> int:
        number = self.at.book(slot)
        self.hears(lambda: self.at.begin(number))
        return number

    def hears(self, work: Callable[[], Any]) -> bool:
        """Whether it was done; what was told is believed."""
        try:
            answer = work()
        except (DispatchError, BookingError):
            return False
        for event in answer if isinstance(answer, list) else []:
            self.believe(event)
        return True

    def believe(self, event: Event) -> None:
        if event.kind in BECOMES:
            self.believed[event.order] = (BECOMES[event.kind], event.provider)
        elif event.kind in LETS_GO:
            self.believed.pop(event.order, None)
        if event.kind in HIS:
            self.theirs.add((event.order, event.provider))
        elif event.kind in NOT_HIS:
            self.theirs.remove((event.order, event.provider))

    def shut(self) -> list[str]:
        with self.at.engine.connect() as db:
            return list(db.scalars(select(closures.c.id).where(closures.c.reopened_at.is_(None))))

    @rule(target=numbers, slot=PLACES)
    def begin(self, slot: Any) -> Any:
        try:
            return self.new(slot)
        except BookingError:  # it is closed, or too late for it
            return multiple()

    @rule(number=numbers)
    def dispatch(self, number: int) -> None:
        self.hears(lambda: self.at.dispatch(number))

    @rule(number=numbers, name=NAMES)
    def accept(self, number: int, name: str) -> None:
        self.hears(lambda: self.at.accept(number, name))

    @rule(number=numbers, name=NAMES)
    def decline(self, number: int, name: str) -> None:
        if self.believed.get(number) in (("offered", name), ("accepted", name)):
            del self.believed[number]  # he knows it himself
            self.theirs.remove((number, name))
        self.hears(lambda: self.at.decline(number, name))

    @rule(number=numbers, name=NAMES)
    def assign(self, number: int, name: str) -> None:
        self.hears(lambda: self.at.assign(number, name))

    @rule(number=numbers, name=NAMES, at_the_start=st.booleans())
    def visit(self, number: int, name: str, at_the_start: bool) -> None:
        if at_the_start:
            self.at.now = max(self.at.now, starts(MORNING))
        self.hears(lambda: self.at.arrive(number, name))

    @rule(number=numbers, name=NAMES, stars=st.integers(1, 5))
    def complete_and_rate(self, number: int, name: str, stars: int) -> None:
        self.hears(lambda: self.at.complete(number, name))
        self.hears(lambda: self.at.rate(number, stars))

    @rule(number=numbers)
    def cancel(self, number: int) -> None:
        self.hears(lambda: self.at.cancel(number))

    @rule(number=numbers, to=PLACES)
    def move(self, number: int, to: Any) -> None:
        self.hears(lambda: self.at.move(number, to))

    @rule(number=numbers, came=st.booleans())
    def mark(self, number: int, came: bool) -> None:
        self.hears(lambda: self.at.mark(number, came))

    @rule(slot=st.sampled_from([MORNING, LATE]))
    def close(self, slot: Any) -> None:
        self.at.close(slot)

    @rule()
    def reopen(self) -> None:
        for closure in self.shut():
            self.at.reopen(closure)

    @rule(minutes=st.sampled_from([1, 31, 600]), worker=st.booleans())
    def time_passes(self, minutes: int, worker: bool) -> None:
        self.at.now += timedelta(minutes=minutes)
        if worker:
            self.hears(self.at.time_out)

    @rule()
    def miss(self) -> None:
        self.hears(self.at.missed)

    @rule()
    def follow(self) -> None:
        self.hears(self.at.follow)
        assert self.at.unfollowed() == []
        assert self.at.follow() == []

    @invariant()
    def adds_up(self) -> None:
        assert self.at.problems() == []

    @invariant()
    def everybody_knows(self) -> None:
        with self.at.engine.connect() as db:
            rows = db.exec_driver_sql("SELECT id, status, provider_id FROM dispatch_orders").all()
        held = {row.id: (row.status, row.provider_id) for row in rows if row.provider_id is not None}
        known = {number: (status if status != "rated" else "done", name) for number, (status, name) in held.items()}
        assert known == self.believed
        assert {(number, name) for number, (status, name) in known.items() if status != "failed"} == self.theirs
        assert {status for status, _ in known.values()} <= {*LIVE, "done", "failed"}


@pytest.mark.parametrize(
    ("examples", "steps"),
    [(15, 25), pytest.param(300, 60, marks=[pytest.mark.proof, pytest.mark.timeout(1200)])],
)
def test_any_sequence_adds_up_and_is_told(town: Town, examples: int, steps: int) -> None:
    class OnThisDatabase(Dispatching):
        at = town

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
