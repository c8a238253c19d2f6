"""The index over the list: BM25, vectors and a classifier over the same units, with the region and the days of each."""

from __future__ import annotations

import hashlib
import json
import math
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import bm25s
import faiss
import jieba
import numpy as np
from numpy.typing import NDArray

from knowledge.classifier import Classifier
from knowledge.encoder import Encoder, Vectors
from knowledge.policy_list import NOBODY, Asked, PolicyList
from knowledge.sound import SHORTEST_HEARD, syllables
from knowledge.text import tokens

faiss.omp_set_num_threads(1)  # as in encoder.py
_ALWAYS = date.max.toordinal()
GROUP = 500
"""Vectors that lie together in one group, on average."""
LOOKED_AT = 8_000
"""Told vectors that a search compares at least, in the groups nearest to the question."""
STRETCH = 64
"""Scores of which only the highest is looked at before it is known where the best are."""
OURS = "ours"
"""What a matter of any policy is called, beside `NOBODY`."""
LEAST_RARITY = 0.3
"""Weight of a word that every target has."""
KEPT_DAYS = 32
"""Pairs of region and day whose units are remembered: each costs 12 bytes a unit."""


@dataclass(frozen=True)
class Unit:
    """One text that may be found."""

    target: str
    """Id of the policy, or of the topic that belongs elsewhere."""
    clause: str | None
    """Id of the clause that the unit is, or that answers the question it is."""
    text: str
    region: str | None
    """None: the same everywhere."""
    first: int
    """Ordinal of the first day on which it is told."""
    end: int
    """Ordinal of the first day on which it is no longer told."""


@dataclass(frozen=True)
class Told:
    """The units that hold in one region on one day."""

    mask: NDArray[np.float32]
    """1 for a unit that does, else 0."""
    positions: NDArray[np.int64]
    targets: frozenset[str]
    """What they are about."""
    within: faiss.SearchParametersIVF
    """Keeps a search for vectors to these units."""


class Near(NamedTuple):
    """How near a question is to a clause, or to a question that people ask for it."""

    words: float
    """Best BM25 share."""
    meaning: float
    """Best cosine."""


class StaleIndex(Exception):
    """The saved index is of another list or another encoder."""


