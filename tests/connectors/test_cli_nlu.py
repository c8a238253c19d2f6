"""`minsheng nlu eval`: what it counts, what it refuses, and a whole run with the real Rasa on a few sentences."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from connectors import intents
from connectors.cli import app
from connectors.intents import NotMeasured, Run, cross_validation, figures, held_out, ratios
from connectors.labelled import Sentence

GREET = [("你好", "greet"), ("您好", "greet"), ("早上好", "greet"), ("你好啊", "greet")]
THANK = [("谢谢", "thank"), ("谢谢您", "thank"), ("多谢", "thank"), ("谢谢啊", "thank")]


def minsheng(*words: str) -> Result:
    return CliRunner().invoke(app, ["nlu", "eval", *words], catch_exceptions=False)


def written(path: Path, sentences: list[Sentence]) -> str:
    rows = [json.dumps({"text": text, "intent": intent}, ensure_ascii=False) for text, intent in sentences]
    path.write_text("\n".join(rows), encoding="utf-8")
    return str(path)


def test_every_sentence_is_tested_once_and_never_while_it_is_taught() -> None:
    runs = cross_validation([*GREET, *THANK, GREET[0]], 4)
    assert sorted(sentence for run in runs for sentence in run.test) == sorted([*GREET, *THANK])
    for run in runs:
        assert not set(run.train) & set(run.test)
        assert sorted(intent for _, intent in run.test) == ["greet", "thank"]


def test_too_few_sentences_for_the_folds_are_told_of_by_intent() -> None:
    with pytest.raises(NotMeasured, match=r"fewer different sentences than 3 folds: thank \(2\)"):
        cross_validation([*GREET, *THANK[:2], THANK[0]], 3)


def test_an_intent_that_is_not_taught_is_told_of() -> None:
    with pytest.raises(NotMeasured, match="tested but not taught: thank"):
        held_out([*GREET, ("低保", "ask")], THANK)


def test_one_intent_is_no_choice() -> None:
    with pytest.raises(NotMeasured, match="only one intent"):
        held_out(GREET, GREET)


def said(*got: str, seconds: float = 2.0, milliseconds: float = 1.0) -> dict[str, Any]:
    return {
        "intents": list(got),
        "fell_back": [False] * len(got),
        "milliseconds": [milliseconds] * len(got),
        "train_seconds": seconds,
    }


def test_the_figures_count_over_all_runs() -> None:
    runs = [Run(GREET, [*GREET[:2], THANK[0]]), Run(GREET, [THANK[1]])]
    found = figures(runs, [said("greet", "thank", "thank"), said("thank", seconds=4.0)])
    assert found["accuracy"] == 0.75
    assert found["intents"]["greet"] == {"precision": 1.0, "recall": 0.5, "f1": 0.6667, "sentences": 2}
    assert found["intents"]["thank"] == {"precision": 0.6667, "recall": 1.0, "f1": 0.8, "sentences": 2}
    assert found["macro_f1"] == pytest.approx((0.6667 + 0.8) / 2, abs=1e-4)
    assert found["confused"] == [{"intent": "greet", "taken_for": "thank", "times": 1, "example": "您好"}]
    assert found["train_seconds"] == 3.0


def test_an_intent_never_said_counts_as_nothing_right() -> None:
    found = figures([Run(GREET, [THANK[0]])], [said("greet")])
    assert found["intents"] == {"thank": {"precision": 0.0, "recall": 0.0, "f1": 0.0, "sentences": 1}}
    assert found["accuracy"] == found["macro_f1"] == 0


def test_ratios_above_one_are_in_our_favour() -> None:
    run = [Run(GREET, [GREET[0], THANK[0]])]
    ours = figures(run, [said("greet", "thank", seconds=2, milliseconds=1)])
    peers = figures(run, [said("greet", "greet", seconds=20, milliseconds=8)])
    assert ratios(ours, peers) == {"accuracy": 2.0, "macro_f1": 3.0, "training_faster": 10.0, "parsing_faster": 8.0}


@pytest.mark.parametrize(
    ("train", "test", "problem"),
    [
        ([], GREET, "no sentence with an intent in it"),
        ([*GREET, *THANK], [("低保", "ask")], "tested but not taught: ask"),
        ([*GREET, *THANK], [], "no sentence with an intent in it"),
    ],
)
def test_what_cannot_be_measured_ends_with_a_sentence(
    tmp_path: Path, train: list[Sentence], test: list[Sentence], problem: str
) -> None:
    result = minsheng(written(tmp_path / "train.jsonl", train), written(tmp_path / "test.jsonl", test))
    assert result.exit_code == 1
    assert problem in result.stderr
    assert "Traceback" not in result.output


def test_files_that_are_not_there_and_folds_that_are_too_many_are_told_of(tmp_path: Path) -> None:
    train = written(tmp_path / "train.jsonl", [*GREET, *THANK])
    assert "there is no such file" in minsheng(str(tmp_path / "no.yml"), train).stderr
    assert "there is no such file" in minsheng(train, str(tmp_path / "no.yml")).stderr
    assert "fewer different sentences than 9 folds" in minsheng(train, "--folds", "9").stderr


def test_something_to_test_is_wanted(tmp_path: Path) -> None:
    result = minsheng(written(tmp_path / "train.jsonl", [*GREET, *THANK]))
    assert result.exit_code == 2
    assert "--folds" in result.stderr


def test_without_rasa_it_says_how_to_install_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intents, "RASA", tmp_path / "python")
    train = written(tmp_path / "train.jsonl", [*GREET, *THANK])
    result = minsheng(train, train)
    assert result.exit_code == 1
    assert "make setup" in result.stderr


def test_what_rasa_says_when_it_fails_is_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "python"
    broken.write_text("#!/bin/sh\necho out of memory >&2\nexit 3\n")
    broken.chmod(0o755)
    monkeypatch.setattr(intents, "RASA", broken)
    train = written(tmp_path / "train.jsonl", [*GREET, *THANK])
    result = minsheng(train, train)
    assert result.exit_code == 1
    assert "Rasa failed:\nout of memory" in result.stderr


def test_a_few_sentences_are_measured_with_the_real_rasa(tmp_path: Path) -> None:
    train = written(tmp_path / "train.jsonl", [*GREET, *THANK])
    test = tmp_path / "test.csv"
    test.write_text("text,intent\n你好你好,greet\n谢谢,thank\n", encoding="utf-8")
    result = minsheng(train, str(test), "--folds", "2", "--json")
    assert result.exit_code == 0, result.output
    report = json.loads(result.stdout)
    assert report["held_out"]["minsheng"]["accuracy"] == 1
    assert report["cross_validation"]["tested"] == 8
    assert report["cross_validation"]["minsheng"]["intents"].keys() == {"greet", "thank"}
    assert "1 of the sentences tested are also trained on, such as 谢谢" in result.stderr


def test_the_page_shows_each_figure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def answers(runs: list[Run], _done: object, *, peer: bool) -> list[dict[str, Any]]:
        return [said(*["greet"] * len(run.test), seconds=20 if peer else 2) for run in runs]

    monkeypatch.setattr(intents, "ask_rasa", answers)
    train = written(tmp_path / "train.jsonl", [*GREET, *THANK])
    page = minsheng(train, train, "--peer").stdout
    for words in (
        "held out: 8 sentences",
        "rasa_default",
        "macro F1",
        "training_faster 10.0",
        "4 × thank → greet: 谢谢",
    ):
        assert words in page
