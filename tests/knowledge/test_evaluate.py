"""How the figures over a file of questions come about."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from knowledge.evaluate import BadCases, Case, asked, converse, evaluate, read_cases
from knowledge.index import Index

TODAY = date(2026, 10, 1)
RIGHT = {"q": "低保一个月多少钱", "policies": ["dibao"], "kind": "plain"}
RIGHT_TOO = {"q": "离婚冷静期多少天", "policies": ["lihun-dengji", "jiehun-dengji"], "kind": "plain"}
WRONG = {"q": "结婚登记要带什么材料", "policies": ["zhangzhe-zhucan"], "kind": "odd"}
REFUSED = {"q": "失业金怎么领", "policies": ["dibao"], "kind": "odd"}
DECLINED = {"q": "今天天气怎么样", "policies": []}
DECLINED_TOO = {"q": "怎么交社保", "policies": []}
ANSWERED_FALSELY = {"q": "孤儿一个月多少钱", "policies": []}


def written(path: Path, *cases: dict[str, Any]) -> Path:
    path.write_text("".join(json.dumps(case, ensure_ascii=False) + "\n" for case in cases), encoding="utf-8")
    return path


def figures(index: Index, *cases: dict[str, Any]) -> dict[str, Any]:
    made = [Case(case["q"], tuple(case["policies"]), case.get("kind", "")) for case in cases]
    return evaluate(index, made, TODAY, "guangzhou")


def test_cases_are_read_line_by_line(tmp_path: Path) -> None:
    path = written(tmp_path / "cases.jsonl", RIGHT, {**DECLINED, "on": "2025-10-01", "region": "深圳"})
    path.write_text(path.read_text(encoding="utf-8").replace("\n", "\n\n"), encoding="utf-8")
    assert read_cases(path) == [
        Case("低保一个月多少钱", ("dibao",), "plain"),
        Case("今天天气怎么样", (), on=date(2025, 10, 1), region="深圳"),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "no json",
        '{"q": "低保"}',
        '{"policies": []}',
        '{"q": "低保", "policies": null}',
        '{"q": "低保", "policies": "dibao"}',
        '{"q": "低保", "policies": [], "on": "2025-13-01"}',
        '{"q": "低保", "policies": [], "on": "yesterday"}',
    ],
)
def test_a_line_that_is_no_case_is_named_with_file_and_number(tmp_path: Path, line: str) -> None:
    path = written(tmp_path / "cases.jsonl", RIGHT, DECLINED)
    path.write_text(path.read_text(encoding="utf-8") + "\n" + line, encoding="utf-8")
    with pytest.raises(BadCases) as error:
        read_cases(path)
    assert str(error.value).startswith(f"{path}:4: not a case: ")


def test_the_figures_of_a_few_cases(index: Index) -> None:
    found = figures(index, RIGHT, RIGHT_TOO, WRONG, REFUSED, DECLINED, DECLINED_TOO, ANSWERED_FALSELY)
    assert found["questions"] == 7
    assert found["list"] == index.policies.version
    assert found["recall@1"] == 0.5
    assert found["answered_right"] == 0.5
    assert found["refusals"] == 0.25
    assert found["false_answers"] == {"all": 0.3333}
    assert found["clarifications"] == 0.0
    assert 0.5 <= found["mrr"] < 1
    assert 0.5 <= found["recall@3"] <= 1
    assert {kind: figure["recall@1"] for kind, figure in found["by_kind"].items()} == {"odd": 0.0, "plain": 1.0}
    assert set(found["ablation"]) == {"bm25_jieba", "bm25", "vectors", "answers"}
    assert found["ablation"]["answers"]["recall@1"] == found["recall@1"]
    assert found["wrong_figures"] == 0


def test_a_follow_up_is_asked_after_what_came_before_it(index: Index) -> None:
    after = Case("那要带什么材料", ("jiehun-dengji",), before=("结婚登记去哪里办",))
    alone = Case("那要带什么材料", ("jiehun-dengji",))
    assert evaluate(index, [after], TODAY, "guangzhou")["answered_right"] == 1.0
    assert evaluate(index, [alone], TODAY, "guangzhou")["answered_right"] == 0.0


def test_where_all_are_wanted_one_is_not_enough(index: Index) -> None:
    both = Case("低保怎么申请？结婚登记要带什么材料？", ("jiehun-dengji", "dibao"), all=True)
    missing = Case("低保怎么申请？", ("jiehun-dengji", "dibao"), all=True)
    assert evaluate(index, [both], TODAY, "guangzhou")["recall@1"] == 1.0
    assert evaluate(index, [missing], TODAY, "guangzhou")["recall@1"] == 0.0


def test_last_year_and_another_city_are_counted(index: Index) -> None:
    cases = [
        Case("残疾人护理补贴去年的标准是多少", ("canji-huli-butie",), year="past"),
        Case("残疾人护理补贴多少钱", ("canji-huli-butie",), year="past"),
        Case("深圳的低保多少钱", ("dibao",), place="深圳"),
    ]
    found = evaluate(index, cases, TODAY, "guangzhou")
    assert found["as_of_right"] == 0.5
    assert found["other_city_right"] == 1.0


def test_all_right_is_one_and_no_case_is_no_figure(index: Index) -> None:
    found = figures(index, RIGHT, RIGHT_TOO)
    assert (found["recall@1"], found["recall@3"], found["mrr"], found["answered_right"]) == (1.0, 1.0, 1.0, 1.0)
    assert found["false_answers"] == {}
    nothing = figures(index)
    assert nothing["recall@1"] is None
    assert nothing["milliseconds_median"] is None


def test_a_case_is_asked_for_its_own_day(index: Index) -> None:
    case = Case("残疾人护理补贴怎么算", ("canji-huli-butie",), on=date(2020, 1, 1))
    assert converse(index, case, TODAY, "guangzhou").trace["day"] == "2020-01-01"


@pytest.mark.parametrize(
    ("place", "region", "elsewhere"),
    [
        (None, "guangzhou", None),
        ("guangzhou", "guangzhou", None),
        ("广州市天河区", "guangzhou", None),
        ("全国", "national", None),
        ("深圳", "guangzhou", "深圳"),
    ],
)
def test_a_place_is_a_region_of_the_list_or_one_that_has_none(
    index: Index, place: str | None, region: str, elsewhere: str | None
) -> None:
    question = asked(index, "低保", TODAY, "guangzhou", None, place)
    assert (question.region, question.place) == (region, elsewhere)
