"""The set-up, with programs on the PATH that only pretend: nothing is installed."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from scripts.setup import __main__ as setup
from scripts.setup import debian, environments, stamps
from scripts.setup.interpreters import Missing, Wanted, find
from scripts.setup.parts import PARTS, REQUIREMENTS, ROOT, Package
from scripts.setup.progress import Progress

Program = Callable[[str, str], Path]
OLD_PYTHON = Wanted(".venv-rasa", ("3.10",))


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Program:
    """Puts a shell script on a PATH that holds nothing else, or in a folder below it."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path / "pyenv"))

    def write(name: str, script: str) -> Path:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)
        return path

    return write


def test_a_shim_that_fails_is_passed_over_for_one_that_answers(program: Program) -> None:
    program("python3.10", "echo 'pyenv: python3.10: command not found' >&2; exit 127")
    good = program("../pyenv/versions/3.10.13/bin/python", "echo 3.10")
    found = find(OLD_PYTHON)
    assert found.path.resolve() == good.resolve()
    assert found.version == "3.10"


def test_the_newest_patch_of_pyenv_is_taken(program: Program) -> None:
    for version in ("3.10.9", "3.10.13", "3.10.2"):
        program(f"../pyenv/versions/{version}/bin/python", "echo 3.10")
    assert "3.10.13" in str(find(OLD_PYTHON).path)


def test_uv_is_asked_last(program: Program) -> None:
    python = program("hidden/python", "echo 3.10")
    program("uv", f"[ $4 = 3.10 ] && echo {python}")
    assert find(OLD_PYTHON).path == python


def test_a_plain_python3_of_another_version_does_not_do(program: Program) -> None:
    program("python3", "echo 3.9")
    with pytest.raises(Missing) as missing:
        find(OLD_PYTHON)
    for command in ("apt-get install python3.10 python3.10-venv", "pyenv install 3.10", "uv python install 3.10"):
        assert command in str(missing.value)


def test_the_preferred_version_wins(program: Program) -> None:
    program("python3.12", "echo 3.12")
    program("python3.11", "echo 3.11")
    assert find(Wanted(".venv", ("3.11", "3.12"))).version == "3.11"


