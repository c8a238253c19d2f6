"""How right the pre-check is on papers it has never seen: `python -m bench.documents`, or `make eval-documents`.

Every side of every paper is drawn of made-up people, photographed with each damage, and read as the gateway reads it. Seeds
below 1000 are for tuning, those from 1000 on for reporting.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from random import Random

import cv2
import numpy as np

from actions.documents.checks.holder import Applicant
from actions.documents.engine import Engine
from actions.documents.judging import Purpose, judge
from actions.documents.model import Outcome
from actions.documents.opening import Limits, Page
from actions.documents.page_read import PageRead
from actions.documents.reading import read
from bench.specimens import DAY, KINDS, Specimen, draw
from bench.specimens.damage import DAMAGES, photo
from bench.specimens.papers import LAYOUTS
from knowledge.paper import PaperCheck, papers

CONDITIONS = [("clean", "light"), *((name, level) for level in ("light", "heavy") for name in DAMAGES[1:])]
WRONGS = ("check digit", "expired", "other person")
SHARE = 5
"""Each seed takes every so-many-th condition, another one each time; so many seeds take them all."""


@dataclass(frozen=True)
class Unit:
    """A paper to be shown: all its sides, in one condition; `wrong` is what is wrong with it."""

    seed: int
    kind: str
    damage: str
    level: str
    wrong: str = ""


@dataclass(frozen=True)
class Seen:
    """What came of it."""

    unit: Unit
    sides: int
    sides_right: int
    fields: int
    fields_right: int
    misread: int
    """Values that are not on the paper."""
    outcome: str
    """Of the whole paper, for its holder on the day."""


def units(seeds: Iterable[int], kinds: Iterable[str]) -> Iterator[Unit]:
    """Right papers in the seed's conditions, and wrong ones, clean and lightly damaged."""
    for seed in seeds:
        conditions = [one for number, one in enumerate(CONDITIONS) if number % SHARE == seed % SHARE]
        for kind in kinds:
            yield from (Unit(seed, kind, damage, level) for damage, level in conditions)
            light = CONDITIONS[seed % len(DAMAGES)]
            yield from (Unit(seed, kind, *light, wrong) for wrong in WRONGS if can_be(kind, wrong))


def can_be(kind: str, wrong: str) -> bool:
    """Whether the paper can be wrong in that way."""
    checks = papers()[kind].checks
    if wrong == "expired":
        return any(LAYOUTS[kind, side].expires for side in KINDS[kind])
    return (PaperCheck.NUMBER if wrong == "check digit" else PaperCheck.HOLDER) in checks


def look_at(unit: Unit) -> Seen:
    """Photograph, read and judge all sides of a paper."""
    drawn, reads = [], []
    for side in KINDS[unit.kind]:
        expires = unit.wrong == "expired" and LAYOUTS[unit.kind, side].expires
        specimen = draw(unit.kind, side, seed=unit.seed, expired=expires, wrong_check=unit.wrong == "check digit")
        drawn.append(specimen)
        reads.append(as_read(specimen, unit))
    right = values = misread = count = 0
    for specimen, found in zip(drawn, reads, strict=True):
        right += (found.recognised.kind, found.recognised.side) == (specimen.kind, specimen.side)
        got = {field.id: field.value for field in found.fields}
        count += len(specimen.fields)
        values += sum(got.get(name) == value for name, value in specimen.fields.items())
        misread += sum(name in got and got[name] != value for name, value in specimen.fields.items())
    judged = judge(reads, Purpose(DAY, DAY, applicants=(holder(drawn, unit),)))
    return Seen(unit, len(drawn), right, count, values, misread, judged.outcome.value)


def as_read(specimen: Specimen, unit: Unit) -> PageRead:
    """The photograph as the opener hands it on, read."""
    rng = Random(f"{unit.seed} {unit.kind} {specimen.side} {unit.damage} {unit.level}")
    damages = () if unit.damage == "clean" else ((unit.damage, unit.level),)
    return read(opened(np.asarray(photo(specimen, rng, *damages).image)), engine()).as_kept()


def opened(image: Page) -> Page:
    """No larger than the opener lets a page be."""
    scale = min(1.0, Limits().side / max(image.shape[:2]))
    return np.asarray(cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)


