"""The second of two linked appointments: only after the first, and only in its days."""

from __future__ import annotations

from datetime import date

from actions.booking.model import Appointment, Status
from actions.booking.wish import BadWish
from knowledge.service import Service
from knowledge.service_days import follows_between


def check_follows(service: Service, first: Appointment, day: date) -> None:
    """BadWish if `first` is no appointment that it can follow, or the day is not within its days."""
    assert service.follows is not None
    stands = first.status in (Status.CONFIRMED, Status.ATTENDED)
    if first.slot.service != service.follows.service or not stands:
        raise BadWish("follows", f"这个号码不能接着约{service.name}，请您再核对一遍。")
    begins, ends = follows_between(service, first.slot.date)
    if not begins <= day <= ends:
        raise BadWish("date", f"{service.name}要在{begins:%Y年%m月%d日}到{ends:%Y年%m月%d日}之间。")
