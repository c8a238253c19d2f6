"""Danger to life is heard in the gateway's own process, also where no word rule knows it."""

from __future__ import annotations

import json
import time
from collections import Counter
from pathlib import Path
from statistics import median

import pytest
import yaml

from bot.alarm import HARMLESS, Level, Watch
from bot.emergency import answer
from connectors.cli_emergencies import figures, read
from connectors.emergencies import EXAMPLES, FACTS_OF_DANGER
from knowledge.policy_list import load
from knowledge.text import normalise
from tests.bot.test_emergency import CASES, TOLD

QUESTIONS = Path(__file__).parents[1] / "questions"
EXAMPLE = yaml.safe_load(EXAMPLES.read_text(encoding="utf-8"))
NUMBER = {
    "suicide": "12356",
    "fire": "119",
    "crime": "110",
    "medical": "120",
    "missing": "110",
    "child": "110",
    "hunger": "110",
}
"""Whom to call first."""
LETTER = (
    "您好，我是天河区的居民，今年六十八岁，户口在广州，想问一下老年人优待证怎么办。我听邻居说要带身份证和照片，"
    "不知道是不是可以在街道办，也想知道过年前能不能拿到。{}另外还想请问长者饭堂的餐费补贴从哪个月开始算，"
    "要不要重新登记，谢谢你们，打扰了，祝工作顺利。"
)


def level(watch: Watch, text: str) -> Level | None:
    alarm = watch.hear(normalise(text))
    return alarm.level if alarm else None


@pytest.mark.parametrize(
    ("file", "most"),
    [
        ("emergency_test.jsonl", {"missed": 3, "missed_by_danger": 24, "false_alarms": 5}),
        ("emergency_unseen.jsonl", {"missed": 0, "missed_by_danger": 4, "false_alarms": 2}),
        ("emergency_held_out.jsonl", {"missed": 1, "missed_by_danger": 5, "false_alarms": 1}),
    ],
)
def test_of_sentences_never_learned_from_hardly_one_is_missed(watch: Watch, file: str, most: dict[str, int]) -> None:
    counts = figures(list(read(QUESTIONS / file)), {"both": lambda text: level(watch, text)})["ways"]["both"]
    assert {name: counts[name] for name, limit in most.items() if counts[name] > limit} == {}


def test_answers_in_an_interview_are_no_danger(watch: Watch) -> None:
    buttons = [
        choice.name
        for fact in load().facts.values()
        if fact.id not in FACTS_OF_DANGER
        for choice in fact.choices.values()
    ]
    said = [
        "不知道",
        "不清楚",
        "不想说",
        "没有",
        "是的",
        "先看结果",
        "住在家里",
        "一个人住",
        "老伴走了",
        "八十二",
        "离婚了",
        # Too short to be learned from.
        *("我爸", "她", "他", "够了", "老了", "没了", "来了", "在家", "不到", "我姐"),
        # Short, and learned.
        *("都满二十二了", "全满了", "快满七十了", "差不多够了", "他们两个", "我奶奶"),
    ]
    assert [text for text in buttons + said if level(watch, text)] == []


@pytest.mark.parametrize("kind", sorted(EXAMPLE.keys() - {HARMLESS}))
def test_every_kind_is_recognised_and_its_number_told_first(watch: Watch, kind: str) -> None:
    alarms = [watch.hear(normalise(text)) for text in EXAMPLE[kind]]
    kinds = Counter(alarm.kind for alarm in alarms if alarm is not None and alarm.level == Level.DANGER)
    assert kinds[kind] > 0.9 * len(alarms)
    assert NUMBER[kind] in answer(kind).splitlines()[0]


def test_every_kind_that_has_an_answer_is_taught() -> None:
    assert EXAMPLE.keys() == NUMBER.keys() | {HARMLESS}


