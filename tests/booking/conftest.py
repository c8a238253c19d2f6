"""Fixtures of booking."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.db import connect
from bot.privacy import Cipher
from tests.booking.canteen import Canteen


@pytest.fixture
def canteen(database_url: str, cipher: Cipher) -> Iterator[Canteen]:
    """On a database of either kind; what it has booked must add up at the end of every test."""
    engine = connect(database_url)
    canteen = Canteen(engine, cipher)
    yield canteen
    problems = canteen.problems()
    engine.dispose()
    assert problems == []
