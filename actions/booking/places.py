"""Taking and giving back places: each change is one guarded statement, and rows are locked always in the same order.

Order of locks in every operation: appointments, entries of the queue, capacities by id, ledger by key.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from actions.booking import statements
from actions.booking.errors import Closed, Full, TooEarly, TooLate, Unknown
from actions.booking.model import Order, Quota, Slot

Places = Mapping[str, int]
"""How much of each row of capacities, by its id in decimal: as they are kept with the appointment."""


@dataclass(frozen=True)
class Room:
    """What is left of a session for one order, as it was when it was read."""

    places: Places
    free: Mapping[str, int]
    """Of each dimension asked for, the least of the band's and the day's."""
    opens_at: datetime
    closes_at: datetime
    closed: bool
    spent: bool
    """Whether the key was used for a change of something else."""
    queued: bool
    """Whether somebody waits for what is asked for."""

    def check(self, now: datetime, amounts: Mapping[str, int]) -> None:
        """TooEarly, TooLate, Closed or Full if it cannot be booked now; nothing is promised if it can."""
        self.check_open(now)
        if self.queued or not self.fits(amounts):
            raise Full(dict(self.free), self.queued)

    def check_open(self, now: datetime) -> None:
        """TooEarly, TooLate or Closed if nothing can be booked now, however much is free."""
        if now < self.opens_at:
            raise TooEarly(self.opens_at)
        if now >= self.closes_at:
            raise TooLate(self.closes_at)
        if self.closed:
            raise Closed

    def fits(self, amounts: Mapping[str, int]) -> bool:
        """Whether so much is left."""
        return all(self.free[dimension] >= amount for dimension, amount in amounts.items())


def find(
    db: Connection,
    slot: Slot,
    quota: Quota,
    amounts: Mapping[str, int],
    own: Places | None = None,
    key: str | None = None,
) -> Room:
    """`own`: what the appointment that is to be moved takes now; `key`: of a new one. Unknown if there is no such session, or it
    does not have one of the dimensions."""
    asked = {"session": slot.id, "day": slot.day, "of_quota": quota.value, "asked": key}
    rows = [row for row in db.execute(statements.FIND_SESSION, asked).all() if row.dimension in amounts]
    of_band = [row for row in rows if row.session_id == slot.id]
    if {row.dimension for row in of_band} != set(amounts):
        raise Unknown(slot.id)
    has = own or {}
    free: dict[str, int] = {}
    for row in rows:
        left = row.free + has.get(str(row.id), 0)
        free[row.dimension] = min(left, free.get(row.dimension, left))
    return Room(
        {str(row.id): amounts[row.dimension] for row in rows},
        free,
        of_band[0].opens_at,
        of_band[0].closes_at,
        any(row.closed for row in rows),
        of_band[0].spent,
        of_band[0].queued and any(amounts[row.dimension] > has.get(str(row.id), 0) for row in of_band),
    )


def take_at_once(db: Connection, order: Order, key: str, now: datetime) -> Places | None:
    """Takes all that a new order needs, in one statement; None, with nothing taken, if anything is in the way: then `find` and
    `take` say what it is."""
    slot, quota = order.slot, order.quota.value
    asked: dict[str, Any] = {"session": slot.id, "day": slot.day, "of_quota": quota, "asked": key, "now": now}
    for i, (dimension, amount) in enumerate(order.amounts.items()):
        asked |= {f"dimension{i}": dimension, f"amount{i}": amount}
    rows = statements.take_all(len(order.amounts)).rows(db, asked)
    taken = {str(row): order.amounts[dimension] for row, _, dimension, _, _ in rows}
    of_band = {dimension for _, session_id, dimension, _, _ in rows if session_id == slot.id}
    if len(of_band) == len(order.amounts) and all(len(rows) == needed and ok for *_, needed, ok in rows):
        return taken
    give_back(db, [taken])
    return None


def take(db: Connection, places: Places) -> None:
    """Closed or Full if one of them cannot be taken; the transaction is then to be rolled back."""
    change(db, places, [])


def give_back(db: Connection, places: Iterable[Places]) -> None:
    """Those of several appointments."""
    change(db, {}, places)


def change(db: Connection, taken: Places, given_back: Iterable[Places]) -> None:
    """Takes the one and gives back the others, as one; what is in both stays as it is. Fails as `take` does."""
    by = Counter({int(row): amount for row, amount in taken.items()})
    for places in given_back:
        by.subtract({int(row): amount for row, amount in places.items()})
    for row, amount in sorted(by.items()):
        if amount > 0 and db.execute(statements.TAKE, {"row": row, "amount": amount}).rowcount == 0:
            _refuse(db, row)
        if amount < 0 and db.execute(statements.GIVE_BACK, {"row": row, "amount": -amount}).rowcount == 0:
            raise AssertionError(f"more is given back to capacity {row} than was taken")


def _refuse(db: Connection, row: int) -> None:
    found = db.execute(statements.LOOK, {"row": row}).one()
    raise Closed if found.closed else Full({found.dimension: found.free})
