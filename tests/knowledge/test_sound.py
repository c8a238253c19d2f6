"""What sounds alike is written alike."""

from __future__ import annotations

import pytest

from knowledge.sound import syllables


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
