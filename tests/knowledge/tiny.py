"""The small list in `tiny_list/`, copied so that a test may change it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from knowledge.policy_list import PolicyList, load

TINY_LIST = Path(__file__).parent / "tiny_list"
HERE = Path(__file__).parent


def cases(name: str) -> Any:
    """The cases of `<name>.yaml` beside the tests."""
    return yaml.safe_load((HERE / f"{name}.yaml").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Tiny:
    """A copy of the small list."""

    folder: Path

    def change(self, file: str, old: str, new: str) -> Path:
        """Replaces the first `old`, which must be there, in a file of the list."""
        path = self.folder / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return path

    def line(self, file: str, part: str) -> int:
        """The number of the first line with `part` in it."""
        lines = (self.folder / file).read_text(encoding="utf-8").splitlines()
        return next(number for number, line in enumerate(lines, 1) if part in line)

    def load(self) -> PolicyList:
        """The list as it now is."""
        return load(self.folder)
