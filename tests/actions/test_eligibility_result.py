"""What an interview came to: the words, the cards, and the sheet to print; over the small list, with conditions of its own."""

from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from lxml import html

from actions.eligibility.printed import FEW, Sheet, as_html
from actions.eligibility.result import card as result_card
from actions.eligibility.result import result
from actions.eligibility.state import State
from bot.messages import Basis, Condition, Contact, Reply, ResultCard
from knowledge.eligibility import evaluate
from knowledge.export.pages import as_pdf
from knowledge.facts import Between, Value
from knowledge.findings import describe
from knowledge.interview import Interview
from knowledge.policy_list import PolicyList, load
from tests.fakes import NOON
from tests.knowledge.tiny import TINY_LIST, Tiny

IN_FORCE, LAPSED = date(2026, 5, 1), date(2026, 7, 1)
FACTS = """
- {id: age, name: 年龄, kind: number, unit: 岁, most: 120, whole: true, ask: "{who}多大年纪？", spoken: 多大年纪？}
- {id: resident, name: 常住临江, kind: yes_no, ask: "{who}住在临江吗？", spoken: 住在临江吗？}
- {id: income, name: 每月收入, kind: number, unit: 元, most: 99999, near: 0.05, ask: "{who}每月收入多少？", spoken: 收入？}
"""
WARM = """
criteria:
  all:
    - {fact: age, at_least: 60, clause: who, text: 年满60周岁}
    - {fact: resident, is: true, clause: amount, text: 住在临江}
    - {fact: income, less_than: 2000, clause: card, text: 每月收入低于2000元}
not_checked: [{text: 房子要自己住, clause: who}]
amounts: [{what: 暖冬补贴, unit: 元/年, fixed: 120, clause: amount}]
"""
BOAT = "\ncriteria: {fact: age, at_least: 16, clause: card, text: 满16岁}\n"
KNOWN: dict[str, Value | Between] = {"age": 70.0, "resident": True, "income": 1000.0}


@pytest.fixture
def policies(tmp_path: Path) -> PolicyList:
    shutil.copytree(TINY_LIST, tmp_path / "list")
    tiny = Tiny(tmp_path / "list")
    (tiny.folder / "national" / "facts").mkdir()
    (tiny.folder / "national" / "facts" / "person.yaml").write_text(FACTS, encoding="utf-8")
    tiny.change("town/policies/nuandong.yaml", "materials:", f"{WARM}materials:")
    tiny.change("national/policies/chuanmin.yaml", "questions:", f"{BOAT}questions:")
    tiny.change("town/region.yaml", "within:", "benefits: [补贴]\nwithin:")
    return tiny.load()


def told(policies: PolicyList, known: Mapping[str, Value | Between], *about: str, day: date = IN_FORCE) -> Reply:
    """What the interview about all, or about those policies, came to."""
    state = State(list(about), "您母亲", dict(known))
    return result(policies, Interview(policies, about or ("nuandong", "chuanmin"), day), state, so_far=False)


def card(policies: PolicyList, known: Mapping[str, Value | Between], day: date = IN_FORCE) -> ResultCard:
    """The card of 暖冬补贴."""
    (found,) = told(policies, known, "nuandong", day=day).results
    return found


@pytest.mark.parametrize(
    ("known", "day", "group", "lapsed", "marks"),
    [
        (KNOWN, IN_FORCE, "can", False, "✓✓✓"),
        (KNOWN, LAPSED, "can", True, "✓✓✓"),
        ({**KNOWN, "resident": False}, IN_FORCE, "cannot", False, "✗"),
        ({"age": 70.0}, IN_FORCE, "open", False, "??✓"),
        ({**KNOWN, "income": Between(1900, 2100)}, IN_FORCE, "open", False, "?✓✓"),
        ({}, IN_FORCE, "open", False, "???"),
    ],
)
def test_the_card_stands_in_its_group_with_its_conditions(
    policies: PolicyList, known: dict[str, Value | Between], day: date, group: str, lapsed: bool, marks: str
) -> None:
    found = card(policies, known, day)
    assert (found.group, found.lapsed) == (group, lapsed)
    assert "".join(one.mark for one in found.conditions) == marks


