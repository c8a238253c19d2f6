"""Measure what is understood of days and times: `python -m bench.dates`, beside jionlp alone."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

import yaml

from bench.dates_peer import Found, JioNLP
from bench.sides import ROOT, STATE
from knowledge.when_clock import part_of_day
from knowledge.when_said import listen_when

CASES = ROOT / "tests/booking/dates.yaml"
UNSEEN = ROOT / "tests/booking/dates_unseen.yaml"

_DAYS = re.compile(r"(\d{4}-\d\d-\d\d)\(.\)(\.\.)?(\d{4}-\d\d-\d\d)?")
_CLOCK = re.compile(r"(?<![-\d])(\d\d:\d\d)(?:-(\d\d:\d\d))?")
_PART = re.compile(r"\b(?:morning|noon|afternoon|evening|night)\b")


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


def main() -> None:
    """Print how many cases each side understands; with -v those that ours does not."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-v", "--verbose", action="store_true", help="show what was not understood")
    given = parser.parse_args()
    jionlp = JioNLP(STATE / "jionlp")
    for path in (CASES, UNSEEN):
        rows = cases(path)
        print(f"{path.name}: {len(rows)} sentences")
        _tell("understood as meant", rows, ours, jionlp)
        _tell("of those that name days or a time, and no more", [row for row in rows if _is_plain(row)], ours, jionlp)
        if given.verbose:
            for row in rows:
                if not ours(row):
                    print(f"  {row.at} {row.said}: {listen_when(row.said, row.now)}, meant {row.meant}")


def _tell(what: str, rows: list[Case], right: Callable[[Case], bool], jionlp: JioNLP) -> None:
    our = sum(map(right, rows))
    peer = sum(theirs(row, jionlp) for row in rows)
    print(
        f"  {what}: Minsheng {our}/{len(rows)} = {our / len(rows):.3f}, jionlp alone {peer}/{len(rows)} = {peer / len(rows):.3f}"
    )


def ours(case: Case) -> bool:
    """Whether it is understood exactly as meant."""
    return str(listen_when(case.said, case.now)) == case.meant


def _is_plain(case: Case) -> bool:
    return case.meant[:1].isdigit() or case.meant in ("morning", "noon", "afternoon", "evening", "night")


def theirs(case: Case, jionlp: JioNLP) -> bool:
    """Whether jionlp understands it, judged kindly: one of the times that it finds has the days, and the clock time or
    a stretch that overlaps the part of the day; of a repetition the kind is enough; for an impossible day or none,
    that it finds nothing."""
    found = jionlp.found(case.said, case.now)
    if case.meant == "nothing" or case.meant.startswith("impossible"):
        return not found
    if "every" in case.meant:
        return any(one.kind == "time_period" for one in found)
    if case.meant.startswith("ask") or not _is_plain(case):
        return False
    return _has_days(case.meant, found) and _has_time(case.meant, found)


def _has_days(meant: str, found: list[Found]) -> bool:
    for first, many, last in _DAYS.findall(meant):
        begins = date.fromisoformat(first)
        ends = date.fromisoformat(last) if last else begins
        open_end = bool(many) and not last
        if not any(
            one.begins == begins and (open_end or one.ends == ends) for one in (one.days for one in found) if one
        ):
            return False
    return True


def _has_time(meant: str, found: list[Found]) -> bool:
    if clock := _CLOCK.search(meant):
        begins, ends = clock.groups()
        return any(
            one.begins is not None
            and one.ends is not None
            and f"{one.begins:%H:%M}" == begins
            and (ends is None or f"{one.ends:%H:%M}" == ends)
            for one in found
        )
    if part := _PART.search(meant):
        band = part_of_day(part[0])
        return any(
            one.begins is not None
            and one.ends is not None
            and one.begins.time() < band.ends
            and one.ends.time() > band.begins
            for one in found
        )
    return bool(found)


if __name__ == "__main__":
    main()
