"""Several matters in one sentence."""

from __future__ import annotations

import pytest

from knowledge.matters import asks_for_papers, compares, joined, parts


@pytest.mark.parametrize(
    ("text", "apart"),
    [
        ("低保怎么申请", []),
        ("我妈八十二岁，腿脚不好，低保怎么申请", []),
        ("老人卡去哪办？还有附近长者饭堂多少钱一顿", ["老人卡去哪办", "附近长者饭堂多少钱一顿"]),
        ("孤儿钱怎么领，另外我能不能收养他", ["孤儿钱怎么领", "我能不能收养他"]),
        ("医疗救助跟疾病应急救助有什么分别", ["医疗救助", "疾病应急救助有什么分别"]),
        ("吗？吗？吗？", []),
        ("", []),
    ],
)
def test_the_parts_that_ask_are_taken_apart(text: str, apart: list[str]) -> None:
    assert parts(text) == apart


def test_a_letter_is_not_looked_at_without_end() -> None:
    assert len(parts("这个怎么办？" * 50)) == 6


@pytest.mark.parametrize("text", ["低保和特困差在哪", "两个有什么区别", "边个多啲，有咩唔同", "低保跟特困哪个钱多"])
def test_setting_things_side_by_side_is_seen(text: str) -> None:
    assert compares(text)
    assert not compares("低保怎么申请")


def test_names_that_are_joined_are_both_meant() -> None:
    names = ["结婚", "离婚"]
    assert joined("结婚和离婚要带什么", names)
    assert not joined("结婚以后想离婚要带什么", names)
    assert not joined("要带什么", [])


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("我妈82岁，我帮她办老人卡要带什么", True),
        ("我帮我妈办残疾人证要准备什么材料", True),
        ("我妈没有退休金能不能办低保", False),
        ("看看我妈符不符合低保条件，要带什么材料", False),
        ("低保一个月多少钱", False),
    ],
)
def test_what_to_bring_is_asked_or_something_else(text: str, asked: bool) -> None:
    assert asks_for_papers(text) is asked
