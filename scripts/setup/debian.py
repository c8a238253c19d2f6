"""Installs Debian packages where this may, and names them where it may not."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

from scripts.setup import output
from scripts.setup.parts import ROOT, Package

SHOWN = ("Get:", "Unpacking ", "Setting up ", "E: ", "W: ")
"""The lines of apt-get that tell a person how far it is."""


class NotInstalled(Exception):
    """Debian packages are missing and could not be installed; the text names them and the command."""


def missing(packages: Iterable[Package]) -> list[Package]:
    """The packages that are needed and not there."""
    return [package for package in packages if _is_needed(package) and not _is_there(package)]


def install(packages: list[Package]) -> None:
    """Install packages with apt-get as root. Raises `NotInstalled`, naming the command, when that cannot be done."""
    names = [package.name for package in packages]
    command = f"apt-get install -y --no-install-recommends {' '.join(names)}"
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        raise NotInstalled(f"Debian packages are missing. Install them, then try again:\n  sudo {command}")
    for step in ("apt-get update", command):
        try:
            _run(step.split())
        except subprocess.CalledProcessError as error:
            raise NotInstalled(f"apt-get failed; its messages are above. By hand:\n  {step}") from error


def _is_needed(package: Package) -> bool:
    return not package.unless or not _is_set(package.unless)


def _is_there(package: Package) -> bool:
    if package.shows.startswith("/"):
        return Path(package.shows).exists()
    return shutil.which(package.shows) is not None


def _is_set(name: str) -> bool:
    """Whether a setting has a value, in the environment or in .env."""
    if os.environ.get(name):
        return True
    path = ROOT / ".env"
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    return any(line.split("=", 1)[0].strip() == name and line.split("=", 1)[1:] not in ([], [""]) for line in lines)


def _run(command: list[str]) -> None:
    for line in output.lines(command, DEBIAN_FRONTEND="noninteractive"):
        if line.startswith(SHOWN):
            print("  " + line.rstrip(), flush=True)
