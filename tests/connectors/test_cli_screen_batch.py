"""`minsheng screen-batch`, as a clerk uses it: a register in, the same with what each may have out, and nothing of it shown."""

from __future__ import annotations

import csv
import io
import tracemalloc
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from connectors import cli_screen_batch
from connectors.cli import app
from knowledge.eligibility import evaluate
from knowledge.policy_list import load
from knowledge.register import Register, Row
from knowledge.rule import rules
from knowledge.screening import Screening

LIST = load()
DAY = "2026-11-22"
HEADER = "姓名,证件号,年龄,户籍,残疾等级,household-status,备注"
PEOPLE = [
    "样本甲,440100194400000011,82,广州户籍,一级,低保,住 3 楼",
    "样本乙,440100198900000022,37岁,外地人,无,,",
    '样本丙,440100200000000033,26,,2级,,"两行\n备注，有,逗号"',
]
PERSONAL = ["样本甲", "样本乙", "样本丙", "4401001944", "4401001989", "4401002000", "住 3 楼", "两行"]


@pytest.fixture(autouse=True)
def _list_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli_screen_batch, "list_or_exit", lambda: LIST)


def register(tmp_path: Path, *lines: str, encoding: str = "utf-8") -> Path:
    path = tmp_path / "in.csv"
    path.write_bytes("".join(f"{line}\r\n" for line in lines).encode(encoding))
    return path


def screen_batch(file: Path, out: Path, *words: str) -> Result:
    return CliRunner().invoke(
        app, ["screen-batch", str(file), str(out), "--on", DAY, "--region", "guangzhou", *words], catch_exceptions=False
    )


def screened(tmp_path: Path, *lines: str) -> list[dict[str, str]]:
    """The rows of the result."""
    result = screen_batch(register(tmp_path, *lines), tmp_path / "out.csv", "--force")
    assert result.exit_code == 0, result.output
    return rows_of(tmp_path / "out.csv")


def rows_of(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))


def outcomes(row: dict[str, str]) -> list[str]:
    return [
        row[LIST.policies[one.policy.id].name] for one in Screening(LIST, "guangzhou", date.fromisoformat(DAY)).rules
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_every_person_stands_as_evaluating_one_by_one_says(tmp_path: Path, encoding: str) -> None:
    out = tmp_path / "out.csv"
    result = screen_batch(register(tmp_path, HEADER, *PEOPLE, encoding=encoding), out)
    assert result.exit_code == 0, result.output
    assert out.read_bytes().startswith(b"\xef\xbb\xbf")
    rows = rows_of(out)
    assert [row["证件号"] for row in rows] == ["440100194400000011", "440100198900000022", "440100200000000033"]
    assert rows[2]["备注"] == "两行\n备注，有,逗号"
    known: list[dict[str, Any]] = [
        {"age": 82.0, "hukou": "guangzhou", "disability-grade": "grade-1", "household-status": "dibao"},
        {"age": 37.0, "hukou": "elsewhere", "disability-grade": "none"},
        {"age": 26.0, "disability-grade": "grade-2"},
    ]
    benefits, seen = LIST.benefits("guangzhou"), set()
    for one in rules(LIST, LIST.policies, date.fromisoformat(DAY)):
        said_yes = "可以享受" if one.policy.id in benefits else "符合条件"
        said = {"eligible": said_yes, "not_eligible": "不符合", "cannot_tell": "还不能确定"}
        for row, person in zip(rows, known, strict=True):
            found = evaluate(LIST, one.policy.id, person, date.fromisoformat(DAY))
            expected = said[found.as_last_known or found.outcome] + ("（待确认）" if found.as_last_known else "")
            assert row[one.policy.name] == expected
            seen.add(expected)
    assert seen >= {"可以享受", "不符合", "还不能确定", "可以享受（待确认）"}


def test_what_is_best_asked_first_is_of_what_people_may_get(tmp_path: Path) -> None:
    (row,) = screened(tmp_path, HEADER, PEOPLE[0])
    benefits = Screening(LIST, "guangzhou", date.fromisoformat(DAY), LIST.benefits("guangzhou"))
    known: dict[str, Any] = {
        "age": 82.0,
        "hukou": "guangzhou",
        "disability-grade": "grade-1",
        "household-status": "dibao",
    }
    assert row["最好先问清"].split("、") == [LIST.facts[name].name for name in benefits.would_settle(known)[:3]]


def test_nothing_of_anybody_is_shown(tmp_path: Path) -> None:
    bad = "样本丁,440100194400000044,820,月球,一级,,住 3 楼"
    result = screen_batch(register(tmp_path, HEADER, *PEOPLE, bad), tmp_path / "out.csv")
    assert result.exit_code == 0
    shown = result.stdout + result.stderr
    assert [word for word in [*PERSONAL, "样本丁", "820", "月球"] if word in shown] == []
    assert "共 4 人，1 行有问题" in result.stdout
    assert "年龄、户籍、残疾等级、家庭救助身份" in result.stdout
    assert "100 %" in result.stderr


def test_the_counts_are_those_of_the_rows(tmp_path: Path) -> None:
    result = screen_batch(register(tmp_path, HEADER, *PEOPLE), tmp_path / "out.csv")
    said = [row["老年人优待"] for row in rows_of(tmp_path / "out.csv")]
    (line,) = (line for line in result.stdout.splitlines() if line.startswith("老年人优待："))
    assert sorted(line.split("：")[1].split("，")) == sorted(
        f"{outcome} {said.count(outcome)}" for outcome in set(said)
    )


def test_a_bad_value_is_named_and_the_rest_is_screened_without_it(tmp_path: Path) -> None:
    bad, empty = screened(tmp_path, "姓名,年龄,残疾等级", "样本,一百岁,一级", "样本,,一级")
    assert bad["这一行的问题"] == "年龄：年龄要是一个数。"
    assert empty["这一行的问题"] == ""
    assert bad["年龄"] == "一百岁"
    assert outcomes(bad) == outcomes(empty)
    assert set(outcomes(bad)) > {"还不能确定"}


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("样本,82岁,一级,已婚", ""),
        ("样本,820,九级,已婚", "年龄：年龄820岁不太对，一般在0到120岁之间。 disability-grade：残疾等级只能是"),
        ("样本,12,一级,已婚", "这个人还不满18周岁，却说结过婚，这两样对不上。"),
        ("样本,82", "比表头少2格"),
        ("样本,82,一级,已婚,", ""),
    ],
)
def test_what_is_wrong_with_a_row_is_told_in_it(tmp_path: Path, row: str, problem: str) -> None:
    (found,) = screened(tmp_path, "姓名,年龄,disability-grade,婚姻状况", row)
    assert found["这一行的问题"].startswith(problem)
    assert bool(found["这一行的问题"]) is bool(problem)
    assert all(outcomes(found))


