"""What is learned from how people ask."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge import classifier
from knowledge.classifier import Classifier

EXAMPLES = {
    "heating": ["冬天取暖有没有钱发", "暖冬补贴怎么领", "屋里冷得很有没有补助", "取暖费几时到账"],
    "boats": ["船民证怎么办", "住在船上的人登记", "我家是打鱼的船户", "水上人家办证"],
    "water": ["水费怎么交", "水费单丢了", "停水了找谁", "水表坏了"],
}
TEXTS = [text for texts in EXAMPLES.values() for text in texts]
TARGETS = [target for target, texts in EXAMPLES.items() for _ in texts]


@pytest.fixture(params=["together", "one by one"])
def learned(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Classifier:
    """As a short list is learned, and as a long one is."""
    if request.param == "one by one":
        monkeypatch.setattr(classifier, "MOST_TOGETHER", 0)
    return Classifier.fit(TEXTS, TARGETS)


def best(learned: Classifier, text: str) -> str:
    scores = learned.scores(text)
    return max(scores, key=lambda target: scores[target])


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("冬天取暖的补助", "heating"),
        ("船民登记", "boats"),
        ("水费太贵", "water"),
        ("冬天曲暖有没有钱", "heating"),
        ("船明证", "boats"),
    ],
)
def test_a_sentence_is_known_by_its_characters_and_its_sound(learned: Classifier, text: str, target: str) -> None:
    assert best(learned, text) == target


def test_what_is_like_nothing_learned_scores_low_everywhere(learned: Classifier) -> None:
    assert max(learned.scores("qwertz").values()) < 0
    assert set(learned.scores("")) == set(EXAMPLES)


def test_what_was_saved_scores_the_same(learned: Classifier, tmp_path: Path) -> None:
    learned.save(tmp_path / "classifier")
    assert Classifier.load(tmp_path / "classifier").scores("水费怎么交") == learned.scores("水费怎么交")
