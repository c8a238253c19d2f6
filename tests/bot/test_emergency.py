"""Danger to life is recognised; a question about benefits that only sounds like it is not."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.emergency import Emergency, emergency, general

CASES = yaml.safe_load(Path(__file__).with_name("emergency.yaml").read_text(encoding="utf-8"))
TOLD = [(kind, said) for kind, sentences in CASES.items() if kind != "none" for said in sentences]
NUMBER = {"suicide": "12356", "fire": "119", "crime": "110", "medical": "120"}
"""Whom to call first."""


@pytest.mark.parametrize(("kind", "said"), TOLD)
def test_danger_is_recognised_and_its_number_is_told_at_once(kind: str, said: str) -> None:
    found = emergency(said)
    assert found is not None
    assert found.kind == kind
    assert NUMBER[kind] in found.text.splitlines()[0]
    assert "转人工" in found.text


@pytest.mark.parametrize("said", CASES["none"])
def test_what_only_sounds_like_danger_is_none(said: str) -> None:
    assert emergency(said) is None


@pytest.mark.parametrize("said", ["我不想活了", "他要跳楼", "刚刚喝了农药"])
@pytest.mark.parametrize("around", ["去年{}，低保标准是多少", "{}，补贴怎么申请", "以前{}"])
def test_life_comes_before_every_rule_and_every_past(said: str, around: str) -> None:
    found = emergency(around.format(said))
    assert found is not None
    assert found.kind == "suicide"


@pytest.mark.parametrize("now", ["刚刚", "现在叫不醒，", "流血不止，"])
def test_what_is_happening_is_danger_though_a_rule_is_asked_about(now: str) -> None:
    asked = "我妈摔倒了，能申请护理补贴吗"
    assert emergency(asked) is None
    assert emergency(now + asked) is not None


def test_where_the_kind_is_not_known_every_number_is_told() -> None:
    assert all(number in general() for number in NUMBER.values())
    assert "转人工" in general()


@settings(deadline=None)
@given(st.text())
def test_every_text_can_be_looked_at(text: str) -> None:
    found = emergency(text)
    assert found is None or isinstance(found, Emergency)


@settings(deadline=None)
@given(st.text(alphabet="0123456789abcdefghijklmnopqrstuvwxyz ,.?!"), st.sampled_from(["着火了", "我不想活了", "救命"]))
def test_what_stands_around_a_cry_does_not_hide_it(around: str, cry: str) -> None:
    assert emergency(around + cry + around) is not None
