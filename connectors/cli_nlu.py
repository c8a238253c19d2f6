"""`minsheng nlu …`: how well it is understood what a citizen wants."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from connectors import intents, labelled

app = typer.Typer(no_args_is_help=True, help="Understanding what a citizen wants: measure it.")

SIDES = {False: "minsheng", True: "rasa_default"}
ROWS = {
    "accuracy": "accuracy",
    "macro_f1": "macro F1",
    "falls_back": "not sure (falls back)",
    "train_seconds": "training (s)",
    "parse_ms_median": "a parse, median (ms)",
    "parse_ms_p99": "a parse, 99th percentile (ms)",
}


@app.callback()
def _nlu() -> None:
    """Keeps `eval` a word of its own while it is the only command."""


@app.command("eval")
def measure(
    train: Annotated[Path, typer.Argument(metavar="TRAIN", help="Rasa NLU YAML to train on: a file or a folder.")],
    test: Annotated[
        Path | None,
        typer.Argument(metavar="[TEST]", help="Sentences to test: YAML, .jsonl {text, intent} or .csv text,intent."),
    ] = None,
    folds: Annotated[
        int | None, typer.Option("--folds", min=2, help="Cross-validate on TRAIN, in so many parts.")
    ] = None,
    peer: Annotated[
        bool, typer.Option("--peer", help="Do the same with Rasa's default Chinese pipeline (slow: DIET), and compare.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Train the project's pipeline on TRAIN and measure how it tells the intents of TEST apart, and how fast.

    Only sentences and their intents are used, not entities, lookup tables or synonyms. The running system's model is
    left as it is. Accuracy is of the most likely intent, also where it was not sure enough and would have fallen back.
    """
    if test is None and folds is None:
        raise typer.BadParameter("TEST or --folds is wanted", param_hint="TEST")
    try:
        report = _measure(labelled.read(train), labelled.read(test) if test else None, folds, peer=peer)
    except (labelled.BadLabels, intents.NotMeasured) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    typer.echo(json.dumps(report, ensure_ascii=False, indent=2) if as_json else _page(report))


def _measure(
    train: list[labelled.Sentence], test: list[labelled.Sentence] | None, folds: int | None, *, peer: bool
) -> dict[str, Any]:
    """Every part that was asked for, each with a column for each side."""
    parts: dict[str, list[intents.Run]] = {}
    if test is not None:
        parts["held_out"] = intents.held_out(train, test)
        if known := {text for text, _ in train} & {text for text, _ in test}:
            typer.echo(f"{len(known)} of the sentences tested are also trained on, such as {min(known)}", err=True)
    if folds is not None:
        parts["cross_validation"] = intents.cross_validation(train, folds)
    runs = [run for part in parts.values() for run in part]
    report: dict[str, Any] = {
        name: {"runs": len(part), "trained_on": len(part[0].train), "tested": sum(len(run.test) for run in part)}
        for name, part in parts.items()
    }
    for is_peer in (False, True) if peer else (False,):
        side = SIDES[is_peer]
        answers = intents.ask_rasa(runs, partial(_progress, side, len(runs)), peer=is_peer)
        for name, part in parts.items():
            report[name][side] = intents.figures(part, [answers.pop(0) for _ in part])
    if peer:
        for part_report in report.values():
            part_report["ratios"] = intents.ratios(*(part_report[side] for side in SIDES.values()))
    return report


def _progress(side: str, whole: int, done: int) -> None:
    typer.echo(f"{side}: {done} of {whole}", err=True)


def _page(report: dict[str, Any]) -> str:
    return "\n\n".join(_part(name.replace("_", " "), part) for name, part in report.items())


def _part(name: str, part: dict[str, Any]) -> str:
    sides = {side: part[side] for side in SIDES.values() if side in part}
    lines = [f"{name}: {part['tested']} sentences, {part['trained_on']} to train on, {part['runs']} run(s)", ""]
    lines.append(f"{'':32}" + "".join(f"{side:>14}" for side in sides))
    lines += [
        f"{title:32}" + "".join(f"{figures[key]:>14}" for figures in sides.values()) for key, title in ROWS.items()
    ]
    if "ratios" in part:
        lines.append("ratios: " + ", ".join(f"{key} {value}" for key, value in part["ratios"].items()))
    for side, figures in sides.items():
        lines += ["", f"{side:32}{'precision':>14}{'recall':>14}{'F1':>14}{'sentences':>14}"]
        for intent, row in figures["intents"].items():
            lines.append(
                f"{intent:32}" + "".join(f"{row[key]:>14}" for key in ("precision", "recall", "f1", "sentences"))
            )
        if figures["confused"]:
            lines += ["", f"{side}, most confused:"]
        lines += [
            f"  {row['times']:>3} × {row['intent']} → {row['taken_for']}: {row['example']}"
            for row in figures["confused"]
        ]
    return "\n".join(lines)
