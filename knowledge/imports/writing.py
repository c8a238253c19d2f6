"""Drafts as files, laid out as the list is; a file that is there already is never replaced unasked."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import yaml

from knowledge.imports.drafting import Draft
from knowledge.imports.words import words
from knowledge.policy import Policy, Source
from knowledge.record import Record
from knowledge.service import Service
from knowledge.yaml_file import ListError, read_record

MARK = "# 草稿"
"""How a draft's first line begins, until a clerk has gone through it."""
SHAPES: dict[str, type[Record]] = {"sources": Source, "policies": Policy, "services": Service}
_PROBLEM = re.compile(r"^(?P<file>.*?):(?P<line>\d+): (?P<where>[^:]*): (?P<what>.*)$")

Outcome = Literal["new", "same", "kept", "replaced"]


@dataclass(frozen=True)
class Written:
    """What became of one draft."""

    path: Path
    outcome: Outcome
    difference: str = ""
    """Unified, from the file that was there to the draft."""


class Dumper(yaml.SafeDumper):
    """Figures in one line each, as in the list; a day that stands twice is written twice."""

    def ignore_aliases(self, data: Any) -> bool:
        """Always."""
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Lists too."""
        super().increase_indent(flow, False)


class OneLine(dict[str, Any]):
    """A mapping written in braces."""


Dumper.add_representer(
    OneLine, lambda dumper, it: dumper.represent_mapping("tag:yaml.org,2002:map", it, flow_style=True)
)


def as_yaml(draft: Draft, origin: str) -> str:
    """The file's text: what a clerk should know as comments, then the record."""
    record = dict(draft.record)
    if "clauses" in record:
        record["clauses"] = [
            {**clause, **({"figures": [OneLine(f) for f in clause["figures"]]} if "figures" in clause else {})}
            for clause in record["clauses"]
        ]
    comments = [f"{MARK}，来自 {origin}，还不在清单里。改好以后，把这几行 # 开头的删掉。"]
    if draft.folder == "policies":
        comments.append("# 请把条款改写成大白话，对照原文核对每个数字和日期，补上缺的内容。")
    comments += [f"# {' '.join(line.split())}" for line in draft.advice]
    comments += [f"#   {clause} 在原文的{place}" for clause, place in draft.places.items()]
    body = yaml.dump(record, Dumper=Dumper, allow_unicode=True, sort_keys=False, width=10_000)
    return "\n".join(comments) + "\n" + body


def write(draft: Draft, into: Path, origin: str, *, replace: bool = False) -> Written:
    """Writes a draft under `into`; one that would change a file is written only with `replace`."""
    return write_text(into / draft.folder / f"{draft.id}.yaml", as_yaml(draft, origin), replace=replace)


def write_text(path: Path, text: str, *, replace: bool = False) -> Written:
    """The same, of a draft that is text already."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return Written(path, "new")
    there = path.read_text(encoding="utf-8", errors="replace")
    if there == text:
        return Written(path, "same")
    lines = difflib.unified_diff(there.splitlines(), text.splitlines(), "现有的文件", "这次读出的", lineterm="", n=1)
    if replace:
        path.write_text(text, encoding="utf-8")
    return Written(path, "replaced" if replace else "kept", "\n".join(lines))


def still_to_fill(path: Path) -> list[str]:
    """What the list would refuse a draft for, as `file:line: what` in Chinese."""
    try:
        read_record(path, SHAPES[path.parent.name])
    except ListError as error:
        return [_in_chinese(line) for line in str(error).splitlines()]
    return []


def _in_chinese(problem: str) -> str:
    found = _PROBLEM.match(problem)
    if found is None:
        return problem
    name = found["where"].rpartition(".")[2]
    label = words("fields").get(name, name)
    what = f"没有填{label}（{found['where']}）" if found["what"] == "Field required" else f"{label}：{found['what']}"
    return f"{found['file']}:{found['line']}: {what}"
