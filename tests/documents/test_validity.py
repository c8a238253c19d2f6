"""Whether a paper holds on the appointment's day; the answer is another when the appointment is moved."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from actions.documents.checks import validity
from actions.documents.model import Field
from knowledge.paper import papers

TODAY = date(2026, 10, 1)
CASES = yaml.safe_load((Path(__file__).parent / "validity.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_days(case: dict[str, Any]) -> None:
    fields = {id_: Field(id_, value, 0.9) for id_, value in case["fields"].items()}
    findings = validity.check(papers()[case["kind"]], fields, case["day"], TODAY)
    assert {finding.check: finding.outcome for finding in findings} == case["found"]
    assert case.get("said", "") in "".join(finding.said for finding in findings)


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
    ],
)
def test_months_later(day: date, months: int, later: date) -> None:
    assert validity.months_later(day, months) == later
