"""What the knowledge answers becomes a reply with its sources, suggestions and what a follow-up is about."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from actions.answer.skill import AnswerSkill
from bot.messages import Reply

if TYPE_CHECKING:
    from knowledge.index import Index

BEFORE, AFTER = date(2026, 5, 20), date(2026, 6, 2)
"""The notice with the amount ends on 2026-06-01."""
AMOUNT = "低保一个月多少钱？"


@pytest.fixture
def skill(index: Index) -> AnswerSkill:
    return AnswerSkill(lambda: index, "guangzhou")


def test_an_answer_carries_the_clauses_it_rests_on(skill: AnswerSkill) -> None:
    reply = skill.reply(AMOUNT, BEFORE, None)
    assert reply.outcome == "answered"
    assert "1309" in reply.text
    card = reply.sources[0]
    assert (card.number, card.force, card.lapses) == ("穗民规字〔2025〕2号", "in_force", "2026-06-01")
    assert card.title in reply.text
    assert "1309" in card.text


def test_the_answer_follows_the_day(skill: AnswerSkill) -> None:
    reply = skill.reply(AMOUNT, AFTER, None)
    assert (reply.outcome, reply.sources[0].force) == ("answered_lapsed", "lapsed")


def test_a_follow_up_is_about_what_was_answered_before(skill: AnswerSkill) -> None:
    first = skill.reply(AMOUNT, BEFORE, None)
    assert first.topic is not None
    assert first.topic["policies"] == ["dibao"]
    follow_up = skill.reply("要带什么材料？", BEFORE, Reply.from_dict(first.to_dict()).topic)
    assert {card.policy for card in follow_up.sources} == {"最低生活保障"}
    assert skill.reply("要带什么材料？", BEFORE, None).sources == ()


def test_what_is_commonly_asked_next_is_suggested_and_what_was_asked_is_not(skill: AnswerSkill) -> None:
    payloads = [button.payload for button in skill.reply(AMOUNT, BEFORE, None).buttons]
    assert "要带什么材料？" in payloads
    assert "有多少钱？" not in payloads


def test_a_person_is_offered_where_nothing_is_found(skill: AnswerSkill) -> None:
    reply = skill.reply("帮我写一首诗", BEFORE, None)
    assert reply.sources == ()
    assert "转人工" in [button.payload for button in reply.buttons]


def test_a_suggestion_that_is_chosen_leads_on(skill: AnswerSkill) -> None:
    for button in skill.reply(AMOUNT, BEFORE, None).buttons:
        chosen = skill.reply(button.payload, BEFORE, {"policies": ["dibao"], "aspects": []})
        assert chosen.outcome in {"answered", "answered_lapsed"}, button
