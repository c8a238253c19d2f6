"""Of a policy the clauses of the aspect are told, and of them those about the matter."""

from __future__ import annotations

import pytest

from knowledge.choose import MOST, choose
from knowledge.policy import Clause, Kind


def clause(name: str, kind: Kind, text: str) -> Clause:
    return Clause(id=name, kind=kind, text=text, source="s")


TOLD = (
    clause("what", Kind.BASIS, "补贴是按月发的钱。"),
    clause("who", Kind.WHO, "家里收入低的人可以领补贴。"),
    clause("who-2", Kind.WHO, "没有人照顾的人可以领补贴。"),
    clause("amount", Kind.AMOUNT, "补贴每月发。"),
    clause("amount-2", Kind.AMOUNT, "补贴按家里人数算。"),
    clause("school", Kind.AMOUNT, "孩子上大学，学费可以减免。"),
    clause("materials", Kind.MATERIALS, "要带居民卡。"),
    clause("how", Kind.HOW, "自己去申请。"),
    clause("doctor", Kind.LIMITS, "医院骗取补贴的要退回。"),
)


@pytest.mark.parametrize(
    ("aspects", "matter", "chosen"),
    [
        ((), "", ["who", "amount"]),
        ((Kind.WHO,), "", ["who", "who-2"]),
        ((Kind.AMOUNT,), "", ["amount", "amount-2"]),
        ((Kind.MATERIALS,), "", ["materials"]),
        ((Kind.MATERIALS, Kind.AMOUNT), "", ["amount", "materials"]),
        ((Kind.AMOUNT, Kind.WHO, Kind.MATERIALS), "", ["who", "amount", "materials"]),
        ((Kind.AMOUNT,), "孩子上大学学费", ["school"]),
        ((Kind.WHO,), "孩子上大学学费减免", ["school"]),
        ((Kind.AMOUNT,), "天气", ["amount", "amount-2"]),
        ((Kind.WHERE,), "", ["how"]),
        ((Kind.WHEN,), "", ["how"]),
        ((Kind.WHERE, Kind.HOW), "", ["how"]),
        ((Kind.BASIS,), "", ["what"]),
    ],
)
def test_the_clauses_of_the_aspect_are_told_and_of_them_those_about_the_matter(
    aspects: tuple[Kind, ...], matter: str, chosen: list[str]
) -> None:
    assert [c.id for c in choose(TOLD, aspects, matter)] == chosen


def test_no_more_is_told_than_is_read() -> None:
    many = tuple(clause(f"a{i}", Kind.AMOUNT, "孩子上大学，学费可以减免。") for i in range(9))
    assert len(choose(many, (Kind.AMOUNT,), "孩子上大学学费")) <= MOST
    assert len(choose(TOLD, tuple(Kind), "")) <= MOST


def test_an_aspect_that_nothing_tells_has_no_clause() -> None:
    assert choose((TOLD[1],), (Kind.BASIS,), "") == []
    assert choose((), (Kind.WHO,), "") == []


def test_a_weak_match_of_another_aspect_is_not_told() -> None:
    chosen = choose(TOLD, (Kind.AMOUNT,), "医院门口")
    assert "doctor" not in {c.id for c in chosen}
