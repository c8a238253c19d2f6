"""The encoder trained here is a sentence-transformers model like any other."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from sentence_transformers import SentenceTransformer

from connectors.build import ENCODER, TRAINED_FROM
from knowledge import encoder
from knowledge.encoder import Encoder, train
from knowledge.index import Index
from knowledge.policy_list import load
from tests.knowledge.tiny import TINY_LIST

LIST = load(TINY_LIST)
SENTENCES = ["暖冬补贴多少钱", "水费怎么交", "qwertz 😀", "一" * 500]
Progress = list[tuple[int, int]]


def quickly(path: Path, steps: int, seed: int = 7) -> Progress:
    """Trains a few steps of a narrow encoder."""
    told: Progress = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(encoder, "STEPS", steps)
        patch.setattr(encoder, "DIMENSIONS", 16)
        train(LIST, path, lambda step, steps: told.append((step, steps)), seed)
    return told


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("encoder") / "deep" / "model"
    assert quickly(path, 101) == [(0, 101), (100, 101), (101, 101)]
    return path


def test_it_loads_as_any_sentence_transformers_model(path: Path) -> None:
    plain = SentenceTransformer(str(path), device="cpu", local_files_only=True)
    vectors = plain.encode(SENTENCES, normalize_embeddings=True, show_progress_bar=False)
    assert vectors.shape == (len(SENTENCES), 16)
    np.testing.assert_allclose(vectors, Encoder(path).encode(SENTENCES), atol=1e-6)


def test_it_answers_in_unit_vectors(path: Path) -> None:
    vectors = Encoder(path).encode(SENTENCES)
    assert vectors.dtype == np.float32
    assert vectors.flags["C_CONTIGUOUS"]
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_the_shipped_one_answers_in_unit_vectors(index: Index) -> None:
    vectors = index.encoder.encode(SENTENCES)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_one_sentence_is_encoded_as_among_others(path: Path) -> None:
    trained = Encoder(path)
    together = trained.encode(SENTENCES)
    for row, sentence in enumerate(SENTENCES):
        assert trained.encode_one(sentence).shape == (1, 16)
        np.testing.assert_allclose(trained.encode_one(sentence)[0], together[row], atol=1e-6)


def test_traditional_and_full_width_writing_mean_the_same(index: Index) -> None:
    one, other = index.encoder.encode(["残疾人护理补贴ABC", "殘疾人護理補貼ＡＢＣ"])
    np.testing.assert_allclose(one, other)


def apart(path: Path) -> float:
    """How much nearer texts about one thing are to each other than to texts about another."""
    vectors = {target: Encoder(path).encode(said) for target, said in LIST.texts().items()}
    own = np.mean([np.mean(one @ one.T) for one in vectors.values()])
    others = np.mean([np.mean(one @ vectors[b].T) for a, one in vectors.items() for b in vectors if a != b])
    return float(own - others)


def test_training_brings_together_what_is_about_the_same(path: Path, tmp_path: Path) -> None:
    quickly(tmp_path / "hardly", 1)
    assert apart(path) > apart(tmp_path / "hardly") + 0.02


def test_training_texts_are_everything_said_of_each_policy_and_topic() -> None:
    texts = LIST.texts()
    assert set(texts) == {*LIST.policies, *LIST.elsewhere}
    assert {"暖冬补贴", "取暖费", "冬天取暖有没有钱发", "领暖冬补贴要带居民卡。"} <= set(texts["nuandong"])
    assert texts["shuifei"] == ["水费", "交水费", "水费单", "水费怎么交"]


def test_the_same_seed_trains_the_same_encoder(tmp_path: Path) -> None:
    for name, seed in (("one", 7), ("same", 7), ("other", 8)):
        quickly(tmp_path / name, 2, seed)
    one, same, other = (Encoder(tmp_path / name).version for name in ("one", "same", "other"))
    assert one == same != other


def test_a_copy_has_the_same_version(path: Path, tmp_path: Path) -> None:
    shutil.copytree(path, tmp_path / "copy")
    assert Encoder(tmp_path / "copy").version == Encoder(path).version


def test_a_path_without_a_model_is_refused_by_name(tmp_path: Path) -> None:
    for missing in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(FileNotFoundError, match="run `minsheng policies train-encoder`") as error:
            Encoder(missing)
        assert str(missing) in str(error.value)


def test_the_encoder_kept_with_the_code_is_small_and_is_what_the_tests_use(index: Index) -> None:
    assert sum(file.stat().st_size for file in ENCODER.iterdir()) < 20e6
    assert index.encoder.version == Encoder(ENCODER).version


@pytest.mark.proof
def test_training_on_the_same_list_gives_the_encoder_kept_with_the_code(tmp_path: Path) -> None:
    shipped = load()
    if (ENCODER / TRAINED_FROM).read_text().strip() != shipped.texts_version():
        pytest.skip("the list has moved on since the encoder was trained")
    train(shipped, tmp_path, lambda step, steps: None)
    assert Encoder(tmp_path).version == Encoder(ENCODER).version
