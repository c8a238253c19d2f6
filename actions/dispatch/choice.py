"""Who is to be asked: the right district and skill, free at that time, below his most for the day, the least busy first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection, select

from actions.dispatch.model import LIVE, TAKEN, Outcome, Status
from actions.dispatch.tables import offers, orders, providers
from bot.clock import SHANGHAI, day_of

_p, _o = providers.c, orders.c
NOT_AGAIN = (Outcome.DECLINED, Outcome.TIMED_OUT, Outcome.MISSED)
"""Who ended an offer so is not asked again for the same time."""


@dataclass(frozen=True)
class Choice:
    """Who is to be asked."""

    provider: str | None
    later: bool = False
    """Nobody now; but somebody may be free when he has answered another offer."""


def reserve(db: Connection, some: Sequence[Any], named: Iterable[str] = ()) -> list[Any]:
    """The providers who could take one of the orders, or hold one, or are named: locked, so that nobody else gives them a visit
    meanwhile."""
    known = db.execute(select(_p.id, _p.districts, _p.skills, _p.active)).all()
    ids = {one.id for one in known if any(_suits(one, order) for order in some)}
    ids |= {*named, *(order.provider_id for order in some if order.provider_id is not None)}
    locked = select(_p.id, _p.districts, _p.skills, _p.most_per_day, _p.active).where(_p.id.in_(sorted(ids)))
    return list(db.execute(locked.order_by(_p.id).with_for_update(key_share=True)))


def choose(db: Connection, order: Any, reserved: Sequence[Any]) -> Choice:
    """The best of those reserved."""
    asked = select(offers.c.provider_id).where(
        offers.c.order_id == order.id, offers.c.starts_at == order.starts_at, offers.c.outcome.in_(NOT_AGAIN)
    )
    tried = set(db.scalars(asked))
    suitable = [one for one in reserved if _suits(one, order) and one.id not in tried]
    visits = _visits(db, [one.id for one in suitable], order.id, order.starts_at)
    free = [one for one in suitable if _has_time(one, visits[one.id], order.starts_at, order.ends_at)]
    if free:
        return Choice(min(free, key=lambda one: (len(visits[one.id]), one.id)).id)
    agreed = {name: [visit for visit in some if visit.status != Status.OFFERED] for name, some in visits.items()}
    return Choice(None, any(_has_time(one, agreed[one.id], order.starts_at, order.ends_at) for one in suitable))


def can_come(db: Connection, provider: Any, order: Any, starts_at: datetime, ends_at: datetime) -> bool:
    """Whether the order may be his at that time; `provider` is reserved."""
    visits = _visits(db, [provider.id], order.id, starts_at)
    return _has_time(provider, visits[provider.id], starts_at, ends_at)


def is_busy(db: Connection, provider: Any, order: Any) -> bool:
    """Whether he has another visit then, however many a day he wants; `provider` is reserved."""
    visits = _visits(db, [provider.id], order.id, order.starts_at)
    return _overlaps(visits[provider.id], order.starts_at, order.ends_at)


def _suits(provider: Any, order: Any) -> bool:
    return provider.active and order.district in provider.districts and order.skill in provider.skills


def _has_time(provider: Any, visits: Sequence[Any], starts_at: datetime, ends_at: datetime) -> bool:
    return len(visits) < provider.most_per_day and not _overlaps(visits, starts_at, ends_at)


def _overlaps(visits: Iterable[Any], starts_at: datetime, ends_at: datetime) -> bool:
    return any(
        visit.starts_at == starts_at or (visit.starts_at < ends_at and starts_at < visit.ends_at)
        for visit in visits
        if visit.status in LIVE
    )


def _visits(db: Connection, ids: Sequence[str], other_than: int, moment: datetime) -> dict[str, list[Any]]:
    """Of each of them, on the day of that moment."""
    begins, ends = day_bounds(moment)
    of_day = select(_o.provider_id, _o.status, _o.starts_at, _o.ends_at).where(
        _o.provider_id.in_(ids), _o.starts_at >= begins, _o.starts_at < ends, _o.status.in_(TAKEN), _o.id != other_than
    )
    visits: dict[str, list[Any]] = {name: [] for name in ids}
    for row in db.execute(of_day):
        visits[row.provider_id].append(row)
    return visits


def day_bounds(moment: datetime) -> tuple[datetime, datetime]:
    """The midnights around it in China."""
    begins = datetime.combine(day_of(moment), time(), SHANGHAI)
    return begins, begins + timedelta(days=1)
