"""The ledger: what each person has used up of what a rule allows in a period. Entries stay when they are returned.

A unique key over what stands is the limit: the n-th use of those allowed can be had once.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection

from actions.booking import statements
from actions.booking.errors import AlreadyBooked, LimitReached
from actions.booking.expiry import check_run_out
from actions.booking.model import Claim


def use(db: Connection, claims: Iterable[Claim], number: int, now: datetime) -> None:
    """Enters them. AlreadyBooked or LimitReached if one is used up; the transaction is then to be rolled back."""
    for claim in sorted(claims):
        if not any(_use(db, claim, nth, number, now) for nth in range(1, claim.most + 1)):
            check_run_out(db, now)
            refusal = AlreadyBooked if claim.most == 1 else LimitReached
            raise refusal(claim.rule, claim.period, claim.most, users(db, claim))


def users(db: Connection, claim: Claim) -> list[int]:
    """Numbers of the appointments that use it up; `most` less their number is what is left."""
    asked = {"of_rule": claim.rule, "of_person": claim.person, "of_period": claim.period}
    return list(db.scalars(statements.USED_BY, asked))


def _use(db: Connection, claim: Claim, nth: int, number: int, now: datetime) -> bool:
    entry = {
        "rule": claim.rule,
        "person": claim.person,
        "period": claim.period,
        "nth": nth,
        "appointment_id": number,
        "taken_at": now,
    }
    return db.execute(statements.USE[db.dialect.name], entry).rowcount == 1
