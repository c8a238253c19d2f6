"""Fixtures of the skills' tests."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from actions.answer.skill import AnswerSkill
from actions.eligibility.skill import EligibilitySkill
from actions.profile.notices import Notices
from actions.profile.skill import ProfileSkill
from bot.db import Database
from bot.mailbox import Mailbox
from bot.privacy import Cipher
from tests.actions.citizens import THEN, YEARS, Citizen, Told
from tests.actions.office import Office
from tests.fakes import said

if TYPE_CHECKING:
    from knowledge.index import Index


@pytest.fixture
async def office(tmp_path: Path, database: Database, cipher: Cipher) -> Office:
    office = Office(tmp_path / "list", database, cipher)
    await office.compare()
    return office


@pytest.fixture
def listed(index: Index) -> list[Index]:
    """The index in use; tests put another in its place."""
    return [index]


@pytest.fixture
async def citizen(listed: list[Index], database: Database, mailbox: Mailbox, cipher: Cipher) -> Citizen:
    conversation = (await database.run(mailbox.accept, said(), THEN)).conversation_id
    answers = AnswerSkill(lambda: listed[0], "guangzhou")
    interviews = EligibilitySkill(lambda: listed[0], "guangzhou", database, cipher, answers)
    kept = ProfileSkill(lambda: listed[0], "guangzhou", database, cipher, YEARS * 365)
    return Citizen(conversation, interviews, kept, Told(Notices(kept)))
