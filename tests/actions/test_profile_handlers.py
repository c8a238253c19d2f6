"""Rasa's action for what is kept does what the intent says, and takes the floor from an interview that was deleted."""

from __future__ import annotations

from datetime import datetime
from types import SimpleNamespace
from typing import Any, cast

import pytest

from actions.profile.handlers import ActionProfile
from actions.registry import Registry
from actions.services import Services
from bot.messages import Reply
from tests.actions.citizens import DELETE, GRANDMOTHER, KEEP, SURE, THEN, Citizen


class NoPapers:
    """Nobody has shown any."""

    async def also_kept(self, conversation_id: str, reply: Reply, now: datetime) -> Reply:
        return reply


@pytest.fixture
def registry(citizen: Citizen) -> Registry:
    services = SimpleNamespace(profiles=citizen.profiles, documents=NoPapers(), now=lambda: THEN)
    return Registry([ActionProfile(cast(Services, services))])


def call(citizen: Citizen, intent: str, text: str) -> dict[str, Any]:
    latest = {"intent": {"name": intent}, "text": text}
    tracker = {"sender_id": citizen.id, "slots": {}, "latest_message": latest, "events": [], "active_loop": {}}
    return {"next_action": "action_profile", "sender_id": citizen.id, "tracker": tracker, "domain": {}}


async def test_the_intent_says_what_is_done(citizen: Citizen, registry: Registry) -> None:
    await citizen.tells(*GRANDMOTHER)
    for intent, text, words in (
        ("profile_keep", "不用记了", "要我记住"),
        ("profile_keep", KEEP, "记住了您母亲"),
        ("profile_show", "你们存了我什么", "存着您母亲"),
        ("profile_delete", DELETE, "找不回来"),
    ):
        answer = await registry.run(call(citizen, intent, text))
        (response,) = answer["responses"]
        assert words in response["custom"]["text"]
        assert answer["events"] == []


async def test_an_interview_that_was_deleted_is_not_gone_on_with(citizen: Citizen, registry: Registry) -> None:
    await citizen.tells(GRANDMOTHER[0])
    await citizen.deletes(DELETE)
    answer = await registry.run(call(citizen, "profile_delete", SURE))
    assert [(event["name"], event["value"]) for event in answer["events"]] == [("floor", None)]