def test_every_condition_names_its_clause_its_document_and_its_days(policies: PolicyList) -> None:
    by_text = {one.text: one.basis for one in card(policies, KNOWN, LAPSED).conditions}
    assert by_text["年满60周岁"] == Basis("who", "暖冬法", None, "第一条", "2020-01-01", None, False)
    assert by_text["住在临江"] == Basis(
        "amount", "暖冬补贴通知", "临民规〔2024〕1号", "第二条", "2025-01-01", "2026-06-01", True
    )


def test_what_can_be_booked_with_it_is_offered_where_it_can_be_had() -> None:
    shipped = load()
    told: dict[str, Value | Between] = {
        "age": 82.0,
        "lives-in-guangzhou": True,
        "lives-at-home": True,
        "hukou": "guangzhou",
    }
    able = evaluate(shipped, "zhangzhe-zhucan", told, NOON.date())
    found = result_card(shipped, describe(shipped, able, NOON.date()))
    assert [(one.title, one.payload) for one in found.services] == [("预约长者助餐", "我要预约长者助餐")]
    young = evaluate(shipped, "zhangzhe-zhucan", {**told, "age": 40.0}, NOON.date())
    assert result_card(shipped, describe(shipped, young, NOON.date())).services == ()


def test_what_can_be_had_tells_how_much_what_to_bring_and_whom_to_ask(policies: PolicyList) -> None:
    found = card(policies, KNOWN)
    assert [one.text for one in found.amounts] == ["暖冬补贴：120元/年"]
    assert [(one.document, one.who) for one in found.materials] == [("居民卡", "本人")]
    assert [one.text for one in found.not_checked] == ["房子要自己住"]
    assert found.contact.phone == "12345"
    assert found.apply is not None
    assert found.apply.payload == "暖冬补贴怎么申请"


def test_what_is_out_of_reach_tells_its_reason_and_sends_nobody_anywhere(policies: PolicyList) -> None:
    found = card(policies, {**KNOWN, "age": 40.0})
    assert [one.text for one in found.conditions] == ["年满60周岁"]
    assert (found.amounts, found.materials, found.not_checked, found.apply) == ((), (), (), None)


def test_a_number_near_the_line_is_told_though_it_is_out_of_reach(policies: PolicyList) -> None:
    found = card(policies, {**KNOWN, "income": 2010.0})
    assert found.group == "cannot"
    assert "2000元的线很近" in found.near[0]


def test_a_service_is_not_applied_for(policies: PolicyList) -> None:
    (found,) = told(policies, KNOWN, "chuanmin").results
    assert found.apply is not None
    assert found.apply.payload == "船民登记怎么办理"


@pytest.mark.parametrize(
    ("known", "has", "lacks"),
    [
        (KNOWN, ["· 暖冬补贴：120元/年", "· 船民登记"], ["暂时不符合", "还不能确定", "✓", "房子"]),
        ({"age": 70.0}, ["· 暖冬补贴（还想知道：常住临江、每月收入）", "· 船民登记"], ["✗", "?"]),
        ({"age": 10.0}, ["【暂时不符合】2项", "暂时没有对得上的"], ["年满60周岁", "可以享受"]),
    ],
)
def test_the_words_about_the_whole_list_are_short(
    policies: PolicyList, known: dict[str, Value | Between], has: list[str], lacks: list[str]
) -> None:
    text = told(policies, known).text
    assert [part for part in has if part not in text] == []
    assert [part for part in lacks if part in text] == []


def test_the_words_about_one_policy_say_what_speaks_against_it(policies: PolicyList) -> None:
    text = told(policies, {**KNOWN, "age": 40.0}, "nuandong").text
    assert "暂时不能享受暖冬补贴" in text
    assert "✗ 年满60周岁（《暖冬法》第一条）" in text
    assert "✓" not in text


def test_the_first_paragraph_says_what_it_is_and_the_last_who_decides(policies: PolicyList) -> None:
    first, *between, last = told(policies, KNOWN).text.split("\n\n")
    assert first == "帮您母亲对完了。"
    assert between
    assert "受理机关" in last


def test_what_is_certain_comes_first_then_what_hangs_on_little(policies: PolicyList) -> None:
    later = told(policies, KNOWN, day=LAPSED).results
    assert [(one.name, one.lapsed) for one in later] == [("船民登记", False), ("暖冬补贴", True)]
    assert [len(one.missing) for one in told(policies, {}).results] == [1, 3]


