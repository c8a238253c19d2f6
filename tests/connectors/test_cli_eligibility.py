"""`minsheng eligible` and `minsheng screen`: facts on the command line, findings as words, JSON, a page or a PDF."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from connectors.cli import app

CARE, CARE_NAME = "canji-huli-butie", "重度残疾人护理补贴"
GRANDMOTHER = ["age=82", "hukou=广州户籍", "household-status=dibao", "disability-grade=一级", "work-injury-care=否"]
FACTS = [word for fact in GRANDMOTHER for word in ("--facts", fact)]
DAY = ["--on", "2026-11-22"]


def minsheng(*words: str | Path) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words], catch_exceptions=False)


def test_one_policy_is_told_with_every_condition_and_its_clause() -> None:
    said = minsheng("eligible", CARE, *FACTS, *DAY).stdout
    assert said.startswith("按公布的条件，可以享受重度残疾人护理补贴\n  重度残疾人护理补贴：290元/月\n")
    assert re.search(r"^  ✓ 广州户籍（.*第一条（二）1）$", said, re.MULTILINE)
    assert "我没法核对的：" in said


def test_what_is_open_and_what_has_lapsed_is_told() -> None:
    assert "还想知道：" in minsheng("eligible", CARE, "--facts", "age=82", *DAY).stdout
    assert "，已过有效期）" in minsheng("eligible", "canji-fuju", *FACTS, *DAY).stdout


def test_more_facts_may_follow_the_first() -> None:
    for command in (["eligible", CARE], ["screen"]):
        assert minsheng(*command, "--facts", *GRANDMOTHER, *DAY).stdout == minsheng(*command, *FACTS, *DAY).stdout


def test_another_way_to_the_same_is_told_as_one() -> None:
    said = minsheng("eligible", "gongmu", *DAY).stdout
    assert re.search(r"^  \? 墓位给已经去世的人", said, re.MULTILINE)
    assert re.search(r"^  \? 或者，高龄或危重，可以提前办", said, re.MULTILINE)


def test_the_findings_come_as_json() -> None:
    (found,) = json.loads(minsheng("eligible", CARE, *FACTS, *DAY, "--json").stdout)
    assert (found["policy"], found["outcome"]) == (CARE, "eligible")
    assert found["conditions"][0]["basis"]["effective"] == "2022-11-16"
    assert found["materials"][0]["who"]


def test_the_whole_list_is_told_what_can_be_had_first() -> None:
    headings = [page.splitlines()[0] for page in minsheng("screen", *FACTS, *DAY).stdout.split("\n\n")]
    first_open = next(place for place, heading in enumerate(headings) if heading.startswith("还不能确定"))
    assert any(CARE_NAME in heading for heading in headings[:first_open])
    assert not any(heading.startswith("还不能确定") for heading in headings[:first_open])


def test_the_whole_list_is_printed_as_a_page_and_a_pdf(tmp_path: Path) -> None:
    page, pdf = tmp_path / "p.html", tmp_path / "p.pdf"
    result = minsheng("screen", *FACTS, *DAY, "--html", page, "--pdf", pdf)
    assert result.exit_code == 0, result.output
    assert re.search(r"写好 PDF：.*（\d+ 页）", result.stdout)
    words = page.read_text(encoding="utf-8")
    for part in ("2026年11月22日", CARE_NAME, "290元/月", "以受理机关审核为准", "12345", "暂时不符合", "<style>"):
        assert part in words, part
    assert pdf.read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize(
    ("words", "code", "reason"),
    [
        (["eligible", "no-such-policy"], 2, "no policy no-such-policy"),
        (["eligible", "xinfang"], 1, "没有可以逐条核对的条件"),
        (["screen", "--region", "望山市"], 2, "no region 望山市"),
        (["screen", "--facts", "no-such=1"], 2, "no fact no-such"),
        (["screen", "--facts", "age=500"], 2, "年龄500岁不太对"),
        (["screen", "--html", "no/such/folder/p.html"], 1, "写不成"),
        (["screen", "--pdf", "no/such/folder/p.pdf"], 1, "写不成"),
        (["screen", "--on", "1900-01-01", "--html", "p.html"], 1, "没有可以逐条核对的政策"),
    ],
)
def test_what_cannot_be_is_told(
    words: list[str], code: int, reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = minsheng(*words)
    assert result.exit_code == code
    assert reason in " ".join(result.stderr.replace("│", " ").split())
    assert list(tmp_path.iterdir()) == []
