"""A service's file with other offices: all else stays, to the letter."""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import Any

import yaml

from knowledge.imports.writing import MARK, Dumper, OneLine
from knowledge.yaml_file import read

OFFICES = "offices"


class _InLine(list[Any]):
    """A list written in brackets."""


Dumper.add_representer(
    _InLine, lambda dumper, it: dumper.represent_sequence("tag:yaml.org,2002:seq", it, flow_style=True)
)


def with_offices(path: Path, records: list[dict[str, Any]], origin: str) -> str:
    """The text of a draft of the file at `path`. ListError if that is no YAML."""
    _, node = read(path)
    lines = path.read_text(encoding="utf-8").splitlines()
    first, behind = _block(node, lines)
    shown = [_shown(record) for record in records]
    block = yaml.dump({OFFICES: shown}, Dumper=Dumper, allow_unicode=True, sort_keys=False, width=10_000)
    head = f"{MARK}，网点来自 {origin}，还不在清单里。核对以后，把这一行删掉。"
    return "\n".join([head, *lines[:first], *block.splitlines(), *lines[behind:]]) + "\n"


def difference(path: Path, text: str) -> str:
    """Unified, from the file in the list to the draft."""
    there = path.read_text(encoding="utf-8").splitlines()
    return "\n".join(difflib.unified_diff(there, text.splitlines(), "清单里的", "草稿", lineterm="", n=1))


def _block(node: Any, lines: list[str]) -> tuple[int, int]:
    """The first line of the offices, and the first one behind them; comments before the next key belong to that."""
    keys = [key for key, _ in node.value]
    at = next(i for i, key in enumerate(keys) if key.value == OFFICES)
    behind = keys[at + 1].start_mark.line if at + 1 < len(keys) else len(lines)
    while behind > keys[at].start_mark.line + 1 and (
        not lines[behind - 1].strip() or lines[behind - 1].startswith("#")
    ):
        behind -= 1
    return keys[at].start_mark.line, behind


def _shown(record: dict[str, Any]) -> dict[str, Any]:
    """Words, bands and capacities in one line each, as in the list."""
    shown = {name: _InLine(value) if isinstance(value, list) else value for name, value in record.items()}
    return shown | ({"capacity": [OneLine(one) for one in record["capacity"]]} if "capacity" in record else {})
