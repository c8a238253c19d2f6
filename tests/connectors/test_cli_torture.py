"""Bookings hold when processes are killed in the middle of them, on both databases."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from bot.db import connect
from bot.migrations.upgrade import upgrade
from bot.privacy import Cipher
from connectors import torture
from connectors.cli import app
from tests.booking.canteen import LUNCH, Canteen, session


@pytest.mark.parametrize(
    ("kills", "seconds"), [(20, 8), pytest.param(200, 90, marks=[pytest.mark.proof, pytest.mark.timeout(600)])]
)
def test_what_was_confirmed_is_there_after_every_kill(empty_database_url: str, kills: int, seconds: int) -> None:
    outcome = torture.torture(empty_database_url, seconds, kills, lambda _done, _all: None)
    assert outcome.problems == []
    assert outcome.kills == kills
    assert 0 < outcome.cancelled < outcome.confirmed


def test_a_database_in_which_somebody_has_booked_is_left_alone(empty_database_url: str, cipher: Cipher) -> None:
    upgrade(empty_database_url)
    engine = connect(empty_database_url)
    canteen = Canteen(engine, cipher)
    canteen.opens(session(LUNCH, 2))
    canteen.book(canteen.order())
    result = CliRunner().invoke(app, ["booking-torture", "--db", empty_database_url, "--seconds", "1", "--kills", "0"])
    assert result.exit_code == 1
    assert "somebody has booked" in result.stderr
    assert canteen.taken() == 1
    engine.dispose()
