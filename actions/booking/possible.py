"""Why there is no such session: an office, a band or a day that the service's file does not have, or not yet."""

from __future__ import annotations

from datetime import datetime, timedelta

from actions.booking.errors import TooEarly, TooLate
from actions.booking.model import Slot
from actions.booking.wish import BadWish
from bot.clock import day_of
from knowledge.service import Service
from knowledge.service_days import is_open, sittings

FARTHEST = timedelta(days=400)


def check_possible(service: Service, slot: Slot, now: datetime) -> None:
    """BadWish, TooEarly or TooLate; nothing is wrong with the wish if it returns."""
    office, today = service.office.get(slot.office), day_of(now)
    if office is None:
        raise BadWish("office", f"{service.name}没有这个地点。{service.office_ask}")
    bands = service.bands_of(office)
    if slot.band not in {band.id for band in bands}:
        raise BadWish("band", f"{office.name}没有这个时段，有的是：{'、'.join(band.name for band in bands)}。")
    if slot.date < today:
        raise BadWish("date", "这一天已经过了，请另选一天。")
    if slot.date > today + FARTHEST:
        raise BadWish("date", "这一天太远了，现在还不能约。")
    if not is_open(service, slot.date):
        raise BadWish("date", service.days.otherwise or f"这一天没有{service.name}，请另选一天。")
    sitting = next(one for one in sittings(service, office, slot.date) if one.band == slot.band)
    if now < sitting.opens_at:
        raise TooEarly(sitting.opens_at)
    if now >= sitting.closes_at:
        raise TooLate(sitting.closes_at)
