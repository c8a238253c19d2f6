"""What a sentence is about comes first."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.index import Index
from knowledge.logistic import Logistic
from knowledge.search import Features, features, names_in, ranking, search
from tests.knowledge.tiny import cases

TODAY = date(2026, 10, 1)
NAMES = {"低保边缘家庭": "edge", "低保边缘": "edge", "低保户": "dibao", "低保": "dibao", "结婚": "marry"}
"""Longest first, as the index gives them."""


@pytest.mark.parametrize(("question", "target"), cases("search"))
def test_what_is_asked_about_comes_first(index: Index, question: str, target: str) -> None:
    best = search(index, question, "guangzhou", TODAY)[0]
    assert best.target == target
    assert best.score >= ranking().minimum
    assert best.elsewhere is (target in index.policies.elsewhere)


@pytest.mark.parametrize("question", ["今天天气怎么样", "股票怎么买", "qwertz", "", "😀"])
def test_what_the_list_does_not_know_stays_under_the_minimum(index: Index, question: str) -> None:
    assert all(hit.score < ranking().minimum for hit in search(index, question, "guangzhou", TODAY))


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("低保多少钱", [("低保", "dibao")]),
        ("低保边缘是什么", [("低保边缘", "edge")]),
        ("低保边缘家庭和低保户", [("低保边缘家庭", "edge"), ("低保户", "dibao")]),
        ("低保，不是低保边缘", [("低保边缘", "edge"), ("低保", "dibao")]),
        ("結婚能拿低保嗎", [("低保", "dibao"), ("结婚", "marry")]),
        ("低 保", []),
        ("", []),
    ],
)
def test_a_name_inside_a_longer_one_does_not_count(question: str, named: list[tuple[str, str]]) -> None:
    assert names_in(question, NAMES) == named


@pytest.mark.parametrize(("question", "named"), [("低保边缘是什么条件", {"dibao-bianyuan"}), ("低保条件", {"dibao"})])
def test_a_longer_name_of_the_list_beats_the_one_inside_it(index: Index, question: str, named: set[str]) -> None:
    found = features(index, question, "guangzhou", TODAY)
    assert {target for target, f in found.items() if f.named} == named
    assert all(f.other_named == (target not in named) for target, f in found.items())


def test_where_nothing_is_named_no_other_is_named_either(index: Index) -> None:
    assert not any(f.other_named or f.named for f in features(index, "补一点钱", "guangzhou", TODAY).values())


@pytest.mark.parametrize(("region", "target"), [("town", "nuandong"), ("sea", "sea-nuandong")])
def test_the_same_name_finds_each_places_own(tiny_index: Index, region: str, target: str) -> None:
    found = features(tiny_index, "暖冬补贴多少钱", region, TODAY)
    assert {name for name, f in found.items() if f.named} == {target}


def test_the_best_has_the_lead_and_depth_never_exceeds_the_best(tiny_index: Index) -> None:
    found = features(tiny_index, "暖冬补贴每户每年多少钱", "town", TODAY)
    best = found["nuandong"]
    assert best.lexical_lead > 0
    assert all(f.lexical_lead <= 0 for target, f in found.items() if target != "nuandong")
    assert all(f.lexical_depth <= f.lexical and f.semantic_depth <= max(f.semantic, 0) for f in found.values())


def test_hits_stand_best_first_with_a_likelihood_each(index: Index) -> None:
    scores = [hit.score for hit in search(index, "老人补贴", "guangzhou", TODAY)]
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score < 1 for score in scores)


def test_more_of_what_speaks_for_it_is_more_likely() -> None:
    nothing = Features(*[0.0] * len(Features._fields))
    fitted = Logistic(-1.0, nothing._replace(lexical=2.0, named=1.0))
    plain, worded, named = (
        fitted.likelihood(f) for f in (nothing, nothing._replace(lexical=1), nothing._replace(named=1))
    )
    assert plain < named < worded
    assert plain == pytest.approx(0.2689, abs=1e-4)


@settings(deadline=None, max_examples=50)
@given(st.text())
def test_any_text_can_be_searched_for(index: Index, text: str) -> None:
    assert all(0 <= hit.score <= 1 for hit in search(index, text, "guangzhou", TODAY))


@pytest.mark.parametrize(
    ("said", "policy"), [("结婚呢", "jiehun-dengji"), ("低保", "dibao"), ("那离婚呢", "lihun-dengji")]
)
def test_a_bare_name_is_about_what_it_names(index: Index, said: str, policy: str) -> None:
    best = search(index, said, "guangzhou", TODAY)[0]
    assert (best.target, best.score) == (policy, 1.0)
