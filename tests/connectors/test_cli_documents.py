"""`minsheng documents cases`: corrected findings become test cases, each once, and nothing else of the file is touched."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml
from sqlalchemy import Connection
from typer.testing import CliRunner, Result

from actions.documents import reviewing
from actions.documents.cases import Case, findings_of, freeze
from actions.documents.judging import Purpose, judge
from actions.documents.model import Outcome
from actions.documents.reviewing import Said
from bot.db import connect
from bot.migrations.upgrade import upgrade
from bot.privacy import Cipher
from bot.settings import Settings, load
from connectors.cli import app
from tests.documents.pages_made import FRONT, WRONG_CHECK, page_of
from tests.fakes import NOON

PURPOSE = Purpose(date(2026, 5, 21), date(2026, 5, 20))


@pytest.fixture(autouse=True)
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("MINSHENG_STATE", str(tmp_path / "state"))
    return load()


def corrected(settings: Settings, page_id: str, meant: Outcome, minutes: int = 0) -> None:
    """Somebody says that the number's check digit was right, or not."""
    upgrade(settings.database)
    cipher = Cipher(settings.keys.get_secret_value(), settings.lookup_key.get_secret_value())
    pages = [page_of(fields={**FRONT, "number": WRONG_CHECK})]
    (findings,) = findings_of(pages, judge(pages, PURPOSE))
    finding = next(one for one in findings if one.check == "number-check-digit")
    said = Said(finding.outcome, meant, "a" * 32, NOON + timedelta(minutes=minutes))

    def write(db: Connection) -> None:
        case = freeze(pages, PURPOSE, 0, finding, meant)
        reviewing.review(db, cipher, page_id, "id-card", finding, said, case)

    with connect(settings.database).begin() as db:
        write(db)


def run(out: Path) -> Result:
    return CliRunner().invoke(app, ["documents", "cases", "--out", str(out)])


def test_what_was_corrected_is_added_once(settings: Settings, tmp_path: Path) -> None:
    out = tmp_path / "corrections.yaml"
    corrected(settings, "1" * 32, Outcome.ASK)
    corrected(settings, "2" * 32, Outcome.FIX, 1)
    assert "1 new" in run(out).output
    first = out.read_text(encoding="utf-8")
    assert "0 new" in run(out).output
    assert out.read_text(encoding="utf-8") == first
    corrected(settings, "3" * 32, Outcome.PASS, 2)
    out.write_text(f"# 样本\n{first}", encoding="utf-8")
    assert "1 new" in run(out).output
    assert out.read_text(encoding="utf-8").startswith(f"# 样本\n{first}")
    cases = [Case.of(entry["case"]) for entry in yaml.safe_load(out.read_text(encoding="utf-8"))]
    assert [(case.check, case.meant) for case in cases] == [
        ("number-check-digit", "ask"),
        ("number-check-digit", "pass"),
    ]
    assert [value for value in ("张样本", WRONG_CHECK, "文明路") if value in out.read_text(encoding="utf-8")] == []


@pytest.mark.parametrize("content", ["- 1", "a: b", "- {id: x, case: {check: number}}", "[["])
def test_another_file_is_left_alone(settings: Settings, tmp_path: Path, content: str) -> None:
    out = tmp_path / "other.yaml"
    out.write_text(content, encoding="utf-8")
    corrected(settings, "1" * 32, Outcome.ASK)
    result = run(out)
    assert (result.exit_code, out.read_text(encoding="utf-8")) == (1, content)
