"""Making what is missing: the index, Rasa's model; and the encoder anew."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from bot.settings import Settings
from knowledge.policy_list import LISTS, PolicyList, load

if TYPE_CHECKING:
    from knowledge.encoder import Encoder
    from knowledge.index import Index

# The encoder's library takes seconds to import: only what needs it does.

ROOT = Path(__file__).parents[1]
RASA_READS = ("config.yml", "nlu", "bot/dialogue")
TRAINED_FROM = "trained_from.txt"
ENCODER = ROOT / "knowledge" / "encoder_model"
KEPT_INDEXES = 3


class TrainingFailed(Exception):
    """Rasa did not train; the message ends with what it said."""


def list_folder(settings: Settings) -> Path:
    """Where the list's files are."""
    return settings.lists or LISTS


def open_list(settings: Settings) -> PolicyList:
    """The list that is answered from. ListError names what is wrong with it."""
    return load(list_folder(settings))


def encoder_folder(settings: Settings) -> Path:
    """The encoder in use: the one named in the settings, else the project's own, which is kept with the code."""
    return settings.encoder or ENCODER


def train_encoder(policies: PolicyList, folder: Path, progress: Callable[[int, int], None]) -> None:
    """Trains the project's own encoder on the list; writes it to `folder`, with the version of the list."""
    from knowledge.encoder import train

    train(policies, folder, progress)
    (folder / TRAINED_FROM).write_text(policies.texts_version() + "\n")


def open_index(settings: Settings) -> Index:
    """The index of this list and this encoder: the kept one, else a new one. FileNotFoundError if there is no encoder."""
    from knowledge.encoder import Encoder

    return index_of(settings, open_list(settings), Encoder(encoder_folder(settings)))


def index_of(settings: Settings, policies: PolicyList, encoder: Encoder) -> Index:
    """The kept index of that list and encoder, or a new one, which is then kept beside the one before it."""
    from knowledge.index import Index, StaleIndex

    folder = index_folder(settings, policies, encoder)
    try:
        return Index.load(folder, policies, encoder)
    except StaleIndex:
        index = Index.build(policies, encoder)
        index.save(folder)
        _forget_old(settings.index_path)
        return index


def index_folder(settings: Settings, policies: PolicyList, encoder: Encoder) -> Path:
    """Named by content: a changed list or encoder has another folder, and nothing is ever overwritten."""
    return settings.index_path / f"{policies.version}-{encoder.version}"


def _forget_old(folder: Path) -> None:
    """Keeps the newest indexes: one may be undone to, and one may still be opened by a process that is starting."""
    by_age = sorted(folder.iterdir(), key=lambda kept: kept.stat().st_mtime, reverse=True)
    for old in by_age[KEPT_INDEXES:]:
        shutil.rmtree(old) if old.is_dir() else old.unlink()


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
