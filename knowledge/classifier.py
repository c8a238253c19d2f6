"""Which policy a sentence is about, learned from how people ask for each: by the characters it has, and by its sound."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TypeAlias

import joblib
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

from knowledge.sound import syllables
from knowledge.text import canonical

_RUN = re.compile(r"[\u3400-\u9fffa-z0-9]+")
LONGEST_RUN = 4
"""Characters taken together at most."""
SOUNDS = (2, 3)
"""Syllables taken together; one alone has too many characters."""
MOST_TOGETHER = 250
"""Targets up to which each is told from all texts of all others, by every part: time and memory grow with their square."""
OTHERS = 1000
"""Texts of other targets, taken by chance, that a target of a longer list is told from, by the parts of its own texts."""
Weights: TypeAlias = NDArray[np.float32] | csr_array


@lru_cache(maxsize=64)  # each question is told by two classifiers
def parts(text: str) -> tuple[str, ...]:
    """The runs of characters, and of syllables, that speak for or against a policy."""
    sentence = canonical(text)
    found = []
    for run in _RUN.findall(sentence):
        bounded = f"^{run}$"
        found += [bounded[i : i + n] for n in range(1, LONGEST_RUN + 1) for i in range(len(bounded) - n + 1)]
    for sounds in syllables(sentence):
        found += ["-".join(sounds[i : i + n]) for n in SOUNDS for i in range(len(sounds) - n + 1)]
    return tuple(found)


class Classifier:
    """A linear classifier over the targets of the index."""

    def __init__(
        self,
        vocabulary: dict[str, int],
        rarity: NDArray[np.float32],
        targets: list[str],
        weights: Weights,
        bias: NDArray[np.float32],
    ) -> None:
        """`rarity` is (parts,), how much each counts; `weights` is (parts, targets), `bias` (targets,)."""
        self.targets = targets
        self._vocabulary = vocabulary
        self._rarity = rarity
        self._weights = weights
        self._bias = bias

    @classmethod
    def fit(cls, texts: Sequence[str], targets: Sequence[str]) -> Classifier:
        """Learns which target each text belongs to; at least two targets."""
        vectoriser = TfidfVectorizer(analyzer=parts, sublinear_tf=True, min_df=2, dtype=np.float32)
        counted = csr_array(vectoriser.fit_transform(texts))
        names, codes = np.unique(np.array(targets), return_inverse=True)
        weights, bias = (_together if len(names) <= MOST_TOGETHER else _one_by_one)(counted, codes)
        return cls(vectoriser.vocabulary_, vectoriser.idf_.astype(np.float32), names.tolist(), weights, bias)

    def scores(self, text: str) -> dict[str, float]:
        """How much speaks for each target; about 1 for a sentence like those it learned from, -1 for one unlike them."""
        counts = Counter(self._vocabulary[part] for part in parts(text) if part in self._vocabulary)
        rows = np.array(list(counts), dtype=np.int64)
        values = (1 + np.log(np.array(list(counts.values()), dtype=np.float32))) * self._rarity[rows]
        length = float(np.linalg.norm(values)) or 1.0
        totals = _weighed(values / length, rows, self._weights) + self._bias
        return dict(zip(self.targets, totals.tolist(), strict=True))

    def save(self, path: Path) -> None:
        """Writes it to `path`."""
        joblib.dump((self._vocabulary, self._rarity, self.targets, self._weights, self._bias), path)

    @classmethod
    def load(cls, path: Path) -> Classifier:
        """Reads what `save` wrote; only from our own state folder, since the format can run code."""
        return cls(*joblib.load(path))


def _weighed(values: NDArray[np.float32], rows: NDArray[np.int64], weights: Weights) -> NDArray[np.float32]:
    """The same as `values @ weights[rows]`, but slicing a sparse matrix takes longer than multiplying."""
    if not isinstance(weights, csr_array):
        return values @ weights[rows]
    starts = weights.indptr[rows]
    lengths = weights.indptr[rows + 1] - starts
    at = np.arange(lengths.sum()) + np.repeat(starts - lengths.cumsum() + lengths, lengths)
    spoken = weights.data[at] * np.repeat(values, lengths)
    return np.bincount(weights.indices[at], weights=spoken, minlength=weights.shape[1]).astype(np.float32)


def _together(counted: csr_array, codes: NDArray[np.int64]) -> tuple[Weights, NDArray[np.float32]]:
    """Weights (parts, targets) and bias of every target against all others; `counted` is (texts, parts), `codes` (texts,)."""
    model = LinearSVC(C=0.5, random_state=0).fit(counted, codes)
    weights, bias = model.coef_.T, model.intercept_
    if codes.max() == 1:  # of two, it tells only the second
        weights, bias = np.hstack([-weights, weights]), np.hstack([-bias, bias])
    return np.ascontiguousarray(weights, dtype=np.float32), bias.astype(np.float32)


def _one_by_one(counted: csr_array, codes: NDArray[np.int64]) -> tuple[Weights, NDArray[np.float32]]:
    """The same with only the parts of a target's own texts, against some texts of others: few weights are not 0."""
    chance = np.random.default_rng(0)
    targets = [np.flatnonzero(codes == code) for code in range(codes.max() + 1)]
    columns, values, bias = [], [], []
    for own in targets:
        others = np.setdiff1d(chance.integers(0, len(codes), OTHERS), own)
        parts_of_own = np.unique(counted[own].indices)
        texts = counted[np.concatenate([own, others])][:, parts_of_own]
        model = LinearSVC(C=0.5, random_state=0).fit(texts, np.arange(texts.shape[0]) < len(own))
        columns.append(parts_of_own)
        values.append(model.coef_[0].astype(np.float32))
        bias.append(model.intercept_[0])
    starts = np.cumsum([0, *map(len, columns)])
    by_target = csr_array(
        (np.concatenate(values), np.concatenate(columns), starts), shape=(len(targets), counted.shape[1])
    )
    return csr_array(by_target.T), np.array(bias, dtype=np.float32)
