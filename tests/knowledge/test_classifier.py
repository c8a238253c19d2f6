"""What was learned from questions tells the targets apart, in a short list and in a long one."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from knowledge import classifier
from knowledge.classifier import Classifier
from knowledge.policy_list import load
from tests.knowledge.tiny import TINY_LIST

EXAMPLES = [(text, target) for target, texts in load(TINY_LIST).texts().items() for text in texts]


@pytest.fixture(params=["all others", "some others"])
def learned(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Classifier:
    """Learned as for a short list, and as for a long one."""
    if request.param == "some others":
        monkeypatch.setattr(classifier, "MOST_TOGETHER", 1)
    return Classifier.fit(*zip(*EXAMPLES, strict=True))


def test_most_of_what_it_learned_from_finds_its_own(learned: Classifier) -> None:
    best = [max(scores, key=scores.__getitem__) for scores in (learned.scores(text) for text, _ in EXAMPLES)]
    assert np.mean([found == target for found, (_, target) in zip(best, EXAMPLES, strict=True)]) > 0.9


def test_every_target_has_a_score_and_what_is_unlike_all_a_low_one(learned: Classifier) -> None:
    assert set(learned.scores("")) == {target for _, target in EXAMPLES}
    assert max(learned.scores("qwertz").values()) < 0


def test_what_was_saved_scores_the_same(learned: Classifier, tmp_path: Path) -> None:
    learned.save(tmp_path / "classifier")
    loaded = Classifier.load(tmp_path / "classifier")
    for text, _ in EXAMPLES[::5]:
        assert loaded.scores(text) == learned.scores(text)
