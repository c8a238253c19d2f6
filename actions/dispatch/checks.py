"""What must hold over all orders at any moment, whatever was killed or raced."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from itertools import pairwise

from sqlalchemy import Connection, select

from actions.dispatch.following import behind
from actions.dispatch.model import LIVE, TAKEN, Status
from actions.dispatch.tables import STANDING, concerns, offers, orders

_o, _f, _c = orders.c, offers.c, concerns.c
ACCEPTED = tuple(status for status in TAKEN if status != Status.OFFERED)


def problems(db: Connection) -> list[str]:
    """A sentence for each thing that is wrong, in English; nothing if all adds up."""
    return [*_offers(db), *_visits(db), *_concerns(db)]


def unfollowed(db: Connection) -> list[str]:
    """The same for what must hold after `follow`: no order lives without its appointment, or at another time."""
    return [f"order {number} is not what its appointment is" for number in behind(db)]


def _offers(db: Connection) -> list[str]:
    """Whether each order is held by exactly the one to whom it was offered, and by nobody if to nobody."""
    standing: dict[int, list[tuple[str, bool, datetime]]] = defaultdict(list)
    for row in db.execute(select(_f.order_id, _f.provider_id, _f.accepted_at, _f.starts_at).where(STANDING)):
        standing[row.order_id].append((row.provider_id, row.accepted_at is not None, row.starts_at))
    found = []
    for order in db.execute(select(_o.id, _o.status, _o.provider_id, _o.starts_at)):
        held = [(order.provider_id, order.status in ACCEPTED, order.starts_at)] if order.status in TAKEN else []
        if standing[order.id] != held:
            found.append(f"order {order.id} is {order.status} with {order.provider_id}, offers: {standing[order.id]}")
    return found


def _visits(db: Connection) -> list[str]:
    """Whether any provider is to be at two places at one time."""
    live = select(_o.id, _o.provider_id, _o.starts_at, _o.ends_at).where(_o.status.in_(LIVE))
    rows = db.execute(live.order_by(_o.provider_id, _o.starts_at, _o.ends_at)).all()
    return [
        f"{one.provider_id} has orders {one.id} and {other.id} at one time"
        for one, other in pairwise(rows)
        if one.provider_id == other.provider_id and other.starts_at < one.ends_at
    ]


def _concerns(db: Connection) -> list[str]:
    """Whether all that nobody took, or came to, has gone to staff."""
    lost = _o.status.in_([Status.REFUSED_BY_ALL, Status.FAILED])
    silent = select(_o.id, _o.status).where(lost, _o.id.not_in(select(_c.order_id)))
    return [f"order {row.id} is {row.status}, and staff do not know" for row in db.execute(silent)]