class Index:
    """Three ways to find what a sentence is about: by its words, by its meaning, and by what was learned from questions."""

    def __init__(
        self,
        policies: PolicyList,
        encoder: Encoder,
        bm25: bm25s.BM25,
        vectors: faiss.IndexIVF,
        classifier: Classifier,
        ours: Classifier,
    ) -> None:
        self.policies = policies
        self.encoder = encoder
        self.classifier = classifier
        """Which policy or topic a sentence is about."""
        self.ours = ours
        """Whether it is about a policy at all, or another office's matter, or nobody's."""
        self.units = units(policies)
        learn_names(policies)
        self._bm25 = bm25
        self._best_possible = _best_scores(bm25)
        self._usual_best = self._best_possible.mean()
        self._vectors = vectors
        self._regions = _coded([unit.region or "" for unit in self.units])
        self._targets = _coded([unit.target for unit in self.units])
        self._code = {str(target): code for code, target in enumerate(self._targets[0])}
        self._having = _words_of_targets(bm25, self._targets[1], len(self._code))
        self._having_word = np.bincount(self._having // len(self._code), minlength=len(self._best_possible))
        self._first = np.array([unit.first for unit in self.units])
        self._end = np.array([unit.end for unit in self.units])
        self.told = lru_cache(maxsize=KEPT_DAYS)(self._told)
        self.of_policy = lru_cache(maxsize=KEPT_DAYS)(self._of_policy)
        self.names = lru_cache(maxsize=KEPT_DAYS)(self._names)
        self.sounds = lru_cache(maxsize=KEPT_DAYS)(self._sounds)

    @classmethod
    def build(cls, policies: PolicyList, encoder: Encoder) -> Index:
        """Counts and encodes every unit of the list."""
        learn_names(policies)
        texts = [unit.text for unit in units(policies)]
        bm25 = bm25s.BM25(method="lucene")
        bm25.index([tokens(text) for text in texts], show_progress=False)
        return cls(
            policies, encoder, bm25, _grouped(encoder.encode(texts)), _learned(policies), _learned_ours(policies)
        )

    def save(self, folder: Path) -> None:
        """Writes the index to `folder`, with what it was built from: wholly, or not at all."""
        folder.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=folder.parent, prefix=".new-") as unfinished:
            half = Path(unfinished) / folder.name
            half.mkdir()
            self._bm25.save(str(half / "bm25"), show_progress=False)
            faiss.write_index(self._vectors, str(half / "vectors.faiss"))
            self.classifier.save(half / "classifier.joblib")
            self.ours.save(half / "ours.joblib")
            (half / "built_from.json").write_text(json.dumps(_built_from(self.policies, self.encoder)))
            if folder.exists():  # `load` refused it: damaged, or made by other code
                shutil.rmtree(folder)
            half.rename(folder)

    @classmethod
    def load(cls, folder: Path, policies: PolicyList, encoder: Encoder) -> Index:
        """Reads a saved index. StaleIndex if there is none, or one of another list or encoder."""
        try:
            built_from = json.loads((folder / "built_from.json").read_text())
        except (OSError, ValueError) as error:
            raise StaleIndex(f"no index in {folder}: run `minsheng policies build`") from error
        if built_from != _built_from(policies, encoder):
            raise StaleIndex(f"the index in {folder} is of another list or encoder: run `minsheng policies build`")
        try:
            bm25 = bm25s.BM25.load(str(folder / "bm25"), show_progress=False)
            classifier, ours = (Classifier.load(folder / f"{name}.joblib") for name in ("classifier", "ours"))
            vectors: Any = faiss.read_index(str(folder / "vectors.faiss"))
            return cls(policies, encoder, bm25, vectors, classifier, ours)
        except (OSError, ValueError, KeyError, EOFError, RuntimeError) as error:
            raise StaleIndex(f"the index in {folder} is damaged ({error}): run `minsheng policies build`") from error

    def _told(self, region: str, day: date) -> Told:
        """Which units hold in `region` on `day`."""
        regions, of_unit = self._regions
        places = np.isin(regions, ["", *self.policies.within(region)])[of_unit]
        return self._only(places & (self._first <= day.toordinal()) & (day.toordinal() < self._end))

    def _only(self, holds: NDArray[np.bool_]) -> Told:
        positions = np.flatnonzero(holds)
        targets, of_unit = self._targets
        told = frozenset(targets[np.unique(of_unit[positions])].tolist())
        selector = faiss.IDSelectorBitmap(np.packbits(holds, bitorder="little"))  # type: ignore[call-arg, arg-type]
        groups = self._vectors.nlist
        looked_at = min(groups, math.ceil(groups * LOOKED_AT / max(1, len(positions))))
        within = faiss.SearchParametersIVF(sel=selector, nprobe=looked_at)  # type: ignore[call-arg]
        return Told(holds.astype(np.float32), positions, told, within)

    def _of_policy(self, policy_id: str, region: str, day: date) -> Told:
        """Which units of one policy hold in `region` on `day`."""
        targets, of_unit = self._targets
        mine = (targets == policy_id)[of_unit]
        return self._only(mine & (self.told(region, day).mask > 0))

    def near(self, query: str, policy_id: str, region: str, day: date) -> dict[str, Near]:
        """How near the query is to each clause of a policy that is told, by the clause's id."""
        told = self.of_policy(policy_id, region, day)
        many = len(told.positions)
        words, meanings = (
            self._by_clause(found) for found in (self.lexical(query, told, many), self.semantic(query, told, many))
        )
        return {clause: Near(words.get(clause, 0.0), meaning) for clause, meaning in meanings.items()}

    def _by_clause(self, scored: list[tuple[int, float]]) -> dict[str, float]:
        """The best score of each clause; `scored` is best first."""
        best: dict[str, float] = {}
        for position, score in scored:
            if clause := self.units[position].clause:
                best.setdefault(clause, score)
        return best

    def _names(self, region: str, day: date) -> dict[str, str]:
        """Every name that is told in `region` on `day`, longest first, to the id of what it names."""
        targets = self.told(region, day).targets
        names = {name: target for name, target in self.policies.names(region).items() if target in targets}
        return dict(sorted(names.items(), key=lambda item: -len(item[0])))

    def _sounds(self, region: str, day: date) -> dict[str, str]:
        """The sound of every such name that is long enough to be known by it, to the name."""
        heard = {name: syllables(name) for name in self.names(region, day)}
        return {
            " ".join(runs[0]): name for name, runs in heard.items() if len(runs) == 1 and len(runs[0]) >= SHORTEST_HEARD
        }

    def lexical(self, query: str, told: Told, k: int) -> list[tuple[int, float]]:
        """The k best units by BM25, best first, as (position, share of the score that the query's words could reach at most)."""
        words = tokens(query)
        if not words:
            return []
        vocabulary = self._bm25.vocab_dict
        known = [vocabulary[word] for word in words if word in vocabulary]
        if not known:
            return []
        reachable = sum(self._best_possible[known]) + (len(words) - len(known)) * self._usual_best
        scores = self._bm25.get_scores([word for word in words if word in vocabulary], weight_mask=told.mask)
        return [(int(i), float(scores[i] / reachable)) for i in _best(scores, k)]

    def semantic(self, query: str, told: Told, k: int) -> list[tuple[int, float]]:
        """The k best units by meaning, best first, as (position, cosine)."""
        if not len(told.positions):
            return []
        question = self.encoder.encode_one(query)
        scores, positions = self._vectors.search(question, min(k, len(told.positions)), params=told.within)
        return [(int(i), float(s)) for i, s in zip(positions[0], scores[0], strict=True) if i >= 0]

    def unheard(self, query: str, targets: Iterable[str]) -> dict[str, float]:
        """For each target the share of the query's words, those of few targets counting more, that no text of it has."""
        words, asked, many = set(tokens(query)), list(targets), len(self._code)
        known = np.array(
            [self._bm25.vocab_dict[word] for word in words if word in self._bm25.vocab_dict], dtype=np.int64
        )
        weights = LEAST_RARITY + np.log((many + 1) / (self._having_word[known] + 1))
        of_nobody = (len(words) - len(known)) * (LEAST_RARITY + math.log(many + 1))
        pairs = known[:, None] * many + np.array([self._code[target] for target in asked], dtype=np.int64)
        at = np.minimum(np.searchsorted(self._having, pairs), len(self._having) - 1)
        heard = weights @ (self._having[at] == pairs)
        whole = weights.sum() + of_nobody or 1.0
        return dict(zip(asked, (1 - heard / whole).tolist() if words else [0.0] * len(asked), strict=True))


