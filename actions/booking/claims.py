"""The ledger: what each person has used up of what a rule allows in a period. Entries stay when they are returned.

A unique key over what stands is the limit: the n-th use of those allowed can be had once. First everybody tries for the first use
of all that he claims, then for the second of what was not free: so entries are locked always in the same order.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any, NoReturn

from sqlalchemy import Connection

from actions.booking import statements
from actions.booking.errors import AlreadyBooked, LimitReached
from actions.booking.expiry import check_run_out
from actions.booking.model import Claim


def use(db: Connection, claims: Iterable[Claim], number: int, now: datetime) -> None:
    """Enters them. AlreadyBooked or LimitReached if one is used up; the transaction is then to be rolled back."""
    left = sorted(claims)
    for nth in itertools.count(1):
        if not left:
            return
        for claim in left:
            if claim.most < nth:
                _refuse(db, claim, number, now)
        left = _use(db, left, nth, number, now)


def users(db: Connection, claim: Claim) -> list[int]:
    """Numbers of the appointments that use it up; `most` less their number is what is left."""
    asked = {"of_rule": claim.rule, "of_person": claim.person, "of_period": claim.period}
    return list(db.scalars(statements.USED_BY, asked))


def _use(db: Connection, claims: list[Claim], nth: int, number: int, now: datetime) -> list[Claim]:
    """Enters the n-th use of each that is free; the others."""
    entries: dict[str, Any] = {"nth": nth, "appointment_id": number, "taken_at": now}
    for i, claim in enumerate(claims):
        entries |= {f"rule{i}": claim.rule, f"person{i}": claim.person, f"period{i}": claim.period}
    if statements.use(len(claims)).execute(db, entries) == len(claims):
        return []
    entered = Counter(map(tuple, db.execute(statements.ENTERED, {"number": number, "nth_use": nth})))
    left = []
    for claim in claims:
        one = (claim.rule, claim.person, claim.period)
        if entered[one]:
            entered[one] -= 1
        else:
            left.append(claim)
    return left


def _refuse(db: Connection, claim: Claim, number: int, now: datetime) -> NoReturn:
    check_run_out(db, now)
    refusal = AlreadyBooked if claim.most == 1 else LimitReached
    others = [one for one in users(db, claim) if one != number]
    raise refusal(claim.rule, claim.period, claim.most, others)
