"""Reading sentences with their intents: Rasa's NLU YAML (a file or a folder), JSON lines, or CSV."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import yaml

Sentence = tuple[str, str]
"""A text and its intent."""

YAML = {".yml", ".yaml"}
_ANNOTATION = re.compile(r"\[([^\[\]]+)\](?:\([^)]*\)|\{[^}]*\})")
"""An entity marked in a sentence: [八十](age) or [八十]{"entity": "age"}."""


class BadLabels(Exception):
    """A file that cannot be read; the message names it and says why."""


def read(path: Path) -> list[Sentence]:
    """Every sentence of a file, or of a folder's YAML files. BadLabels if there is none."""
    if path.is_dir():
        files = sorted(file for file in path.rglob("*") if file.suffix in YAML)
        found = [sentence for file in files for sentence in _read_file(file, strict=False)]
    elif path.is_file():
        found = _read_file(path, strict=True)
    else:
        raise BadLabels(f"{path}: there is no such file or folder")
    if not found:
        raise BadLabels(f"{path}: no sentence with an intent in it")
    return found


def _read_file(path: Path, *, strict: bool) -> list[Sentence]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadLabels(f"{path}: not UTF-8 (byte {error.start}); save it as UTF-8") from error
    if path.suffix in YAML:
        return [_sentence(path, *pair) for pair in _from_yaml(path, text, strict=strict)]
    reader = READERS.get(path.suffix)
    if reader is None:
        raise BadLabels(f"{path}: only {', '.join(sorted(YAML | READERS.keys()))} can be read")
    return [_sentence(path, *row) for row in reader(path, text)]


def _from_yaml(path: Path, text: str, *, strict: bool) -> Iterator[tuple[str, object, object]]:
    """Where, text, intent. A YAML file without `nlu` is passed over unless `strict`."""
    try:
        content = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise BadLabels(f"{path}: not YAML: {' '.join(str(error).split())}") from error
    entries = content.get("nlu") if isinstance(content, dict) else None
    if not isinstance(entries, list):
        if strict and content is not None:
            raise BadLabels(f"{path}: no list called `nlu` in it")
        return
    for number, entry in enumerate(entries, 1):
        if isinstance(entry, dict) and "intent" in entry:
            where = f"entry {number}"
            for example in _examples(path, where, entry.get("examples")):
                yield where, example, entry["intent"]


def _examples(path: Path, where: str, examples: object) -> Iterator[object]:
    """The sentences of an entry, without the marks of entities."""
    if isinstance(examples, str):
        lines = (line.strip() for line in examples.splitlines())
        texts: list[Any] = [line.removeprefix("-") for line in lines if line.startswith("-")]
    elif isinstance(examples, list):
        texts = [example.get("text") if isinstance(example, dict) else example for example in examples]
    else:
        raise BadLabels(f"{path}, {where}: its `examples` are no lines that begin with -")
    yield from (_ANNOTATION.sub(r"\1", text) if isinstance(text, str) else text for text in texts)


def _from_jsonl(path: Path, text: str) -> Iterator[tuple[str, object, object]]:
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        where = f"line {number}"
        try:
            row = json.loads(line)
        except ValueError as error:
            raise BadLabels(f"{path}, {where}: not JSON: {error}") from error
        if not isinstance(row, dict):
            raise BadLabels(f'{path}, {where}: not like {{"text": "…", "intent": "…"}}')
        yield where, row.get("text"), row.get("intent")


def _from_csv(path: Path, text: str) -> Iterator[tuple[str, object, object]]:
    rows = csv.DictReader(io.StringIO(text))
    if text.strip() and not {"text", "intent"} <= set(rows.fieldnames or ()):
        raise BadLabels(f"{path}: its first line does not name the columns text and intent")
    for row in rows:
        yield f"line {rows.line_num}", row["text"], row["intent"]


READERS: dict[str, Callable[[Path, str], Iterator[tuple[str, object, object]]]] = {
    ".jsonl": _from_jsonl,
    ".csv": _from_csv,
}


def _sentence(path: Path, where: str, text: object, intent: object) -> Sentence:
    """On one line; the intent without the part after a slash, which tells answers apart, not intents."""
    if not isinstance(text, str) or not isinstance(intent, str) or not text.strip() or not intent.strip():
        raise BadLabels(f"{path}, {where}: a text and an intent are wanted, both in words")
    return " ".join(text.split()), intent.strip().split("/")[0]
