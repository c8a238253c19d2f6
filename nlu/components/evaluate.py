"""Trains a pipeline on sentences and lets it say the intents of others: `python -m nlu.components.evaluate`.

`minsheng nlu eval` calls it. On stdin a request, on stdout a line of JSON for each of its runs.
"""

import asyncio
import json
import logging
import os
import sys
import tempfile
import time
from contextlib import redirect_stdout
from importlib import import_module
from pathlib import Path
from typing import Any

WARM_UP = 3
"""Sentences parsed before the clock is started."""
RASAS_DEFAULT = {
    "recipe": "default.v1",
    "assistant_id": "rasa_default",
    "language": "zh",
    "pipeline": [
        {"name": "JiebaTokenizer"},
        {"name": "RegexFeaturizer"},
        {"name": "LexicalSyntacticFeaturizer"},
        {"name": "CountVectorsFeaturizer"},
        {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
        {"name": "DIETClassifier", "epochs": 100, "constrain_similarities": True},
        {"name": "EntitySynonymMapper"},
        {"name": "ResponseSelector", "epochs": 100, "constrain_similarities": True},
        {"name": "FallbackClassifier", "threshold": 0.3, "ambiguity_threshold": 0.1},
    ],
    "policies": [],
}
"""The pipeline Rasa trains when none is configured, with the tokenizer it has for Chinese."""


def main() -> None:
    """Read the request, and answer each of its runs as soon as it is done."""
    request = json.load(sys.stdin)
    answers = sys.stdout
    with tempfile.TemporaryDirectory() as folder, redirect_stdout(sys.stderr):
        os.environ["RASA_CACHE_DIRECTORY"] = str(Path(folder) / "cache")
        os.environ["RASA_MAX_CACHE_SIZE"] = "0"  # a part trained in an earlier run would cost no time in this one
        logging.basicConfig(level=logging.ERROR)
        if not request["peer"]:
            import_module("skops.io")  # before Rasa: see __main__.py
            import_module("nlu.components.lean_turns").make_turns_lean()  # as it runs with us
        config = _config(request, Path(folder))
        for run in request["runs"]:
            print(json.dumps(_run(config, run, Path(folder))), file=answers, flush=True)


def _config(request: dict[str, Any], folder: Path) -> str:
    if not request["peer"]:
        return str(request["config"])
    path = folder / "default.yml"
    path.write_text(json.dumps(RASAS_DEFAULT))  # JSON is YAML
    return str(path)


def _run(config: str, run: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Train on `run["train"]`, pairs of text and intent, and parse the texts of `run["test"]`."""
    # Imported late, so that what has to come before Rasa can.
    message = import_module("rasa.shared.nlu.training_data.message").Message
    training_data = import_module("rasa.shared.nlu.training_data.training_data").TrainingData
    train_nlu = import_module("rasa.model_training").train_nlu
    agent = import_module("rasa.core.agent").Agent

    sentences = folder / "nlu.yml"
    examples = [message.build(text=text, intent=intent) for text, intent in run["train"]]
    sentences.write_text(training_data(examples).nlu_as_yaml(), encoding="utf-8")
    started = time.perf_counter()
    model = train_nlu(config, str(sentences), str(folder / "models"), fixed_model_name="evaluated")
    train_seconds = time.perf_counter() - started
    parsed = asyncio.run(_parse(agent.load(model), run["test"]))
    return {"train_seconds": train_seconds, **parsed}


async def _parse(agent: Any, texts: list[str]) -> dict[str, Any]:
    """The best intent of each text, whether it was sure enough not to fall back, and the milliseconds it took."""
    fallback = import_module("rasa.nlu.classifiers.fallback_classifier")
    for text in texts[:WARM_UP]:
        await agent.parse_message(text)
    said: dict[str, list[Any]] = {"intents": [], "fell_back": [], "milliseconds": []}
    for text in texts:
        started = time.perf_counter()
        result = await agent.parse_message(text)
        said["milliseconds"].append(1000 * (time.perf_counter() - started))
        unsure = fallback.is_fallback_classifier_prediction(result)
        said["fell_back"].append(unsure)
        # As Rasa's own tests do: what it would have said, had it not fallen back.
        sure = fallback.undo_fallback_prediction(result) if unsure else result
        said["intents"].append(sure["intent"]["name"])
    return said


if __name__ == "__main__":
    main()
