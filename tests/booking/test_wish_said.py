"""What single sentences say of a booking: `asked` is the open question; only what is named is compared."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.clock import SHANGHAI
from knowledge.booking_words import agrees
from knowledge.policy_list import load
from knowledge.wish_said import listen_wish, services_named

MONDAY = datetime(2026, 11, 23, 10, tzinfo=SHANGHAI)
SENTENCES = yaml.safe_load((Path(__file__).parent / "wish_said.yaml").read_text(encoding="utf-8"))
SERVICES = load().services


@pytest.mark.parametrize("case", SENTENCES, ids=lambda case: f"{case.get('asked', '')} {case['say']}")
def test_a_sentence_says(case: dict[str, Any]) -> None:
    service = SERVICES[case.get("service", "zhucan")]
    said = listen_wish(case["say"], service, MONDAY, case.get("asked"))
    heard = {
        "names": list(said.names),
        "phone": said.phone,
        "number": said.number,
        "yes": said.yes,
        "offices": list(said.offices),
        "bands": list(said.bands),
        "answers": {name: list(one) if isinstance(one, tuple) else one for name, one in said.answers.items()},
        "about": said.about,
        "as_before": said.as_before,
        "waits": said.waits,
        "unknown": said.unknown,
        "nth": said.nth,
        "tells": said.tells,
    }
    assert {name: heard[name] for name in case["is"]} == case["is"]


@pytest.mark.parametrize(
    ("said", "does"),
    [("她同意", True), ("她知道的", True), ("她不知道", False), ("还没跟她说", False), ("同意吗", False)],
)
def test_somebody_else_agrees(said: str, does: bool) -> None:
    assert agrees(said) is does


@pytest.mark.parametrize(
    ("said", "services"),
    [
        ("我要离婚", ("lihun-shenqing",)),
        ("我要领离婚证", ("lihun-lingzheng",)),
        ("结婚证丢了想补一本", ("buling",)),
        ("想同老婆去拜山", ("jisao",)),
        ("今天天气好", ()),
    ],
)
def test_a_service_is_known_by_the_longest_of_its_names(said: str, services: tuple[str, ...]) -> None:
    assert services_named(said, SERVICES.values()) == services
