"""How full it is: what is taken of each session, and how many wait for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, case, func, select

from actions.booking.model import Slot
from actions.booking.tables import capacities, sessions, waitlist

_s, _c, _w = sessions.c, capacities.c, waitlist.c


@dataclass(frozen=True)
class Cell:
    """One session; of several dimensions the one that is fullest."""

    slot: Slot
    dimension: str
    taken: int
    capacity: int
    waiting: int
    closed: bool

    @property
    def percent(self) -> int:
        """How full it is; a session without places is full."""
        return 100 * self.taken // self.capacity if self.capacity else 100


def heat(db: Connection, service: str, first: date, last: date) -> dict[Slot, Cell]:
    """Every session of those days, all quotas together."""
    of_days = (_s.service == service) & _s.date.between(first, last)
    by_dimension = (
        select(
            *(_c.session_id, _c.dimension),
            func.sum(_c.taken).label("taken"),
            func.sum(_c.capacity).label("capacity"),
            func.max(case((_c.closed, 1), else_=0)).label("closed"),
        )
        .join(sessions, _s.id == _c.session_id)
        .where(of_days)
        .group_by(_c.session_id, _c.dimension)
    )
    waits = select(_w.session_id, func.count()).join(sessions, _s.id == _w.session_id)
    queued = db.execute(waits.where(of_days, _w.status == "waiting").group_by(_w.session_id)).all()
    waiting: dict[str, int] = {row[0]: row[1] for row in queued}
    cells: dict[Slot, Cell] = {}
    for row in db.execute(by_dimension.order_by(_c.session_id, _c.dimension)):
        slot = Slot.of(row.session_id)
        cell = Cell(slot, row.dimension, row.taken, row.capacity, waiting.get(row.session_id, 0), bool(row.closed))
        if slot not in cells or cell.percent > cells[slot].percent:
            cells[slot] = cell
    return cells
