"""YAML files read into records, with the file and the line in every complaint."""

from __future__ import annotations

import re
from collections.abc import Hashable
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

R = TypeVar("R", bound=BaseModel)


class ListError(Exception):
    """Something in the list's files is wrong; the message is `file:line: what`, one line each."""


class _Loader(yaml.CSafeLoader):
    """Refuses what YAML lets pass or stumbles over without naming the line: a key that stands twice, a day that never was."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if key.value in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {key.value} stands there twice", key.start_mark
                )
            seen.add(key.value)
        return super().construct_mapping(node, deep)

    def construct_yaml_timestamp(self, node: yaml.ScalarNode) -> date:
        try:
            return super().construct_yaml_timestamp(node)
        except ValueError as error:
            raise yaml.constructor.ConstructorError(
                None, None, f"no such day: {node.value} ({error})", node.start_mark
            ) from error


_Loader.add_constructor("tag:yaml.org,2002:timestamp", _Loader.construct_yaml_timestamp)


def read(path: Path) -> tuple[Any, yaml.Node | None]:
    """The file's content, and its node tree, which knows the lines. ListError if it is no YAML."""
    try:
        text = path.read_text(encoding="utf-8")
        content = yaml.load(text, _Loader)  # noqa: S506  it is a safe loader's child
        return content, yaml.compose(text, yaml.CSafeLoader)
    except UnicodeDecodeError as error:
        raise ListError(f"{path}:1: not UTF-8 ({error.reason})") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        raise ListError(f"{path}:{line}: {getattr(error, 'problem', None) or error}") from error


def read_record(path: Path, shape: type[R]) -> R:
    """One record a file."""
    content, node = read(path)
    return _validate(path, shape, content, node)


def read_records(path: Path, shape: type[R]) -> list[R]:
    """A file that is a list of records; an absent file is an empty list."""
    if not path.exists():
        return []
    content, node = read(path)
    if not isinstance(content, list) or not isinstance(node, yaml.SequenceNode):
        raise ListError(f"{path}:1: expected a list of {shape.__name__} entries")
    return [_validate(path, shape, item, child) for item, child in zip(content, node.value, strict=True)]


def _validate(path: Path, shape: type[R], content: Any, node: yaml.Node | None) -> R:
    try:
        return shape.model_validate(content)
    except ValidationError as error:
        lines = []
        for problem in error.errors():
            where = ".".join(str(part) for part in problem["loc"])
            lines.append(f"{path}:{_line(node, problem['loc'])}: {where or shape.__name__}: {problem['msg']}")
        raise ListError("\n".join(lines)) from error


def _line(node: yaml.Node | None, location: tuple[int | str, ...]) -> int:
    """The line of the innermost part of `location` that is in the file."""
    line = 1
    for part in location:
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                if key.value == part:
                    line, node = key.start_mark.line + 1, value
                    break
            else:
                break
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
            line = node.start_mark.line + 1
        else:
            break
    return line if line > 1 or node is None else node.start_mark.line + 1


def line_of(path: Path, word: str) -> int:
    """The first line of the file with `word` in it, whole; 1 if there is none."""
    whole = re.compile(rf"(?<![\w-]){re.escape(word)}(?![\w-])")
    lines = path.read_text(encoding="utf-8").splitlines()
    return next((number for number, line in enumerate(lines, 1) if whole.search(line)), 1)
