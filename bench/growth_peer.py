"""What growth is measured against: rank_bm25, as most Chinese tutorials build a search, over the words that jieba cuts."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from pathlib import Path

import jieba
import numpy as np

PACKAGE = "rank_bm25==0.2.2"


def install(folder: Path) -> None:
    """Puts the package into `folder`, beside our own environment, which has no use for it."""
    if not (folder / "rank_bm25.py").exists():
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(folder), PACKAGE]
        subprocess.run(command, check=True)
    sys.path.append(str(folder))


class RankBM25:
    """BM25Okapi over texts, each of a target."""

    def __init__(self, texts: list[str], targets: list[str]) -> None:
        self._targets = targets
        self._bm25 = import_module("rank_bm25").BM25Okapi([jieba.lcut(text) for text in texts])

    def found(self, query: str, k: int = 40) -> list[str]:
        """The targets of the k best texts, best first."""
        scores = self._bm25.get_scores(jieba.lcut(query))
        best = np.argsort(-scores, kind="stable")[:k]
        return list(dict.fromkeys(self._targets[i] for i in best if scores[i] > 0))
