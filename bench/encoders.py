"""Measure the kinds of small encoder, and a reranker, on labelled questions: `python -m bench.encoders [FILE.jsonl …]`."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import jieba
import numpy as np
from transformers.utils import logging

from bench import reranker, transformer
from bench.sides import ROOT
from bot.clock import today
from bot.settings import Settings
from knowledge import encoder
from knowledge.encoder import Encoder
from knowledge.evaluate import Case, read_cases
from knowledge.index import Index
from knowledge.peer import JiebaBM25
from knowledge.policy_list import PolicyList, load

QUESTIONS = ROOT / "tests/questions/development.jsonl"
Finder = Callable[[str], list[str]]
"""From a question to the ids of policies and topics, best first."""


@dataclass(frozen=True)
class Trained:
    """An encoder, and what it cost."""

    encoder: Encoder
    megabytes: float
    seconds: float
    """CPU time to train it, on one core."""


class Vectors:
    """Finds by the vectors of one encoder alone."""

    def __init__(self, trained: Encoder, index: Index, region: str, day: date) -> None:
        units = [index.units[position] for position in index.told(region, day).positions]
        self._targets = [unit.target for unit in units]
        self._encoder = trained
        self._vectors = trained.encode([unit.text for unit in units])

    def found(self, query: str) -> list[str]:
        """Every target, the one with the nearest unit first."""
        cosines = self._vectors @ self._encoder.encode([query])[0]
        return list(dict.fromkeys(self._targets[i] for i in np.argsort(-cosines, kind="stable")))


def main(paths: list[Path]) -> None:
    """Train both kinds on the list, and print how well each finds, and whether a reranker pays."""
    jieba.initialize()
    region, day, policies = Settings().region, today(), load()
    files = {path.stem: [case for case in read_cases(path) if _by_itself(case)] for path in paths}
    with TemporaryDirectory() as folder:
        kinds = {
            "StaticEmbedding": trained(lambda path: encoder.train(policies, path, _silent), Path(folder, "static")),
            f"transformer, {transformer.LAYERS} layers of {transformer.WIDTH}": trained(
                lambda path: transformer.train(policies, path), Path(folder, "transformer")
            ),
        }
    index = Index.build(policies, next(iter(kinds.values())).encoder)
    print(f"list {policies.version}: {_sentences(policies)} sentences to train on; recall@1 / recall@3 on each file\n")
    print(f"| | MB | CPU seconds to train | ms a sentence | {' | '.join(_heads(files))} |")
    print(f"|---|---:|---:|---:|{'---:|' * len(files)}")
    peer = JiebaBM25(index, region, day)
    print(f"| BM25 over jieba's words | | | | {_recalls(peer.found, files)} |")
    for name, kind in kinds.items():
        finder = Vectors(kind.encoder, index, region, day).found
        took = milliseconds(kind.encoder, [case.q for cases in files.values() for case in cases])
        print(f"| {name} | {kind.megabytes:.1f} | {kind.seconds:.0f} | {took:.2f} | {_recalls(finder, files)} |")
    every = [case for cases in files.values() for case in cases]
    print(f"\nreranking the best {reranker.BEST} of the search, {len(every)} questions cross-validated: first is right")
    for name, share in reranker.compare(reranker.candidates(index, every, day, region)).items():
        print(f"- {name}: {share:.3f}")


def _by_itself(case: Case) -> bool:
    """Whether any one of its policies answers it, by its own words alone."""
    return bool(case.policies) and not case.before and not case.all


def trained(train: Callable[[Path], None], folder: Path) -> Trained:
    """The encoder that `train` writes to `folder`."""
    started = time.process_time()
    train(folder)
    seconds = time.process_time() - started
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    return Trained(Encoder(folder), size / 1e6, seconds)


def milliseconds(trained: Encoder, sentences: list[str]) -> float:
    """CPU time for a sentence, one after the other."""
    started = time.process_time()
    for sentence in sentences:
        trained.encode([sentence])
    return (time.process_time() - started) * 1000 / len(sentences)


def recall(find: Finder, cases: list[Case], k: int) -> float:
    """Share of the questions with a right policy among the first `k`."""
    return sum(not set(case.policies).isdisjoint(find(case.q)[:k]) for case in cases) / len(cases)


def _recalls(find: Finder, files: dict[str, list[Case]]) -> str:
    return " | ".join(f"{recall(find, cases, 1):.3f} / {recall(find, cases, 3):.3f}" for cases in files.values())


def _heads(files: dict[str, list[Case]]) -> list[str]:
    return [f"{name}, {len(cases)} questions" for name, cases in files.items()]


def _sentences(policies: PolicyList) -> int:
    return sum(len(said) for said in policies.texts().values())


def _silent(step: int, steps: int) -> None:
    """Tells nothing of how far the training is."""


if __name__ == "__main__":
    logging.set_verbosity_error()  # type: ignore[no-untyped-call]
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    main([Path(name) for name in sys.argv[1:]] or [QUESTIONS])
