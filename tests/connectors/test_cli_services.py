"""`minsheng services …` over the small list with one made-up service."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import yaml
from sqlalchemy import create_engine, text
from typer.testing import CliRunner, Result

from connectors import cli_policies
from connectors.cli_services import app
from tests.knowledge.tiny import TINY_LIST
from tests.services import service

TABLE = """服务,网点,区,地址,电话,怎么去,公众名额,窗口名额
样本服务,样本站,,,020-00000009,,12,3
样本服务,样本二站,样本区,样本路2号,020-00000002,坐车。,6,
"""


@pytest.fixture(autouse=True)
def services(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The folder of the list's services."""
    shutil.copytree(TINY_LIST, tmp_path / "list")
    folder = tmp_path / "list" / "town" / "services"
    folder.mkdir()
    record = service(aliases=["样本"]).model_dump(mode="json")
    (folder / "sample.yaml").write_text(yaml.safe_dump(record, allow_unicode=True, sort_keys=False), encoding="utf-8")
    monkeypatch.setenv("MINSHENG_LISTS", str(tmp_path / "list"))
    monkeypatch.setenv("MINSHENG_REGION", "town")
    monkeypatch.setenv("MINSHENG_STATE", str(tmp_path / "state"))
    monkeypatch.chdir(tmp_path)
    return folder


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words], catch_exceptions=False)


def change(path: Path, old: str, new: str) -> None:
    content = path.read_text(encoding="utf-8")
    assert old in content
    path.write_text(content.replace(old, new), encoding="utf-8")


def test_services_are_checked(services: Path) -> None:
    right = run("check")
    assert right.exit_code == 0
    assert "1 services, 1 offices, 0 problems" in right.stdout
    change(services / "sample.yaml", "what: persons", "what: people")
    wrong = run("check")
    assert wrong.exit_code == 1
    assert "town/services/sample.yaml:" in wrong.stderr
    assert "capacity for people, which is no dimension" in wrong.stderr
    of_the_list = CliRunner().invoke(cli_policies.app, ["check"], catch_exceptions=False)
    assert "which is no dimension" in of_the_list.stderr


def test_services_are_listed() -> None:
    every = run("list")
    assert every.exit_code == 0
    assert "样本服务（演示数据）" in every.stdout.replace("\n", "")
    one = run("list", "sample")
    for part in ("开约：前14天08:00", "样本站", "上午 09:00-11:00", "人数（位）每个时段：公众10、窗口2"):
        assert part in one.stdout
    nothing = run("list", "nowhere")
    assert nothing.exit_code == 1
    assert "there are: sample" in nothing.stderr


def test_sessions_are_opened_and_what_cannot_be_is_told(services: Path, tmp_path: Path) -> None:
    assert "1 services are open, 0 sessions" in run("open").stdout
    with create_engine(f"sqlite:///{tmp_path / 'state' / 'minsheng.db'}").begin() as db:
        db.execute(text("UPDATE capacities SET taken = 5 WHERE quota = 'public' AND session_id LIKE '%/am'"))
    change(services / "sample.yaml", "public: 10", "public: 1")
    short = run("open")
    assert short.exit_code == 1
    assert "样本服务 样本站 2" in short.stderr
    assert "上午: more is booked than there is now" in short.stderr
    assert "16 sessions are not as their files have them" in short.stdout


def test_a_table_becomes_a_draft_that_can_be_checked_and_accepted(services: Path, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(TABLE, encoding="utf-8")
    before = (services / "sample.yaml").read_text(encoding="utf-8")
    made = run("import", tmp_path / "t.csv")
    assert made.exit_code == 0, made.output
    for part in ("写好草稿：drafts/town/services/sample.yaml", "+    phone: 020-00000009", "还标着演示数据"):
        assert part in made.stdout
    assert (services / "sample.yaml").read_text(encoding="utf-8") == before
    drafts = tmp_path / "drafts" / "town"
    refused = CliRunner().invoke(cli_policies.app, ["check", "--drafts", str(drafts)])
    assert "还有草稿标记" in refused.stderr
    draft = drafts / "services" / "sample.yaml"
    draft.write_text("".join(draft.read_text(encoding="utf-8").splitlines(keepends=True)[1:]), encoding="utf-8")
    accepted = CliRunner().invoke(cli_policies.app, ["check", "--drafts", str(drafts)])
    assert accepted.exit_code == 0, accepted.output
    shutil.copy(draft, services / "sample.yaml")
    assert "2 offices, 0 problems" in run("check").stdout


def test_a_draft_that_was_edited_is_kept_until_replace_is_said(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(TABLE, encoding="utf-8")
    run("import", tmp_path / "t.csv")
    draft = tmp_path / "drafts/town/services/sample.yaml"
    draft.write_text("# 我改过的\n", encoding="utf-8")
    kept = run("import", tmp_path / "t.csv")
    assert (kept.exit_code, draft.read_text(encoding="utf-8")) == (1, "# 我改过的\n")
    assert "-# 我改过的" in kept.stdout
    assert run("import", tmp_path / "t.csv", "--replace").exit_code == 0
    assert "样本二站" in draft.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("content", "words", "reason"),
    [
        (TABLE.replace("12,3", "十二,3"), [], "有 1 处要改，草稿没有写：\n第2行第7列：名额要写整数，这里是：十二"),
        (TABLE.replace("样本路2号", ""), [], "第3行：“样本二站”没有填地址。"),
        (TABLE, ["--service", "meals"], "没有这个服务：meals。有的是：sample。"),
        ("", [], "空的"),
        ("服务,网点,区\n", [], "没有读出任何网点"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_written(
    tmp_path: Path, content: str, words: list[str], reason: str
) -> None:
    (tmp_path / "t.csv").write_text(content, encoding="utf-8")
    result = run("import", tmp_path / "t.csv", *words)
    assert result.exit_code == 1
    assert reason in result.stderr
    assert not (tmp_path / "drafts").exists()
