"""Installs the page's style sheet with npm, pinned by package-lock.json."""

from __future__ import annotations

import subprocess
from pathlib import Path

from scripts.setup import stamps
from scripts.setup.parts import ROOT


def is_current(folder: str) -> bool:
    """Whether node_modules was filled from the lock file as it is now."""
    path = ROOT / folder
    return stamps.is_current(_stamp(path), stamps.fingerprint([path / "package-lock.json"]))


def install(folder: str) -> None:
    """Run `npm ci`. Raises `subprocess.CalledProcessError`."""
    path = ROOT / folder
    subprocess.run(["npm", "ci", "--no-audit", "--no-fund", "--prefix", str(path)], check=True)
    stamps.write(_stamp(path), stamps.fingerprint([path / "package-lock.json"]))


def _stamp(path: Path) -> Path:
    return path / "node_modules" / ".stamp"
