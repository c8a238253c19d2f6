"""Measure how long the screening of made-up people takes, beside evaluating them one by one: `python -m bench.screening`."""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Iterator
from datetime import date
from itertools import islice
from random import Random
from typing import Any

from bench.sides import ROOT
from connectors.progress import progress_line
from knowledge.criteria import AllOf, AnyOf, Leaf, Tree, children
from knowledge.eligibility import as_outcome, evaluate
from knowledge.policy_list import PolicyList, load
from knowledge.screening import Screening, Standing
from knowledge.simulate import Citizens, Person

FIGURES = ROOT / "docs/figures/screening.json"
DAY = date(2026, 10, 1)
REGION = "guangzhou"
SAMPLE = 2_000
"""People who are also evaluated one by one."""
AT_ONCE = 500
"""People who are made up, and then screened: making them up is not measured."""
REGISTER = [
    *("age", "sex", "hukou", "lives-in-guangzhou", "lives-with", "disability-grade", "disability-kind"),
    *("household-status", "income-per-head", "serious-illness", "care-need", "can-work"),
]
"""What a register tells."""
FILLED = 0.9
"""Share of its cells that are not empty."""
Found = tuple[dict[str, Standing], set[str]]
"""How somebody stands with each policy, and the facts that would settle what is open."""
Way = Callable[[Person], Found]
Line = dict[str, Any]


def main() -> None:
    """Measure, print a table, write docs/figures/screening.json; exit 1 if a result differs from the one-by-one evaluation."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=100_000)
    people, policies = parser.parse_args().people, load()
    screening, one_by_one = Screening(policies, REGION, DAY), OneByOne(policies)
    about = {"list": policies.version, "policies": len(screening.rules), "on": DAY.isoformat(), "people": people}
    lines = [
        measured(
            "every fact known", known(policies), people, by(screening), [one_by_one.evaluated, one_by_one.plainly]
        ),
        measured("a register", register(policies), people, by(screening), [one_by_one.evaluated]),
    ]
    FIGURES.write_text(json.dumps({**about, "measured": lines}, indent=2) + "\n")
    print(f"{people:,} people, {len(screening.rules)} policies\n{table(lines)}")
    if any(line["differing"] for line in lines):
        raise SystemExit(1)


def known(policies: PolicyList) -> Iterator[Person]:
    """People of whom everything is known."""
    citizens = Citizens(policies.facts, seed=1)
    while True:
        yield citizens.one()


def register(policies: PolicyList) -> Iterator[Person]:
    """People of whom so much is known as stands in a register."""
    gaps = Random("gaps")
    for person in known(policies):
        yield {name: person[name] for name in REGISTER if gaps.random() < FILLED}


def by(screening: Screening) -> Way:
    """Both things that are told of each row of a register."""
    return lambda person: (screening.standings(person), set(screening.would_settle(person)))


class OneByOne:
    """The peers: every policy for itself, for every person anew."""

    def __init__(self, policies: PolicyList) -> None:
        self._policies = policies
        self._rules = Screening(policies, REGION, DAY).rules

    def evaluated(self, person: Person) -> Found:
        """As `minsheng eligible` does it, reasons and amounts included."""
        found = [evaluate(self._policies, one.policy.id, person, DAY) for one in self._rules]
        standings = {one.policy: Standing(one.outcome, one.as_last_known) for one in found}
        return standings, {name for one in found for name in one.missing}

    def plainly(self, person: Person) -> Found:
        """By comparing the values themselves, with every fact known; a comparison of a lapsed clause may be true or false."""
        standings = {}
        for one in self._rules:
            firm, last = (as_outcome(true_of(one.tree, person, open_)) for open_ in (one.lapsed, frozenset[str]()))
            standings[one.policy.id] = Standing(firm, last if last is not firm else None)
        return standings, set()


def true_of(tree: Tree, person: Person, open_clauses: frozenset[str]) -> bool | None:
    """Whether the conditions hold; None where that hangs on open clauses."""
    if isinstance(tree, Leaf):
        return None if tree.clause in open_clauses else tree.holds(person[tree.fact])
    truths = [true_of(child, person, open_clauses) for child in children(tree)]
    settles = not isinstance(tree, AllOf)
    if settles in truths:
        return isinstance(tree, AnyOf)
    return None if None in truths else not isinstance(tree, AnyOf)


def measured(what: str, people: Iterator[Person], count: int, ours: Way, peers: list[Way]) -> Line:
    """Seconds of one core for so many people, and how many times as long each peer takes for one of the sample."""
    seconds, sampled, differing = dict.fromkeys([ours, *peers], 0.0), 0, 0
    with progress_line(f"Screening {count:,} people, {what}") as progress:
        for done in range(0, count, AT_ONCE):
            some = list(islice(people, min(AT_ONCE, count - done)))
            in_sample = sampled < SAMPLE
            found = {}
            for way in [ours, *peers] if in_sample else [ours]:
                started = time.process_time()
                found[way] = [way(person) for person in some]
                seconds[way] += time.process_time() - started
            if in_sample:
                sampled += len(some)
                differing += sum(
                    one != other for way in peers for one, other in zip(found[ours], found[way], strict=True)
                )
            progress(done + len(some), count)
    line: Line = {"people": what, "seconds": round(seconds[ours], 1), "sample": sampled, "differing": differing}
    for way in peers:
        line[way.__name__] = round(seconds[way] / sampled / (seconds[ours] / count), 1)
    return line


def table(lines: list[Line]) -> str:
    """The lines in Markdown."""
    rows = [["people", "seconds on one core", "evaluated one by one", "trees gone through plainly", "differing"]]
    rows += [["---", *["---:"] * 4]]
    for line in lines:
        times = [f"{line[way]} ×" if way in line else "" for way in ("evaluated", "plainly")]
        rows.append([line["people"], f"{line['seconds']:.1f}", *times, f"{line['differing']} of {line['sample']:,}"])
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


if __name__ == "__main__":
    main()
