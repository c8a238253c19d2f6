"""Which policy a sentence is about, learned from how people ask for each: by the characters it has, and by its sound."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import joblib
import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

from knowledge.sound import syllables
from knowledge.text import canonical

_RUN = re.compile(r"[\u3400-\u9fffa-z0-9]+")
LONGEST_RUN = 4
"""Characters taken together at most."""
SOUNDS = (2, 3)
"""Syllables taken together; one alone has too many characters."""


def parts(text: str) -> list[str]:
    """The runs of characters, and of syllables, that speak for or against a policy."""
    sentence = canonical(text)
    found = []
    for run in _RUN.findall(sentence):
        bounded = f"^{run}$"
        found += [bounded[i : i + n] for n in range(1, LONGEST_RUN + 1) for i in range(len(bounded) - n + 1)]
    for sounds in syllables(sentence):
        found += ["-".join(sounds[i : i + n]) for n in SOUNDS for i in range(len(sounds) - n + 1)]
    return found


class Classifier:
    """A linear classifier over the targets of the index."""

    def __init__(
        self, vocabulary: dict[str, int], rarity: NDArray[np.float32], targets: list[str], weights: NDArray[np.float32]
    ) -> None:
        """`rarity` is (parts,), how much each counts; `weights` is (parts + 1, targets), its last row the bias."""
        self.targets = targets
        self._vocabulary = vocabulary
        self._rarity = rarity
        self._weights = weights

    @classmethod
    def fit(cls, texts: Sequence[str], targets: Sequence[str]) -> Classifier:
        """Learns which target each text belongs to; at least two targets."""
        vectoriser = TfidfVectorizer(analyzer=parts, sublinear_tf=True, min_df=2, dtype=np.float32)
        model = LinearSVC(C=0.5, random_state=0).fit(vectoriser.fit_transform(texts), targets)
        weights = np.vstack([model.coef_.T, model.intercept_]).astype(np.float32)
        return cls(vectoriser.vocabulary_, vectoriser.idf_.astype(np.float32), list(model.classes_), weights)

    def scores(self, text: str) -> dict[str, float]:
        """How much speaks for each target; about 1 for a sentence like those it learned from, -1 for one unlike them."""
        counts = Counter(self._vocabulary[part] for part in parts(text) if part in self._vocabulary)
        rows = list(counts)
        values = (1 + np.log(np.array(list(counts.values()), dtype=np.float32))) * self._rarity[rows]
        length = float(np.linalg.norm(values)) or 1.0
        totals = values / length @ self._weights[rows] + self._weights[-1]
        return dict(zip(self.targets, totals.tolist(), strict=True))

    def save(self, path: Path) -> None:
        """Writes it to `path`."""
        joblib.dump((self._vocabulary, self._rarity, self.targets, self._weights), path)

    @classmethod
    def load(cls, path: Path) -> Classifier:
        """Reads what `save` wrote; only from our own state folder, since the format can run code."""
        return cls(*joblib.load(path))
