"""`minsheng emergencies …`: how well danger to life is recognised in the gateway itself, without Rasa."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.alarm import Level, Watch
from bot.emergency import emergency
from connectors import cli_policies
from knowledge.text import normalise

app = typer.Typer(no_args_is_help=True, help="Recognising danger to life: measure it.")

Heard = Callable[[str], Level | None]
"""How loud the alarm is for a normalised sentence."""

ROWS = {
    "missed": "missed (neither level)",
    "missed_by_danger": "missed by danger alone",
    "false_alarms": "false alarms (danger)",
    "concern_for_nothing": "harmless, behind the line",
}


@dataclass(frozen=True)
class Case:
    """A sentence, and the kind of danger it tells of, None for a harmless one."""

    text: str
    kind: str | None


class BadCases(Exception):
    """A file that cannot be read; the message names file and line and says why."""


@app.callback()
def _emergencies() -> None:
    """Keeps `eval` a word of its own while it is the only command."""


@app.command("eval")
def measure(
    file: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, help='Lines of {"q": …, "emergency": kind or null}.')
    ],
    as_json: cli_policies.AsJson = False,
) -> None:
    """Measure how many dangers of FILE are missed and how many alarms are false: by the words, the classifier, and both.

    Missed: neither the emergency answer nor the line with the numbers. Missed by danger alone: no emergency answer at once.
    False alarm: the emergency answer to a harmless sentence. Behind the line: a harmless sentence answered after it.
    """
    try:
        cases = list(read(file))
    except BadCases as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    report = figures(cases, _ways())
    typer.echo(json.dumps(report, ensure_ascii=False, indent=2) if as_json else _page(report))


def _ways() -> dict[str, Heard]:
    """The words alone, the classifier alone, and both, as the gateway hears."""
    from connectors.emergencies import learn  # takes seconds to import

    scores = learn(cli_policies.list_or_exit())
    return {
        "words": lambda text: Level.DANGER if emergency(text) else None,
        "classifier": lambda text: _level(Watch(scores, words=lambda _text: None), text),
        "both": lambda text: _level(Watch(scores), text),
    }


def _level(watch: Watch, text: str) -> Level | None:
    alarm = watch.hear(text)
    return alarm.level if alarm else None


def read(path: Path) -> Iterator[Case]:
    """The cases of a file. BadCases if one of its lines is none, or none is there."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise BadCases(f"{path}: not UTF-8 (byte {error.start}); save it as UTF-8") from error
    if not any(line.strip() for line in lines):
        raise BadCases(f"{path}: no sentence in it")
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield _case(f"{path}:{number}", line)


def _case(where: str, line: str) -> Case:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise BadCases(f"{where}: not JSON: {error}") from error
    if not isinstance(row, dict) or "emergency" not in row:
        raise BadCases(f'{where}: not like {{"q": "…", "emergency": "fire"}} or {{"q": "…", "emergency": null}}')
    text, kind = row.get("q"), row["emergency"]
    if not isinstance(text, str) or not text.strip():
        raise BadCases(f"{where}: `q` is no sentence")
    if kind is not None and (not isinstance(kind, str) or not kind):
        raise BadCases(f"{where}: `emergency` is neither a kind nor null")
    return Case(text, kind)


def figures(cases: list[Case], ways: dict[str, Heard]) -> dict[str, Any]:
    """How often each way misses a danger, and gives alarm for nothing: {sentences, dangers, harmless, ways: {way: counts}}."""
    dangers = sum(case.kind is not None for case in cases)
    return {
        "sentences": len(cases),
        "dangers": dangers,
        "harmless": len(cases) - dangers,
        "ways": {name: _counts(cases, heard) for name, heard in ways.items()},
    }


def _counts(cases: list[Case], heard: Heard) -> dict[str, Any]:
    seen = Counter((case.kind, heard(normalise(case.text))) for case in cases)
    kinds = {
        kind: {
            "sentences": sum(seen[kind, level] for level in (None, *Level)),
            "missed": seen[kind, None],
            "missed_by_danger": seen[kind, None] + seen[kind, Level.CONCERN],
        }
        for kind in sorted({case.kind for case in cases if case.kind is not None})
    }
    return {
        "missed": sum(row["missed"] for row in kinds.values()),
        "missed_by_danger": sum(row["missed_by_danger"] for row in kinds.values()),
        "false_alarms": seen[None, Level.DANGER],
        "concern_for_nothing": seen[None, Level.CONCERN],
        "kinds": kinds,
    }


def _page(report: dict[str, Any]) -> str:
    ways = report["ways"]
    lines = [f"{report['sentences']} sentences: {report['dangers']} dangers, {report['harmless']} harmless", ""]
    lines.append(f"{'':28}" + "".join(f"{name:>16}" for name in ways))
    for key, title in ROWS.items():
        whole = report["dangers"] if key.startswith("missed") else report["harmless"]
        lines.append(f"{title:28}" + "".join(f"{_share(way[key], whole):>16}" for way in ways.values()))
    lines += ["", "missed, and missed by danger alone, of each kind:"]
    for kind, row in ways["both"]["kinds"].items():
        title = f"{kind} ({row['sentences']})"
        cells = [f"{way['kinds'][kind]['missed']}, {way['kinds'][kind]['missed_by_danger']}" for way in ways.values()]
        lines.append(f"{title:28}" + "".join(f"{cell:>16}" for cell in cells))
    return "\n".join(lines)


def _share(count: int, whole: int) -> str:
    return f"{count} ({count / whole:.1%})" if whole else "-"
