"""Log lines are JSON, with nothing personal in them, whoever writes them."""

from __future__ import annotations

import json
import logging

import pytest
import structlog

from connectors import logs

PERSONAL = ["11010519491231002X", "13800138000", "wang@mail.cn"]
SAID = f"我的证件{PERSONAL[0]}，电话{PERSONAL[1]}，邮箱 {PERSONAL[2]} "


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, str]]:
    out = capsys.readouterr().out
    assert not [word for word in PERSONAL if word in out]
    return [json.loads(line) for line in out.splitlines()]


def test_a_line_of_ours_is_masked_and_carries_the_trace_id(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up()
    with structlog.contextvars.bound_contextvars(trace_id="t1"):
        structlog.get_logger().info("said", text=SAID)
    (line,) = lines(capsys)
    assert (line["event"], line["level"], line["trace_id"]) == ("said", "info", "t1")
    assert "［身份证号］" in line["text"]
    assert "timestamp" in line


def test_a_line_of_a_library_is_masked(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up()
    logging.getLogger("some.library").warning("cannot send %s", SAID)
    (line,) = lines(capsys)
    assert line["level"] == "warning"
    assert line["event"].startswith("cannot send 我的证件［身份证号］")


def test_an_exception_is_told_with_its_place_and_masked(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up()
    try:
        raise ValueError(SAID)
    except ValueError:
        structlog.get_logger().exception("failed")
        logging.getLogger("some.library").exception("failed")
    told = lines(capsys)
    assert len(told) == 2
    for line in told:
        assert "ValueError" in line["exception"]
        assert "test_logs.py" in line["exception"]
