"""`minsheng chat`, fed line by line, against the really running system; and what it prints."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest
from rich.console import Console

from connectors.terminal import results
from connectors.terminal.chat import Talk
from tests.servers import Whole, free_port

MINSHENG = Path(sys.executable).with_name("minsheng")


def chat(whole: Whole, *lines: str) -> str:
    said = subprocess.run(
        [MINSHENG, "chat"],
        input="".join(f"{line}\n" for line in lines),
        env={**whole.environment(), "COLUMNS": "100"},
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    assert said.stderr == ""
    return said.stdout


def test_a_conversation_line_by_line(whole: Whole) -> None:
    said = chat(whole, "来源", "", "低保一个月多少钱？", "1", "来源", "转人工", "再见", "not read any more")
    assert said.startswith("您好！")
    turns = said.split("\n您：")
    assert "还没有可以看的出处" in turns[1]
    assert "1309" in turns[3]
    assert "  1 " in turns[3]
    assert "您：什么条件可以申请？" in said
    assert "《" in turns[-3]
    assert "施行" in turns[-3]
    assert "12345" in turns[-2]
    assert said.endswith("再见，您保重。\n")


def test_the_end_of_the_input_is_a_goodbye(whole: Whole) -> None:
    assert chat(whole).endswith("再见，您保重。\n")


@pytest.fixture
def out() -> io.StringIO:
    return io.StringIO()


def test_an_error_is_said_in_the_systems_words(whole: Whole, out: io.StringIO) -> None:
    with whole.client("x" * 30) as client:
        Talk(client, Console(file=out)).say("长" * 5000)
    assert "太长了" in out.getvalue()


def test_markup_is_printed_as_it_is(out: io.StringIO) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        button = {"title": "[b]", "payload": "x"}
        reply = {
            "text": "[red]红[/red]",
            "outcome": None,
            "buttons": [button],
            "sources": [],
            "results": [],
            "bookings": [],
        }
        return httpx.Response(200, json={"replies": [reply], "notice": "[维护]"})

    with httpx.Client(base_url="http://x", transport=httpx.MockTransport(answer)) as client:
        Talk(client, Console(file=out)).say("你好")
    assert "[red]红[/red]" in out.getvalue()
    assert "  1 [b]" in out.getvalue()


def test_a_system_that_is_gone_is_told_of(out: io.StringIO) -> None:
    with httpx.Client(base_url=f"http://127.0.0.1:{free_port()}", trust_env=False) as client:
        Talk(client, Console(file=out)).say("你好")
    assert "12345" in out.getvalue()


@pytest.mark.parametrize("shows", [True, False])
def test_a_booking_has_its_code_where_the_terminal_can_show_it(shows: bool) -> None:
    reply = {"text": "约好了！", "outcome": None, "buttons": [], "sources": [], "results": []}
    reply["bookings"] = [{"number": "123 456 782"}]
    transport = httpx.MockTransport(lambda _: httpx.Response(200, json={"replies": [reply], "notice": None}))
    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    with httpx.Client(base_url="http://x", transport=transport) as client:
        Talk(client, Console(file=out, force_terminal=shows, color_system=None, soft_wrap=True)).say("确认")
    out.seek(0)
    lines = [line for line in out.read().splitlines() if len(line) == 29]
    assert len(lines) == (15 if shows else 0)


def result(*cards: dict[str, Any]) -> str:
    """What is printed of a result with those cards; each gets what is not named."""
    basis = {"clause": "who", "title": "暖冬法", "number": None, "article": "第一条", "effective": "2020-01-01"}
    basis |= {"lapses": None, "lapsed": False}
    plain = {"lapsed": False, "amounts": [], "missing": [], "near": [], "materials": [], "not_checked": []}
    made = [
        {
            **plain,
            "where": None,
            "how": None,
            **card,
            "conditions": [{"mark": mark, "text": text, "basis": basis} for mark, text in card.get("conditions", [])],
        }
        for card in cards
    ]
    return "\n".join(results.lines({"text": "帮您对完了。\n\n不打印\n\n以受理机关审核为准。", "results": made}))


def test_results_are_printed_in_groups_with_their_marks() -> None:
    said = result(
        {"name": "甲", "group": "cannot", "conditions": [("✗", "年满60周岁")]},
        {"name": "乙", "group": "can", "conditions": [("✓", "住在临江")]},
        {"name": "丙", "group": "open", "missing": ["年龄"], "conditions": [("?", "年满16周岁"), ("✓", "住在船上")]},
    )
    assert said.startswith("帮您对完了。\n")
    assert said.endswith("\n以受理机关审核为准。")
    assert "不打印" not in said
    places = [said.index(part) for part in ("可以享受】1 项", "乙", "还不能确定", "丙", "暂时不符合】1 项", "甲")]
    assert places == sorted(places)
    for part in ("✓ 住在临江（《暖冬法》第一条，2020-01-01起）", "还想知道：年龄", "? 年满16周岁", "✗ 年满60周岁"):
        assert part in said
    assert "住在船上" not in said


def test_one_result_is_printed_whole() -> None:
    card = {"name": "丙", "group": "open", "conditions": [("?", "年满16周岁"), ("✓", "住在船上")]}
    assert "✓ 住在船上" in result(card)


def test_an_interview_ends_in_cards(whole: Whole) -> None:
    said = chat(whole, "我妈82岁，广州户口，吃低保，一级残疾，能领什么", "先看结果", "再见")
    assert "【可以享受】" in said
    assert "✓ 广州户籍（" in said
    assert "{" not in said
