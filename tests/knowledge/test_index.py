"""Only what is told in the region on the day can be found, and a saved index is only used for what it was built from."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from knowledge.index import Index, StaleIndex, Told
from knowledge.policy_list import load
from tests.knowledge.tiny import TINY_LIST, Tiny

TODAY = date(2026, 5, 20)
OLD_AMOUNTS = {"canji-shenghuo-butie": "209元", "canji-huli-butie": "280元"}
"""Of 2025; since 2026 it is 217 and 290."""


def texts(index: Index, told: Told) -> set[str]:
    return {index.units[position].text for position in told.positions}


def both_ways(index: Index, query: str, told: Told, k: int) -> list[list[str]]:
    found = [index.lexical(query, told, k), index.semantic(query, told, k)]
    return [[index.units[position].text for position, _ in units] for units in found]


@pytest.mark.parametrize("policy", OLD_AMOUNTS)
@pytest.mark.parametrize(
    ("day", "there"),
    [(date(2024, 12, 31), False), (date(2025, 1, 1), True), (date(2025, 12, 31), True), (date(2026, 1, 1), False)],
)
def test_a_replaced_clause_is_found_only_for_a_day_on_which_it_held(
    index: Index, policy: str, day: date, there: bool
) -> None:
    clause = index.policies.policies[policy].clause("amount-2025")
    told = index.told("guangzhou", day)
    assert OLD_AMOUNTS[policy] in clause.text
    for found in both_ways(index, clause.text, told, 40):
        assert any(clause.text in text for text in found) is there


@pytest.mark.parametrize(("day", "amount"), [(date(2024, 6, 1), 100), (date(2025, 6, 1), 120)])
def test_the_day_is_looked_at_before_the_best_are_taken(tiny_index: Index, day: date, amount: int) -> None:
    """The clause of the other day would be the better one, and must not take the only place."""
    other = {100: 120, 120: 100}[amount]
    told = tiny_index.told("town", day)
    for found in both_ways(tiny_index, f"暖冬补贴每户每年{other}元", told, 1):
        assert len(found) == 1
        assert found[0] in texts(tiny_index, told)


@pytest.mark.parametrize("region", ["town", "sea", "national"])
def test_the_region_is_looked_at_before_the_best_are_taken(tiny_index: Index, region: str) -> None:
    told = tiny_index.told(region, TODAY)
    for query in ("望海的暖冬补贴每户每年999元", "暖冬补贴每户每年120元", "船民登记要带船民身份牌"):
        words, meanings = both_ways(tiny_index, query, told, 5)
        assert set(words) | set(meanings) <= texts(tiny_index, told)
        assert len(meanings) == min(5, len(told.positions))


def test_a_place_finds_its_own_what_lies_around_it_and_other_offices(tiny_index: Index) -> None:
    found = {tiny_index.units[position].target for position in tiny_index.told("town", TODAY).positions}
    assert found == {"nuandong", "nuandong-hugong", "chuanmin", "shuifei"}


def test_nothing_is_found_before_the_first_text_but_what_other_offices_do(tiny_index: Index) -> None:
    told = tiny_index.told("town", date(2019, 12, 31))
    assert {tiny_index.units[position].target for position in told.positions} == {"shuifei"}
    assert set(tiny_index.names("town", date(2019, 12, 31))) == {"交水费", "水费单"}


def test_no_unit_is_told_on_a_day_on_which_its_clause_does_not_hold(index: Index) -> None:
    days = {date(2026, 5, 20)}
    for policy in index.policies.policies.values():
        for clause in policy.clauses:
            validity = index.policies.validity(clause)
            days |= {d for d in (validity.effective, validity.repealed, validity.lapses) if d}
    for day in {d + timedelta(days=shift) for d in days for shift in (-1, 0)}:
        for position in index.told("guangzhou", day).positions:
            unit = index.units[position]
            if unit.clause and unit.text.endswith(index.policies.policies[unit.target].clause(unit.clause).text):
                assert unit.clause in {clause.id for clause in index.policies.clauses_on(unit.target, day)}


def test_names_stand_longest_first(tiny_index: Index) -> None:
    lengths = [len(name) for name in tiny_index.names("town", TODAY)]
    assert lengths == sorted(lengths, reverse=True)


def test_best_stand_first_and_a_unit_finds_itself(tiny_index: Index) -> None:
    told = tiny_index.told("town", TODAY)
    for unit in (tiny_index.units[position] for position in told.positions):
        for scored in (tiny_index.lexical(unit.text, told, 10), tiny_index.semantic(unit.text, told, 10)):
            scores = [score for _, score in scored]
            assert scores == sorted(scores, reverse=True)
            assert unit.text in {tiny_index.units[i].text for i, score in scored if score >= scores[0] - 1e-6}


@pytest.mark.parametrize(
    "query", ["低保怎么申请", "老人坐车要不要钱", "我家里困难，父亲住院了，能不能申请救助，要带什么材料"]
)
def test_fewer_are_the_first_of_more(index: Index, query: str) -> None:
    """Whatever shortens the way to the best few: they are those that would stand first among all."""
    told = index.told("guangzhou", TODAY)
    for find in (index.lexical, index.semantic):
        scores = [score for _, score in find(query, told, len(index.units))]
        assert len(scores) > 100
        for k in (1, 5, 40):
            assert [score for _, score in find(query, told, k)] == pytest.approx(scores[:k])


def test_the_nearest_of_a_citys_list_are_found_without_comparing_all(index: Index) -> None:
    told = index.told("guangzhou", TODAY)
    vectors = index.encoder.encode([index.units[position].text for position in told.positions])
    for query in ("低保怎么申请", "老人坐车要不要钱"):
        nearest = np.sort(vectors @ index.encoder.encode_one(query)[0])[::-1][:20]
        np.testing.assert_allclose([score for _, score in index.semantic(query, told, 20)], nearest, atol=1e-4)


def test_words_that_no_unit_has_find_nothing_by_words(tiny_index: Index) -> None:
    told = tiny_index.told("town", TODAY)
    assert tiny_index.lexical("", told, 5) == []
    assert tiny_index.lexical("qqqq", told, 5) == []


def test_where_nothing_is_told_nothing_is_found(tiny_index: Index) -> None:
    empty = tiny_index.told("town", TODAY)
    empty = replace(empty, mask=np.zeros_like(empty.mask), positions=empty.positions[:0])
    assert tiny_index.semantic("暖冬补贴", empty, 5) == []
    assert tiny_index.lexical("暖冬补贴", empty, 5) == []


def test_a_saved_index_finds_the_same(tiny_index: Index, tmp_path: Path) -> None:
    tiny_index.save(tmp_path / "deep" / "index")
    loaded = Index.load(tmp_path / "deep" / "index", load(TINY_LIST), tiny_index.encoder)
    told, again = tiny_index.told("town", TODAY), loaded.told("town", TODAY)
    for query in ("暖冬补贴多少钱", "水费", "船民"):
        assert loaded.lexical(query, again, 10) == tiny_index.lexical(query, told, 10)
        assert loaded.semantic(query, again, 10) == tiny_index.semantic(query, told, 10)


def test_a_saved_index_of_another_list_is_refused(tiny_index: Index, tiny: Tiny, tmp_path: Path) -> None:
    tiny_index.save(tmp_path / "index")
    tiny.change("town/policies/nuandong.yaml", "冬天发的取暖钱", "发的取暖钱")
    with pytest.raises(StaleIndex, match="of another list or encoder"):
        Index.load(tmp_path / "index", tiny.load(), tiny_index.encoder)


def test_a_saved_index_of_another_encoder_is_refused(tiny_index: Index, tmp_path: Path) -> None:
    tiny_index.save(tmp_path / "index")
    other = cast(Any, SimpleNamespace(version="0123456789ab"))
    with pytest.raises(StaleIndex, match="of another list or encoder"):
        Index.load(tmp_path / "index", tiny_index.policies, other)


@pytest.mark.parametrize("content", [None, "", "{"])
def test_a_folder_without_a_whole_index_is_refused(tiny_index: Index, tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / "built_from.json").write_text(content)
    with pytest.raises(StaleIndex, match="no index in"):
        Index.load(tmp_path, tiny_index.policies, tiny_index.encoder)
