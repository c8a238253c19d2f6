"""Finds the Python interpreters: on the PATH, under pyenv, by uv."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PROBE = "import sys, ensurepip; print('%d.%d' % sys.version_info[:2])"
"""Says the version; fails where Debian has split ensurepip off into python3-venv."""


@dataclass(frozen=True)
class Wanted:
    """What an environment asks of its interpreter."""

    environment: str
    """The environment's folder, for messages."""
    versions: tuple[str, ...]
    """Versions that do, the best first: ("3.11", "3.12")."""


@dataclass(frozen=True)
class Interpreter:
    """A Python that answered when it was asked for its version."""

    path: Path
    version: str
    """Major and minor: "3.11"."""


class Missing(Exception):
    """No interpreter does; the text says how to get one."""


def find(wanted: Wanted) -> Interpreter:
    """The first interpreter that answers with a wanted version. Raises `Missing`."""
    for version in wanted.versions:
        for path in candidates(version):
            if probe(path) == version:
                return Interpreter(path, version)
    raise Missing(how_to_get(wanted))


def candidates(version: str) -> Iterator[Path]:
    """Places where a Python of this version may be. pyenv puts shims on the PATH that fail: probe each."""
    for name in (f"python{version}", "python3", "python"):
        for folder in os.get_exec_path():
            path = Path(folder) / name
            if path.is_file() and os.access(path, os.X_OK):
                yield path
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    newest_first = sorted(pyenv.glob(f"versions/{version}.*"), key=_patch, reverse=True)
    for folder_of_version in newest_first:
        yield folder_of_version / "bin" / "python"
    yield from _by_uv(version)


def probe(path: Path) -> str | None:
    """The interpreter's "major.minor", or None where it does not run or cannot make environments."""
    try:
        answer = subprocess.run([str(path), "-c", PROBE], check=False, capture_output=True, text=True, timeout=30)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return answer.stdout.strip() if answer.returncode == 0 else None


def how_to_get(wanted: Wanted) -> str:
    """What to type to get an interpreter, on Debian, with pyenv or with uv."""
    version = wanted.versions[0]
    rows = [
        ("Debian, Ubuntu", f"apt-get install python{version} python{version}-venv   (where the release has it)"),
        ("pyenv", f"pyenv install {version}"),
        ("uv", f"uv python install {version}"),
    ]
    lines = [f"{wanted.environment} needs Python {' or '.join(wanted.versions)}, and none was found"]
    lines += ["on the PATH, under ~/.pyenv or by uv. To get it:"]
    lines += [f"  {name:<15} {command}" for name, command in rows]
    return "\n".join(lines)


def _patch(folder: Path) -> int:
    last = folder.name.rsplit(".", 1)[-1]
    return int(last) if last.isdigit() else -1


def _by_uv(version: str) -> Iterator[Path]:
    uv = shutil.which("uv")
    if uv is None:
        return
    command = [uv, "python", "find", "--no-project", version]
    answer = subprocess.run(command, check=False, capture_output=True, text=True)
    if answer.returncode == 0:
        yield Path(answer.stdout.strip())
