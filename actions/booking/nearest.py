"""What else could be booked when a session is full: the same band elsewhere, the same office on other days, another band."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from itertools import zip_longest

from sqlalchemy import Connection

from actions.booking.model import Quota, Slot
from actions.booking.queue import queues
from actions.booking.schedule import Vacancy, vacancies

AROUND = timedelta(days=14)
"""So far before and after the day that was wanted is looked."""


def find_nearest(
    db: Connection, slot: Slot, amounts: Mapping[str, int], quota: Quota, now: datetime, most: int = 3
) -> list[Vacancy]:
    """In the database as it is now; without sessions for which somebody waits."""
    found = vacancies(db, slot.service, slot.date - AROUND, slot.date + AROUND, quota)
    waited_for = {session for session, of_quota in queues(db) if of_quota == quota}
    return nearest([one for one in found if one.slot.id not in waited_for], slot, amounts, now, most)


def nearest(
    vacancies: Iterable[Vacancy], slot: Slot, amounts: Mapping[str, int], now: datetime, most: int = 3
) -> list[Vacancy]:
    """Sessions that can be booked now and have room for so much, of each kind the nearest, in turn; then whatever is left."""
    free = sorted((one for one in vacancies if _can_be_had(one, slot, amounts, now)), key=lambda one: _away(one, slot))
    band = [one for one in free if one.slot.band == slot.band]
    day = [one for one in free if one.slot.date == slot.date]
    elsewhere = [one for one in band if one.slot.date == slot.date]
    other_days = [one for one in band if one.slot.office == slot.office]
    other_bands = [one for one in day if one.slot.office == slot.office]
    in_turn = [one for kinds in zip_longest(elsewhere, other_days, other_bands) for one in kinds if one is not None]
    return list({one.slot: one for one in [*in_turn, *band, *free]}.values())[:most]


def _can_be_had(one: Vacancy, slot: Slot, amounts: Mapping[str, int], now: datetime) -> bool:
    fits = all(one.free.get(dimension, 0) >= amount for dimension, amount in amounts.items())
    return one.slot != slot and fits and not one.closed and one.opens_at <= now < one.closes_at


def _away(one: Vacancy, slot: Slot) -> tuple[int, bool, datetime, str]:
    """In days; of two as far off, the later day, which leaves time to get ready."""
    return abs((one.slot.date - slot.date).days), one.slot.date < slot.date, one.starts_at, one.slot.id
