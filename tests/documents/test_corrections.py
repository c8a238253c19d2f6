"""Findings that staff corrected (`minsheng documents cases`): the checks find by now what they should have found."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from actions.documents.cases import Case, found

CASES = yaml.load((Path(__file__).parent / "corrections.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader)


@pytest.mark.parametrize("entry", CASES, ids=[entry["id"] for entry in CASES])
def test_what_staff_corrected_is_found_as_they_said(entry: dict[str, Any]) -> None:
    case = Case.of(entry["case"])
    assert found(case) == case.meant


def test_every_case_has_an_id_of_its_own() -> None:
    assert len({entry["id"] for entry in CASES}) == len(CASES)
