"""The bench of encoders: a transformer that loads as any encoder does, and rerankers that learn what there is to learn."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bench import reranker, transformer
from bench.encoders import recall
from bench.reranker import Found
from knowledge.encoder import Encoder
from knowledge.evaluate import Case
from knowledge.policy_list import load
from tests.knowledge.tiny import TINY_LIST


def test_the_transformer_loads_as_any_encoder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transformer, "STEPS", 2)
    monkeypatch.setattr(transformer, "WARM_UP", 1)
    transformer.train(load(TINY_LIST), tmp_path / "model")
    vectors = Encoder(tmp_path / "model").encode(["暖冬补贴多少钱", "水费怎么交", "qwertz 😀", "一" * 500])
    assert vectors.shape == (4, transformer.WIDTH)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_recall_counts_a_question_whose_policy_is_among_the_first() -> None:
    cases = [Case("甲", ("a",)), Case("乙", ("b", "c")), Case("丙", ("d",))]
    assert recall(lambda query: ["a", "b"], cases, 1) == pytest.approx(1 / 3)
    assert recall(lambda query: ["a", "b"], cases, 2) == pytest.approx(2 / 3)


def test_a_reranker_learns_what_the_fusion_cannot_see() -> None:
    rng = np.random.default_rng(0)
    found = []
    for _ in range(60):  # the right one is that nearest to the middle of what was found
        rows = np.sort(rng.normal(size=(3, 1)), axis=0)
        found.append(Found(np.hstack([rows, rng.normal(size=(3, 1)) / 100]), np.array([False, True, False])))
    shares = reranker.compare(found)
    assert shares["in the best 5"] == 1
    assert shares["boosted trees"] > shares["logistic fusion"] + 0.2
