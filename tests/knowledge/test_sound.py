"""What sounds alike is written alike."""

from __future__ import annotations

import pytest

from knowledge.sound import as_heard, syllables


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("底保", "低保"),
        ("伍保户", "五保户"),
        ("孤而", "孤儿"),
        ("是", "四"),
        ("里", "你"),
        ("因", "英"),
        ("两像补贴", "两项补贴"),
    ],
)
def test_what_sounds_alike_has_the_same_syllables(said: str, meant: str) -> None:
    assert syllables(said) == syllables(meant)


def test_what_sounds_different_has_others() -> None:
    assert syllables("低保") != syllables("医保")


def test_each_run_of_characters_is_by_itself() -> None:
    assert [len(run) for run in syllables("低保ABC，特困人员 12")] == [2, 4]
    assert syllables("ABC 12 😀") == []


def test_what_sounds_like_a_name_is_written_as_the_name() -> None:
    names = {" ".join(syllables(name)[0]): name for name in ("五保户", "老年优待卡")}
    assert as_heard("伍保户每个月领多少", names) == "五保户每个月领多少"
    assert as_heard("我妈的老年忧待卡，伍保户", names) == "我妈的老年优待卡，五保户"
    assert as_heard("低保怎么办 ABC", names) == "低保怎么办 ABC"
