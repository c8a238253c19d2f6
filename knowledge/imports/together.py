"""Checks drafts as if they were in the list already, without putting them there."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from knowledge.check import problems
from knowledge.imports.writing import MARK, SHAPES, still_to_fill
from knowledge.policy_list import load
from knowledge.yaml_file import ListError


def check_drafts(drafts: Path, lists: Path, region: str, today: date) -> list[str]:
    """Everything that keeps the drafts of `region` out of the list in `lists`: marks of a draft, fields that are missing, and
    whatever the list's own check says once they stand in it."""
    files = [path for folder in SHAPES for path in sorted((drafts / folder).glob("*.yaml"))]
    if not files:
        return [f"{drafts}: 这里没有草稿，草稿应当在它下面的 sources、policies 和 services 里"]
    found = [line for path in files for line in [*_marked(path), *still_to_fill(path)]]
    if found:
        return found
    with TemporaryDirectory() as folder:
        whole = Path(folder) / "lists"
        shutil.copytree(lists, whole)
        for path in files:
            place = whole / region / path.parent.name / path.name
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, place)
        try:
            return problems(load(whole), today)
        except ListError as error:
            return str(error).replace(f"{whole}/", "").splitlines()


def _marked(path: Path) -> list[str]:
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    return [
        f"{path}:{n}: 还有草稿标记，改好以后请删掉这一行" for n, line in enumerate(lines, 1) if line.startswith(MARK)
    ]