def test_a_row_with_more_cells_than_the_header_is_not_relied_on(tmp_path: Path) -> None:
    (row,) = screened(tmp_path, "姓名,备注,年龄", "样本,来过,两次,82")
    assert "没有筛查" in row["这一行的问题"]
    assert not any(outcomes(row))
    assert (row["姓名"], row["年龄"], row["最好先问清"]) == ("样本", "两次", "")


def test_blank_rows_are_nobody(tmp_path: Path) -> None:
    rows = screened(tmp_path, "", "姓名,年龄", "样本,82", ",", "", " , ", "样本,8")
    assert [row["年龄"] for row in rows] == ["82", "8"]


@pytest.mark.parametrize(
    ("cell", "kept"),
    [
        ("=1+1", "'=1+1"),
        ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
        ("-2+3", "'-2+3"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1+1", "'\t=1+1"),
        ("＝1+1", "'＝1+1"),
        ("-5", "-5"),
        ("+8613800138000", "+8613800138000"),
        ("-", "-"),
        ("1=1", "1=1"),
        ("'=1+1", "'=1+1"),
    ],
)
def test_no_cell_becomes_a_formula(tmp_path: Path, cell: str, kept: str) -> None:
    quoted = f'"{cell}"'
    (row,) = screened(tmp_path, f"年龄,残疾等级,{quoted}", f"82,{quoted},{quoted}")
    assert (row[kept], row["残疾等级"]) == (kept, kept)
    assert [name for name in row if name and name.startswith(("=", "@"))] == []


def test_a_result_that_is_there_is_kept_unless_forced(tmp_path: Path) -> None:
    file, out = register(tmp_path, HEADER, *PEOPLE), tmp_path / "out.csv"
    out.write_text("以前的结果", encoding="utf-8")
    refused = screen_batch(file, out)
    assert (refused.exit_code, out.read_text(encoding="utf-8")) == (2, "以前的结果")
    assert "--force" in refused.stderr
    assert screen_batch(file, out, "--force").exit_code == 0
    assert len(rows_of(out)) == len(PEOPLE)
    assert screen_batch(file, file, "--force").exit_code == 0
    assert len(rows_of(file)) == len(PEOPLE)


def test_the_result_is_there_only_when_it_is_whole(tmp_path: Path) -> None:
    many = [PEOPLE[0]] * 700
    file, out = register(tmp_path, HEADER, *many, '样本,4401,"82"岁,,,,'), tmp_path / "out.csv"
    out.write_text("以前的结果", encoding="utf-8")
    broken = screen_batch(file, out, "--force")
    assert broken.exit_code == 2
    assert "第702行" in broken.stderr
    assert "样本" not in broken.stdout + broken.stderr
    assert out.read_text(encoding="utf-8") == "以前的结果"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.csv", "out.csv"]


def test_a_disk_that_takes_no_more_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("connectors.cli_screen_batch.os.fsync", full)
    result = screen_batch(register(tmp_path, HEADER, *PEOPLE), tmp_path / "out.csv")
    assert result.exit_code == 1
    assert "没有写成：No space left on device" in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["in.csv"]


def test_only_its_owner_reads_the_result(tmp_path: Path) -> None:
    screen_batch(register(tmp_path, HEADER, *PEOPLE), tmp_path / "out.csv")
    assert (tmp_path / "out.csv").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "文件是空的"),
        (b"\r\n , \r\n", "没有认得的列名"),
        ("样本甲,440100194400000011,是,是\r\n".encode(), "没有认得的列名"),
        ("姓名;年龄\r\n样本;82\r\n".encode(), "没有认得的列名"),
        ("年龄,姓名,age\r\n82,样本,82\r\n".encode(), "第1列和第3列都是“年龄”"),
        ("年龄,备注,备注\r\n82,样本,样本\r\n".encode(), "第2列和第3列的列名相同"),
        ("年龄,老年人优待\r\n82,样本\r\n".encode(), "第2列叫“老年人优待”"),
        ("姓名,年龄\r\n样本,82\r\n".encode("utf-16"), "认不出文字的编码"),
        (b"\xef\xbb\xbf" + "年龄,姓名\r\n82,样本".encode("gb18030"), "认不出文字的编码"),
        ("年龄,姓名\r\n82,样本".encode("utf-16-le"), "认不出文字的编码"),
        (b"PK\x03\x04\x14\x00\x06\x00", "认不出文字的编码"),
        ('年龄,"姓名\r\n82,样本\r\n'.encode(), "不合 CSV 的写法"),
    ],
)
def test_a_file_that_cannot_be_used_is_exit_2_with_the_reason(tmp_path: Path, content: bytes, reason: str) -> None:
    file = tmp_path / "in.csv"
    file.write_bytes(content)
    result = screen_batch(file, tmp_path / "out.csv")
    assert result.exit_code == 2
    assert reason in result.stderr
    assert "样本" not in result.stdout + result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["in.csv"]


