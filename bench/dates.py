"""Measure what is understood of days and times: `python -m bench.dates`, beside jionlp alone."""

from __future__ import annotations

import argparse

from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import yaml


from bench.sides import ROOT
from knowledge.when_said import listen_when

CASES = ROOT / "tests/booking/dates.yaml"
UNSEEN = ROOT / "tests/booking/dates_unseen.yaml"


class Case(NamedTuple):
    """A sentence and what it means."""

    group: str
    at: str
    """The moment it is said, such as 2026-11-23(一) 10:00."""
    said: str
    meant: str
    """As `WhenSaid` writes itself."""

    @property
    def now(self) -> datetime:
        """The moment it is said, in China."""
        day, _, rest = self.at.partition("(")
        return datetime.fromisoformat(f"{day} {rest.partition(' ')[2]}")


def cases(path: Path) -> list[Case]:
    """The cases of a file, group by group."""
    groups = yaml.safe_load(path.read_text(encoding="utf-8"))
    return [Case(group, str(at), str(said), str(meant)) for group, rows in groups.items() for at, said, meant in rows]
