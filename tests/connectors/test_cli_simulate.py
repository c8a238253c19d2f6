"""`minsheng interview-sim`: the table, the JSON, and the exit code."""

from __future__ import annotations

import json
from dataclasses import asdict

import pytest
from typer.testing import CliRunner, Result

from connectors import cli_simulate
from connectors.cli import app
from knowledge.simulate import Compared, Questions

DIBAO = Compared("dibao", Questions(4.25, 7), 12, Questions(6.5, 11), 0.354, 0)
WHOLE = Compared(None, Questions(40.0, 48), 108, Questions(97.125, 104), 0.37, 0)


def interview_sim(*words: str) -> Result:
    return CliRunner().invoke(app, ["interview-sim", *words], catch_exceptions=False)


@pytest.fixture
def found(monkeypatch: pytest.MonkeyPatch) -> list[Compared]:
    """What is found; a test may change it."""
    found = [DIBAO, WHOLE]
    monkeypatch.setattr(cli_simulate, "compare", lambda *_: found)
    return found


def test_the_table_has_a_line_for_each_policy_and_the_whole_list_last(found: list[Compared]) -> None:
    result = interview_sim("--people", "10")
    assert result.exit_code == 0
    rows = [line.split() for line in result.stdout.splitlines()[2:]]
    assert rows[0] == ["dibao", "4.25", "7", "12", "6.50", "11", "0.354", "0"]
    assert rows[1] == ["the", "whole", "list", "40.00", "48", "108", "97.12", "104", "0.370", "0"]


def test_the_json_names_what_was_asked_and_holds_the_same(found: list[Compared]) -> None:
    result = interview_sim("--people", "10", "--seed", "7", "--on", "2026-11-22", "--region", "guangzhou", "--json")
    assert result.exit_code == 0
    said = json.loads(result.stdout)
    asked = {name: said[name] for name in ("region", "on", "people", "seed")}
    assert asked == {"region": "guangzhou", "on": "2026-11-22", "people": 10, "seed": 7}
    assert said["compared"] == [asdict(one) for one in found]


@pytest.mark.parametrize("words", [[], ["--json"]])
def test_an_outcome_that_differs_is_exit_1_and_is_shown(found: list[Compared], words: list[str]) -> None:
    found[0] = Compared("dibao", DIBAO.ours, 12, DIBAO.shuffled, 0.354, differing=3)
    result = interview_sim("--people", "10", *words)
    assert result.exit_code == 1
    assert "3" in result.stdout.splitlines()[2].split() or '"differing": 3' in result.stdout


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["--people", "0"], "greater than or equal to 1"),
        (["--people", "1", "--region", "nowhere"], "no region nowhere; there are: guangzhou, national"),
        (["--people", "1", "--on", "2026-02-30"], "is no date like 2026-01-31"),
        ([], "--people"),
    ],
)
def test_what_cannot_be_asked_is_exit_2(words: list[str], reason: str) -> None:
    result = interview_sim(*words)
    assert result.exit_code == 2
    assert reason in " ".join(result.stderr.replace("│", " ").split())


def test_made_up_people_are_really_asked() -> None:
    result = interview_sim("--people", "2", "--on", "2026-11-22", "--region", "guangzhou")
    assert result.exit_code == 0, result.output
    whole = result.stdout.splitlines()[-1]
    assert whole.startswith("the whole list")
    assert whole.split()[-1] == "0"
    assert "Asking 2 people: 100 %" in result.stderr
