"""Who booked is readable under the keys alone, and goes on being so when an old key goes."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from cryptography.fernet import Fernet
from sqlalchemy import select

from actions.booking import reading, tables
from bot.privacy import Cipher
from tests.booking.canteen import LUNCH, Canteen, session

ROOT = Path(__file__).parents[2]


def test_neither_name_nor_telephone_lies_open(canteen: Canteen) -> None:
    canteen.opens(session(LUNCH, 1))
    canteen.book(canteen.order(LUNCH, "样本甲", canteen.meal("样本甲")))
    canteen.join(canteen.order(LUNCH, "样本乙"))
    kept = (tables.appointments, tables.waitlist, tables.ledger, tables.booking_requests)
    with canteen.engine.connect() as db:
        rows = [str(tuple(row)) for table in kept for row in db.execute(select(table))]
    assert len(rows) == 3
    assert not any("样本" in row or "\\u6837" in row for row in rows)


def test_rekeying_writes_bookings_anew(canteen: Canteen) -> None:
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    before = replace(canteen, cipher=Cipher(old, "the same for ever"))
    before.opens(session(LUNCH, 1))
    booked = before.book(before.order(LUNCH, "样本甲"))
    before.join(before.order(LUNCH, "样本乙"))
    settings = {
        "MINSHENG_DATABASE_URL": canteen.engine.url.render_as_string(hide_password=False),
        "MINSHENG_KEYS": f"{new},{old}",
        "MINSHENG_LOOKUP_KEY": "the same for ever",
        "MINSHENG_INTERNAL_TOKEN": "none",
    }
    # In a process of its own, which imports no more than the command line does.
    command = [sys.executable, "-c", "from connectors.cli import app; app()", "rekey"]
    subprocess.run(command, cwd=ROOT, env={**os.environ, **settings}, check=True, capture_output=True)
    found = canteen.reads(reading.by_number, Cipher(new, "the same for ever"), booked.number)
    assert found.who == {"name": "样本甲"}
