"""The lists that were answered from, kept as long as an answer rests on them, so that they can be compared with the newest."""

from __future__ import annotations

import shutil
import time
from collections.abc import Collection
from pathlib import Path
from tempfile import TemporaryDirectory

import structlog

from bot.settings import Settings
from knowledge.policy_list import PolicyList, load
from knowledge.yaml_file import ListError

KEPT_ANYWAY = 24 * 3600
"""Seconds for which a copy stays though nothing rests on it yet."""
log = structlog.get_logger()


def folder(settings: Settings, version: str = "") -> Path:
    """Where a kept list lies; without a version, where all do."""
    return settings.state / "lists" / version


def kept(settings: Settings) -> list[str]:
    """The versions that are kept, the newest first."""
    found = [path for path in folder(settings).glob("*") if path.is_dir() and not path.name.startswith(".")]
    return [path.name for path in sorted(found, key=lambda path: path.stat().st_mtime, reverse=True)]


def keep(settings: Settings, policies: PolicyList) -> None:
    """Copies the list's files, whole or not at all; what keeps it from that is logged, and answers go on."""
    place = folder(settings, policies.version)
    if place.exists():
        return
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=place.parent, prefix=".") as half:
            copy = Path(half) / "list"
            shutil.copytree(policies.folder, copy)
            if load(copy).version == policies.version:  # else it is being edited just now: the next one will be kept
                copy.touch()
                copy.rename(place)
    except (OSError, ListError) as error:
        if not place.exists():  # another process may have been faster
            log.error("list_not_kept", version=policies.version, error=type(error).__name__)


def open_kept(settings: Settings, version: str) -> PolicyList | None:
    """The list of that version; None if it is not kept, or cannot be read any more."""
    try:
        return load(folder(settings, version))
    except ListError:
        return None


def forget(settings: Settings, used: Collection[str]) -> None:
    """Throws away the copies that nothing rests on."""
    for version in kept(settings):
        place = folder(settings, version)
        if version not in used and place.stat().st_mtime < time.time() - KEPT_ANYWAY:
            shutil.rmtree(place, ignore_errors=True)
