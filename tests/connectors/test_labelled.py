"""Labelled sentences are read from three kinds of files, and a file that cannot be read says why."""

from __future__ import annotations

from pathlib import Path

import pytest

from connectors.labelled import BadLabels, Sentence, read

WANTED: list[Sentence] = [("你好", "greet"), ("低保，多少钱", "ask")]
RASA = """
version: "3.1"
nlu:
- intent: greet
  examples: |
    - 你好
- intent: ask
  examples: |
    - 低保，多少钱
- synonym: 低保
  examples: |
    - 吃低保
"""
JSONL = '{"text": "你好", "intent": "greet"}\n\n{"text": " 低保，多少钱 ", "intent": "ask"}\n'
CSV = 'text,intent\n你好,greet\n"低保，多少钱",ask\n'


def written(folder: Path, name: str, text: str, encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_text(text, encoding=encoding)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize(("name", "text"), [("a.yml", RASA), ("a.yaml", RASA), ("a.jsonl", JSONL), ("a.csv", CSV)])
def test_each_kind_gives_its_sentences(tmp_path: Path, name: str, text: str, encoding: str) -> None:
    assert read(written(tmp_path, name, text, encoding)) == WANTED


def test_a_folder_gives_those_of_its_yaml_files_and_passes_over_others(tmp_path: Path) -> None:
    written(tmp_path, "1.yml", RASA)
    written(tmp_path, "config.yml", "pipeline: []\n")
    written(tmp_path, "notes.txt", "nothing")
    assert read(tmp_path) == WANTED


def test_marks_of_entities_and_names_of_answers_are_left_out(tmp_path: Path) -> None:
    text = """nlu:
- intent: faq/age
  examples: |
    - 我妈[八十](age)了
    - 在[天河]{"entity": "district"}
- intent: greet
  examples:
  - text: 您好
"""
    assert read(written(tmp_path, "a.yml", text)) == [("我妈八十了", "faq"), ("在天河", "faq"), ("您好", "greet")]


@pytest.mark.parametrize(
    ("name", "text", "problem"),
    [
        ("a.yml", "", "no sentence with an intent in it"),
        ("a.yml", "nlu: [\n", "not YAML"),
        ("a.yml", "pipeline: []\n", "no list called `nlu`"),
        ("a.yml", "nlu:\n- intent: greet\n", "entry 1: its `examples` are no lines"),
        ("a.jsonl", "", "no sentence with an intent in it"),
        ("a.jsonl", '{"text": "你好", "intent": "greet"}\n{"text": ', "line 2: not JSON"),
        ("a.jsonl", '{"text": "你好"}\n', "line 1: a text and an intent are wanted"),
        ("a.jsonl", '["你好", "greet"]\n', "line 1: not like"),
        ("a.csv", "", "no sentence with an intent in it"),
        ("a.csv", "你好,greet\n", "does not name the columns text and intent"),
        ("a.csv", "text,intent\n你好\n", "line 2: a text and an intent are wanted"),
        ("a.csv", "text,intent\n ,greet\n", "line 2: a text and an intent are wanted"),
        ("a.txt", "你好", "only .csv, .jsonl, .yaml, .yml can be read"),
    ],
)
def test_what_is_wrong_is_told_with_the_file(tmp_path: Path, name: str, text: str, problem: str) -> None:
    path = written(tmp_path, name, text)
    with pytest.raises(BadLabels) as error:
        read(path)
    assert str(error.value).startswith(str(path))
    assert problem in str(error.value)


def test_another_encoding_is_told_of(tmp_path: Path) -> None:
    with pytest.raises(BadLabels, match="not UTF-8"):
        read(written(tmp_path, "a.csv", CSV, "gb18030"))


def test_a_file_that_is_not_there_is_told_of(tmp_path: Path) -> None:
    with pytest.raises(BadLabels, match="there is no such file"):
        read(tmp_path / "nowhere.yml")
