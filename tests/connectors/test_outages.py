"""Parts of the really running system are stopped, frozen and killed: what citizens then still get, and that nothing is lost."""

from __future__ import annotations

import os
import secrets
import signal
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select

from actions.handoff.tables import handoffs
from bot.db import connect
from bot.tables import inbox, outbox
from tests.servers import Whole, wait_until

QUESTION = "低保一个月多少钱？"
MESSAGES = "/api/v1/messages"


@pytest.fixture
def client(whole: Whole) -> Iterator[httpx.Client]:
    with whole.client(secrets.token_urlsafe(32)) as client:
        yield client
    wait_until(lambda: whole.degraded() == [], what="everything being ready again")


def say(client: httpx.Client, text: str, message_id: str | None = None) -> dict[str, Any]:
    response = client.post(MESSAGES, json={"id": message_id or uuid.uuid4().hex, "text": text})
    return dict(response.raise_for_status().json())


def reply(client: httpx.Client, text: str) -> dict[str, Any]:
    (found,) = say(client, text)["replies"]
    return dict(found)


def small_talk_works(client: httpx.Client) -> Callable[[], bool]:
    """Only Rasa knows small talk."""
    return lambda: reply(client, "你好")["outcome"] is None


@contextmanager
def stopped(whole: Whole, part: str) -> Iterator[None]:
    """Stopped as by whoever looks after it, and started again."""
    whole.supervisorctl("stop", part)
    try:
        wait_until(lambda: whole.degraded() == [part], what=f"{part} being missed")
        yield
    finally:
        whole.supervisorctl("start", part)


@contextmanager
def frozen(whole: Whole, part: str) -> Iterator[None]:
    """It takes requests and never answers, like a machine that swaps."""
    group = os.getpgid(whole.pid(part))
    os.killpg(group, signal.SIGSTOP)
    try:
        yield
    finally:
        os.killpg(group, signal.SIGCONT)


def count(whole: Whole, table: Any, *where: Any) -> int:
    engine = connect(whole.settings.database)
    with engine.begin() as connection:
        found: int = connection.execute(select(func.count()).select_from(table).where(*where)).scalar_one()
    engine.dispose()
    return found


def test_without_rasa_questions_are_answered_people_reached_and_citizens_told(
    client: httpx.Client, whole: Whole
) -> None:
    reply(client, "你好")
    with stopped(whole, "rasa"):
        said = say(client, QUESTION)
        assert "1309" in said["replies"][0]["text"]
        assert "暂时用不了" in said["notice"]
        assert client.get(MESSAGES).json()["notice"] == said["notice"]
        before = count(whole, handoffs)
        assert reply(client, "转人工")["outcome"] == "needs_person"
        assert count(whole, handoffs) == before + 1
        assert reply(client, "我家着火了")["outcome"] == "emergency"
        assert client.get("/readyz").status_code == 200
    wait_until(lambda: client.get(MESSAGES).json()["notice"] is None, what="the notice going away")
    wait_until(small_talk_works(client), what="Rasa answering")
    assert count(whole, handoffs) == before + 1


def test_without_redis_everything_is_answered(client: httpx.Client, whole: Whole) -> None:
    with stopped(whole, "redis"):
        assert "1309" in reply(client, QUESTION)["text"]
        assert reply(client, "转人工")["outcome"] == "needs_person"
        say(client, QUESTION, "m1")
        assert say(client, QUESTION, "m1")["replies"]
    assert len(client.get(MESSAGES).json()["messages"]) == 6


def test_a_message_that_a_killed_gateway_left_is_answered_once(client: httpx.Client, whole: Whole) -> None:
    """The gateway is killed in the middle of a turn; the worker has the next one carry on when the lease has run out."""
    undone = inbox.c.done_at.is_(None)
    answers, wishes = count(whole, outbox), count(whole, handoffs)
    with ThreadPoolExecutor(1) as thread:
        with frozen(whole, "rasa"):
            cut_short = thread.submit(say, client, "转人工", "m1")
            wait_until(lambda: count(whole, inbox, undone) == 1, what="the message being taken")
            os.kill(whole.pid("gateway"), signal.SIGKILL)
            with pytest.raises(httpx.TransportError):
                cut_short.result()
        assert count(whole, inbox, undone) == 1
    wait_until(lambda: count(whole, inbox, undone) == 0, 120, what="the message being answered")
    wait_until(lambda: whole.degraded() == [], what="everything being ready again")
    (again,) = say(client, "转人工", "m1")["replies"]
    asked, answered = client.get(MESSAGES).json()["messages"]
    assert (asked["text"], answered) == ("转人工", again)
    assert again["outcome"] == "needs_person"
    assert (count(whole, outbox), count(whole, handoffs)) == (answers + 1, wishes + 1)
    assert b'"resumed"' in whole.layout.log("worker").read_bytes()
