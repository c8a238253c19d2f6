"""The shapes of the list's files."""

from __future__ import annotations

from datetime import date

import pytest
from pydantic import BaseModel, ValidationError

from knowledge.policy import Clause, Elsewhere, Figure, Force, Kind, Policy, Region, Source, Validity
from knowledge.yaml_file import ListError, read_record
from tests.knowledge.tiny import Tiny

FIRST, LAPSE, REPEAL = date(2024, 1, 1), date(2026, 6, 1), date(2027, 1, 1)


@pytest.mark.parametrize(
    ("day", "force"),
    [
        (date.min, Force.FUTURE),
        (date(2023, 12, 31), Force.FUTURE),
        (FIRST, Force.IN_FORCE),
        (date(2024, 1, 2), Force.IN_FORCE),
        (date(2026, 5, 31), Force.IN_FORCE),
        (LAPSE, Force.LAPSED),
        (date(2026, 6, 2), Force.LAPSED),
        (date(2026, 12, 31), Force.LAPSED),
        (REPEAL, Force.REPLACED),
        (date(2027, 1, 2), Force.REPLACED),
        (date.max, Force.REPLACED),
    ],
)
def test_a_text_stands_differently_from_each_of_its_days_on(day: date, force: Force) -> None:
    assert Validity(effective=FIRST, lapses=LAPSE, repealed=REPEAL).on(day) is force


def test_a_text_without_an_end_holds_for_good() -> None:
    assert Validity(effective=FIRST).on(date.max) is Force.IN_FORCE
    assert Validity(effective=FIRST, lapses=LAPSE).on(date.max) is Force.LAPSED
    assert Validity(effective=FIRST, repealed=REPEAL).on(LAPSE) is Force.IN_FORCE


def test_a_text_repealed_before_its_time_ran_out_is_replaced() -> None:
    validity = Validity(effective=FIRST, repealed=date(2025, 1, 1), lapses=LAPSE)
    assert validity.on(date(2025, 1, 1)) is Force.REPLACED
    assert validity.on(LAPSE) is Force.REPLACED


@pytest.mark.parametrize("end", ["lapses", "repealed"])
@pytest.mark.parametrize("day", [FIRST, date(2023, 12, 31)])
def test_an_end_that_is_not_after_the_first_day_is_refused(end: str, day: date) -> None:
    with pytest.raises(ValidationError, match=f"{end} {day} is not after effective {FIRST}"):
        Validity.model_validate({"effective": FIRST, end: day})


@pytest.mark.parametrize(("file", "shape"), [("national/region.yaml", Region), ("town/sources/notice.yaml", Source)])
def test_a_field_that_is_not_known_is_refused_with_file_and_line(tiny: Tiny, file: str, shape: type[BaseModel]) -> None:
    path = tiny.change(file, "\n", "\ncolour: red\n")
    with pytest.raises(ListError) as error:
        read_record(path, shape)
    assert str(error.value) == f"{path}:2: colour: Extra inputs are not permitted"


@pytest.mark.parametrize(
    ("old", "new", "at", "what"),
    [
        ("summary: ", "colour: red\nsummary: ", "colour: red", "colour: Extra inputs are not permitted"),
        ("    text: 年满", "    txet: 年满", "txet", "clauses.0.txet: Extra inputs are not permitted"),
        ("    text: 年满", "    txet: 年满", "- id: who", "clauses.0.text: Field required"),
        ("kind: materials", "kind: colour", "kind: colour", "clauses.3.kind: Input should be"),
        ("{value: 100, ", "{value: many, ", "value: many", "clauses.1.figures.0.value: Input should be a valid number"),
        (
            "repealed: 2025-01-01",
            "repealed: soon",
            "repealed: soon",
            "clauses.1.repealed: Input should be a valid date",
        ),
        ("id: nuandong", "id: Nuan Dong", "id: Nuan Dong", "id: String should match pattern"),
        ("summary: 冬天发的取暖钱。", "summary: '  '", "summary:", "summary: String should have at least 1 character"),
    ],
)
def test_what_is_wrong_in_a_policy_is_told_with_its_line(tiny: Tiny, old: str, new: str, at: str, what: str) -> None:
    file = "town/policies/nuandong.yaml"
    path = tiny.change(file, old, new)
    with pytest.raises(ListError) as error:
        read_record(path, Policy)
    assert any(line.startswith(f"{path}:{tiny.line(file, at)}: {what}") for line in str(error.value).splitlines())


def test_everything_wrong_in_a_file_is_told_at_once(tiny: Tiny) -> None:
    path = tiny.change("town/policies/nuandong.yaml", "kind: who", "kind: colour")
    tiny.change("town/policies/nuandong.yaml", "kind: amount", "kind: colour")
    with pytest.raises(ListError) as error:
        read_record(path, Policy)
    assert len(str(error.value).splitlines()) == 2


def test_a_policy_without_clauses_and_a_topic_without_aliases_are_refused(tiny: Tiny) -> None:
    policy = read_record(tiny.folder / "town/policies/nuandong.yaml", Policy).model_dump()
    with pytest.raises(ValidationError, match="clauses"):
        Policy.model_validate({**policy, "clauses": []})
    with pytest.raises(ValidationError, match="aliases"):
        Elsewhere.model_validate({"id": "a", "topic": "水费", "office": "水务公司", "aliases": []})


def test_a_clause_is_found_by_its_id(tiny: Tiny) -> None:
    policy = read_record(tiny.folder / "town/policies/nuandong.yaml", Policy)
    assert policy.clause("who").kind is Kind.WHO
    with pytest.raises(KeyError):
        policy.clause("whom")


def test_a_record_cannot_be_changed() -> None:
    clause = Clause(id="a", kind=Kind.WHO, text="一", source="s", figures=(Figure(value=1, unit="元", what="一"),))
    with pytest.raises(ValidationError, match="frozen"):
        clause.text = "二"
