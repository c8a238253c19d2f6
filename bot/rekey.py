"""Writing everything that is kept anew under the newest key, so that an old one can be thrown away."""

from __future__ import annotations

from sqlalchemy import Column, Connection, Integer, bindparam, select, update

import bot.notices_tables
import bot.tables  # noqa: F401  its tables join the metadata
from bot.db import ENCRYPTED, metadata
from bot.privacy import Cipher

AT_ONCE = 500


def rekey(db: Connection, cipher: Cipher) -> int:
    """Writes every value of a column marked `ENCRYPTED` anew, in every table that was imported; how many they were.
    InvalidToken if one was written under no key that is given."""
    columns = [column for table in metadata.sorted_tables for column in table.c if column.info == ENCRYPTED]
    return sum(_rekey(db, cipher, column) for column in columns)


def _rekey(db: Connection, cipher: Cipher, column: Column[str]) -> int:
    key, count = column.table.c.id, 0
    write = update(column.table).where(key == bindparam("row")).values({column: bindparam("value")})
    some = select(key, column).where(column.is_not(None), key > bindparam("last")).order_by(key).limit(AT_ONCE)
    rows = db.execute(some, {"last": 0 if isinstance(key.type, Integer) else ""}).all()
    while rows:
        db.execute(write, [{"row": row[0], "value": cipher.rotate(row[1])} for row in rows])
        count += len(rows)
        rows = db.execute(some, {"last": rows[-1][0]}).all()
    return count
