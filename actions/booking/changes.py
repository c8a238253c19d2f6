"""What becomes of an appointment: cancelled, moved, attended, missed. Each function is the work of one transaction, to be run
through `bot.retry`. Who may ask for it is settled before."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from actions.booking import claims, once, places, statements
from actions.booking.errors import Ended, TooLate
from actions.booking.expiry import give_back_claims, lapse
from actions.booking.holds import read, room_for
from actions.booking.model import Booked, Claim, Order, Quota, Slot, Status, Whose
from bot.privacy import Cipher
from bot.retry import Again

KEPT = {Status.CONFIRMED, Status.ATTENDED, Status.NO_SHOW}


def cancel(db: Connection, cipher: Cipher, number: int, key: str, now: datetime, late: bool = False) -> Booked:
    """Gives its places and what it used up back; cancelled again it is the same. `late`: staff may, after the time for it.
    A hold is given up. Unknown, TooLate, Ended (it was attended or missed, or lapsed), OtherRequest."""
    found = read(db, number)
    answer = Booked(found.id, Slot.of(found.session_id), found.amounts)
    before = once.changed_before(db, cipher, key, ("cancel", str(number)), answer, now)
    if before is not None:
        return before
    if found.status == Status.CANCELLED:
        return answer
    if found.status == Status.HELD:
        if lapse(db, [number], now, "declined") == 0:
            raise Again("it was confirmed at the same moment")
        return answer
    _check(found, now, late)
    ended = _end(db, found, Status.CANCELLED, now)
    places.give_back(db, [ended.places])
    give_back_claims(db, [number], now)
    return answer


def reschedule(
    db: Connection,
    cipher: Cipher,
    number: int,
    to: Slot,
    key: str,
    now: datetime,
    amounts: Mapping[str, int] | None = None,
    uses: tuple[Claim, ...] = (),
    late: bool = False,
    whose: Whose | None = None,
) -> Booked:
    """Moves it, under the same number: the new places are taken and the old ones given back in one, or nothing is changed.
    `uses` are all that it uses up from then on; `whose`, if that is changed too. Fails as `hold` and `cancel` do."""
    found = read(db, number)
    wanted = dict(amounts or found.amounts)
    answer = Booked(found.id, to, wanted)
    asked = (
        "reschedule",
        str(number),
        to.id,
        json.dumps([wanted, [str(one) for one in sorted(uses)], whose and dict(whose.who)], sort_keys=True),
    )
    before = once.changed_before(db, cipher, key, asked, answer, now)
    if before is not None:
        return before
    _check(found, now, late)
    answered_first = Booked(found.id, Slot.of(found.session_id), found.amounts, found.held_until)
    order = Order(to, wanted, found.owner, {}, quota=Quota(found.quota))
    room = room_for(db, order, now, found.places)
    room.check(now, wanted)
    new = {
        "number": number,
        "read": found.version,
        "read_closure": found.closure_id,
        "session": to.id,
        "new_amounts": wanted,
        "new_places": dict(room.places),
        "answered": found.first or answered_first.to_json(),
        "owner": whose.owner if whose else found.owner,
        "phone": whose.phone if whose else found.phone,
        "who": cipher.encrypt(json.dumps(dict(whose.who), ensure_ascii=False)) if whose else found.who,
        "now": now,
    }
    if db.execute(statements.MOVE, new).rowcount == 0:
        raise Again("it was changed at the same moment")
    places.change(db, room.places, [found.places])
    give_back_claims(db, [number], now)
    claims.use(db, uses, number, now)
    return answer


def mark(db: Connection, number: int, came: bool, now: datetime) -> None:
    """Attended or missed; the counter may put it right later. Unknown, Ended."""
    found = read(db, number)
    if found.status not in KEPT:
        raise Ended
    _end(db, found, Status.ATTENDED if came else Status.NO_SHOW, now)


def _check(found: Any, now: datetime, late: bool) -> None:
    """What cannot take place may always be changed."""
    if found.status != Status.CONFIRMED:
        raise Ended
    if now >= found.changes_until and not late and found.closure_id is None:
        raise TooLate(found.changes_until)


def _end(db: Connection, found: Any, becomes: Status, now: datetime) -> Any:
    asked = {"number": found.id, "was": found.status, "read": found.version, "becomes": becomes.value, "now": now}
    row = db.execute(statements.END, asked).one_or_none()
    if row is None:
        raise Again("it was changed at the same moment")
    return row
