"""Tables for a spreadsheet program: nothing in them is run as a formula, and a file is whole or is not there."""

from __future__ import annotations

import io
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, TextIO

FORMULA = tuple("=+-@＝＋－＠\t\r\n")
_NO_FORMULA = re.compile(r"[+-]*|[+-]?\d+(?:\.\d+)?")


def as_text(cell: str) -> str:
    """A spreadsheet takes text that begins like this for a formula and runs it, and a register holds what anybody wrote: an
    apostrophe before it keeps it text. A number with its sign is none, so that it stays a number."""
    return f"'{cell}" if cell.startswith(FORMULA) and not _NO_FORMULA.fullmatch(cell) else cell


@contextmanager
def only_whole(target: Path) -> Iterator[BinaryIO]:
    """A file beside the target, which only its owner reads; it takes the target's place when all is written."""
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    try:
        with open(handle, "wb") as file:  # noqa: PTH123  a handle has no path
            yield file
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(target)
    finally:
        Path(name).unlink(missing_ok=True)


@contextmanager
def only_whole_csv(target: Path) -> Iterator[TextIO]:
    """The same for text, with the mark by which Excel knows UTF-8."""
    with only_whole(target) as file:
        text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
        try:
            yield text
        finally:
            text.detach()  # writes what is left, and leaves the file open for the rest
