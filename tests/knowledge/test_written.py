"""Values as people in an office write them."""

from __future__ import annotations

import pytest

from knowledge.facts import BadFact, FactKind, Value
from knowledge.policy_list import load
from knowledge.written import Spelling

FACTS = load().facts


@pytest.mark.parametrize(
    ("fact", "text", "value"),
    [
        ("serious-illness", "是", True),
        ("serious-illness", " 有 ", True),
        ("serious-illness", "1", True),
        ("serious-illness", "√", True),
        ("serious-illness", "Ｙ", True),
        ("serious-illness", "否", False),
        ("serious-illness", "无", False),
        ("serious-illness", "0", False),
        ("serious-illness", "FALSE", False),
        ("age", "82", 82.0),
        ("age", "82岁", 82.0),
        ("age", "82 周岁", 82.0),
        ("age", "８２", 82.0),
        ("age", "82.0", 82.0),
        ("income-per-head", "1,309.50", 1309.5),
        ("income-per-head", "￥1309元", 1309.0),
        ("spending-share", "60%", 60.0),
        ("disability-grade", "一级", "grade-1"),
        ("disability-grade", "1级", "grade-1"),
        ("disability-grade", "grade-1", "grade-1"),
        ("disability-grade", "一级残疾", "grade-1"),
        ("disability-grade", "无", "none"),
        ("disability-grade", "没有残疾证", "none"),
        ("care-need", "照护需求三级", "level-3"),
        ("care-need", "能力完好(0级)", "able"),
        ("sex", "女", "female"),
        ("hukou", "广州 户籍", "guangzhou"),
    ],
)
def test_what_is_meant_is_understood(fact: str, text: str, value: Value) -> None:
    assert Spelling(FACTS[fact]).value(text) == value


@pytest.mark.parametrize("text", ["", "  ", "　", "不详", "/", "-", "——", "N/A"])
@pytest.mark.parametrize("fact", ["age", "sex", "serious-illness"])
def test_what_is_left_open_stays_open(fact: str, text: str) -> None:
    assert Spelling(FACTS[fact]).value(text) is None


def test_no_kind_where_there_is_none_stays_open() -> None:
    assert "none" not in FACTS["disability-kind"].choices
    assert Spelling(FACTS["disability-kind"]).value("无") is None


@pytest.mark.parametrize(
    ("fact", "text"),
    [
        *(
            ("age", text)
            for text in ("八十多", "82或83", "80以上", "1,2", "820", "-3", "82.5", "nan", "inf", "8e1", "1_0")
        ),
        *(("disability-grade", text) for text in ("五级", "级", "1", "是")),
        *(("serious-illness", text) for text in ("2", "可能", "是否")),
    ],
)
def test_what_cannot_be_is_told_with_the_facts_name(fact: str, text: str) -> None:
    with pytest.raises(BadFact, match=FACTS[fact].name):
        Spelling(FACTS[fact]).value(text)


@pytest.mark.parametrize("fact", [fact.id for fact in FACTS.values() if fact.kind is FactKind.CHOICE])
def test_every_choice_is_understood_by_its_id_and_its_name(fact: str) -> None:
    spelling = Spelling(FACTS[fact])
    for choice, named in FACTS[fact].choices.items():
        assert spelling.value(choice) == spelling.value(named.name) == choice
