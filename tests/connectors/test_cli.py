"""The command line."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from bot.privacy import Cipher
from bot.settings import SECRETS
from connectors.cli import app

MINSHENG = Path(sys.executable).with_name("minsheng")


@pytest.fixture(autouse=True)
def _state(built_state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINSHENG_STATE", str(built_state))


def minsheng(*words: str) -> Result:
    return CliRunner().invoke(app, list(words), catch_exceptions=False)


def printed(*words: str) -> Any:
    """What a command prints as JSON."""
    result = minsheng(*words)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def commands() -> Iterator[list[str]]:
    """Every command, and every group of them."""

    def below(command: Any, words: list[str]) -> Iterator[list[str]]:
        yield words
        for name, child in getattr(command, "commands", {}).items():
            yield from below(child, [*words, name])

    return below(typer.main.get_command(app), [])


@pytest.mark.parametrize("words", list(commands()), ids=" ".join)
def test_every_command_tells_what_it_does(words: list[str]) -> None:
    result = minsheng(*words, "--help")
    assert result.exit_code == 0
    assert "Usage:" in result.stdout
    assert result.stdout.count(".") > 0


def test_the_program_is_installed() -> None:
    said = subprocess.run([MINSHENG, "--help"], capture_output=True, text=True, check=True).stdout
    assert all(word in said for word in ("ask", "chat", "policies", "run", "doctor"))


def test_an_answer_comes_as_text() -> None:
    result = minsheng("ask", "低保一个月多少钱？", "--on", "2026-05-20")
    assert result.stdout.startswith("[answered]\n")
    assert "1309" in result.stdout


@pytest.mark.parametrize(("day", "outcome"), [("2026-05-20", "answered"), ("2026-06-02", "answered_lapsed")])
def test_an_answer_comes_as_json_for_a_day(day: str, outcome: str) -> None:
    found = printed("ask", "低保一个月多少钱？", "--on", day, "--json")
    assert found["outcome"] == outcome
    assert found["policies"] == ["dibao"]
    assert found["sources"][0]["number"] == "穗民规字〔2025〕2号"


@pytest.mark.parametrize("command", [["ask", "低保"], ["policies", "search", "低保"]])
@pytest.mark.parametrize("day", ["yesterday", "2026-02-30", ""])
def test_a_day_that_is_none_is_told_with_an_example(command: list[str], day: str) -> None:
    result = minsheng(*command, "--on", day)
    assert result.exit_code == 2
    assert f"{day!r} is no date like 2026-01-31" in " ".join(result.stderr.replace("│", " ").split())


def test_the_shipped_list_has_no_problems() -> None:
    result = minsheng("policies", "check")
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith("list ")
    assert ", 0 problems" in result.stdout


def test_a_broken_list_is_told_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINSHENG_LISTS", str(tmp_path / "lists"))
    policy = tmp_path / "lists" / "national" / "policies" / "broken.yaml"
    policy.parent.mkdir(parents=True)
    policy.write_text("id: broken\nname: [\n", encoding="utf-8")
    for command in (["policies", "check"], ["ask", "低保"]):
        result = minsheng(*command)
        assert result.exit_code == 1
        assert result.stderr.strip()
        assert "Traceback" not in result.output


def test_a_search_shows_the_best_first() -> None:
    found = printed("policies", "search", "低保多少钱", "--json", "-k", "3")
    assert len(found["hits"]) == 3
    assert found["hits"][0]["id"] == "dibao"
    scores = [hit["score"] for hit in found["hits"]]
    assert scores == sorted(scores, reverse=True)
    assert scores[0] > found["minimum"]
    assert "dibao" in minsheng("policies", "search", "低保多少钱").stdout


def test_measuring_counts_what_is_found(tmp_path: Path) -> None:
    file = tmp_path / "questions.jsonl"
    cases = [{"q": "低保一个月多少钱？", "policies": ["dibao"]}, {"q": "今天股票涨了吗", "policies": []}]
    file.write_text("\n".join(json.dumps(case) for case in cases), encoding="utf-8")
    figures = printed("policies", "eval", str(file), "--json")
    assert figures["questions"] == 2
    assert minsheng("policies", "eval", str(file)).stdout.splitlines()[0] == "questions: 2"


def test_a_file_of_questions_that_is_none_is_told_of(tmp_path: Path) -> None:
    file = tmp_path / "questions.jsonl"
    file.write_text('{"q": "低保"}\n', encoding="utf-8")
    result = minsheng("policies", "eval", str(file))
    assert result.exit_code == 1
    assert "1" in result.stderr
    assert minsheng("policies", "eval", str(tmp_path / "nowhere.jsonl")).exit_code == 2


def test_without_an_encoder_it_says_how_to_make_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINSHENG_STATE", str(tmp_path))
    monkeypatch.setenv("MINSHENG_ENCODER", str(tmp_path / "nowhere"))
    result = minsheng("ask", "低保")
    assert result.exit_code == 1
    assert "train" in result.stderr


def test_the_keys_are_fresh_whole_and_good() -> None:
    first, second = (dict(line.split("=", 1) for line in minsheng("keys").stdout.splitlines()) for _ in range(2))
    assert first.keys() == {f"MINSHENG_{name.upper()}" for name in SECRETS}
    assert not set(first.values()) & set(second.values())
    cipher = Cipher(first["MINSHENG_KEYS"], first["MINSHENG_LOOKUP_KEY"])
    assert cipher.decrypt(cipher.encrypt("低保")) == "低保"


@pytest.mark.parametrize("command", ["run", "worker", "chat"])
def test_production_without_secrets_ends_with_their_names(command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINSHENG_MODE", "production")
    result = minsheng(command)
    assert result.exit_code == 1
    assert "MINSHENG_KEYS, MINSHENG_LOOKUP_KEY, MINSHENG_INTERNAL_TOKEN" in result.stderr
