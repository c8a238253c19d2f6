"""Whole conversations about what somebody may have and what is remembered of it, through the running system."""

from __future__ import annotations

import secrets
import uuid
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.servers import Whole

FILES = ("eligibility_dialogues.yaml", "situations_dialogues.yaml", "profile_dialogues.yaml", "booking_dialogues.yaml")
DIALOGUES = [
    dialogue
    for name in FILES
    for dialogue in yaml.safe_load((Path(__file__).parent / name).read_text(encoding="utf-8"))
]


@pytest.mark.parametrize("dialogue", DIALOGUES, ids=lambda dialogue: dialogue["name"])
def test_the_conversation(whole: Whole, dialogue: dict[str, Any]) -> None:
    with whole.client(secrets.token_urlsafe(32)) as client:
        for turn in dialogue["turns"]:
            response = client.post("/api/v1/messages", json={"id": uuid.uuid4().hex, "text": turn["say"]})
            replies = [reply["text"] for reply in response.raise_for_status().json()["replies"]]
            said = "\n".join(replies)
            assert [words for words in turn.get("any", ()) if words not in said] == [], f"{turn['say']} → {replies}"
            assert [words for words in turn.get("has", ()) if words not in replies[-1]] == [], (
                f"{turn['say']} → {replies}"
            )
            assert [words for words in turn.get("not", ()) if words in said] == [], f"{turn['say']} → {replies}"
