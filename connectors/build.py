"""Making what is missing: the encoder, the index, Rasa's model."""

from __future__ import annotations

import hashlib
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from bot.settings import Settings
from knowledge.policy_list import LISTS, PolicyList, load

if TYPE_CHECKING:
    from knowledge.index import Index

# The encoder's library takes seconds to import: only what needs it does.

ROOT = Path(__file__).parents[1]
RASA_READS = ("config.yml", "nlu", "bot/dialogue")
TRAINED_FROM = "trained_from.txt"


class TrainingFailed(Exception):
    """Rasa did not train; the message ends with what it said."""


def open_list(settings: Settings) -> PolicyList:
    """The list that is answered from. ListError names what is wrong with it."""
    return load(settings.lists or LISTS)


def encoder_is_stale(settings: Settings) -> bool:
    """Whether our own encoder is wanted, and is missing or trained on another list."""
    return settings.encoder is None and _read(settings.encoder_path / TRAINED_FROM) != open_list(settings).version


def train_encoder(settings: Settings, progress: Callable[[int, int], None]) -> None:
    """Trains the project's own encoder on the list."""
    from knowledge.encoder import train

    policies = open_list(settings)
    train(policies, settings.encoder_path, progress)
    (settings.encoder_path / TRAINED_FROM).write_text(policies.version)


def build_index(settings: Settings) -> Index:
    """Indexes the list and keeps the index. FileNotFoundError if there is no encoder."""
    from knowledge.encoder import Encoder
    from knowledge.index import Index

    index = Index.build(open_list(settings), Encoder(settings.encoder_path))
    index.save(settings.index_path)
    return index


def open_index(settings: Settings) -> Index:
    """The kept index if it is of this list and this encoder, else a new one. FileNotFoundError if there is no encoder."""
    from knowledge.encoder import Encoder
    from knowledge.index import Index, StaleIndex

    policies, encoder = open_list(settings), Encoder(settings.encoder_path)
    try:
        return Index.load(settings.index_path, policies, encoder)
    except StaleIndex:
        return build_index(settings)


def rasa_model_is_stale(settings: Settings) -> bool:
    """Whether Rasa's model is missing or trained on other files."""
    return _read(_rasa_models(settings) / TRAINED_FROM) != _fingerprint(RASA_READS)


def train_rasa(settings: Settings) -> None:
    """Trains Rasa's model in Rasa's own environment. TrainingFailed tells what it said."""
    models = _rasa_models(settings)
    models.mkdir(parents=True, exist_ok=True)
    command = [str(ROOT / ".venv-rasa/bin/python"), "-m", "nlu.components", "train", "--config", "config.yml"]
    command += ["--data", "nlu", "bot/dialogue", "--domain", "bot/dialogue/domain"]
    command += ["--out", str(models.resolve()), "--fixed-model-name", "minsheng"]
    environment = {**os.environ, "RASA_TELEMETRY_ENABLED": "false", "PYTHONPATH": str(ROOT)}
    ended = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if ended.returncode != 0:
        raise TrainingFailed(f"rasa train failed:\n{(ended.stdout + ended.stderr)[-3000:]}")
    (models / TRAINED_FROM).write_text(_fingerprint(RASA_READS))


def _rasa_models(settings: Settings) -> Path:
    return settings.state / "models" / "rasa"


def _fingerprint(names: tuple[str, ...]) -> str:
    digest = hashlib.sha256()
    for name in names:
        path = ROOT / name
        for file in (
            [path] if path.is_file() else sorted(p for p in path.rglob("*") if p.suffix in {".yml", ".txt", ".py"})
        ):
            digest.update(file.relative_to(ROOT).as_posix().encode() + file.read_bytes())
    return digest.hexdigest()[:12]


def _read(path: Path) -> str | None:
    return path.read_text().strip() if path.exists() else None