def test_nothing_the_person_told_is_in_the_trace(policies: PolicyList) -> None:
    trace = told(policies, {**KNOWN, "income": 1234.0}).trace
    assert trace is not None
    assert (trace["list"], trace["day"]) == (policies.version, "2026-05-01")
    assert "1234" not in str(trace)


def sheet(policies: PolicyList, known: Mapping[str, Value | Between], *about: str) -> Sheet:
    return Sheet(LAPSED, policies.version, told(policies, known, *about, day=LAPSED).results)


def many(found: Sheet) -> Sheet:
    """The same, with more policies than are printed whole."""
    return replace(found, cards=tuple(replace(one, policy=f"p{n}") for n in range(FEW + 1) for one in found.cards))


@pytest.mark.parametrize("short", [False, True])
def test_the_sheet_has_all_that_is_taken_to_the_counter(policies: PolicyList, short: bool) -> None:
    found = sheet(policies, KNOWN, "nuandong")
    page = html.document_fromstring(as_html(many(found) if short else found))
    text = "".join(page.find("body").text_content().split())
    for part in (
        *("2026年7月1日", "以受理机关审核为准", "12345", policies.version, "可以享受"),
        *("暖冬补贴", "120元/年", "✓", "年满60周岁", "住在临江", "□", "居民卡"),
        *("《暖冬法》", "第一条", "2020年1月1日起施行", "《暖冬补贴通知》（临民规〔2024〕1号）", "2026年6月1日已到期"),
        "已过有效期",
    ):
        assert part in text, part
    assert "母亲" not in text


def test_the_sheet_names_what_is_missing_and_what_speaks_against_it(policies: PolicyList) -> None:
    still_open = as_html(many(sheet(policies, {"age": 70.0}, "nuandong")))
    assert "还想知道：常住临江、每月收入" in still_open
    assert "年满60周岁" in as_html(many(sheet(policies, {"age": 10.0}, "nuandong")))


def test_what_stands_in_a_card_is_text_not_markup(policies: PolicyList) -> None:
    found = sheet(policies, KNOWN, "nuandong")
    basis = Basis("c", "<i>法</i>", None, '"><script>', "2020-01-01", None, False)
    wrong = replace(
        found.cards[0],
        name="<b>名</b>",
        conditions=(Condition("✓", "<script>alert(1)</script>", basis),),
        near=("<u>",),
    )
    for page in (as_html(replace(found, cards=(wrong,))), as_html(many(replace(found, cards=(wrong,))))):
        assert not [tag for tag in ("<script", "<b>名", "<i>", "<u>") if tag in page]
        assert "&lt;script&gt;" in page


def test_a_page_for_a_browser_has_no_style_or_script_inside(policies: PolicyList) -> None:
    links = {name: f"/{name}" for name in ("icon", "style", "script", "pdf", "back")}
    page = html.document_fromstring(as_html(sheet(policies, KNOWN), links))
    assert not page.xpath("//style | //script[not(@src)] | //@style | //@onclick")
    assert page.xpath("//link[@rel='stylesheet']/@href") == ["/style"]
    alone = html.document_fromstring(as_html(sheet(policies, KNOWN)))
    assert not alone.xpath("//@src | //@href")
    assert alone.xpath("//style")


def test_one_policy_fills_one_page_with_chinese_letters_that_can_be_read(policies: PolicyList) -> None:
    content = io.BytesIO()
    assert as_pdf(as_html(sheet(policies, KNOWN, "nuandong")), content) == 1
    said = subprocess.run(["pdftotext", "-", "-"], input=content.getvalue(), capture_output=True, check=True).stdout
    text = "".join(said.decode().split())
    for part in ("可以享受", "120元/年", "年满60周岁", "以受理机关审核为准", "12345", policies.version):
        assert part in text, part


def test_whom_to_call_stands_on_the_sheet_as_the_list_has_it() -> None:
    made = ResultCard(
        "p", "甲", "open", False, "还不能确定", (), (), (), (), (), (), None, None, "乙", Contact("热线", "020-1"), None
    )
    assert "020-1" in as_html(Sheet(IN_FORCE, "v", (made,)))
