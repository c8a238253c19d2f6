"""Days and times as citizens say them are understood, always looking forward."""

from __future__ import annotations




import pytest

from bench.dates import CASES, Case, cases

from knowledge.when_said import listen_when

ALL = cases(CASES)


@pytest.mark.parametrize("case", ALL, ids=lambda case: f"{case.group} {case.said}")
def test_what_is_said_is_understood(case: Case) -> None:
    assert str(listen_when(case.said, case.now)) == case.meant
