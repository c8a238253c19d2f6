"""Remembers what was installed from which files, so that a second run has nothing to do."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path


def fingerprint(files: Iterable[Path]) -> str:
    """A digest of the files' names and contents."""
    digest = hashlib.sha256()
    for path in files:
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def is_current(stamp: Path, wanted: str) -> bool:
    """Whether the stamp holds this fingerprint."""
    return stamp.is_file() and stamp.read_text().strip() == wanted


def write(stamp: Path, fingerprint_now: str) -> None:
    """Remember the fingerprint. Call it last, when the installation is complete."""
    stamp.write_text(fingerprint_now + "\n")
