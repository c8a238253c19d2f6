"""Fixtures of the conversation's tests."""

from __future__ import annotations

import pytest

from bot.mailbox import Mailbox
from tests.bot.desk import Desk
from tests.fakes import Transact


@pytest.fixture
def desk(transact: Transact, mailbox: Mailbox) -> Desk:
    return Desk(transact, mailbox)
