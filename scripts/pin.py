"""Write requirements/NAME.txt, every package with its version, from requirements/NAME.in.

    python3 -m scripts.pin app dev rasa

pip resolves the file against the registry without installing anything, in several minutes. `dev` is resolved
with app's pins as constraints and lists only what it adds.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from scripts.setup.interpreters import Missing, find
from scripts.setup.parts import APP_PYTHON, RASA_PYTHON, REQUIREMENTS

BASE = {"dev": "app"}
"""Which file's pins a file builds upon."""


CUDA = ("cuda-", "nvidia-", "triton")
"""What only torch's CUDA build asks for, at exact versions: not pinned, so that the CPU build goes without."""


def main(names: list[str]) -> int:
    """Pin each named file. 1 when an interpreter is missing or pip refuses."""
    for name in names:
        try:
            path = pin(name)
        except (Missing, subprocess.CalledProcessError) as error:
            print(error, file=sys.stderr)
            return 1
        print(f"wrote {path}")
    return 0


def pin(name: str) -> Path:
    """Resolve requirements/<name>.in and write the .txt beside it."""
    interpreter = find(RASA_PYTHON if name == "rasa" else APP_PYTHON)
    versions = resolve(interpreter.path, name)
    head = f"# Made by `make pins` from {name}.in; do not edit.\n"
    base = BASE.get(name)
    if base is not None:
        known = {line.split("==")[0] for line in pins(base)}
        versions = {package: version for package, version in versions.items() if package not in known}
        head += f"# Installed together with {base}.txt.\n"
    path = REQUIREMENTS / f"{name}.txt"
    lines = [f"{package}=={version}" for package, version in sorted(versions.items())] + conditional(name)
    path.write_text(head + "\n".join(lines) + "\n")
    return path


def resolve(python: Path, name: str) -> dict[str, str]:
    """Package name to version for everything that requirements/<name>.in asks for."""
    with tempfile.TemporaryDirectory() as folder:
        venv, report = Path(folder) / "venv", Path(folder) / "report.json"
        subprocess.run([python, "-m", "venv", venv], check=True)
        command: list[str | Path] = [venv / "bin/python", "-m", "pip", "install", "--dry-run", "--ignore-installed"]
        command += ["--report", report, "-r", REQUIREMENTS / f"{name}.in"]
        base = BASE.get(name)
        if base is not None:
            command += ["-r", REQUIREMENTS / f"{base}.in", "-c", REQUIREMENTS / f"{base}.txt"]
        subprocess.run(command, check=True)
        resolved: dict[str, Any] = json.loads(report.read_text())
    metadata = [item["metadata"] for item in resolved["install"]]
    # A build for one processor ("2.13.0+cpu") is the operator's choice of index, not part of the pin.
    versions = {item["name"].lower().replace("_", "-"): item["version"].split("+")[0] for item in metadata}
    return {package: version for package, version in versions.items() if not package.startswith(CUDA)}


def conditional(name: str) -> list[str]:
    """Pins for other interpreters than this one, which pip's report leaves out: `package==version; condition`."""
    lines = (REQUIREMENTS / f"{name}.in").read_text().splitlines()
    return [line for line in lines if "==" in line and ";" in line]


def pins(name: str) -> list[str]:
    """The `package==version` lines of requirements/<name>.txt."""
    lines = (REQUIREMENTS / f"{name}.txt").read_text().splitlines()
    return [line for line in lines if line and not line.startswith(("#", "-"))]


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
