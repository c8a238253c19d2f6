"""Turns pip's output into short lines that say how far an installation is, on a terminal or in a log."""

from __future__ import annotations

import re

COLLECTED = re.compile(r"\s*(?:Collecting|Processing|Requirement already satisfied:) (\S+)")
FETCHING = re.compile(r"\s*Downloading (\S+) \((.+)\)")
FETCHED = re.compile(r"Progress (\d+) of (\d+)")
BUILDING = re.compile(r"\s*Building wheel for (\S+)")
LARGE = 20_000_000
"""Bytes; a file above this is told quarter by quarter."""


class Progress:
    """Reads pip's lines one at a time (`--progress-bar raw`)."""

    def __init__(self, total: int) -> None:
        """`total`: the number of packages the pinned files name."""
        self._total = total
        self._collected = 0
        self._file = ""
        self._quarters = 0

    def feed(self, line: str) -> str | None:
        """What to show for this line of pip's, if anything."""
        if match := COLLECTED.match(line):
            return self._count(line, match[1])
        if match := FETCHING.match(line):
            return self._fetch(match[1], match[2])
        if match := FETCHED.match(line):
            return self._quarter(int(match[1]), int(match[2]))
        if match := BUILDING.match(line):
            return f"building {match[1]}"
        if line.startswith("Installing collected packages:"):
            return f"writing to disk: {line.count(',') + 1} (takes a minute)"
        return None

    def _count(self, line: str, package: str) -> str | None:
        self._collected += 1
        if "already satisfied" in line:
            return None
        # A package that the pins do not name (a CUDA library of torch's) may follow the last one.
        total = max(self._total, self._collected)
        return f"[{self._collected:>3}/{total}] {_plain(package)}"

    def _fetch(self, file: str, size: str) -> str | None:
        if file.endswith(".metadata"):
            return None
        self._file, self._quarters = file, 0
        return f"fetching {file} ({size})"

    def _quarter(self, done: int, size: int) -> str | None:
        quarters = done * 4 // size if size else 0
        if size < LARGE or quarters <= self._quarters:
            return None
        self._quarters = quarters
        return f"fetching {self._file}: {quarters * 25} %"


def _plain(package: str) -> str:
    """`name==version`, also where pip names a wheel's file."""
    file = package.rsplit("/", 1)[-1]
    return "==".join(file.split("-")[:2]) if file.endswith(".whl") else file
