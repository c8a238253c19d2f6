"""From a citizen's sentence to a cited answer."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.answer import STEPS, ask
from knowledge.check import problems
from knowledge.draft import NOTHING_SAID, Answer, Outcome, Question, Topic
from knowledge.index import Index
from knowledge.numbers import numbers_in
from knowledge.policy import Force, Kind
from knowledge.policy_list import LISTS, PolicyList, load
from tests.knowledge.tiny import Tiny, cases

TODAY = date(2026, 10, 1)
POLICY = "town/policies/nuandong.yaml"
ANSWERED = {Outcome.ANSWERED, Outcome.ANSWERED_LAPSED}


@dataclass(frozen=True)
class Case:
    """One entry of `answers.yaml`."""

    outcome: str
    q: str
    today: date = TODAY
    day: date | None = None
    region: str = "guangzhou"
    place: str | None = None
    topic: list[str] = field(default_factory=list)
    earlier: list[str] = field(default_factory=list)
    policies: list[str] = field(default_factory=list)
    says: list[str] = field(default_factory=list)
    never: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return f"{self.outcome}: {self.q} {self.day or self.today}"


ANSWERS = [Case(outcome, **entry) for outcome, entries in cases("answers").items() for entry in entries]


def test_every_outcome_has_a_case_but_the_one_that_only_a_broken_list_gives() -> None:
    assert {case.outcome for case in ANSWERS} == {outcome.value for outcome in Outcome} - {"needs_person"}


@pytest.mark.parametrize("case", ANSWERS, ids=str)
def test_the_answer_to_a_question(index: Index, case: Case) -> None:
    topic = Topic(tuple(case.topic), earlier=tuple(case.earlier)) if case.topic else NOTHING_SAID
    answer = ask(index, Question(case.q, case.today, case.region, topic=topic, on=case.day, place=case.place))
    assert answer.outcome == case.outcome
    if answer.outcome is Outcome.CLARIFICATION:  # which stands first of those that fit equally is chance
        assert sorted(answer.policies) == sorted(case.policies)
    else:
        assert list(answer.policies) == case.policies
    assert [part for part in case.says if part not in answer.text] == []
    assert [part for part in case.never if part in answer.text] == []


def shipped(index: Index, text: str, **more: Any) -> Answer:
    return ask(index, Question(text, more.pop("today", TODAY), "guangzhou", **more))


def tiny(index: Index, text: str, today: date = date(2025, 6, 1), **more: Any) -> Answer:
    return ask(index, Question(text, today, "town", **more))


def test_the_words_of_an_answer(tiny_index: Index) -> None:
    answer = tiny(tiny_index, "暖冬补贴多少钱")
    assert answer.text.startswith("关于暖冬补贴：\n暖冬补贴每户每年120元。\n")
    assert "\n依据：《暖冬补贴通知》（临民规〔2024〕1号）第二条，2025年1月1日起施行" in answer.text
    assert answer.text.endswith("起施行。")


def test_the_words_of_an_answer_from_a_lapsed_document(tiny_index: Index) -> None:
    answer = tiny(tiny_index, "暖冬补贴多少钱，什么条件", date(2026, 6, 1))
    assert answer.outcome is Outcome.ANSWERED_LAPSED
    lines = answer.text.split("\n")
    assert lines[0] == "关于暖冬补贴："
    assert {"年满60周岁的人可以领暖冬补贴。", "暖冬补贴每户每年120元。（已过有效期）"} <= set(lines[1:-3])
    assert lines[-3].startswith("依据：")
    assert lines[-1] == (
        "请您注意：临民规〔2024〕1号到2026年6月1日已过有效期，还没有查到接替它的新文件。"
        "上面是最后一次公布的内容，现在是不是还这样，请打12345热线确认。"
    )


def test_a_citation_says_everything_by_which_the_clause_is_looked_up(index: Index) -> None:
    (citation, *_) = shipped(index, "低保一个月多少钱").sources
    clause = index.policies.policies["dibao"].clause("amount-2025")
    source = index.policies.sources[clause.source]
    assert (citation.policy, citation.policy_id, citation.clause_id) == ("最低生活保障", "dibao", "amount-2025")
    assert (citation.title, citation.number, citation.issuer) == (source.title, source.number, source.issuer)
    assert (citation.published, citation.effective) == (source.published, date(2025, 1, 1))
    assert (citation.lapses, citation.force, citation.lapsed) == (date(2026, 6, 1), Force.LAPSED, True)
    assert (citation.url, citation.note) == (str(source.url), source.note)
    assert (citation.article, citation.text) == (clause.article, clause.text)


def test_two_towns_have_each_its_own_amount_for_one_name(tiny_index: Index) -> None:
    asked = [ask(tiny_index, Question("暖冬补贴多少钱", date(2025, 6, 1), region)) for region in ("town", "sea")]
    assert [answer.policies for answer in asked] == [("nuandong",), ("sea-nuandong",)]
    assert "999" not in asked[0].text
    assert "120" not in asked[1].text


def test_an_answer_is_the_topic_of_what_is_asked_next(index: Index) -> None:
    first = shipped(index, "结婚登记要带什么材料")
    assert first.topic == Topic(("jiehun-dengji",), (Kind.MATERIALS,), "结婚登记要带什么材料")
    second = shipped(index, "多少钱", topic=first.topic)
    assert second.policies == ("jiehun-dengji",)
    assert "不能收钱" in second.text


def test_a_follow_up_about_another_day_keeps_the_aspect(index: Index) -> None:
    topic = Topic(("jiehun-dengji",), (Kind.MATERIALS,))
    answer = shipped(index, "那去年有吗", today=date(2025, 10, 1), topic=topic)
    assert answer.trace["day"] == "2024-12-31"
    assert answer.trace["aspects"] == ["materials"]
    assert "每人要带户口簿和身份证" in answer.text


def test_a_topic_that_is_no_longer_in_the_list_does_no_harm(index: Index) -> None:
    assert shipped(index, "那要带什么材料", topic=Topic(("gone",))).outcome in set(Outcome)


def test_what_may_be_chosen_from_stands_in_the_list(index: Index) -> None:
    names = {policy.name for policy in index.policies.policies.values()}
    for text in ("那要带什么材料", "残疾人补贴"):
        answer = shipped(index, text)
        assert answer.outcome is Outcome.CLARIFICATION
        assert 1 < len(answer.options) <= 3
        assert set(answer.options) <= names


def test_no_clause_and_no_figure_is_told_where_nothing_is_answered(index: Index) -> None:
    for case in ANSWERS:
        if case.outcome not in ANSWERED:
            answer = shipped(index, case.q, on=case.day, place=case.place)
            assert (answer.sources == ()) is (answer.outcome not in ANSWERED)


def test_a_number_that_is_no_figure_is_withheld(tiny_index: Index, tiny: Tiny) -> None:
    tiny.change(POLICY, "每年120元", "每年一百二十元，另加35元")
    broken = Index.build(tiny.load(), tiny_index.encoder)
    assert problems(broken.policies, date(2025, 6, 1))
    answer = ask(broken, Question("暖冬补贴多少钱", date(2025, 6, 1), "town"))
    assert answer.outcome is Outcome.NEEDS_PERSON
    assert answer.policies == ("nuandong",)
    assert answer.sources == ()
    assert numbers_in(answer.text) == {12345}
    assert "转人工" in answer.text
    assert answer.trace["withheld"] == ["amount: [35.0]"]


@pytest.mark.parametrize("written", ["三十五元", "３５元", "三分之一", "半价"])
def test_a_number_is_withheld_however_it_is_written(tiny_index: Index, tiny: Tiny, written: str) -> None:
    tiny.change(POLICY, "每年120元", f"每年120元，另加{written}")
    broken = Index.build(tiny.load(), tiny_index.encoder)
    assert ask(broken, Question("暖冬补贴多少钱", date(2025, 6, 1), "town")).outcome is Outcome.NEEDS_PERSON
    assert ask(broken, Question("暖冬补贴要带什么", date(2025, 6, 1), "town")).outcome is Outcome.ANSWERED


def test_one_stray_number_withholds_the_whole_answer(tiny_index: Index, tiny: Tiny) -> None:
    tiny.change(POLICY, "年满60周岁", "年满60周岁、不满99周岁")
    broken = Index.build(tiny.load(), tiny_index.encoder)
    answer = ask(broken, Question("暖冬补贴多少钱，什么条件", date(2025, 6, 1), "town"))
    assert answer.outcome is Outcome.NEEDS_PERSON
    assert "120" not in answer.text


def test_what_no_clause_tells_needs_a_person(tiny_index: Index) -> None:
    answer = tiny(tiny_index, "暖冬补贴依据哪个文件")
    assert answer.outcome is Outcome.NEEDS_PERSON
    assert answer.policies == ("nuandong",)
    assert answer.sources == ()


def test_the_trace_tells_which_step_answered_and_from_what(index: Index) -> None:
    answer = shipped(index, "低保一个月多少钱")
    assert answer.trace["outcome_by"] == "answer"
    assert answer.trace["list"] == index.policies.version
    assert answer.trace["day"] == "2026-10-01"
    assert answer.trace["aspects"] == ["amount"]
    assert answer.trace["hits"][0][0] == "dibao"
    assert answer.trace["clauses"] == [f"dibao/{citation.clause_id}" for citation in answer.sources]
    assert list(answer.trace["milliseconds"]) == [step.__name__ for step in STEPS]
    assert shipped(index, "深圳的低保").trace["outcome_by"] == "mind_the_place"


def numbers_said(text: str) -> set[float]:
    """The numbers of every part of the text, so that no two become one across a comma."""
    return {number for part in re.split("[，；。：、\n]", text) for number in numbers_in(part)}


def figures_and_papers(policies: PolicyList, answer: Answer) -> set[float]:
    """Every number that may stand in the answer: the figures of its clauses, and those in the names and days of its documents."""
    may: set[float] = set()
    for citation in answer.sources:
        clause = policies.policies[citation.policy_id].clause(citation.clause_id)
        may |= {figure.value for figure in clause.figures}
        may |= numbers_in(" ".join(filter(None, [citation.title, citation.number, citation.article])))
        for day in (citation.effective, citation.lapses):
            if day:
                may |= {float(day.year), float(day.month), float(day.day)}
    return may


SHIPPED = load(LISTS)
QUESTIONS = st.sampled_from(
    [text for policy in SHIPPED.policies.values() for text in (*policy.questions, policy.name)]
    + [text for topic in SHIPPED.elsewhere.values() for text in topic.questions]
)
DAYS = st.dates(date(1998, 1, 1), date(2040, 1, 1))


@settings(deadline=None, max_examples=400)
@given(text=QUESTIONS, today=DAYS, on=st.none() | DAYS, other=st.none() | QUESTIONS)
def test_no_answer_says_a_number_that_its_clauses_do_not_state_or_a_clause_of_another_day(
    index: Index, text: str, today: date, on: date | None, other: str | None
) -> None:
    lists = index.policies
    topic = ask(index, Question(other, today, "guangzhou")).topic or NOTHING_SAID if other else NOTHING_SAID
    answer = ask(index, Question(text, today, "guangzhou", topic=topic, on=on))
    day = date.fromisoformat(answer.trace["day"])
    days = {float(number) for number in re.findall(r"\d+", day.isoformat())}
    firsts = {lists.validity(c).effective for policy in answer.policies for c in lists.policies[policy].clauses}
    first = min(firsts, default=day)
    phones = {12345.0} | numbers_in(" ".join(topic.phone or "" for topic in lists.elsewhere.values()))
    if answer.outcome in ANSWERED:
        assert numbers_said(answer.text) <= figures_and_papers(lists, answer) | days | {12345.0}
    else:
        assert answer.sources == ()
        assert numbers_said(answer.text) <= days | phones | {float(first.year), float(first.month), float(first.day)}
    for citation in answer.sources:
        force = lists.validity(lists.policies[citation.policy_id].clause(citation.clause_id)).on(day)
        assert citation.force is force
        assert force in (Force.IN_FORCE, Force.LAPSED)
        assert citation.text in answer.text
        assert lists.policies[citation.policy_id].region in lists.within("guangzhou")
    lapsed = [citation for citation in answer.sources if citation.lapsed]
    assert (answer.outcome is Outcome.ANSWERED_LAPSED) is bool(lapsed)
    for citation in lapsed:
        assert citation.lapses is not None
        ended = f"{citation.lapses.year}年{citation.lapses.month}月{citation.lapses.day}日"
        assert f"{citation.number or citation.title}到{ended}已过有效期" in answer.text


@settings(deadline=None, max_examples=150)
@given(
    text=st.text() | st.text(alphabet="低保结婚去年明现在多少钱材料深圳户口簿，。？2024年\u200b", max_size=40),
    today=DAYS,
    topic=st.just(NOTHING_SAID) | st.just(Topic(("dibao",), (Kind.AMOUNT,))) | st.just(Topic(("gone",))),
)
def test_any_text_has_an_outcome_and_something_to_say(index: Index, text: str, today: date, topic: Topic) -> None:
    answer = ask(index, Question(text, today, "guangzhou", topic=topic))
    assert answer.outcome in set(Outcome)
    assert answer.text
    assert answer.trace["outcome_by"] in {step.__name__ for step in STEPS}
