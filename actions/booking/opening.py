"""Sessions opened from the services' files, as far ahead as each can be booked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import Connection, select, update

from actions.booking.model import Slot
from actions.booking.schedule import Session, open_session
from actions.booking.tables import capacities
from bot.clock import day_of
from knowledge.service import Service
from knowledge.service_days import PUBLIC, Sitting, horizon, open_days, sittings

_c = capacities.c


def open_service(db: Connection, service: Service, now: datetime) -> list[Slot]:
    """Opens every session that can be booked by then, or changes it to what the file says, and gives the public what the counter
    or a later wave had kept back until now. Those of which more is taken than the file now allows, for a clerk to see."""
    return [slot for sitting in sittings_ahead(service, now) for slot in open_sitting(db, sitting, now)]


def sittings_ahead(service: Service, now: datetime) -> Iterator[Sitting]:
    """All of today and of the days that can be booked."""
    today = day_of(now)
    for day in open_days(service, today, today + timedelta(days=horizon(service))):
        for office in service.offices:
            yield from sittings(service, office, day)


def open_sitting(db: Connection, sitting: Sitting, now: datetime) -> list[Slot]:
    """One of them; itself if more is taken than it has now."""
    slot = Slot(sitting.service, sitting.office, sitting.day, sitting.band)
    session = Session(
        slot,
        sitting.opens_at,
        sitting.closes_at,
        sitting.changes_until,
        sitting.starts_at,
        sitting.ends_at,
        sitting.capacities,
    )
    short = open_session(db, session)
    for dimension in {one.dimension for one in sitting.releases}:
        quotas = [one.quota for one in sitting.releases if one.dimension == dimension and one.at <= now]
        _release(db, sitting, slot, dimension, quotas)
    return [slot] if short else []


def _release(db: Connection, sitting: Sitting, slot: Slot, dimension: str, quotas: list[str]) -> None:
    """Gives the public what these quotas have not used: never more than there is, however often it is done."""
    mine = (_c.session_id == slot.id) & (_c.dimension == dimension)
    rows = db.execute(select(_c.id, _c.quota, _c.taken).where(mine).order_by(_c.id).with_for_update()).all()
    taken = {row.quota: row.taken for row in rows}
    public = sitting.capacities[dimension, PUBLIC]
    for quota in quotas:
        db.execute(update(capacities).where(mine, _c.quota == quota).values(capacity=_c.taken))
        public += max(0, sitting.capacities[dimension, quota] - taken[quota])
    db.execute(update(capacities).where(mine, _c.quota == PUBLIC).values(capacity=max(public, taken[PUBLIC])))
