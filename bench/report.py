"""The figures of both sides, as data and as a table."""

from __future__ import annotations

import json
import platform
import statistics
from dataclasses import asdict, dataclass
from pathlib import Path

from bench.processes import Usage
from bench.turns import Round


@dataclass
class Figures:
    """What was measured of one side. Times are milliseconds; each is a median over rounds or conversations."""

    side: str
    ready_seconds: float
    turns_per_second: float
    p50: float
    p99: float
    first_turn: float
    last_turn: float
    """The 200th of the same conversation."""
    rasa_cpu_ms: float
    """CPU time of the Rasa process for one turn."""
    memory_mb: dict[str, float]
    """Resident memory, by process."""


def figures(
    side: str, ready: float, rounds: list[Round], long: list[tuple[float, float]], usage: list[Usage]
) -> Figures:
    """Put one side's measurements together."""
    memory: dict[str, float] = {}
    for process in usage:
        memory[process.name] = round(memory.get(process.name, 0) + process.resident_mb)
    return Figures(
        side=side,
        ready_seconds=round(ready, 1),
        turns_per_second=_median([one.turns_per_second for one in rounds]),
        p50=_median([one.p50 for one in rounds]),
        p99=_median([one.p99 for one in rounds]),
        first_turn=_median([first for first, _ in long]),
        last_turn=_median([last for _, last in long]),
        rasa_cpu_ms=_median([one.rasa_cpu_ms for one in rounds]),
        memory_mb=memory,
    )


def table(stock: Figures, ours: Figures) -> str:
    """Return a Markdown table, stock and ours side by side."""
    rows = [
        ("turns a second, 16 clients", stock.turns_per_second, ours.turns_per_second),
        ("a turn under load, median (ms)", stock.p50, ours.p50),
        ("a turn under load, 99th percentile (ms)", stock.p99, ours.p99),
        ("first turn of a conversation (ms)", stock.first_turn, ours.first_turn),
        ("200th turn of the same conversation (ms)", stock.last_turn, ours.last_turn),
        ("CPU time of Rasa a turn (ms)", stock.rasa_cpu_ms, ours.rasa_cpu_ms),
        ("from start to ready (s)", stock.ready_seconds, ours.ready_seconds),
        ("resident memory, all processes (MB)", sum(stock.memory_mb.values()), sum(ours.memory_mb.values())),
    ]
    lines = ["| | stock Rasa | Minsheng |", "|---|---:|---:|"]
    lines += [f"| {name} | {left:g} | {right:g} |" for name, left, right in rows]
    lines += ["", *(f"{one.side}: {_memory(one)}" for one in (stock, ours))]
    return "\n".join(lines)


def write(path: Path, stock: Figures, ours: Figures) -> None:
    """Write both sides' figures as JSON, with the machine they were measured on."""
    machine = {"processor": _processor(), "cores": len(_cores()), "python": platform.python_version()}
    data = {"machine": machine, "stock": asdict(stock), "minsheng": asdict(ours)}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(data, ensure_ascii=False, indent=2) + "\n")


def _memory(figures: Figures) -> str:
    return ", ".join(f"{name} {megabytes:g} MB" for name, megabytes in figures.memory_mb.items())


def _median(values: list[float]) -> float:
    return round(statistics.median(values), 1)


def _cores() -> list[str]:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    return [line.partition(": ")[2] for line in lines if line.startswith("model name")]


def _processor() -> str:
    return next(iter(_cores()), platform.machine())
