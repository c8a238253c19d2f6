"""`minsheng policies import` and `export`, as a clerk uses them: in Chinese, over the small list."""

from __future__ import annotations

import re
import shutil
import time
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner, Result

from connectors.cli_policies import app
from connectors.patience import patience
from tests.knowledge.office_files import HEADER, NOTICE, ROWS, page, word, workbook
from tests.knowledge.tiny import TINY_LIST, Tiny


@pytest.fixture
def tiny(tmp_path: Path) -> Tiny:
    shutil.copytree(TINY_LIST, tmp_path / "list")
    return Tiny(tmp_path / "list")


@pytest.fixture(autouse=True)
def _small_list(tiny: Tiny, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("MINSHENG_LISTS", str(tiny.folder))
    monkeypatch.setenv("MINSHENG_REGION", "town")
    monkeypatch.chdir(tmp_path)


def policies(*words: str | Path) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words], catch_exceptions=False)


def test_a_notice_becomes_drafts_and_what_is_missing_is_told(tmp_path: Path) -> None:
    result = policies("import", page(tmp_path / "notice.html", NOTICE))
    assert result.exit_code == 0, result.output
    for part in (
        "写好草稿：drafts/town/sources/",
        "没有读的内容",
        "附件：灯油补贴申请表",
        "还要补的内容",
        "没有填类别",
    ):
        assert part in result.stdout
    drafts = sorted(
        path.relative_to(tmp_path / "drafts/town").parts[0] for path in (tmp_path / "drafts").rglob("*.yaml")
    )
    assert drafts == ["policies", "sources"]


def test_a_clerk_can_go_the_whole_way(tmp_path: Path) -> None:
    into = tmp_path / "drafts" / "town"
    assert policies("import", workbook(tmp_path / "t.xlsx", [HEADER, *ROWS]), "--into", into).exit_code == 0
    refused = policies("check", "--drafts", into)
    assert refused.exit_code == 1
    assert "还有草稿标记" in refused.stderr
    for path in into.rglob("*.yaml"):
        record = yaml.safe_load(path.read_text(encoding="utf-8"))
        record |= {"issuer": "临江市民政局"}
        record |= {"category": "补贴", "summary": "一笔补贴。"} if path.parent.name == "policies" else {}
        path.write_text(yaml.safe_dump(record, allow_unicode=True, sort_keys=False), encoding="utf-8")
    accepted = policies("check", "--drafts", into)
    assert accepted.exit_code == 0, accepted.output
    assert "0 problems" in accepted.stdout


def test_an_edited_draft_is_kept_until_replace_is_said(tmp_path: Path) -> None:
    file = word(tmp_path / "n.docx", NOTICE)
    policies("import", file)
    (draft,) = (tmp_path / "drafts/town/policies").glob("*.yaml")
    draft.write_text("# 我改过的\n", encoding="utf-8")
    kept = policies("import", file)
    assert kept.exit_code == 1
    assert "--replace" in kept.stdout
    assert "-# 我改过的" in kept.stdout
    assert draft.read_text(encoding="utf-8") == "# 我改过的\n"
    assert policies("import", file, "--replace").exit_code == 0
    assert "灯油" in draft.read_text(encoding="utf-8")
    again = policies("import", file)
    assert again.exit_code == 0
    assert again.stdout.count("没有变化") == 2


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.xls", b"\xd0\xcf", "另存为 .xlsx"),
        ("a.csv", b"", "空的"),
        ("a.csv", "甲,乙\n1,2\n".encode(), "没有读出任何政策"),
    ],
)
def test_nothing_read_is_exit_1_with_the_reason(tmp_path: Path, name: str, content: bytes, reason: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    result = policies("import", path)
    assert result.exit_code == 1
    assert reason in result.stderr
    assert not (tmp_path / "drafts").exists()


def test_a_file_or_a_region_that_is_not_there_is_told(tmp_path: Path) -> None:
    assert "没有这个文件" in policies("import", tmp_path / "nowhere.xlsx").stderr
    result = policies("import", word(tmp_path / "n.docx", NOTICE), "--region", "望山市")
    assert result.exit_code == 1
    assert "没有这个地区：望山市" in result.stderr


def test_a_place_for_drafts_that_is_none_is_told(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")
    result = policies("import", word(tmp_path / "n.docx", NOTICE), "--into", tmp_path / "taken")
    assert result.exit_code == 1
    assert "草稿写不成" in result.stderr
    nothing = policies("check", "--drafts", tmp_path)
    assert nothing.exit_code == 1
    assert "这里没有草稿" in nothing.stderr


def test_the_list_is_printed_as_a_page_and_a_pdf(tmp_path: Path) -> None:
    result = policies("export", "--html", tmp_path / "l.html", "--pdf", tmp_path / "l.pdf", "--on", "2026-07-01")
    assert result.exit_code == 0, result.output
    assert "2026年7月1日" in (tmp_path / "l.html").read_text(encoding="utf-8")
    assert (tmp_path / "l.pdf").read_bytes().startswith(b"%PDF")
    assert re.search(r"3 项政策，\d+ 页", result.stdout)


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ([], "--html"),
        (["--html", "l.html", "--on", "2026-02-30"], "不是日期"),
        (["--html", "l.html", "--policy", "nothing"], "清单里没有这些编号：nothing"),
        (["--html", "l.html", "--policy", "sea-nuandong"], "sea-nuandong"),
        (["--html", "no/such/folder/l.html"], "写不成"),
        (["--html", "l.html", "--region", "望山市"], "望山市"),
    ],
)
def test_what_cannot_be_printed_is_told(words: list[str], reason: str) -> None:
    result = policies("export", *words)
    assert result.exit_code == 1
    assert reason in result.stderr


def test_a_list_that_is_broken_is_told_before_anything_is_written(tiny: Tiny, tmp_path: Path) -> None:
    tiny.change("town/policies/nuandong.yaml", "name: 暖冬补贴", "name: [")
    for words in (["import", word(tmp_path / "n.docx", NOTICE)], ["export", "--html", tmp_path / "l.html"]):
        result = policies(*words)
        assert result.exit_code == 1
        assert "nuandong.yaml" in result.stderr
    assert not (tmp_path / "l.html").exists()


def test_patience_is_asked_for_only_when_it_takes_long(capsys: pytest.CaptureFixture[str]) -> None:
    with patience("正在读", first=5):
        pass
    assert capsys.readouterr().err == ""
    said = ""
    with patience("正在读", first=0.01, every=0.01):
        until = time.monotonic() + 10
        while "已用" not in said and time.monotonic() < until:
            said += capsys.readouterr().err
    assert "正在读……" in said
    assert "已用 0 秒" in said
