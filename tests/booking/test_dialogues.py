"""Whole conversations about bookings, without Rasa: what is said, and what then stands in the database."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from sqlalchemy import select

from actions.answer.skill import AnswerSkill
from actions.booking import closures
from actions.booking.bookings import Bookings
from actions.booking.due import Due
from actions.booking.errors import Full
from actions.booking.model import Slot, Status
from actions.booking.opening import open_service
from actions.booking.skill import BookingSkill
from actions.booking.tables import appointments
from actions.booking.wish import Wish
from actions.dispatch.due import Dispatching
from bot.clock import SHANGHAI
from bot.db import Database
from bot.history import History
from bot.mailbox import Mailbox
from bot.privacy import Cipher
from bot.retry import run_async
from tests.fakes import said

if TYPE_CHECKING:
    from knowledge.index import Index

MONDAY = datetime(2026, 11, 23, 10, tzinfo=SHANGHAI)
DIALOGUES = yaml.safe_load((Path(__file__).parent / "dialogues.yaml").read_text(encoding="utf-8"))


@pytest.fixture
def skill(index: Index, database: Database, cipher: Cipher, history: History) -> BookingSkill:
    bookings = Bookings(lambda: index.policies, database, cipher)
    answers = AnswerSkill(lambda: index, "guangzhou")
    dispatching = Dispatching(lambda: index.policies, "guangzhou", database, cipher)
    return BookingSkill(lambda: index, "guangzhou", database, cipher, history, bookings, dispatching, answers)


class Citizen:
    """Writes in one conversation; each message takes five seconds."""

    def __init__(self, skill: BookingSkill, mailbox: Mailbox, now: datetime) -> None:
        self.skill, self.mailbox, self.now, self.count = skill, mailbox, now, 0

    async def says(self, text: str, intent: str | None = None) -> list[Any]:
        self.count += 1
        self.now += timedelta(seconds=5)
        message = replace(said(text, f"m{self.count}"), sender="样本")
        accepted = await self.skill.database.run(self.mailbox.accept, message, self.now)
        context = {"message": accepted.inbox_id}
        turn = await self.skill.turn(accepted.conversation_id, "［已遮］", intent, context, self.now)
        again = await self.skill.turn(accepted.conversation_id, "［已遮］", intent, context, self.now)
        assert again.replies == turn.replies, "a message that is handed in again gets the same replies"
        return turn.replies


async def fill(bookings: Bookings, slot: Slot, now: datetime) -> list[int]:
    """Others book portions of a meal until none is left; their numbers."""
    numbers: list[int] = []
    while True:
        wish = Wish(slot, ("样本一",), f"137{len(numbers):08}", {"way": ("dine-in",), "portions": 2})
        try:
            booked = await bookings.hold(wish, f"fill/{len(numbers)}", now)
        except Full:
            return numbers
        await bookings.confirm(booked.number, now)
        numbers.append(booked.number)


@pytest.mark.parametrize("dialogue", DIALOGUES, ids=lambda dialogue: dialogue["name"])
async def test_the_conversation(skill: BookingSkill, mailbox: Mailbox, dialogue: dict[str, Any]) -> None:
    begins = datetime.fromisoformat(dialogue["now"]).replace(tzinfo=SHANGHAI) if "now" in dialogue else MONDAY
    citizen = Citizen(skill, mailbox, begins)
    for service in dialogue.get("opens", ["zhucan"]):
        await open_service(skill.database, service, skill.bookings.service(service), begins)
    others = await fill(skill.bookings, Slot.of(dialogue["fills"]), begins) if "fills" in dialogue else []
    for turn in dialogue["turns"]:
        if "closes" in turn:
            await run_async(skill.database, closures.close, Slot.of(turn["closes"]), "停电", citizen.now)
        if "frees" in turn:
            await skill.bookings.cancel(others.pop(), "gone", citizen.now)
            await Due(skill.bookings).run(citizen.now)
        citizen.now += timedelta(minutes=turn.get("minutes", 0))
        replies = await citizen.says(turn["say"] * turn.get("repeat", 1), turn.get("intent"))
        last, whole = replies[-1].text, "\n".join(reply.text for reply in replies)
        buttons = [button.title for button in replies[-1].buttons]
        assert [words for words in turn.get("has", ()) if words not in last + "".join(buttons)] == [], (
            f"{turn['say']} → {whole}"
        )
        assert [words for words in turn.get("any", ()) if words not in whole] == [], f"{turn['say']} → {whole}"
        assert [words for words in turn.get("not", ()) if words in whole] == [], f"{turn['say']} → {whole}"
        assert [words for words in turn.get("buttons", ()) if words not in buttons] == [], f"{turn['say']} → {buttons}"
    with skill.database.engine.connect() as db:
        wanted = select(appointments).where(appointments.c.status == Status.CONFIRMED, appointments.c.id.not_in(others))
        stands = [{"slot": row.session_id, "amounts": row.amounts} for row in db.execute(wanted.order_by("session_id"))]
    assert stands == dialogue["stands"]
