"""Personal links and PINs: made, tried, taken back; only hashes are kept. Each function is the work of one transaction."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, or_, select, update

from actions.doors.tables import doors
from bot.privacy import Cipher

DIGITS = 6
MOST_TRIES = 5
LOCKED = timedelta(minutes=15)
"""After so many wrong PINs in a row nothing is tried for so long."""
_d = doors.c


class Kind(StrEnum):
    """Whose door it is."""

    CANTEEN = "canteen"
    COUNTER = "counter"
    PROVIDER = "provider"
    STAFF = "staff"


class Locked(Exception):
    """Too many wrong PINs."""


class UnknownDoor(Exception):
    """There is none of that id."""


@dataclass(frozen=True)
class Door:
    """As it is kept."""

    id: str
    name: str
    kind: Kind
    of: str
    """service/office, or a provider's id; empty for staff."""
    revoked: bool


@dataclass(frozen=True)
class NewDoor:
    """What is told once, to be handed over."""

    door: Door
    token: str
    """The end of the link."""
    pin: str


def add(db: Connection, cipher: Cipher, name: str, kind: Kind, of: str, now: datetime) -> NewDoor:
    """A door with a link and a PIN of its own."""
    door, token, pin = Door(uuid.uuid4().hex, name, kind, of, revoked=False), secrets.token_urlsafe(24), _new_pin()
    row = {
        "id": door.id,
        "name": name,
        "kind": kind.value,
        "of": of,
        "link": cipher.lookup("door", token),
        "pin": _hashed(pin, secrets.token_hex(16)),
        "tries": 0,
        "created_at": now,
    }
    db.execute(doors.insert().values(row))
    return NewDoor(door, token, pin)


def listed(db: Connection) -> list[Door]:
    """All of them, by name."""
    return [_door(row) for row in db.execute(select(doors).order_by(_d.name, _d.id))]


def by_id(db: Connection, door_id: str) -> Door | None:
    """None if there is none, or it was taken back."""
    row = db.execute(select(doors).where(_d.id == door_id, _d.revoked_at.is_(None))).one_or_none()
    return None if row is None else _door(row)


def enter(db: Connection, cipher: Cipher, token: str, pin: str, now: datetime) -> Door | None:
    """The door, for who has its link and its PIN; None for a wrong link or a wrong PIN alike. Locked."""
    row = db.execute(
        select(doors).where(_d.link == cipher.lookup("door", token), _d.revoked_at.is_(None))
    ).one_or_none()
    if row is None:
        _hashed(pin, "0" * 32)  # takes as long as a link that exists
        return None
    # Counted before it is looked whether the PIN is right: of many tries at one moment no more go through than one after another.
    free = or_(_d.tries < MOST_TRIES, _d.tried_at <= now - LOCKED, _d.tried_at > now)
    anew = row.tries >= MOST_TRIES
    tried = {"tries": 1 if anew else _d.tries + 1, "tried_at": now}
    if db.execute(update(doors).where(_d.id == row.id, free).values(tried)).rowcount == 0:
        raise Locked
    if not hmac.compare_digest(row.pin, _hashed(pin, row.pin.partition("$")[0])):
        return None
    db.execute(update(doors).where(_d.id == row.id).values(tries=0))
    return _door(row)


def new_pin(db: Connection, door_id: str) -> str:
    """Another PIN in the place of a forgotten one. UnknownDoor."""
    pin = _new_pin()
    changed = {"pin": _hashed(pin, secrets.token_hex(16)), "tries": 0}
    if db.execute(update(doors).where(_d.id == door_id, _d.revoked_at.is_(None)).values(changed)).rowcount == 0:
        raise UnknownDoor(door_id)
    return pin


def revoke(db: Connection, door_id: str, now: datetime) -> None:
    """Nobody gets in by it any more, nor goes on who is in. UnknownDoor."""
    if db.execute(update(doors).where(_d.id == door_id, _d.revoked_at.is_(None)).values(revoked_at=now)).rowcount == 0:
        raise UnknownDoor(door_id)


def _new_pin() -> str:
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"


def _hashed(pin: str, salt: str) -> str:
    digest = hashlib.scrypt(pin.encode(), salt=bytes.fromhex(salt), n=2**14, r=8, p=1, dklen=32)
    return f"{salt}${digest.hex()}"


def _door(row: Any) -> Door:
    return Door(row.id, row.name, Kind(row.kind), row.of, row.revoked_at is not None)
