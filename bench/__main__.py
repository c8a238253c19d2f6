"""Measure whole turns of a stock Rasa project and of Minsheng, in the same run: `python -m bench`."""

from __future__ import annotations

import asyncio
from pathlib import Path

from bench.ours import Ours
from bench.peer import Stock
from bench.report import Figures, figures, table, write
from bench.sides import ROOT, Side
from bench.turns import Round, conversation, load

ROUNDS = 3
ROUND_SECONDS = 10.0
WARM_UP_SECONDS = 5.0
LONG_CONVERSATIONS = 2
LONG_TURNS = 200
QUESTIONS = Path(__file__).with_name("questions.txt")
FIGURES = ROOT / "docs/figures/bench.json"


async def compare(stock: Side, ours: Side) -> list[Figures]:
    """Start both, measure them in turns, and stop them. The sides wait idle for each other."""
    questions = QUESTIONS.read_text().split()
    sides = [stock, ours]
    try:
        ready = [await side.start() for side in sides]
        for side in sides:
            await load(side, questions, WARM_UP_SECONDS)
        rounds: list[list[Round]] = [[], []]
        long: list[list[tuple[float, float]]] = [[], []]
        for _ in range(ROUNDS):
            for side, results in zip(sides, rounds, strict=True):
                results.append(await load(side, questions, ROUND_SECONDS))
                print(f"{side.name}: {results[-1].turns_per_second:.0f} turns/s")
        for _ in range(LONG_CONVERSATIONS):
            for side, times in zip(sides, long, strict=True):
                times.append(await conversation(side, questions, LONG_TURNS))
        return [figures(side.name, ready[i], rounds[i], long[i], side.usage()) for i, side in enumerate(sides)]
    finally:
        for side in sides:
            side.stop()


def main() -> None:
    """Train the stock project if needed, measure, print the table and write docs/figures/bench.json."""
    stock = Stock()
    stock.train()
    measured = asyncio.run(compare(stock, Ours()))
    write(FIGURES, *measured)
    print(table(*measured))


if __name__ == "__main__":
    main()
