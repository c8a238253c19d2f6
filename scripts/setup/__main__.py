"""Set up parts of the project; do nothing for those that are set up.

`python3 -m scripts.setup app rasa web` is what `make run` needs; `--report` in place of names prints the state of every
part as JSON, for `minsheng doctor`.
"""

from __future__ import annotations

import fcntl
import json
import subprocess
import sys

from scripts.setup import debian, environments, node
from scripts.setup.interpreters import Missing
from scripts.setup.parts import PARTS, ROOT

FAILURES = (Missing, debian.NotInstalled, environments.Failed, subprocess.CalledProcessError)


def main(arguments: list[str]) -> int:
    """Set up the named parts. 0 when they are ready, 1 when something is missing, 2 for a name that is no part."""
    if arguments == ["--report"]:
        print(json.dumps(report()))
        return 0
    unknown = [name for name in arguments if name not in PARTS]
    if unknown or not arguments:
        print(f"{__doc__}\nparts: {', '.join(PARTS)}", file=sys.stderr)
        return 2
    try:
        set_up(arguments)
    except FAILURES as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    return 0


def set_up(names: list[str]) -> None:
    """Say what is missing, then install it. Two at once wait for one another."""
    (ROOT / "var").mkdir(exist_ok=True)
    with (ROOT / "var" / "setup.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        pending = [name for name in names if todo(name)]
        if pending:
            print("To be installed:", *[f"  {line}" for name in pending for line in todo(name)], sep="\n", flush=True)
        for name in pending:
            print(f"Setting up {name}", flush=True)
            install(name)


def todo(name: str) -> list[str]:
    """What is to be installed for a part, a line each; empty when it is set up."""
    part = PARTS[name]
    lines = []
    packages = debian.missing(part.packages)
    if packages:
        lines.append(f"Debian packages: {' '.join(package.name for package in packages)}")
    if part.environment is not None and not environments.is_current(part.environment):
        lines.append(environments.announcement(part.environment))
    if part.node is not None and not node.is_current(part.node):
        lines.append(f"{part.node}: the npm packages of package-lock.json; about 5 MB")
    return lines


def install(name: str) -> None:
    """Install what a part lacks."""
    part = PARTS[name]
    packages = debian.missing(part.packages)
    if packages:
        debian.install(packages)
    if part.environment is not None and not environments.is_current(part.environment):
        environments.install(part.environment)
    if part.node is not None and not node.is_current(part.node):
        node.install(part.node)


def report() -> list[dict[str, object]]:
    """Every part, with what it lacks."""
    return [{"part": name, "lacks": todo(name)} for name in PARTS]


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