def test_debian_packages_are_installed_by_root(
    program: Program, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    calls = tmp_path / "calls"
    program("apt-get", f'echo "$@" >> {calls}; echo "Get:1 http://deb thing"; echo noise')
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    debian.install([Package("thing", "thing"), Package("other", "other")])
    assert calls.read_text().splitlines() == ["update", "install -y --no-install-recommends thing other"]
    assert capfd.readouterr().out.splitlines() == ["  Get:1 http://deb thing"] * 2


def test_debian_packages_are_named_where_they_may_not_be_installed(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    program("apt-get", "exit 1")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(debian.NotInstalled, match="sudo apt-get install -y --no-install-recommends thing"):
        debian.install([Package("thing", "thing")])


def test_a_failed_apt_get_is_told(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    program("apt-get", "exit 100")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    with pytest.raises(debian.NotInstalled, match="apt-get failed"):
        debian.install([Package("thing", "thing")])


def test_what_is_there_already_is_not_missing(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    program("redis-server", "true")
    elsewhere = Package("thing", "thing", unless="MINSHENG_ELSEWHERE")
    assert debian.missing([Package("redis-server", "redis-server")]) == []
    assert debian.missing([elsewhere]) == [elsewhere]
    monkeypatch.setenv("MINSHENG_ELSEWHERE", "redis://there")
    assert debian.missing([elsewhere]) == []


def test_progress_counts_packages_and_tells_of_large_files_by_quarters() -> None:
    progress = Progress(total=3)
    lines = [
        "Collecting torch==2.13.0 (from -r app.txt (line 1))",
        "  Downloading torch-2.13.0-cp311.whl.metadata (28 kB)",
        "Processing /wheels/numpy-2.4.6-cp311-cp311-manylinux.whl (from -r app.txt (line 2))",
        "Requirement already satisfied: rich==15.0.0 in ./lib",
        "Downloading torch-2.13.0-cp311.whl (190.2 MB)",
        *[f"Progress {megabytes}000000 of 190000000" for megabytes in (0, 10, 48, 60, 96, 190)],
        "Downloading tiny-1.0.whl (10 kB)",
        "Progress 10000 of 10000",
        "Installing collected packages: torch, numpy",
    ]
    assert [shown for line in lines if (shown := progress.feed(line))] == [
        "[  1/3] torch==2.13.0",
        "[  2/3] numpy==2.4.6",
        "fetching torch-2.13.0-cp311.whl (190.2 MB)",
        "fetching torch-2.13.0-cp311.whl: 25 %",
        "fetching torch-2.13.0-cp311.whl: 50 %",
        "fetching torch-2.13.0-cp311.whl: 100 %",
        "fetching tiny-1.0.whl (10 kB)",
        "writing to disk: 2 (takes a minute)",
    ]


def test_a_stamp_holds_until_a_file_changes(tmp_path: Path) -> None:
    file, stamp = tmp_path / "app.txt", tmp_path / ".stamp"
    file.write_text("one==1")
    assert not stamps.is_current(stamp, stamps.fingerprint([file]))
    stamps.write(stamp, stamps.fingerprint([file]))
    assert stamps.is_current(stamp, stamps.fingerprint([file]))
    file.write_text("one==2")
    assert not stamps.is_current(stamp, stamps.fingerprint([file]))


def test_a_moved_environment_is_made_anew(tmp_path: Path) -> None:
    for name in ("python", "pip"):
        path = tmp_path / ".venv" / "bin" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"#!{tmp_path}/.venv/bin/python\n")
    assert environments.is_usable(tmp_path / ".venv")
    (tmp_path / ".venv").rename(tmp_path / "moved")
    assert not environments.is_usable(tmp_path / "moved")


def test_what_is_set_up_is_left_alone_and_the_rest_is_said_first(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lacks = {"app": ["121 packages"], "web": []}
    installed: list[str] = []
    monkeypatch.setattr(setup, "todo", lambda name: lacks[name])
    monkeypatch.setattr(setup, "install", installed.append)
    assert setup.main(["app", "web"]) == 0
    assert installed == ["app"]
    assert capsys.readouterr().out.splitlines() == ["To be installed:", "  121 packages", "Setting up app"]


def test_an_unknown_part_is_refused_with_the_names_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert setup.main(["no-such-part"]) == 2
    assert "test-services" in capsys.readouterr().err


def test_the_report_names_every_part(capsys: pytest.CaptureFixture[str]) -> None:
    assert setup.main(["--report"]) == 0
    assert [row["part"] for row in json.loads(capsys.readouterr().out)] == list(PARTS)


@pytest.mark.parametrize("name", ["app", "dev", "rasa"])
def test_every_requirement_is_pinned(name: str) -> None:
    def lines(suffix: str) -> list[str]:
        text = (REQUIREMENTS / f"{name}.{suffix}").read_text()
        return [line for line in text.splitlines() if line and not line.startswith("#")]

    pins = lines("txt")
    assert all("==" in line for line in pins)
    pinned = {line.split("==")[0].lower() for line in pins}
    asked = {line.split("#")[0].split("==")[0].split("[")[0].strip().lower() for line in lines("in")}
    assert asked <= pinned


KEPT = {"var/minsheng.db", "var/keys/local.json"}
MADE_AGAIN = {
    ".venv/x",
    ".venv-rasa/x",
    "var/models/rasa/x",
    "var/index/x",
    "var/log/x",
    "connectors/web/node_modules/x",
}


@pytest.mark.parametrize(("arguments", "left"), [([], KEPT), (["1"], set())])
def test_clean_keeps_the_database_and_the_keys_unless_told_otherwise(
    tmp_path: Path, arguments: list[str], left: set[str]
) -> None:
    for name in {"scripts/clean.sh", "bot/code.py"} | KEPT | MADE_AGAIN:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    for folder in ("knowledge", "nlu", "actions", "tests", "bench"):
        (tmp_path / folder).mkdir()
    shutil.copy(ROOT / "scripts" / "clean.sh", tmp_path / "scripts")
    answer = subprocess.run(
        ["sh", "scripts/clean.sh", *arguments], cwd=tmp_path, check=True, capture_output=True, text=True
    )
    files = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    assert files == {"scripts/clean.sh", "bot/code.py"} | left
    assert "deleting .venv\n" in answer.stdout
