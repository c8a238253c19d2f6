"""The other kind of small encoder: a transformer over characters, trained from nothing on the same pairs as the shipped one."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
from transformers import BertConfig, BertModel, BertTokenizer

from knowledge.encoder import TEMPERATURE
from knowledge.policy_list import PolicyList
from knowledge.text import normalise

LAYERS = 2
WIDTH = 256
HEADS = 4
LONGEST = 32
"""Characters of a sentence that are read."""
STEPS = 500
PAIRS = 64
"""Pairs a step, each of another policy."""
LEARNING_RATE = 1e-3
WARM_UP = 50
"""Steps in which the learning rate rises; it falls from there to nothing."""


def train(policies: PolicyList, path: Path, seed: int = 7) -> None:
    """Trains on pairs of sentences about the same thing against all others of the batch; writes the model to `path`."""
    rng = random.Random(seed)
    torch.manual_seed(seed)
    texts = [[normalise(text) for text in said] for said in policies.texts().values()]
    model = _untrained([text for said in texts for text in said])
    model.train()
    optimiser = torch.optim.AdamW(model.parameters(), lr=LEARNING_RATE)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min((step + 1) / WARM_UP, (STEPS - step) / (STEPS - WARM_UP))
    )
    labels = torch.arange(min(PAIRS, len(texts)))
    for _ in range(STEPS):
        pairs = [rng.sample(said, 2) for said in rng.sample(texts, len(labels))]
        one, other = (_embed(model, [pair[side] for pair in pairs]) for side in (0, 1))
        loss = torch.nn.functional.cross_entropy(one @ other.T / TEMPERATURE, labels)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
    model.save(str(path), create_model_card=False)


def _embed(model: SentenceTransformer, sentences: list[str]) -> torch.Tensor:
    """(n, WIDTH), each row of length 1."""
    return torch.nn.functional.normalize(model(model.preprocess(sentences))["sentence_embedding"], dim=1)


def _untrained(texts: list[str]) -> SentenceTransformer:
    """A BERT of `LAYERS` layers with chance weights, whose vocabulary is the characters of the texts."""
    counted = Counter("".join(texts))
    characters = sorted(character for character, times in counted.items() if times > 1 and not character.isspace())
    within = [f"##{character}" for character in characters if character.isascii() and character.isalnum()]
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *characters, *within]
    config = BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=WIDTH,
        num_hidden_layers=LAYERS,
        num_attention_heads=HEADS,
        intermediate_size=2 * WIDTH,
        max_position_embeddings=LONGEST,
    )
    with TemporaryDirectory() as folder:
        BertModel(config).save_pretrained(folder)
        words = Path(folder, "vocab.txt")
        words.write_text("\n".join(vocabulary), encoding="utf-8")
        BertTokenizer(vocab=str(words), model_max_length=LONGEST).save_pretrained(folder)
        return SentenceTransformer(modules=[Transformer(folder, max_seq_length=LONGEST), Pooling(WIDTH)], device="cpu")
