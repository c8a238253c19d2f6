"""Makes the virtual environments and fills them with the pinned packages."""

from __future__ import annotations

import subprocess
from collections import deque
from pathlib import Path

from scripts.setup import output, stamps
from scripts.setup.interpreters import find
from scripts.setup.parts import REQUIREMENTS, ROOT, Environment
from scripts.setup.progress import Progress

PIP = "pip==25.3"
"""Pinned too: what comes with the interpreter may be too old to report its progress."""


class Failed(Exception):
    """A command failed; the text holds its last lines."""


def is_current(environment: Environment) -> bool:
    """Whether the environment is there and was filled from the files as they are now."""
    return is_usable(_folder(environment)) and stamps.is_current(_stamp(environment), _fingerprint(environment))


def announcement(environment: Environment) -> str:
    """One line that says what `install` will do."""
    own = environment.requirements[-1]
    count = f"{_count(own)} Python packages of requirements/{own}"
    return f"{environment.wanted.environment}: {count}; about {environment.disk}"


def install(environment: Environment) -> None:
    """Make the environment where it is missing or was moved, and fill it. Raises `Missing` or `Failed`."""
    folder = _folder(environment)
    if not is_usable(folder):
        if folder.is_symlink():  # what it points to is not ours to empty
            folder.unlink()
        interpreter = find(environment.wanted)
        print(f"  {folder.name} with Python {interpreter.version} of {interpreter.path}", flush=True)
        _run(interpreter.path, ["-m", "venv", "--clear", str(folder)], environment)
    python = folder / "bin" / "python"
    _run(python, ["-m", "pip", "install", "--quiet", PIP], environment)
    arguments = [argument for name in environment.requirements for argument in ("-r", str(REQUIREMENTS / name))]
    _run(
        python,
        ["-m", "pip", "install", "--progress-bar", "raw", *arguments],
        environment,
        _count(*environment.requirements),
    )
    if environment.editable:
        # setuptools is among the pinned packages: nothing more is fetched.
        project = ["--no-deps", "--no-build-isolation", "-e", str(ROOT)]
        _run(python, ["-m", "pip", "install", "--quiet", *project], environment)
    stamps.write(_stamp(environment), _fingerprint(environment))


def is_usable(folder: Path) -> bool:
    """Whether there is an interpreter, and the scripts beside it name this very folder (it may have been moved)."""
    pip = folder / "bin" / "pip"
    if not (folder / "bin" / "python").exists() or not pip.exists():
        return False
    return pip.read_text(encoding="utf-8").startswith(f"#!{folder}/")


def _folder(environment: Environment) -> Path:
    return ROOT / environment.wanted.environment


def _stamp(environment: Environment) -> Path:
    return _folder(environment) / f".stamp-{environment.name}"


def _fingerprint(environment: Environment) -> str:
    files = [REQUIREMENTS / name for name in environment.requirements]
    return stamps.fingerprint([*files, ROOT / "pyproject.toml"] if environment.editable else files)


def _count(*requirements: str) -> int:
    return sum("==" in line for name in requirements for line in (REQUIREMENTS / name).read_text().splitlines())


def _run(python: Path, arguments: list[str], environment: Environment, packages: int = 0) -> None:
    """Run the interpreter and show its progress; all it says is kept in var/log. `packages`: how many pip will name."""
    progress = Progress(packages)
    log = ROOT / "var" / "log" / f"setup-{environment.name}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    last: deque[str] = deque(maxlen=20)
    command = [str(python), *arguments]
    try:
        with log.open("a", encoding="utf-8") as file:
            for line in output.lines(command):
                file.write(line)
                last.append(line)
                shown = progress.feed(line)
                if shown is not None:
                    print("  " + shown, flush=True)
    except subprocess.CalledProcessError as error:
        message = f"{' '.join(command)}\nfailed. Its last lines ({log} has all of them):\n{''.join(last)}"
        raise Failed(message) from error
