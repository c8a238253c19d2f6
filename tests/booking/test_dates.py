"""Days and times as citizens say them are understood, always looking forward."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.dates import CASES, UNSEEN, Case, cases
from knowledge.when import WEEKDAYS, Band, Days, Option, Repeat
from knowledge.when_said import listen_when
from knowledge.when_spoken import when_spoken, when_written

ALL = cases(CASES)
NOW = datetime(2026, 11, 23, 10, 0)  # noqa: DTZ001  a Monday, in China
TODAY = NOW.date()
no_hurry = settings(deadline=None, max_examples=300)


def day(text: str) -> Days:
    return Days(date.fromisoformat(text), date.fromisoformat(text))


@pytest.mark.parametrize("case", ALL, ids=lambda case: f"{case.group} {case.said} {case.at}")
def test_what_is_said_is_understood(case: Case) -> None:
    assert str(listen_when(case.said, case.now)) == case.meant


@pytest.mark.parametrize("path", [CASES, UNSEEN], ids=lambda path: path.name)
def test_the_days_of_the_week_that_the_cases_show_are_right(path: Path) -> None:
    for case in cases(path):
        for shown, weekday in re.findall(r"(\d{4}-\d\d-\d\d)(?:\((.)\))?", f"{case.at} {case.meant}"):
            assert WEEKDAYS[date.fromisoformat(shown).weekday()] == weekday, case


@pytest.mark.parametrize(
    ("said", "rest"),
    [
        ("下周三上午，五个人，电话13800138000", ",五个人,电话13800138000"),
        ("12月5号3个人", "3个人"),
        ("后天下午三点两位老人", "两位老人"),
        ("每周一三五送两份", "送两份"),
        ("帮我妈82岁订明天的", "帮我妈82岁订 的"),
        ("东风路12号明天", "东风路12号"),
    ],
)
def test_other_numbers_are_left_for_others(said: str, rest: str) -> None:
    assert listen_when(said, NOW).rest == rest


def test_the_time_may_carry_its_zone() -> None:
    now = NOW.replace(hour=15, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert str(listen_when("今天上午", now)) == "impossible past"
    assert str(listen_when("一个小时后", now)) == "2026-11-23(一) 16:00"


def test_days_that_do_not_suit_are_told() -> None:
    said = listen_when("周三不行，周四吧", NOW)
    assert said.refused == (day("2026-11-25"),)
    assert listen_when("除了周三都行", NOW).refused == (day("2026-11-25"),)


@no_hurry
@given(
    st.text(max_size=60)
    | st.text("今明后天下个周礼拜一二三四五六日月号点半农历初廿到前上午每清明节底0123456789-/.:，不改", max_size=30)
)
def test_any_text_is_survived_and_no_day_is_gone_by(text: str) -> None:
    said = listen_when(text, NOW)
    assert all(option.days is None or option.days.first >= TODAY for option in said.options)
    assert not (said.impossible and said.options)
    assert not said.ambiguous or len(said.options) > 1


@no_hurry
@given(st.dates(date(2026, 1, 1), date(2090, 12, 31)), st.integers(1, 300))
def test_a_day_written_out_is_that_day(today: date, ahead: int) -> None:
    then = today + timedelta(days=ahead)
    now = datetime.combine(today, time(9))
    spoken = when_spoken(Option(Days(then, then)), today)
    for text in (
        when_written(Option(Days(then, then)), today),
        spoken,
        f"{then:%Y-%m-%d}",
        f"{then:%Y%m%d}",
        f"{then:%Y/%m/%d}",
    ):
        assert [option.days for option in listen_when(text, now).options] == [Days(then, then)], text


@pytest.mark.parametrize(
    "text", ["明天上午九点，", "周三", "十", "1", "12/1 ", "清明节前", "哪天", "三点到", "（", " "]
)
def test_a_huge_text_is_read_too(text: str) -> None:
    listen_when((text * 10_000)[:10_000], NOW)


@pytest.mark.parametrize(
    ("option", "written", "spoken"),
    [
        (
            Option(day("2026-12-05"), Band(time(9), time(10))),
            "12月5日（星期六，农历十月廿七）上午9点到10点",
            "十二月五号，星期六，上午九点到十点",
        ),
        (
            Option(day("2026-12-05"), Band(time(9), time(9))),
            "12月5日（星期六，农历十月廿七）上午9点",
            "十二月五号，星期六，上午九点",
        ),
        (Option(day("2026-12-05")), "12月5日（星期六，农历十月廿七）", "十二月五号，星期六"),
        (
            Option(day("2027-02-06"), Band(time(6), time(12), "morning")),
            "2027年2月6日（星期六，农历正月初一）上午",
            "二零二七年二月六号，星期六，上午",
        ),
        (
            Option(day("2026-12-20"), Band(time(14, 5), time(16, 30))),
            "12月20日（星期日，农历十一月十二）下午2点05分到4点半",
            "十二月二十号，星期日，下午两点零五分到四点半",
        ),
        (
            Option(day("2026-12-11"), Band(time(11, 15), time(13))),
            "12月11日（星期五，农历十一月初三）上午11点15分到下午1点",
            "十二月十一号，星期五，上午十一点十五分到下午一点",
        ),
        (
            Option(Days(date(2026, 11, 30), date(2026, 12, 6)), Band(time(16), time(23, 59))),
            "11月30日（星期一）到12月6日（星期日）下午4点以后",
            "十一月三十号星期一到十二月六号星期日下午四点以后",
        ),
        (
            Option(Days(date(2026, 12, 1), None), Band(time(0), time(10))),
            "12月1日（星期二）起上午10点以前",
            "十二月一号星期二起上午十点以前",
        ),
    ],
)
def test_days_and_times_are_read_back(option: Option, written: str, spoken: str) -> None:
    assert when_written(option, TODAY) == written
    assert when_spoken(option, TODAY) == spoken
    assert not re.search(r"\d", spoken)


@pytest.mark.parametrize(
    ("repeat", "spoken"),
    [
        (Repeat((0, 2, 4)), "十二月一号星期二起，每周一、三、五中午"),
        (Repeat(tuple(range(7))), "十二月一号星期二起，每天中午"),
        (Repeat(tuple(range(7)), working_days=True), "十二月一号星期二起，每个工作日中午"),
    ],
)
def test_a_standing_order_is_read_back(repeat: Repeat, spoken: str) -> None:
    option = Option(Days(date(2026, 12, 1), None), Band(time(11), time(14), "noon"))
    assert when_spoken(option, TODAY, repeat) == spoken
