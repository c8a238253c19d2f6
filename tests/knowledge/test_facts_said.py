"""What is understood of what people say about themselves and theirs."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.facts import BadFact, Between, believe
from knowledge.facts_said import Said, listen
from knowledge.policy_list import load

FACTS = load().facts
TODAY = date(2026, 11, 22)
CASES = yaml.safe_load((Path(__file__).parent / "facts_said.yaml").read_text(encoding="utf-8"))
UNSIGNED = {"facts", "implied", "unclear"}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["said"])
def test_what_is_said_is_understood(case: dict[str, Any]) -> None:
    said = listen(case["said"], FACTS, TODAY, FACTS[case["asked"]] if "asked" in case else None)
    facts = {name: Between(*map(float, v)) if isinstance(v, list) else v for name, v in case["facts"].items()}
    signs = {name: case.get(name, default) for name, default in asdict(Said()).items() if name not in UNSIGNED}
    assert replace(said, implied={}) == Said(facts=facts, **signs | {"unclear": tuple(case.get("unclear", ()))})


@pytest.mark.parametrize(("sentence", "sex"), [("我妈82岁", "female"), ("阿爷行动不便", "male"), ("我82岁", None)])
def test_whom_one_speaks_of_tells_the_sex(sentence: str, sex: str | None) -> None:
    assert listen(sentence, FACTS, TODAY).implied.get("sex") == sex


@settings(deadline=None, max_examples=200)
@given(st.text(), st.sampled_from([None, *FACTS.values()]))
def test_whatever_is_said_nothing_is_understood_that_the_fact_cannot_be(text: str, asked: Any) -> None:
    for name, value in listen(text, FACTS, TODAY, asked).facts.items():
        if FACTS[name].kind != "number":
            assert believe(FACTS[name], value) == value


@pytest.mark.parametrize(
    ("name", "value"),
    [("age", 300.0), ("age", 70.5), ("income-per-head", -5.0), ("hukou", "moon"), ("residence-permit", "x")],
)
def test_what_cannot_be_is_refused_in_plain_words(name: str, value: Any) -> None:
    with pytest.raises(BadFact, match=FACTS[name].name):
        believe(FACTS[name], value)
