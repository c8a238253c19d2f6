"""Measure search and whole answers in lists of 100 to 100,000 clauses, beside rank_bm25: `python -m bench.growth`."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable
from datetime import date
from functools import partial
from statistics import median
from typing import Any

from bench.grown_list import grown
from bench.growth_peer import RankBM25, install
from bench.growth_picture import picture
from bench.sides import ROOT
from bot.settings import Settings
from connectors.build import encoder_folder, open_list
from knowledge.answer import ask
from knowledge.classifier import parts
from knowledge.draft import Question
from knowledge.encoder import Encoder
from knowledge.evaluate import Case, read_cases
from knowledge.index import Index
from knowledge.policy_list import PolicyList
from knowledge.search import search
from knowledge.text import canonical, normalise, tokens

SIZES = (100, 1_000, 10_000, 100_000)
"""Clauses."""
QUESTIONS = ROOT / "tests/questions/development.jsonl"
FIGURES = ROOT / "docs/figures/growth.json"
PICTURE = ROOT / "docs/figures/growth.svg"
DAY = date(2026, 10, 1)
REGION = "guangzhou"
ASKED = 200
"""Questions, taken evenly from the file."""
PEER_SECONDS = 30.0
"""The peer is asked as many of the questions as fit in this."""
Line = dict[str, Any]


def main() -> None:
    """Measure, print a table, write docs/figures/growth.json and growth.svg."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="clauses")
    settings = Settings()
    install(settings.state / "bench/rank_bm25")
    shipped, encoder = open_list(settings), Encoder(encoder_folder(settings))
    cases = [case for case in read_cases(QUESTIONS) if not case.before]
    cases = cases[:: max(1, len(cases) // ASKED)]
    lines: list[Line] = []
    for clauses in parser.parse_args().sizes:
        lines += measure(shipped, encoder, clauses, cases)
        FIGURES.write_text(
            json.dumps(lines, indent=2) + "\n"
        )  # the longest list takes long: nothing is lost if it fails
        PICTURE.write_text(picture(lines))
    print(table(lines))


def measure(shipped: PolicyList, encoder: Encoder, clauses: int, cases: list[Case]) -> list[Line]:
    """Two lines: with the made-up policies in other regions, and with all of them in the region asked."""
    here, away = (grown(shipped, clauses, own_regions) for own_regions in (False, True))
    tell(f"{clauses} clauses, {len(here.policies)} policies: building")
    started = time.perf_counter()
    index = Index.build(here, encoder)
    seconds = time.perf_counter() - started
    # The same texts, so that nothing but their places has to be learned again.
    elsewhere = Index(away, encoder, index._bm25, index._vectors, index.classifier, index.ours)
    lines = []
    for place, among in (("other regions", elsewhere), ("region asked", index)):
        told = [among.units[position] for position in among.told(REGION, DAY).positions]
        tell(f"{clauses} clauses, made-up ones in the {place}: {len(told)} texts to ask about")
        line: Line = {"clauses": clauses, "made_up_in": place, "policies": len(here.policies)}
        line |= {"texts": len(index.units), "texts_told": len(told), "build_s": round(seconds)}
        listed = set(here.policies)
        line["search"] = asked(partial(found, among), cases, listed)
        line["ask"] = asked(partial(answered, among), cases, listed)
        tell("the same with rank_bm25")
        peer = RankBM25([unit.text for unit in told], [unit.target for unit in told])
        line["rank_bm25"] = asked(peer.found, cases, listed, PEER_SECONDS)
        lines.append(line)
    return lines


def found(index: Index, question: str) -> list[str]:
    """What the search finds, best first."""
    return [hit.target for hit in search(index, question, REGION, DAY)]


def answered(index: Index, question: str) -> list[str]:
    """What a whole answer is about."""
    return list(ask(index, Question(question, DAY, REGION)).policies)


def asked(
    answer: Callable[[str], list[str]], cases: list[Case], listed: set[str], most_seconds: float = 600.0
) -> dict[str, float | None]:
    """Milliseconds a question, and the share of those about a listed policy that had a right one first."""
    milliseconds, first = [], []
    for case in cases:
        for kept in (normalise, canonical, tokens, parts):
            kept.cache_clear()  # or the second that is asked would find the question's work done
        started = time.perf_counter()
        targets = answer(case.q)
        milliseconds.append((time.perf_counter() - started) * 1000)
        if listed & set(case.policies):
            first.append(targets[:1] != [] and targets[0] in case.policies)
        if sum(milliseconds) > most_seconds * 1000:
            break
    return {
        "median_ms": round(median(milliseconds), 2),
        "p99_ms": round(sorted(milliseconds)[int(len(milliseconds) * 0.99)], 2),
        "recall@1": round(sum(first) / len(first), 3) if first else None,
        "questions": len(milliseconds),
    }


def table(lines: list[Line]) -> str:
    """The lines in Markdown."""
    columns = ["clauses", "made-up ones in", "texts told", "search: median, p99 (ms)", "ask: median, p99 (ms)"]
    columns += ["rank_bm25: median, p99 (ms)", "right first: search", "rank_bm25", "to build (s)"]
    rows = [columns, ["---:", "---", *["---:"] * 7]]
    for line in lines:
        times = [f"{line[way]['median_ms']:.1f}, {line[way]['p99_ms']:.1f}" for way in ("search", "ask", "rank_bm25")]
        right = [f"{line[way]['recall@1']:.3f}" for way in ("search", "rank_bm25")]
        counts = [f"{line['clauses']:,}", line["made_up_in"], f"{line['texts_told']:,}"]
        rows.append([*counts, *times, *right, str(line["build_s"])])
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def tell(what: str) -> None:
    """Shows on standard error how far it is."""
    print(what, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
