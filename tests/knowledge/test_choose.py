"""Of a policy the clauses of the aspect are told, and of them those about the matter."""

from __future__ import annotations

import pytest

from knowledge.choose import MOST, choose
from knowledge.index import Near
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


NOTHING: dict[str, Near] = {}


def chosen(aspects: tuple[Kind, ...], matter: str = "", near: dict[str, Near] = NOTHING) -> list[str]:
    return [clause.id for clause in choose(TOLD, aspects, matter, near)]


@pytest.mark.parametrize(
    ("aspects", "first"),
    [
        ((Kind.WHO,), "who"),
        ((Kind.AMOUNT,), "amount"),
        ((Kind.MATERIALS,), "materials"),
        ((Kind.WHERE,), "how"),
        ((Kind.WHEN,), "how"),
        ((Kind.BASIS,), "what"),
    ],
)
def test_the_first_clause_of_the_aspect_asked_for_is_told_first(aspects: tuple[Kind, ...], first: str) -> None:
    assert chosen(aspects)[0] == first


def test_where_several_aspects_are_asked_each_is_told() -> None:
    assert {"amount", "materials"} <= set(chosen((Kind.MATERIALS, Kind.AMOUNT)))


def test_where_nothing_is_asked_who_gets_it_and_how_much_come_before_the_limits() -> None:
    told = chosen(())
    assert told
    assert "doctor" not in told


def test_the_clause_about_the_matter_comes_first() -> None:
    assert chosen((Kind.AMOUNT,), "孩子上大学学费")[0] == "school"


def test_the_clause_that_is_near_in_words_and_meaning_comes_first() -> None:
    far = Near(0.0, 0.1)
    near = {clause.id: far for clause in TOLD} | {"who-2": Near(0.8, 0.9)}
    assert chosen((), "", near)[0] == "who-2"


def test_no_more_is_told_than_is_read() -> None:
    many = tuple(clause(f"a{i}", Kind.AMOUNT, "孩子上大学，学费可以减免。") for i in range(9))
    assert len(choose(many, (Kind.AMOUNT,), "孩子上大学学费", NOTHING)) <= MOST
    assert len(chosen(tuple(Kind))) <= MOST


def test_an_aspect_that_nothing_tells_has_no_clause() -> None:
    assert choose((TOLD[1],), (Kind.BASIS,), "", NOTHING) == []
    assert choose((), (Kind.WHO,), "", NOTHING) == []