def holder(drawn: list[Specimen], unit: Unit) -> Applicant:
    """Whose paper it is, or should be."""
    if unit.wrong == "other person":
        stranger = draw("id-card", "front", seed=unit.seed + 500_000)
        return Applicant(stranger.fields["name"], stranger.fields["number"])
    someone = papers()[unit.kind].people
    fields = {name: value for specimen in drawn for name, value in specimen.fields.items()}
    name = fields.get(someone[0].name, "") if someone else ""
    return Applicant(name)


@cache
def engine() -> Engine:
    """One for each process."""
    return Engine()


def row(name: str, seen: list[Seen]) -> str:
    """A line of a table, of right papers."""
    sides, fields = sum(one.sides for one in seen), sum(one.fields for one in seen)
    kinds = sum(one.sides_right for one in seen) / max(sides, 1)
    values = sum(one.fields_right for one in seen) / max(fields, 1)
    wrong = sum(one.misread for one in seen) / max(fields, 1)
    passed = sum(one.outcome == Outcome.PASS for one in seen) / max(len(seen), 1)
    again = sum(one.outcome == Outcome.FIX for one in seen) / max(len(seen), 1)
    guessed = sum(one.outcome == Outcome.PASS and one.misread > 0 for one in seen)
    return f"{name:<28}{len(seen):>5}{kinds:>9.3f}{values:>9.3f}{wrong:>9.4f}{passed:>9.3f}{again:>9.3f}{guessed:>9d}"


HEAD = f"{'':<28}{'n':>5}{'type':>9}{'fields':>9}{'misread':>9}{'passed':>9}{'fix':>9}{'guessed':>9}"


def report(seen: list[Seen]) -> str:
    """Three tables: by paper, by damage, and what was wrong."""
    right = [one for one in seen if not one.unit.wrong]
    light = [one for one in right if one.unit.level == "light"]
    lines = ["Right papers, clean and lightly damaged, by paper", HEAD]
    for kind in KINDS:
        lines.append(row(kind, [one for one in light if one.unit.kind == kind]))
    lines += [row("all", light), "", "Right papers, by damage", HEAD]
    by_condition = defaultdict(list)
    for one in right:
        by_condition[one.unit.damage, one.unit.level].append(one)
    for damage, level in CONDITIONS:
        name = damage if damage == "clean" else f"{damage}, {level}"
        lines.append(row(name, by_condition[damage, level]))
    lines += ["", "Wrong papers, clean and lightly damaged: how many passed"]
    for wrong in WRONGS:
        of = [one for one in seen if one.unit.wrong == wrong]
        passed = sum(one.outcome == Outcome.PASS for one in of)
        lines.append(f"{wrong:<28}{passed:>5} of {len(of)}")
    return "\n".join(lines)


def main() -> None:
    """Read them all, then print the tables."""
    parser = argparse.ArgumentParser(prog="python -m bench.documents", description=__doc__)
    parser.add_argument("--seeds", default="1000:1005", help="first and behind the last (1000:1005)")
    parser.add_argument("--kind", action="append", choices=list(KINDS), help="only this paper")
    parser.add_argument("--jobs", type=int, default=1, help="processes (1)")
    parser.add_argument("--out", type=Path, help="write what was seen as JSON lines")
    parser.add_argument("--tell", action="store_true", help="name what went wrong")
    arguments = parser.parse_args()
    first, behind = (int(number) for number in arguments.seeds.split(":"))
    todo = list(units(range(first, behind), arguments.kind or KINDS))
    seen: list[Seen] = []
    with get_context("spawn").Pool(arguments.jobs) as pool:
        for one in pool.imap_unordered(look_at, todo):
            seen.append(one)
            print(f"\r{len(seen)} of {len(todo)} papers", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    if arguments.out:
        arguments.out.write_text("\n".join(json.dumps(asdict(one)) for one in seen) + "\n", encoding="utf-8")
    print(report(seen))
    if arguments.tell:
        for one in seen:
            spoilt = one.sides_right < one.sides or one.fields_right < one.fields or one.outcome != Outcome.PASS
            if one.unit.level == "light" and (one.unit.wrong == "") == spoilt:
                print(one)


if __name__ == "__main__":
    main()
