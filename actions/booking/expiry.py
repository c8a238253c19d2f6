"""Holds that have run out or were given up. Their places are had again by whoever needs them: no worker is waited for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import Connection

from actions.booking import places, statements
from bot.retry import Again

HOLD = timedelta(minutes=5)


def expire(db: Connection, now: datetime, most: int = 100) -> int:
    """Gives back what is held too long, the oldest first; how many holds they were."""
    ids = list(db.scalars(statements.RUN_OUT, {"now": now, "ahead": now + HOLD, "most": most}))
    return lapse(db, ids, now, "lapsed") if ids else 0


def check_run_out(db: Connection, now: datetime) -> None:
    """To be called before something is refused for want of places: Again, after `expire`, if some holds have run out. In the
    same transaction it would take locks out of their order."""
    if db.scalars(statements.RUN_OUT, {"now": now, "ahead": now + HOLD, "most": 1}).first() is not None:
        raise Again("some holds have run out", first=partial(expire, now=now))


def lapse(db: Connection, ids: Sequence[int], now: datetime, entries_become: str) -> int:
    """Ends those of them that are still held; how many they were."""
    rows = db.execute(statements.LAPSE, {"ids": ids, "now": now}).all()
    if entries := [row.entry_id for row in rows if row.entry_id]:
        db.execute(statements.END_ENTRIES, {"ids": entries, "becomes": entries_become})
    if rows:
        places.give_back(db, [row.places for row in rows])
        give_back_claims(db, [row.id for row in rows], now)
    return len(rows)


def give_back_claims(db: Connection, numbers: Sequence[int], now: datetime) -> None:
    """Returns all that these appointments use."""
    db.execute(statements.RETURN, {"ids": numbers, "now": now})
