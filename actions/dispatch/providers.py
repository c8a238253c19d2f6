"""Those who come to people's homes: taken over from the clerk's file, and read again."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, select, update

from actions.dispatch.errors import Unknown
from actions.dispatch.tables import providers
from bot.db import INSERTS
from bot.privacy import Cipher
from knowledge.providers import Provider

_p = providers.c


def take_over(db: Connection, cipher: Cipher, listed: Sequence[Provider]) -> None:
    """Makes the table what the file says; who is not in it any more gets no more offers, and keeps what he has accepted. The
    work of one transaction, to be run through `bot.retry`."""
    insert = INSERTS[db.dialect.name](providers)
    for one in sorted(listed, key=lambda one: one.id):
        row = {
            "id": one.id,
            "name": one.name,
            "phone": cipher.encrypt(one.phone),
            "districts": list(one.districts),
            "skills": list(one.skills),
            "most_per_day": one.most_per_day,
            "active": one.active,
        }
        new = {name: value for name, value in row.items() if name != "id"}
        db.execute(insert.values(row).on_conflict_do_update(index_elements=["id"], set_=new))
    db.execute(update(providers).where(_p.id.not_in([one.id for one in listed])).values(active=False))


def name_and_phone(db: Connection, cipher: Cipher, provider_id: str) -> tuple[str, str]:
    """As the citizen is told who will come. Unknown."""
    row = db.execute(select(_p.name, _p.phone).where(_p.id == provider_id)).one_or_none()
    if row is None:
        raise Unknown(provider_id)
    return row.name, cipher.decrypt(row.phone)


def active(db: Connection) -> list[tuple[str, str]]:
    """Id and name of those who get offers, by name."""
    rows = db.execute(select(_p.id, _p.name).where(_p.active).order_by(_p.name))
    return [(row.id, row.name) for row in rows]