def test_a_header_that_is_not_understood_is_told_what_would_be(tmp_path: Path) -> None:
    result = screen_batch(register(tmp_path, "姓名,几岁", "样本,82"), tmp_path / "out.csv")
    assert "年龄、" in result.stderr


@pytest.mark.parametrize(
    ("file", "out", "reason"),
    [
        ("nowhere.csv", "out.csv", "没有这个文件："),
        (".", "out.csv", "这是一个文件夹"),
        ("in.csv", "no/out.csv", "没有这个文件夹"),
        ("in.csv", ".", "结果要写成一个文件"),
    ],
)
def test_a_place_that_is_none_is_exit_2(tmp_path: Path, file: str, out: str, reason: str) -> None:
    register(tmp_path, HEADER, *PEOPLE)
    result = screen_batch(tmp_path / file, tmp_path / out, "--force")
    assert result.exit_code == 2
    assert reason in result.stderr


@pytest.mark.parametrize(
    ("words", "reason"), [(["--region", "望山市"], "没有这个地区：望山市"), (["--on", "2026-02-30"], "不是日期")]
)
def test_a_day_or_a_place_that_is_none_is_exit_2(tmp_path: Path, words: list[str], reason: str) -> None:
    result = screen_batch(register(tmp_path, HEADER, *PEOPLE), tmp_path / "out.csv", *words)
    assert result.exit_code == 2
    assert reason in result.stderr


def test_a_long_register_takes_no_more_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the screening itself, of which only so much is remembered: see test_screening.py."""
    monkeypatch.setattr(Register, "screen", lambda self, _: Row(("不符合",) * len(self.policies), "", ""))
    peaks = []
    for rows in (1_000, 1_000, 10_000):
        file = register(tmp_path, HEADER, *[PEOPLE[0]] * rows)
        tracemalloc.start()
        assert screen_batch(file, tmp_path / "out.csv", "--force").exit_code == 0
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert len(rows_of(tmp_path / "out.csv")) == 10_000
    assert peaks[2] < peaks[1] + file.stat().st_size / 2, peaks
