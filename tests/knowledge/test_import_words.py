"""What an import draws from single words and sentences: figures, days, columns, kinds."""

from __future__ import annotations

import re
from datetime import date

import pytest

from knowledge.imports.columns import find_header
from knowledge.imports.dates import days_in, end_in
from knowledge.imports.drafting import kind_of
from knowledge.imports.figures import figures, tell_apart
from knowledge.imports.head import number_in
from knowledge.imports.naming import slug
from knowledge.imports.notice import short_name
from knowledge.imports.shape import Cell, Row, Table
from knowledge.numbers import numbers_in
from tests.knowledge.tiny import cases

CASES = cases("imports")


@pytest.mark.parametrize(("text", "expected"), CASES["figures"])
def test_figures_have_the_unit_that_stands_beside_them(text: str, expected: list[list[object]]) -> None:
    found = figures(text, "灯油补贴", unit="元/月")
    money = [[f["value"], f.get("unit")] for f in found]
    # The column's unit is for bare numbers only: a number that says 元 keeps it.
    assert sorted(map(str, money)) == sorted(map(str, expected))
    assert {f["value"] for f in found} == numbers_in(text)
    assert all(f["what"] for f in found)


def test_a_number_without_any_unit_is_left_for_the_clerk() -> None:
    assert figures("标准1309", "灯油补贴") == [{"value": 1309, "what": "标准"}]


def test_two_values_of_one_name_are_told_apart() -> None:
    clauses = [{"figures": figures("每人每月35元", "补贴")}, {"figures": figures("每人每月50元", "补贴")}]
    tell_apart(clauses)
    first, second = (clause["figures"][0]["what"] for clause in clauses)
    assert first != second


@pytest.mark.parametrize(("text", "days"), CASES["days"])
def test_days_are_read_however_they_are_written(text: str, days: list[date]) -> None:
    assert days_in(text) == days


@pytest.mark.parametrize(("text", "effective", "end"), CASES["ends"])
def test_the_end_is_the_first_day_that_no_longer_counts(text: str, effective: date | None, end: date | None) -> None:
    assert end_in(text, effective) == end


@pytest.mark.parametrize(("header", "target"), CASES["columns"])
def test_columns_are_known_by_the_words_of_their_headers(header: str, target: str | None) -> None:
    beside = ["政策名称", "补贴金额", "备案码", header]
    table = Table((Row(tuple(Cell(text, "") for text in beside), ""),), "")
    found = find_header(table)
    assert found is not None
    assert found.columns[-1].target == target


def test_a_columns_bracket_is_its_unit() -> None:
    table = Table((Row(tuple(Cell(text, "") for text in ("名称", "标准（单位：元/月）", "对象（本市）")), ""),), "")
    found = find_header(table)
    assert found is not None
    assert [column.unit for column in found.columns] == [None, "元/月", None]


@pytest.mark.parametrize(("text", "kind"), CASES["kinds"])
def test_a_clauses_kind_is_guessed_by_its_words(text: str, kind: str) -> None:
    assert kind_of(text) == kind


@pytest.mark.parametrize(("title", "name"), CASES["names"])
def test_a_policy_is_named_after_what_the_notice_is_about(title: str, name: str) -> None:
    assert short_name(title) == name


@pytest.mark.parametrize(("text", "number"), CASES["numbers"])
def test_document_numbers_are_written_as_the_list_does(text: str, number: str | None) -> None:
    assert number_in(text) == number


@pytest.mark.parametrize("name", ["重度残疾人护理补贴", "灯油补贴（一级）", "!!!", "a" * 90, "长" * 90])
def test_ids_are_slugs_of_a_bearable_length(name: str) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug(name))
    assert len(slug(name)) <= 40