def learn_names(policies: PolicyList) -> None:
    """Tells the word cutter the list's own names, so that 低保边缘 stays one word."""
    for region in policies.regions:
        for name in policies.names(region):
            jieba.add_word(name)


def _learned(policies: PolicyList) -> Classifier:
    """The classifier of this list's questions, names and clauses."""
    examples = [(text, target) for target, texts in policies.texts().items() for text in texts]
    examples += [(text, NOBODY) for text, _ in policies.questions.get(NOBODY, ())]
    return Classifier.fit(*zip(*examples, strict=True))


def _learned_ours(policies: PolicyList) -> Classifier:
    """The classifier of what people ask us, and of what they ask others."""
    examples = []
    for policy in policies.policies.values():
        asked = (policy.name, *policy.aliases, *(question.text for question in policies.asked(policy.id)))
        examples += [(text, OURS) for text in asked]
    for topic in policies.elsewhere.values():
        asked = (topic.topic, *topic.aliases, *(question.text for question in policies.asked(topic.id)))
        examples += [(text, NOBODY) for text in asked]
    examples += [(text, NOBODY) for text, _ in policies.questions.get(NOBODY, ())]
    return Classifier.fit(*zip(*examples, strict=True))


def _coded(names: list[str]) -> tuple[NDArray[np.str_], NDArray[np.int64]]:
    """The different names, and for each of all its place among them."""
    different = {name: place for place, name in enumerate(dict.fromkeys(names))}
    return np.array(list(different)), np.array([different[name] for name in names])


