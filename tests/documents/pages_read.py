"""Pages as they were read: `pages/<name>.yaml`, and small ones that a test writes as lines of text with places."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from actions.documents.model import Line

FOLDER = Path(__file__).parent / "pages"
NAMES = sorted(path.stem for path in FOLDER.glob("*.yaml"))


@dataclass(frozen=True)
class PageRead:
    """Lines, and what stands on the paper."""

    kind: str
    side: str
    fields: dict[str, str]
    lines: tuple[Line, ...]


@cache
def page_read(name: str) -> PageRead:
    content = yaml.load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader)
    lines = tuple(Line(line["text"], line["score"], tuple((x, y) for x, y in line["box"])) for line in content["lines"])
    return PageRead(content["kind"], content["side"], content["fields"], lines)


def written(text: str, height: float = 40) -> list[Line]:
    """A page drawn in text: a row a line, two spaces or more between pieces; a character is as wide as it is high."""
    lines = []
    for number, row in enumerate(text.strip("\n").splitlines()):
        at = 0
        for piece in row.replace("  ", "\t").split("\t"):
            if piece.strip():
                left = at + (len(piece) - len(piece.lstrip())) * height
                width = sum(height if ord(c) > 0x2E80 else height * 0.55 for c in piece.strip())
                top = number * height * 1.35
                lines.append(Line(piece.strip(), 0.99, _box(left, top, width, height)))
                at = int(left + width)
            else:
                at += int(len(piece) * height)
            at += int(1.2 * height)
    return lines


def _box(left: float, top: float, width: float, height: float) -> Any:
    return ((left, top), (left + width, top), (left + width, top + height), (left, top + height))
