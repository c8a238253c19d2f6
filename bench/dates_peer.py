"""What days and times are measured against: jionlp's own parser alone, installed beside our environment."""

from __future__ import annotations

import contextlib
import io
import logging
import subprocess
import sys
import time
from datetime import date, datetime
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

PACKAGES = ["jionlp==1.5.31", "jiojio==1.2.8", "zipfile36==0.1.3", "requests"]


class Span(NamedTuple):
    """Days from the first to the last."""

    begins: date
    ends: date


class Found:
    """A time that jionlp found: its first and last day, and when it begins and ends."""

    def __init__(self, detail: dict[str, Any]) -> None:
        self.kind: str = detail["type"]
        times = detail["time"]
        if isinstance(times, dict):
            times = (times.get("point") or {}).get("time") or []
        known = [datetime.fromisoformat(moment) for moment in times if moment[:1].isdigit()]
        self.begins, self.ends = (known[0], known[-1]) if known else (None, None)

    @property
    def days(self) -> Span | None:
        """From the first day to the last."""
        return Span(self.begins.date(), self.ends.date()) if self.begins and self.ends else None


class JioNLP:
    """The parser that finds times in a sentence, with the moment as its base."""

    def __init__(self, folder: Path) -> None:
        if not (folder / "jionlp").exists():
            command = [
                sys.executable,
                "-m",
                "pip",
                "install",
                "--quiet",
                "--no-deps",
                "--target",
                str(folder),
                *PACKAGES,
            ]
            subprocess.run(command, check=True)
        sys.path.append(str(folder))
        with contextlib.redirect_stdout(io.StringIO()):
            self._jionlp = import_module("jionlp")
        logging.disable(logging.ERROR)  # it logs every text that it cannot parse

    def found(self, text: str, now: datetime) -> list[Found]:
        """Every time in the text; empty where it finds none or gives up."""
        base = time.mktime(now.timetuple())
        with contextlib.redirect_stdout(io.StringIO()):
            with contextlib.suppress(Exception):
                if rows := self._jionlp.ner.extract_time(text, time_base=base, with_parsing=True):
                    return [Found(row["detail"]) for row in rows]
            with contextlib.suppress(Exception):
                return [Found(self._jionlp.parse_time(text, time_base=base))]
        return []
