"""Fitting the fusion to labelled questions."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from knowledge import logistic
from knowledge.calibrate import calibrate, calibrate_following
from knowledge.evaluate import Case
from knowledge.following import FollowFeatures
from knowledge.index import Index
from knowledge.search import RANKING, Features, Ranking, features

TODAY = date(2025, 6, 1)
CASES = [
    Case("暖冬补贴多少钱", ("nuandong",)),
    Case("取暖费什么条件", ("nuandong",)),
    Case("冬天取暖有没有钱发", ("nuandong",)),
    Case("冬天请护工的钱", ("nuandong-hugong",)),
    Case("船民登记怎么办", ("chuanmin",)),
    Case("船民证要带什么", ("chuanmin",)),
    Case("今天天气怎么样", ()),
    Case("股票怎么买", ()),
    Case("晚上吃什么", ()),
]


@pytest.fixture
def fitted(tiny_index: Index, tmp_path: Path) -> Ranking[Features]:
    return calibrate(tiny_index, CASES, TODAY, "town", Path("some/cases.jsonl"), tmp_path / "ranking.yaml")


def test_what_is_fitted_is_written_and_the_shipped_ranking_stays(tiny_index: Index, tmp_path: Path) -> None:
    before = RANKING.read_bytes()
    path = tmp_path / "ranking.yaml"
    fitted = calibrate(tiny_index, CASES, TODAY, "town", Path("some/cases.jsonl"), path)
    model, bounds = logistic.load(path, Features)
    assert Ranking(model, **bounds) == fitted
    assert "minsheng policies calibrate cases.jsonl" in path.read_text(encoding="utf-8")
    assert RANKING.read_bytes() == before


def test_the_policy_asked_about_is_the_likeliest_and_only_it_is_answered_outright(
    fitted: Ranking[Features], tiny_index: Index
) -> None:
    for case in CASES:
        found = {t: fitted.model.likelihood(f) for t, f in features(tiny_index, case.q, "town", TODAY).items()}
        best = max(found, key=lambda target: found[target])
        assert not found[best] >= fitted.sure or case.policies
        assert not case.policies or found[best] >= fitted.minimum
        assert not case.policies or best in case.policies


def test_the_same_cases_give_the_same_ranking(fitted: Ranking[Features], tiny_index: Index, tmp_path: Path) -> None:
    assert calibrate(tiny_index, CASES, TODAY, "town", Path("cases.jsonl"), tmp_path / "again.yaml") == fitted


def test_a_return_to_what_was_spoken_of_earlier_is_learned(tiny_index: Index, tmp_path: Path) -> None:
    cases = [
        Case("刚才那个要带什么", ("nuandong",), before=("暖冬补贴多少钱", "船民登记怎么办")),
        Case("那要等多久", ("chuanmin",), before=("船民登记怎么办",)),
        Case("冬天有没有钱发", ("nuandong",), before=("船民登记怎么办",)),
        Case("晚上吃什么", (), before=("船民登记怎么办",)),
        *CASES,
    ]
    path = tmp_path / "following.yaml"
    fitted = calibrate_following(tiny_index, cases, TODAY, "town", Path("cases.jsonl"), path)
    assert fitted.model.weights.earlier > 0
    model, bounds = logistic.load(path, FollowFeatures)
    assert Ranking(model, **bounds) == fitted
