"""What a meal costs whom: the shipped price and the rule of the subsidy, three-valued."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from actions.booking import pricing
from knowledge.policy_list import load

TODAY = date(2026, 11, 23)
LIST = load()
MEALS, WEDDINGS = LIST.services["zhucan"], LIST.services["jiehun"]


def facts_of_the_old() -> dict[str, Any]:
    """As the dialogue finds them out: 82, lives in Guangzhou, at home, registered there."""
    known: dict[str, Any] = {}
    told = {"age": 82, "hukou": "guangzhou"}
    while (fact := pricing.next_fact(LIST, MEALS, known, [], TODAY)) is not None:
        known[fact.id] = told.get(fact.id, next(iter(fact.choices), True))
    return known


OLD = facts_of_the_old()
CASES = [
    ("subsidised", OLD, 1, "一份15元，按规定补贴3元", "您付12元", True),
    ("two portions, one of them subsidised", OLD, 2, "2份一共30元，按规定补贴3元", "您付27元", True),
    ("too young", {"age": 45}, 1, "一份15元。按您说的情况，没有市里的补贴", "", False),
    ("too young, two portions", {"age": 45}, 2, "2份一共30元。按您说的情况，没有市里的补贴", "", False),
    ("nobody's word for it", {}, 1, "一份15元。有没有补贴，到时候刷卡才知道", "", True),
    ("old, and no more is known", {"age": 82}, 2, "2份一共30元。有没有补贴，到时候刷卡才知道", "", True),
]


@pytest.mark.parametrize(
    ("known", "portions", "price", "pays", "subsidised"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_the_price(known: dict[str, Any], portions: int, price: str, pays: str, subsidised: bool) -> None:
    found = pricing.priced(LIST, MEALS, known, {"portions": portions}, TODAY)
    assert found is not None
    assert price in found.text
    assert pays in found.text
    assert ("您付" in found.text) is bool(pays)
    assert found.subsidised is subsidised


def test_where_nothing_is_paid_there_is_no_price_and_no_question() -> None:
    assert pricing.priced(LIST, WEDDINGS, {}, {}, TODAY) is None
    assert pricing.next_fact(LIST, WEDDINGS, {}, [], TODAY) is None


def test_only_what_can_change_the_price_is_asked() -> None:
    assert pricing.next_fact(LIST, MEALS, {"age": 45}, [], TODAY) is None


def test_what_is_not_told_is_not_asked_again() -> None:
    refused: list[str] = []
    while (fact := pricing.next_fact(LIST, MEALS, {}, refused, TODAY)) is not None:
        assert fact.id not in refused
        refused.append(fact.id)
    assert "age" in refused
