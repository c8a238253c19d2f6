"""What a process and its children use, read from /proc."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Usage:
    """One process, looked at once."""

    pid: int
    name: str
    """What it is in a table, such as `rasa` or `redis-server`."""
    resident_mb: float
    cpu_seconds: float
    """User and system time since it started."""


NAMES = {
    "redis-server": "redis-server",
    "rasa_sdk": "action server",
    "supervisord": "supervisord",
    "connectors.app": "gateway",
    "worker": "worker",
    "nlu.components": "rasa",
    "rasa": "rasa",
    "minsheng": "minsheng",
}
"""A word of the command line to the name shown, the first that fits."""


def tree(root: int) -> list[Usage]:
    """Return the process `root` and everything below it."""
    parents = {int(path.name): _parent(path) for path in Path("/proc").iterdir() if path.name.isdigit()}
    found, wanted = [root], {root}
    while wanted:
        wanted = {pid for pid, parent in parents.items() if parent in wanted}
        found += sorted(wanted)
    return [usage for pid in found if (usage := _usage(pid))]


def _parent(path: Path) -> int | None:
    fields = _stat(path)
    return int(fields[1]) if fields else None


def _usage(pid: int) -> Usage | None:
    path = Path("/proc") / str(pid)
    fields = _stat(path)
    if not fields:
        return None
    command = path.joinpath("cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    name = next((name for word, name in NAMES.items() if word in command), command[:30])
    resident = int(fields[21]) * os.sysconf("SC_PAGE_SIZE") / 2**20
    return Usage(pid, name, resident, (int(fields[11]) + int(fields[12])) / TICKS)


def _stat(path: Path) -> list[str] | None:
    """Return the fields of /proc/PID/stat after the name; None when the process has gone."""
    try:
        return path.joinpath("stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
