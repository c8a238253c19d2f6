"""What our finding is measured against: BM25 over the words that jieba cuts, as most would build it."""

from __future__ import annotations

from datetime import date

import bm25s
import jieba
import numpy as np

from knowledge.index import Index


class JiebaBM25:
    """BM25 over the same texts as ours, with nothing of ours: no synonyms, no script conversion, no pairs of characters."""

    def __init__(self, index: Index, region: str, day: date) -> None:
        units = [index.units[position] for position in index.told(region, day).positions]
        self._targets = [unit.target for unit in units]
        self._bm25 = bm25s.BM25(method="lucene")
        self._bm25.index([jieba.lcut(unit.text) for unit in units], show_progress=False)

    def found(self, query: str) -> list[str]:
        """The targets of the units that share a word with the query, best first."""
        words = [word for word in jieba.lcut(query) if word in self._bm25.vocab_dict]
        if not words:
            return []
        scores = self._bm25.get_scores(words)
        best = [int(i) for i in np.argsort(-scores, kind="stable") if scores[i] > 0]
        return list(dict.fromkeys(self._targets[i] for i in best))
