"""`minsheng emergencies eval`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.alarm import Level
from connectors.cli_emergencies import Case, figures
from tests.connectors.test_cli import minsheng, printed

LINES = ['{"q": "我家着火了", "emergency": "fire"}', "", '{"q": "低保怎么申请", "emergency": null}']


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "cases.jsonl"
    path.write_text("\n".join(LINES), encoding="utf-8")
    return path


def test_each_way_is_counted_by_its_own_alarms() -> None:
    cases = [
        Case("a", "fire"),
        Case("b", "fire"),
        Case("c", "child"),
        Case("d", None),
        Case("e", None),
        Case("f", None),
    ]
    loud = {"a": Level.DANGER, "b": Level.CONCERN, "d": Level.DANGER, "e": Level.CONCERN}
    report = figures(cases, {"loud": loud.get, "deaf": lambda _text: None})
    assert (report["sentences"], report["dangers"], report["harmless"]) == (6, 3, 3)
    assert report["ways"]["loud"] == {
        "missed": 1,
        "missed_by_danger": 2,
        "false_alarms": 1,
        "concern_for_nothing": 1,
        "kinds": {
            "child": {"sentences": 1, "missed": 1, "missed_by_danger": 1},
            "fire": {"sentences": 2, "missed": 0, "missed_by_danger": 1},
        },
    }
    assert report["ways"]["deaf"]["missed"] == 3


def test_a_file_is_measured_by_words_classifier_and_both(file: Path) -> None:
    report = printed("emergencies", "eval", str(file), "--json")
    assert report["ways"].keys() == {"words", "classifier", "both"}
    assert all((way["missed"], way["false_alarms"]) == (0, 0) for way in report["ways"].values())


def test_the_page_shows_counts_shares_and_kinds(file: Path) -> None:
    page = minsheng("emergencies", "eval", str(file)).stdout
    assert "2 sentences: 1 dangers, 1 harmless" in page
    assert "0 (0.0%)" in page
    assert "fire (1)" in page


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("{", "not JSON"),
        ("[]", "not like"),
        ('{"q": "救命"}', "not like"),
        ('{"q": " ", "emergency": null}', "`q` is no sentence"),
        ('{"q": 1, "emergency": null}', "`q` is no sentence"),
        ('{"q": "救命", "emergency": true}', "neither a kind nor null"),
        ('{"q": "救命", "emergency": ""}', "neither a kind nor null"),
    ],
)
def test_a_bad_line_is_named(file: Path, line: str, problem: str) -> None:
    file.write_text("\n".join([*LINES, line]), encoding="utf-8")
    result = minsheng("emergencies", "eval", str(file))
    assert result.exit_code == 1
    assert f"{file}:4: " in result.stderr
    assert problem in result.stderr


@pytest.mark.parametrize(("content", "problem"), [(b"", "no sentence"), ("{}".encode("utf-16"), "not UTF-8")])
def test_a_file_that_is_none_is_refused(file: Path, content: bytes, problem: str) -> None:
    file.write_bytes(content)
    result = minsheng("emergencies", "eval", str(file))
    assert result.exit_code == 1
    assert problem in result.stderr


def test_figures_are_plain_data() -> None:
    assert json.dumps(figures([Case("a", None)], {"deaf": lambda _text: None}))
