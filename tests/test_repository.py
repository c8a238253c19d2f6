"""What holds over the whole repository: layers, docs that are complete, files that stay small."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest
import typer

from bot.settings import Settings
from connectors.cli import app

ROOT = Path(__file__).resolve().parents[1]
READMES = ["README.md", "README.zh.md"]
LONGEST_FILE = 400
CODE = {".py", ".js", ".css", ".html", ".sh"}

MAY_IMPORT = {
    "knowledge": {"knowledge"},
    "bot": {"bot"},
    "nlu": {"nlu"},
    "actions": {"actions", "bot", "knowledge"},
    "connectors": {"connectors", "actions", "bot", "knowledge"},
}
"""Which of our packages a package may import."""
TOOLS = ["bot/migrations/**"]
"""Run from outside, so not bound by the layers: migrations see every table."""
ONLY_IN = {
    # Handlers and their registry; and the gateway, which holds the executor and answers Rasa in its words.
    "rasa_sdk": ["actions/*/handlers.py", "actions/registry.py"],
    "rasa": ["nlu/components/*.py"],
    "fastapi": ["connectors/**"],
    "starlette": ["connectors/**"],
}
"""Libraries that only these files import."""


@cache
def tracked() -> list[Path]:
    """Every file that git keeps or would keep."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.splitlines()
    return [Path(name) for name in names if (ROOT / name).is_file()]


def imports(path: Path) -> Iterator[str]:
    """The modules that a file imports, anywhere in it, with relative imports resolved."""
    package = list(path.parts[:-1])
    for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level:
            yield ".".join([*package[: len(package) - node.level + 1], node.module or ""])
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def is_one_of(path: Path, patterns: list[str]) -> bool:
    """Whether a pattern names the file: `**` at the end stands for everything below, `*` for one name."""
    wholes = [re.escape(pattern).replace(r"\*\*", ".*").replace(r"\*", "[^/]*") for pattern in patterns]
    return any(re.fullmatch(whole, path.as_posix()) for whole in wholes)


def our_code() -> list[Path]:
    return [path for path in tracked() if path.suffix == ".py" and path.parts[0] in MAY_IMPORT]


def test_each_layer_imports_only_those_below_it() -> None:
    wrong = [
        f"{path} imports {module}"
        for path in our_code()
        if not is_one_of(path, TOOLS)
        for module in imports(path)
        if (package := module.split(".")[0]) in MAY_IMPORT and package not in MAY_IMPORT[path.parts[0]]
    ]
    assert wrong == []


def test_libraries_are_imported_only_where_they_belong() -> None:
    wrong = [
        f"{path} imports {module}"
        for path in our_code()
        for module in imports(path)
        if (library := module.split(".")[0]) in ONLY_IN and not is_one_of(path, ONLY_IN[library])
    ]
    assert wrong == []


def requirements(*names: str) -> set[str]:
    """The distributions that requirements/<name>.in ask for."""
    lines = [line for name in names for line in (ROOT / f"requirements/{name}.in").read_text().splitlines()]
    words = [re.match(r"[\w.-]+", line) for line in lines]
    return {word[0].lower().replace("_", "-") for word in words if word}


@pytest.mark.parametrize(
    ("folders", "asked"),
    [({"bot", "knowledge", "actions", "connectors"}, ["app"]), ({"tests", "bench"}, ["app", "dev"])],
)
def test_every_library_that_is_imported_is_asked_for(folders: set[str], asked: list[str]) -> None:
    owners = packages_distributions()
    runs_in_rasa = ["bench/stock/**", "tests/nlu/components/in_rasa.py"]
    files = [path for path in tracked() if path.suffix == ".py" and path.parts[0] in folders]
    imported = {
        (path, module.split(".")[0]) for path in files if not is_one_of(path, runs_in_rasa) for module in imports(path)
    }
    missing = {
        f"{path} imports {module}"
        for path, module in imported
        if module in owners and not {owner.lower().replace("_", "-") for owner in owners[module]} & requirements(*asked)
        if not (ROOT / module).is_dir()
    }
    assert missing == set()


def test_no_file_is_longer_than_a_person_reads_at_a_sitting() -> None:
    long = [
        f"{path}: {count} lines"
        for path in tracked()
        if path.suffix in CODE and (count := len((ROOT / path).read_text(encoding="utf-8").splitlines())) > LONGEST_FILE
    ]
    assert long == []


def test_nothing_is_left_unfinished() -> None:
    marks = re.compile(r"\b(?:TODO|FIXME|XXX)\b")
    here = Path(__file__).relative_to(ROOT)
    files = [path for path in tracked() if path.suffix in CODE | {".md", ".yml", ".yaml"} and path != here]
    assert [str(path) for path in files if marks.search((ROOT / path).read_text(encoding="utf-8"))] == []


def named_paths(text: str) -> set[str]:
    """The paths that a page names: links, and words in backquotes with a slash or one of our endings."""
    links = {link.split("#")[0] for link in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in link}
    words = set(re.findall(r"`([\w.][\w./-]*)`", text))
    paths = {word for word in words if re.fullmatch(r"[\w.-]+/[\w./-]*|[\w-]+\.(?:md|toml|yml|in|txt)", word)}
    made_at_run_time = ("var/", ".venv", ".env")
    return {path for path in links | paths if path and not path.startswith(made_at_run_time)}


@pytest.mark.parametrize("page", sorted(str(path) for path in tracked() if path.suffix == ".md"))
def test_every_path_that_a_page_names_exists(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    bases = (ROOT, (ROOT / page).parent)
    assert [name for name in sorted(named_paths(text)) if not any((base / name).exists() for base in bases)] == []


def make_targets() -> list[str]:
    return re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)


def commands(command: Any, path: str = "minsheng") -> Iterator[str]:
    """Every command of the command line, as it is typed."""
    children = getattr(command, "commands", {})
    if not children:
        yield path
    for name, child in children.items():
        yield from commands(child, f"{path} {name}")


@pytest.mark.parametrize("page", READMES)
def test_the_readme_names_every_make_target_and_every_command(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    wanted = [f"make {target}" for target in make_targets()] + list(commands(typer.main.get_command(app)))
    assert [name for name in wanted if not re.search(rf"\b{name}\b", text)] == []


def test_the_make_targets_that_are_promised_are_there() -> None:
    promised = ["help", "run", "test", "check", "chat", "train", "eval", "bench", "proof", "clean"]
    assert [target for target in promised if target not in make_targets()] == []


def test_the_chinese_readme_has_the_same_headings_and_commands() -> None:
    english, chinese = ((ROOT / page).read_text(encoding="utf-8") for page in READMES)
    for pattern in (r"^#+ ", r"^```"):
        assert len(re.findall(pattern, english, re.MULTILINE)) == len(re.findall(pattern, chinese, re.MULTILINE))


def test_the_example_settings_name_every_setting() -> None:
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    named = set(re.findall(r"^#?MINSHENG_([A-Z_]+)=", text, re.MULTILINE))
    assert named == {name.upper() for name in Settings.model_fields}


def test_decisions_are_numbered_without_gaps_and_say_why_and_what_follows() -> None:
    pages = sorted((ROOT / "docs" / "adr").glob("*.md"))
    assert [page.name[:4] for page in pages] == [f"{number:04}" for number in range(1, len(pages) + 1)]
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert text.startswith(f"# {int(page.name[:4])}. "), page
        assert all(f"## {heading}" in text for heading in ("Context", "Decision", "Consequences")), page


def test_the_changelog_has_a_place_for_what_is_not_released() -> None:
    assert "## [Unreleased]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
