"""Each skill's way through the really running system, with the sentences citizens would say."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.servers import Whole

Say = Callable[[str], list[dict[str, Any]]]
ANSWERED = {"answered", "answered_lapsed"}


@pytest.fixture
def say(whole: Whole) -> Iterator[Say]:
    """A citizen who was never here before."""
    with whole.client(secrets.token_urlsafe(32)) as client:

        def replies(text: str) -> list[dict[str, Any]]:
            response = client.post("/api/v1/messages", json={"id": uuid.uuid4().hex, "text": text})
            return list(response.raise_for_status().json()["replies"])

        yield replies


def test_whoever_wants_papers_looked_at_is_told_how_to_show_them(say: Say) -> None:
    first, *rest = say("帮我看看身份证照片行不行")
    assert first["outcome"] == "answered"
    assert "拍照" in first["text"]
    assert len(rest) <= 1


@pytest.mark.parametrize("text", ["我要申请低保", "我上个月交的申请到哪了"])
def test_what_cannot_be_done_here_yet_is_said_with_the_way_that_works(say: Say, text: str) -> None:
    first, *rest = say(text)
    assert first["outcome"] == "not_here"
    assert "12345" in first["text"]
    assert "转人工" in [button["payload"] for button in first["buttons"]]
    assert len(rest) <= 1


@pytest.mark.parametrize(("text", "policy"), [("我要申请低保", "最低生活保障")])
def test_what_the_list_says_of_it_follows(say: Say, text: str, policy: str) -> None:
    _, answer = say(text)
    assert answer["outcome"] in ANSWERED
    assert policy in {source["policy"] for source in answer["sources"]}


@pytest.mark.parametrize("text", ["拍的清不清楚", "我上个月交的申请到哪了"])
def test_nothing_follows_where_no_question_was_asked(say: Say, text: str) -> None:
    assert len(say(text)) == 1


def test_what_was_asked_about_the_policy_is_answered_all_the_same(say: Say) -> None:
    say("低保一个月多少钱")
    *_, answer = say("帮我看看材料齐不齐，低保要什么材料")
    assert answer["outcome"] in ANSWERED
    assert answer["sources"]


@pytest.mark.parametrize("text", ["我妈没有退休金能不能办低保", "看看我够不够条件吃低保"])
def test_whether_somebody_can_get_something_is_looked_for_in_the_list(say: Say, text: str) -> None:
    (reply,) = say(text)
    assert reply["sources"] or len(reply["buttons"]) > 1


def test_abuse_is_met_calmly_and_a_person_offered(say: Say) -> None:
    (reply,) = say("你个傻逼机器人")
    assert reply["text"].startswith("对不起")
    assert "转人工" in [button["payload"] for button in reply["buttons"]]


def test_the_last_answer_is_said_again_also_after_it_went_too_fast(say: Say) -> None:
    (answer,) = say("低保一个月多少钱")
    assert "不着急" in say("说慢点")[0]["text"]
    (again,) = say("再说一遍")
    assert [again[key] for key in ("text", "outcome", "sources")] == [
        answer[key] for key in ("text", "outcome", "sources")
    ]


@pytest.mark.parametrize(("text", "word"), [("说错了", "重新说"), ("返回上一步", "重新说"), ("算了不问了", "先到这里")])
def test_a_slip_and_a_stop_are_taken_as_such(say: Say, text: str, word: str) -> None:
    (reply,) = say(text)
    assert word in reply["text"]
    assert reply["outcome"] is None


def test_a_follow_up_still_knows_its_topic_after_small_talk(say: Say) -> None:
    say("低保一个月多少钱")
    say("说慢点")
    (reply,) = say("要带什么材料？")
    assert {source["policy"] for source in reply["sources"]} == {"最低生活保障"}
