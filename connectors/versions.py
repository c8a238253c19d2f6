"""The lists that were answered from, kept as long as an answer rests on them, so that they can be compared with the newest."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path

import structlog
from sqlalchemy import Connection

from actions.corrections import queue
from bot.privacy import Cipher
from bot.settings import Settings
from knowledge.diff import diff
from knowledge.policy_list import PolicyList, load
from knowledge.yaml_file import ListError

log = structlog.get_logger()


def folder(settings: Settings, version: str) -> Path:
    """Where a kept list lies."""
    return settings.state / "lists" / version


def keep(settings: Settings, policies: PolicyList) -> None:
    """Copies the list's files, whole or not at all."""
    kept = folder(settings, policies.version)
    if kept.exists():
        return
    kept.parent.mkdir(parents=True, exist_ok=True)
    half = kept.with_name(f".new-{policies.version}")
    shutil.rmtree(half, ignore_errors=True)
    shutil.copytree(policies.folder, half)
    half.rename(kept)


def compare(db: Connection, settings: Settings, cipher: Cipher, policies: PolicyList, now: datetime) -> None:
    """Queues corrections for what was answered from older lists; each pair of lists is compared once."""
    used = queue.versions(db)
    for version in used - queue.compared(db, policies.version) - {policies.version}:
        try:
            older = load(folder(settings, version))
        except ListError as error:
            log.error("list_not_kept", version=version, problem=str(error).splitlines()[0])
            continue
        queued = queue.queue(db, cipher, version, policies.version, diff(older, policies), now)
        log.info("lists_compared", old=version, new=policies.version, corrections=queued)
    queue.forget_comparisons(db, used)
    for kept in (settings.state / "lists").glob("*"):
        if kept.name not in {*used, policies.version}:
            shutil.rmtree(kept, ignore_errors=True)
