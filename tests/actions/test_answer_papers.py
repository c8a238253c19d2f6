"""Questions about papers are answered with the list of them, for whom the sentence speaks of."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from actions.answer.skill import AnswerSkill
from actions.documents.checklist import say
from knowledge.checklist import checklist
from knowledge.policy_list import load

if TYPE_CHECKING:
    from bot.messages import Reply
    from knowledge.index import Index

DAY = date(2026, 10, 8)
CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "papers_said.yaml").read_text(encoding="utf-8"))
PHOTO = "我要拍照预审"


@pytest.fixture
def skill(index: Index) -> AnswerSkill:
    return AnswerSkill(lambda: index, "guangzhou")


def offered(reply: Reply) -> list[str]:
    return [button.payload for button in reply.buttons]


@pytest.mark.parametrize("case", CASES, ids=[case["q"] for case in CASES])
def test_what_is_said(skill: AnswerSkill, case: dict[str, Any]) -> None:
    reply = skill.reply(case["q"], DAY, None)
    assert reply.outcome == case.get("outcome", reply.outcome)
    lines = reply.text.splitlines()
    places = [lines.index(line) if line in lines else line for line in case["lines"]]
    assert not [place for place in places if isinstance(place, str)], reply.text
    assert places == sorted(places, key=int)
    assert not [word for word in case.get("never", ()) if word in reply.text], reply.text
    assert (PHOTO in offered(reply)) == case["photo"]
    assert ("先拍给我看" in reply.text) == case["photo"]


@pytest.mark.parametrize("case", [case for case in CASES if case["photo"]], ids=lambda case: case["q"])
def test_all_that_is_listed_stands_in_a_source_and_its_document_is_named(
    skill: AnswerSkill, case: dict[str, Any]
) -> None:
    reply = skill.reply(case["q"], DAY, None)
    assert reply.sources
    assert len(set(reply.sources)) == len(reply.sources)
    for card in reply.sources:
        assert card.title in reply.text
        assert card.force == "in_force"


def test_a_follow_up_gets_the_list_of_what_was_spoken_of(skill: AnswerSkill) -> None:
    first = skill.reply("结婚要多少钱", DAY, None)
    reply = skill.reply("要带什么材料？", DAY, first.topic)
    assert "1. 居民身份证" in reply.text
    assert offered(reply)[0] == PHOTO
    assert "要带什么材料？" not in offered(reply)


def test_whether_somebody_else_may_go_is_told_of_what_was_spoken_of_last(skill: AnswerSkill) -> None:
    first = skill.reply("老年人优待卡要带什么", DAY, None)
    second = skill.reply("残疾人护理补贴要带什么", DAY, first.topic)
    reply = skill.reply("替他去办呢", DAY, second.topic)
    assert "请人代办：重度残疾人护理补贴要自己申请" in reply.text
    assert "优待卡" not in reply.text


def test_a_question_about_one_paper_in_particular_is_answered_by_its_clause(skill: AnswerSkill) -> None:
    reply = skill.reply("复婚要带法院判决书吗", DAY, {"policies": ["fuhun"], "aspects": []})
    assert "法院离婚的要不要带判决书，请先问登记机关" in reply.text


def test_how_it_stands_is_told_once_papers_were_shown() -> None:
    shown = {"id-card": "pass", "marriage-certificate": "fix"}
    text = say(checklist(load(), ["lihun-shenqing"], DAY, shown=shown), states=True)
    assert text.splitlines()[:3] == [
        "办离婚登记申请的材料：",
        "【有了】1. 居民身份证——内地居民，双方各带自己的",
        "【要改】2. 结婚证——双方各带自己的",
    ]
    assert "【工作人员当面看】3. 双方签好的书面离婚协议——双方" in text
    assert "【还差】1. 居民身份证" in say(checklist(load(), ["lihun-shenqing"], DAY), states=True)
