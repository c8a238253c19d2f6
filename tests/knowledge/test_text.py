"""The same words are the same text, however they were typed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.text import canonical, clean, has_words, normalise, tokens
from tests.knowledge.tiny import cases

CASES = cases("text")
no_hurry = settings(deadline=None)


@pytest.mark.parametrize(("said", "shown"), CASES["clean"])
def test_what_cannot_be_seen_is_taken_out_and_the_rest_stays(said: str, shown: str) -> None:
    assert clean(said) == shown


@pytest.mark.parametrize(("said", "compared"), CASES["normalise"])
def test_one_spelling_for_the_same_words(said: str, compared: str) -> None:
    assert normalise(said) == compared


@pytest.mark.parametrize(("said", "meant"), CASES["canonical"])
def test_one_word_for_those_that_mean_the_same(said: str, meant: str) -> None:
    assert canonical(said) == meant


@pytest.mark.parametrize("said", ["残疾证", "殘疾證", "殘疾人證", "残证"])
def test_synonyms_and_traditional_characters_count_as_the_same_tokens(said: str) -> None:
    assert tokens(said) == tokens("残疾人证")


def test_a_mistyped_word_still_shares_tokens() -> None:
    assert set(tokens("最低生活保章金")) & set(tokens("最低生活保障金"))
    assert not set(tokens("低保")) & set(tokens("结婚"))


def test_punctuation_and_emoji_are_no_tokens() -> None:
    assert tokens("低保😀，!!") == tokens("低保")
    assert not tokens("😀，!! \n")


@pytest.mark.parametrize("said", ["低", "a", "7", "ＯＫ", "嗎？"])
def test_a_letter_a_digit_or_a_character_is_something_to_read(said: str) -> None:
    assert has_words(said)


@pytest.mark.parametrize("said", ["", " ", "！？。", "😀👍", "\u200b\0", "—"])
def test_signs_alone_are_nothing_to_read(said: str) -> None:
    assert not has_words(said)


@no_hurry
@given(st.text())
def test_any_text_can_be_cleaned_normalised_and_cut(text: str) -> None:
    shown = clean(text)
    assert shown == clean(shown)
    assert shown == shown.strip()
    assert not any(ord(character) < 32 or character == "\u200b" for character in shown)
    assert isinstance(normalise(text), str)
    assert all(tokens(text))
    assert bool(tokens(text)) == has_words(canonical(text))
