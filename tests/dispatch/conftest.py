"""Fixtures of dispatching."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.db import connect
from bot.privacy import Cipher
from tests.dispatch.town import SLOTS, Town


@pytest.fixture
def town(database_url: str, cipher: Cipher) -> Iterator[Town]:
    """On a database of either kind; what was dispatched must add up at the end of every test."""
    engine = connect(database_url)
    town = Town(engine, cipher)
    town.opens(*SLOTS)
    yield town
    problems = town.problems()
    engine.dispose()
    assert problems == []
