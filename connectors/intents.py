"""Measuring how well a Rasa pipeline tells intents apart, and how fast."""

from __future__ import annotations

import json
import os
import random
import subprocess
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from itertools import starmap
from statistics import mean, median, quantiles
from typing import Any

from connectors.build import ROOT
from connectors.labelled import Sentence

RASA = ROOT / ".venv-rasa/bin/python"
MOST_CONFUSED = 10
SEED = 1


class NotMeasured(Exception):
    """It cannot be measured; the message says why."""


@dataclass(frozen=True)
class Run:
    """What is trained on, and what is asked."""

    train: list[Sentence]
    test: list[Sentence]


def held_out(train: list[Sentence], test: list[Sentence]) -> list[Run]:
    """One run. NotMeasured if it would mean nothing."""
    taught = {intent for _, intent in train}
    if len(taught) < 2:
        raise NotMeasured(f"only one intent is taught, {taught.pop()}: at least two are wanted")
    if unknown := sorted({intent for _, intent in test} - taught):
        raise NotMeasured(f"intents that are tested but not taught: {', '.join(unknown)}")
    return [Run(train, test)]


def cross_validation(sentences: list[Sentence], folds: int) -> list[Run]:
    """As many runs as folds, each intent dealt out over them evenly. NotMeasured if an intent has too few sentences."""
    by_intent: dict[str, list[Sentence]] = defaultdict(list)
    for sentence in dict.fromkeys(sentences):  # a sentence that stands there twice must not be tested and taught
        by_intent[sentence[1]].append(sentence)
    if few := {intent: len(group) for intent, group in by_intent.items() if len(group) < folds}:
        named = ", ".join(f"{intent} ({count})" for intent, count in sorted(few.items()))
        raise NotMeasured(f"fewer different sentences than {folds} folds: {named}")
    dealt: list[list[Sentence]] = [[] for _ in range(folds)]
    next_fold = 0
    for _, group in sorted(by_intent.items()):
        random.Random(SEED).shuffle(group)  # noqa: S311 - the same folds each time
        for sentence in group:
            dealt[next_fold % folds].append(sentence)
            next_fold += 1
    rest = [[sentence for other in dealt if other is not fold for sentence in other] for fold in dealt]
    return [run for train, fold in zip(rest, dealt, strict=True) for run in held_out(train, fold)]


def ask_rasa(runs: list[Run], done: Callable[[int], None], *, peer: bool) -> list[dict[str, Any]]:
    """What Rasa says to each run, with our pipeline or its own default; `done` is told how many runs are over.

    NotMeasured if Rasa is not installed or fails.
    """
    if not RASA.exists():
        raise NotMeasured("Rasa is not installed; `make setup` installs it")
    asked = [{"train": run.train, "test": [text for text, _ in run.test]} for run in runs]
    request = json.dumps({"peer": peer, "config": "config.yml", "runs": asked})
    environment = {**os.environ, "RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3"}
    command = [str(RASA), "-W", "ignore", "-m", "nlu.components.evaluate"]
    with (
        tempfile.TemporaryFile("w+") as stdin,
        tempfile.TemporaryFile("w+") as stderr,
    ):
        stdin.write(request)
        stdin.seek(0)
        with subprocess.Popen(
            command, cwd=ROOT, env=environment, stdin=stdin, stdout=subprocess.PIPE, stderr=stderr, text=True
        ) as rasa:
            answers = []
            for line in rasa.stdout or ():
                answers.append(json.loads(line))
                done(len(answers))
        if rasa.returncode != 0:
            stderr.seek(0)
            raise NotMeasured(f"Rasa failed:\n{stderr.read()[-3000:]}")
    return answers


def figures(runs: list[Run], answers: list[dict[str, Any]]) -> dict[str, Any]:
    """Every figure over all runs together."""
    truth = [intent for run in runs for _, intent in run.test]
    texts = [text for run in runs for text, _ in run.test]
    said = [intent for answer in answers for intent in answer["intents"]]
    fell_back = [unsure for answer in answers for unsure in answer["fell_back"]]
    milliseconds = [value for answer in answers for value in answer["milliseconds"]]
    intents = {intent: _of_intent(intent, truth, said) for intent in sorted(set(truth))}
    confused = Counter((true, got) for true, got in zip(truth, said, strict=True) if true != got)
    example = {
        (true, got): text for text, true, got in reversed(list(zip(texts, truth, said, strict=True))) if true != got
    }
    return {
        "accuracy": round(mean(starmap(str.__eq__, zip(truth, said, strict=True))), 4),
        "macro_f1": round(mean(row["f1"] for row in intents.values()), 4),
        "falls_back": round(mean(fell_back), 4),
        "train_seconds": round(mean(answer["train_seconds"] for answer in answers), 2),
        "parse_ms_median": round(median(milliseconds), 2),
        "parse_ms_p99": round(quantiles(milliseconds, n=100, method="inclusive")[-1], 2)
        if len(milliseconds) > 1
        else round(milliseconds[0], 2),
        "intents": intents,
        "confused": [
            {"intent": true, "taken_for": got, "times": times, "example": example[true, got]}
            for (true, got), times in confused.most_common(MOST_CONFUSED)
        ],
    }


def _of_intent(intent: str, truth: list[str], said: list[str]) -> dict[str, Any]:
    right = sum(true == got == intent for true, got in zip(truth, said, strict=True))
    sentences, claimed = truth.count(intent), said.count(intent)
    precision, recall = right / claimed if claimed else 0.0, right / sentences
    f1 = 2 * precision * recall / (precision + recall) if right else 0.0
    return {"precision": round(precision, 4), "recall": round(recall, 4), "f1": round(f1, 4), "sentences": sentences}


def ratios(ours: dict[str, Any], peers: dict[str, Any]) -> dict[str, float]:
    """Ours beside the peer's: above 1 ours is the better."""
    better = {name: round(ours[name] / peers[name], 2) for name in ("accuracy", "macro_f1") if peers[name]}
    return better | {
        f"{name}_faster": round(peers[key] / ours[key], 1)
        for name, key in (("training", "train_seconds"), ("parsing", "parse_ms_median"))
    }