def test_nothing_is_taught_twice_and_nothing_measured_is_taught() -> None:
    taught = Counter(text for texts in EXAMPLE.values() for text in texts)
    assert [text for text, times in taught.items() if times > 1] == []
    measured = {
        json.loads(line)["q"]
        for name in ("emergency_test.jsonl", "emergency_held_out.jsonl", "emergency_unseen.jsonl")
        for line in (QUESTIONS / name).read_text(encoding="utf-8").splitlines()
    }
    assert measured & taught.keys() == set()


def test_an_age_a_district_or_a_name_alone_is_no_danger(watch: Watch) -> None:
    ages = [
        f"{who}{age}{end}"
        for who in ("她", "我姨妈", "我岳母")
        for age in range(60, 96)
        for end in ("", "岁", "岁了", "了")
    ]
    places = [
        said.format(place) for place in ("越秀", "海珠", "白云", "增城") for said in ("{}的", "去{}", "住{}", "{}区")
    ]
    names = [f"{said}{name}" for said in ("", "叫", "我叫", "名字是") for name in ("样本甲", "赵样本", "样本庚")]
    assert [text for text in ages + places + names if level(watch, text)] == []


@pytest.mark.parametrize("said", ["救", "救我", "救命", "自杀", "跳河", "报警", "火", "着火", "晕了", "流血"])
def test_a_cry_of_a_word_is_heard(watch: Watch, said: str) -> None:
    assert level(watch, said) == Level.DANGER


@pytest.mark.parametrize(("kind", "said"), TOLD)
def test_what_the_words_find_is_never_passed_over(watch: Watch, kind: str, said: str) -> None:
    assert level(watch, said) is not None


def test_what_only_sounds_like_danger_has_hardly_an_alarm(watch: Watch) -> None:
    alarmed = [said for said in CASES["none"] if level(watch, said) == Level.DANGER]
    assert len(alarmed) <= 1, alarmed


@pytest.mark.parametrize(
    "said",
    [
        "我媽喘不過氣，臉都紫了",  # traditional
        "我妈婚迷了，怎么叫都叫不性",  # misheard
        "我不像活了",  # mistyped
        "阿爷喺屋企跌倒咗，叫极都唔应",  # Cantonese
        "我奶奶出去一天了还没回来，她有老年痴呆",
        "继父又要打我，我锁在房间里，我十一岁",
        "我三天没吃饭了，在桥洞里冷得站不起来",
        "那些药我都准备好了，今晚就不麻烦大家了",
    ],
)
def test_danger_is_heard_however_it_is_written_and_in_a_long_letter(watch: Watch, said: str) -> None:
    assert level(watch, said) == Level.DANGER
    assert level(watch, LETTER.format(f"{said}。")) is not None


@pytest.mark.parametrize("said", ["我不想活了", "我要跳楼", "我妈刚刚喝了农药", "厨房着火了", "我爸叫不醒"])
@pytest.mark.parametrize("around", ["{}，补贴怎么申请", "想问下结婚要带什么，{}"])
def test_a_danger_told_beside_a_question_is_heard(watch: Watch, said: str, around: str) -> None:
    assert level(watch, around.format(said)) == Level.DANGER


@pytest.mark.parametrize("said", ["我不想活了", "我要跳楼"])
def test_a_wish_to_die_is_minded_also_when_it_is_said_to_be_over(watch: Watch, said: str) -> None:
    assert level(watch, f"去年{said}，低保标准是多少") is not None


@pytest.mark.parametrize("said", ["12345", "2", "A", "？", "低保怎么申请", "我今年七十六", "是的", LETTER.format("")])
def test_ordinary_words_are_left_in_peace(watch: Watch, said: str) -> None:
    assert level(watch, said) is None


def test_a_sentence_takes_a_millisecond(watch: Watch) -> None:
    def seconds(text: str) -> float:
        started = time.process_time()
        watch.hear(text)
        return time.process_time() - started

    took = [seconds(normalise(text)) for text in EXAMPLE["medical"]]
    assert median(took) < 0.002  # twice what is promised: the machines of tests are shared
    assert seconds("我想问一下低保的事，" * 400) < 1
