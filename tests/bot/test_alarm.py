"""How loud the alarm is, with a classifier of a few lines; what the real one hears is in tests/connectors."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.alarm import CONCERN, DANGER, HARMLESS, OF_A_PART, PART, SHORT, TOLD, Level, Watch, parts
from bot.emergency import answer, concern

CALM = "低保怎么申请，要带什么材料。"
ODD = "他又来了"
"""A danger that no word rule knows."""


LOUDNESS = [(DANGER + OF_A_PART + 0.01, Level.DANGER), (CONCERN + OF_A_PART + 0.01, Level.CONCERN), (CONCERN, None)]
"""Of a danger told beside other things."""


def heard(score: float, kind: str = "crime", odd: str = ODD) -> Watch:
    """A watch whose classifier says so much for danger where `odd` stands, and nothing elsewhere."""

    def scores(text: str) -> dict[str, float]:
        found = odd in text
        return {HARMLESS: -score if found else 1.0, kind: 0.2 if found else -1.0, "fire": 0.0, "medical": -0.5}

    return Watch(scores)


@pytest.mark.parametrize(
    ("score", "level"),
    [(DANGER, Level.DANGER), (DANGER - 0.01, Level.CONCERN), (CONCERN, Level.CONCERN), (CONCERN - 0.01, None)],
)
def test_the_surer_it_is_the_louder_the_alarm(score: float, level: Level | None) -> None:
    alarm = heard(score).hear(ODD)
    assert (alarm and alarm.level) == level


def test_danger_is_answered_by_its_kind_and_concern_by_one_line_with_the_numbers() -> None:
    danger, maybe = heard(1.0, "missing").hear(ODD), heard(-0.1).hear(ODD)
    assert danger is not None
    assert (danger.kind, danger.text) == ("missing", answer("missing"))
    assert maybe is not None
    assert maybe.text == concern()
    assert "\n" not in maybe.text
    assert all(number in maybe.text for number in ("110", "120", "119", "12356"))


def test_the_words_make_danger_likelier_and_their_kind_too() -> None:
    score = DANGER - TOLD + 0.01
    assert heard(score, odd="着火了").hear("着火了，他又来了").kind == "fire"  # type: ignore[union-attr]
    told, not_told = heard(score).hear("着火了，他又来了"), heard(score).hear(ODD)
    assert told is not None
    assert told.level == Level.DANGER
    assert not_told is None or not_told.level == Level.CONCERN


def test_what_the_words_find_is_never_passed_over() -> None:
    alarm = heard(-1.0).hear("我家着火了")
    assert alarm is not None
    assert alarm.level == Level.CONCERN


@pytest.mark.parametrize(("score", "level"), LOUDNESS)
@pytest.mark.parametrize("place", [0, 40, 80])
def test_a_danger_in_one_clause_does_not_drown_in_a_long_letter(score: float, level: Level | None, place: int) -> None:
    letter = [CALM] * 80
    letter.insert(place, f"{ODD}。")
    alarm = heard(score).hear("".join(letter))
    assert (alarm and alarm.level) == level


@pytest.mark.parametrize(("score", "level"), LOUDNESS)
def test_a_danger_told_beside_a_question_is_heard_by_itself(score: float, level: Level | None) -> None:
    def scores(text: str) -> dict[str, float]:
        return {HARMLESS: -score if text == ODD else 1.0, "crime": 0.0}

    alarm = Watch(scores).hear(f"{ODD}，补贴怎么申请")
    assert (alarm and alarm.level) == level


@settings(deadline=None)
@given(st.text(alphabet="低保怎么申请我妈 ，。,.!\n1a", min_size=SHORT + 1, max_size=400))
def test_no_word_of_a_long_text_is_left_out_of_its_parts(text: str) -> None:
    found = parts(text)
    assert found
    joined = "".join(found)
    assert all(character in joined for character in text if character in "低保怎么申请我妈1a")


@pytest.mark.parametrize("text", ["我今天在家" * 200, "我妈病了，" * 200, "，" * 500, CALM * 200])
def test_parts_are_short_and_not_many_times_the_text(text: str) -> None:
    found = parts(text)
    assert all(len(part) <= SHORT + PART for part in found) or found == [text]
    assert sum(map(len, found)) <= 6 * len(text)
