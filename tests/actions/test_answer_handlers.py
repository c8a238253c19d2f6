"""After another reply the list adds something only where it has something to add."""

from __future__ import annotations

from typing import cast

import pytest

from actions.answer.handlers import ActionAnswer, ActionAnswerIfAsked, ActionAnswerIfFound
from actions.services import Services
from bot.messages import Button, Reply, SourceCard

NO_SERVICES = cast(Services, None)
CARD = SourceCard("低保", "每月1309元", "通知", None, "民政局", None, None, "2025-01-01", None, "in_force", None, None)
PERSON = Button("转人工", "转人工")
ASKED = Reply("1309元", "answered", sources=(CARD,), topic={"policies": ["dibao"], "aspects": ["amount"]})
NAMED = Reply("低保是……", "answered", sources=(CARD,), topic={"policies": ["dibao"], "aspects": []})
CHOICE = Reply("哪一个？", "clarification", (Button("生活补贴", "生活补贴"), PERSON))
NOT_UNDERSTOOD = Reply("没有听懂。", "clarification", (PERSON,))
NOTHING = Reply("查不到。", "out_of_scope", (PERSON,))


@pytest.mark.parametrize(
    ("action", "said"),
    [
        (ActionAnswer, [ASKED, NAMED, CHOICE, NOT_UNDERSTOOD, NOTHING]),
        (ActionAnswerIfFound, [ASKED, NAMED, CHOICE]),
        (ActionAnswerIfAsked, [ASKED]),
    ],
)
def test_what_is_said(action: type[ActionAnswer], said: list[Reply]) -> None:
    replies = [ASKED, NAMED, CHOICE, NOT_UNDERSTOOD, NOTHING]
    assert [reply for reply in replies if action(NO_SERVICES).worth_saying(reply)] == said
