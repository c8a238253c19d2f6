"""The actions Rasa may call: those its domain names, each name once."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
import yaml

from actions.handoff.handlers import ActionComplain
from actions.registry import UnknownAction, actions
from actions.services import Services
from bot.messages import Reply

ROOT = Path(__file__).parents[2]
NO_SERVICES = cast(Services, None)


def call(name: str) -> dict[str, Any]:
    tracker = {"sender_id": "c1", "slots": {}, "latest_message": {}, "events": [], "paused": False, "active_loop": {}}
    return {"next_action": name, "sender_id": "c1", "tracker": tracker, "domain": {}}


def test_two_of_one_name_are_refused_naming_both(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ActionComplain, "name", lambda self: "action_hand_over")
    with pytest.raises(ValueError, match="ActionHandOver and ActionComplain are both called action_hand_over"):
        actions(NO_SERVICES)


def test_every_action_of_the_domain_is_registered_and_no_other() -> None:
    domains = [yaml.safe_load(path.read_text()) for path in (ROOT / "bot/dialogue/domain").glob("*.yml")]
    wanted = {name for domain in domains for name in domain.get("actions", [])}
    assert wanted
    assert actions(NO_SERVICES).names == wanted


def says(reply: Reply) -> Services:
    """Services whose list says the same to everything."""
    answers = SimpleNamespace(reply=lambda text, today, topic: reply)
    return cast(Services, SimpleNamespace(answers=answers, handoffs=None, today=lambda: date(2026, 10, 1)))


@pytest.mark.parametrize(
    ("reply", "outcome", "ends"),
    [
        (Reply("查不到。", "not_in_list"), "emergency", "「转人工」。"),
        (Reply("您问的是哪一项？", "clarification"), "emergency", "「转人工」。"),
        (Reply("离婚后的孩子……", "answered"), "answered", "\n离婚后的孩子……"),
    ],
)
async def test_where_rasa_suspects_danger_the_numbers_are_said_and_what_the_list_answers_too(
    reply: Reply, outcome: str, ends: str
) -> None:
    answer = await actions(says(reply)).run(call("action_emergency"))
    (response,) = answer["responses"]
    assert response["custom"]["outcome"] == outcome
    assert response["custom"]["text"].endswith(ends)
    assert all(number in response["custom"]["text"] for number in ("110", "119", "120"))


async def test_an_unknown_action_is_not_found() -> None:
    with pytest.raises(UnknownAction, match="action_unknown"):
        await actions(NO_SERVICES).run(call("action_unknown"))