def _grouped(vectors: Vectors) -> faiss.IndexIVF:
    """The vectors, like ones together, so that only the nearest groups need to be looked at; in half the bytes, which are what
    a comparison waits for."""
    dimensions, groups = vectors.shape[1], max(1, len(vectors) // GROUP)
    middles, halved = faiss.IndexFlatIP(dimensions), faiss.ScalarQuantizer.QT_fp16
    grouped = faiss.IndexIVFScalarQuantizer(middles, dimensions, groups, halved, faiss.METRIC_INNER_PRODUCT, False)
    grouped.train(vectors)
    grouped.add(vectors)
    return grouped


def _best(scores: NDArray[np.float32], k: int) -> NDArray[np.int64]:
    """The places of the k highest scores above 0, best first, the earlier one of equals first."""
    peaks = np.maximum.reduceat(scores, np.arange(0, len(scores), STRETCH))
    least = np.partition(peaks, -k)[-k] if len(peaks) > k else 0  # k scores at least are as high
    found = np.flatnonzero(scores >= max(least, np.finfo(np.float32).tiny))
    return found[np.argsort(-scores[found], kind="stable")][:k]


def _best_scores(bm25: bm25s.BM25) -> NDArray[np.float32]:
    """For each word of the vocabulary, the most that any unit scores for it."""
    data, starts = bm25.scores["data"], bm25.scores["indptr"]
    return np.array([data[a:b].max(initial=0.0) for a, b in pairwise(starts)], dtype=np.float32)


def _words_of_targets(bm25: bm25s.BM25, of_unit: NDArray[np.int64], targets: int) -> NDArray[np.int64]:
    """Every pair of a word and a target that has it in a text, as word * targets + target, in order."""
    starts, units = bm25.scores["indptr"], bm25.scores["indices"]
    words = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
    return np.unique(words * targets + of_unit[units])


def _built_from(policies: PolicyList, encoder: Encoder) -> dict[str, str]:
    return {"list": policies.version, "encoder": encoder.version, "reading": _reading()}


@lru_cache(maxsize=1)
def _reading() -> str:
    """How texts are cut into words and units, as a digest: an index made by other code does not fit."""
    here = Path(__file__).parent
    files = [
        here / "index.py",
        here / "text.py",
        here / "classifier.py",
        here / "sound.py",
        here / "words" / "synonyms.yaml",
    ]
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:12]


def units(policies: PolicyList) -> list[Unit]:
    """Every text of the list that a question may be found by."""
    found: list[Unit] = []
    for policy in policies.policies.values():
        spans = []
        for clause in policy.clauses:
            validity = policies.validity(clause)
            first = validity.effective.toordinal()
            end = validity.repealed.toordinal() if validity.repealed else _ALWAYS
            spans.append((first, end))
            found.append(Unit(policy.id, clause.id, f"{policy.name}：{clause.text}", policy.region, first, end))
        first, end = min(s[0] for s in spans), max(s[1] for s in spans)
        said = [Asked(text) for text in (policy.summary, policy.name, *policy.aliases)]
        for text, answered_by in (*said, *policies.asked(policy.id)):
            found.append(Unit(policy.id, answered_by, text, policy.region, first, end))
    for topic in policies.elsewhere.values():
        found += [
            Unit(topic.id, None, text, None, 0, _ALWAYS)
            for text in (topic.topic, *topic.aliases, *(question.text for question in policies.asked(topic.id)))
        ]
    return found
