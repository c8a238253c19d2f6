"""The small sentence encoder: trained here, from the list's own questions, in well under a minute on two cores.

A `StaticEmbedding` over sub-words: a question costs a look-up and a mean, and `SentenceTransformer(path)` loads it as it
loads any other, so `MINSHENG_ENCODER` may name a larger one.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import StaticEmbedding
from tokenizers import Tokenizer, models, pre_tokenizers, trainers

from knowledge.policy_list import PolicyList
from knowledge.text import normalise

torch.set_num_threads(
    1
)  # a sentence is too little work to share: threads would wait for each other, longest on a busy machine
Vectors = NDArray[np.float32]

DIMENSIONS = 256
VOCABULARY = 6000
STEPS = 2500
TEMPERATURE = 0.05
START = 0.1
"""How large the untrained vectors are. Only directions are compared, and a short vector turns sooner."""
BREAKS = 0.2
"""Share of places at which a word is broken while training, so that a mistyped word still falls into known parts."""


class Encoder:
    """A sentence-transformers model that answers in unit vectors."""

    def __init__(self, path: Path) -> None:
        """FileNotFoundError if there is no model at `path`; nothing is ever fetched from a hub."""
        if not (path / "modules.json").exists():
            raise FileNotFoundError(f"no sentence-transformers model at {path}: run `minsheng policies train-encoder`")
        self._model = SentenceTransformer(str(path), device="cpu", local_files_only=True)
        first = self._model[0]
        self._static = first if len(self._model) == 1 and isinstance(first, StaticEmbedding) else None
        self.encode_one = lru_cache(maxsize=64)(self._encode_one)
        self.version = _fingerprint(path)
        """Twelve hexadecimal digits of its weights."""

    def encode(self, sentences: list[str]) -> Vectors:
        """(n, dimensions) float32, each row of length 1."""
        vectors: Vectors = self._model.encode(
            [normalise(sentence) for sentence in sentences], normalize_embeddings=True, show_progress_bar=False
        )
        return np.ascontiguousarray(vectors, dtype=np.float32)

    def _encode_one(self, sentence: str) -> Vectors:
        """(1, dimensions): one question, kept for the other steps of the same answer.

        Of our own small model the sub-words are looked up directly: sentence-transformers takes ten times as long.
        """
        if self._static is None:
            return self.encode([sentence])
        parts = self._static.tokenizer.encode(normalise(sentence), add_special_tokens=False).ids
        total: Vectors = self._static.embedding.weight.detach().numpy()[parts].sum(axis=0, keepdims=True)
        return total / max(np.linalg.norm(total), np.float32(1e-12))


def _fingerprint(path: Path) -> str:
    digest = hashlib.sha256()
    for file in sorted(path.rglob("*.safetensors")):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


def train(policies: PolicyList, path: Path, progress: Callable[[int, int], None], seed: int = 7) -> None:
    """Trains on pairs of sentences about the same thing against all others of the batch; writes the model to `path`.

    `progress(step, steps)` is called now and then.
    """
    rng = random.Random(seed)  # noqa: S311  the same pairs at every training
    torch.manual_seed(seed)
    texts = {target: [normalise(text) for text in said] for target, said in policies.texts().items()}
    tokenizer = _tokenizer([text for said in texts.values() for text in said])
    static = StaticEmbedding(tokenizer, embedding_dim=DIMENSIONS)
    static.embedding.sparse = True  # a step touches only the sub-words of its batch
    torch.nn.init.normal_(static.embedding.weight, std=START)
    model = SentenceTransformer(modules=[static], device="cpu")
    optimiser = torch.optim.SparseAdam(list(model.parameters()), lr=5e-3)
    labels = torch.arange(len(texts))
    for step in range(STEPS):
        pairs = [rng.sample(said, 2) for said in texts.values()]
        one, other = (_embed(model, [_broken(pair[side], rng) for pair in pairs]) for side in (0, 1))
        loss = torch.nn.functional.cross_entropy(one @ other.T / TEMPERATURE, labels)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        if step % 100 == 0:
            progress(step, STEPS)
    progress(STEPS, STEPS)
    path.mkdir(parents=True, exist_ok=True)
    model.save(str(path), create_model_card=False)


def _broken(text: str, rng: random.Random) -> str:
    return "".join(character + " " * (rng.random() < BREAKS) for character in text)


def _embed(model: SentenceTransformer, sentences: list[str]) -> torch.Tensor:
    embedding = model(model.preprocess(sentences))["sentence_embedding"]
    return torch.nn.functional.normalize(embedding, dim=1)


def _tokenizer(texts: list[str]) -> Tokenizer:
    tokenizer = Tokenizer(models.BPE(unk_token="[UNK]"))  # noqa: S106  no password
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.Whitespace(), pre_tokenizers.Punctuation()])
    tokenizer.train_from_iterator(
        texts,
        trainers.BpeTrainer(vocab_size=VOCABULARY, min_frequency=2, special_tokens=["[UNK]"], show_progress=False),
    )
    return tokenizer
