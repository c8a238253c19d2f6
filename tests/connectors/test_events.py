"""Live events of the really running system: messages as they come, and none twice after a broken line."""

from __future__ import annotations

import json
import secrets
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from tests.servers import Whole


@dataclass(frozen=True)
class Event:
    kind: str
    id: str | None
    data: dict[str, Any]


@pytest.fixture
def client(whole: Whole) -> Iterator[httpx.Client]:
    with whole.client(secrets.token_urlsafe(32)) as client:
        yield client


@contextmanager
def listening(client: httpx.Client, last: str | None = None, after: int = 0) -> Iterator[Iterator[Event]]:
    """The events as they come."""
    headers = {"Last-Event-ID": last} if last is not None else {}
    with client.stream("GET", "/api/v1/events", params={"after": after}, headers=headers) as response:
        assert response.status_code == 200
        assert response.headers["content-type"].startswith("text/event-stream")
        yield events(response.iter_lines())


def events(lines: Iterator[str]) -> Iterator[Event]:
    fields: dict[str, str] = {}
    for line in lines:
        if not line and fields:
            yield Event(fields["event"], fields.get("id"), json.loads(fields["data"]))
            fields = {}
        elif line and not line.startswith(":"):
            name, _, value = line.partition(": ")
            fields[name] = value


def messages(stream: Iterator[Event], count: int) -> list[Event]:
    found: list[Event] = []
    for event in stream:
        found += [event] if event.kind == "message" else []
        if len(found) == count:
            break
    return found


def say(client: httpx.Client, text: str) -> list[dict[str, Any]]:
    response = client.post("/api/v1/messages", json={"id": uuid.uuid4().hex, "text": text})
    return list(response.raise_for_status().json()["replies"])


def test_a_message_comes_as_it_is_said_with_its_number_as_id(client: httpx.Client) -> None:
    say(client, "你好")
    with listening(client, after=2) as stream:
        assert next(stream) == Event("notice", None, {"notice": None})
        (reply,) = say(client, "低保怎么申请？")
        theirs, ours = messages(stream, 2)
    assert (theirs.id, theirs.data["from"], theirs.data["text"]) == ("3", "citizen", "低保怎么申请？")
    assert (ours.id, ours.data) == ("4", reply)


def test_one_who_listens_before_the_first_message_hears_it(client: httpx.Client) -> None:
    with listening(client) as stream:
        assert next(stream).kind == "notice"
        say(client, "你好")
        assert [event.id for event in messages(stream, 2)] == ["1", "2"]


def test_after_a_broken_line_it_goes_on_where_it_was(client: httpx.Client) -> None:
    say(client, "你好")
    with listening(client) as stream:
        last = messages(stream, 2)[-1].id
    say(client, "低保怎么申请？")
    with listening(client, last=last) as stream:
        assert [event.id for event in messages(stream, 2)] == ["3", "4"]


def test_the_last_event_id_of_the_browser_counts_more_than_the_pages_number(client: httpx.Client) -> None:
    say(client, "你好")
    with listening(client, last="1", after=0) as stream:
        assert [event.id for event in messages(stream, 1)] == ["2"]


def test_nobody_hears_what_is_said_to_others(client: httpx.Client, whole: Whole) -> None:
    say(client, "你好")
    with whole.client(secrets.token_urlsafe(32)) as other, listening(other) as stream:
        say(client, "别人的话")
        say(other, "自己的话")
        assert messages(stream, 1)[0].data["text"] == "自己的话"


@pytest.mark.parametrize("last", ["x", "-"])
def test_an_event_id_that_is_no_number_is_refused(client: httpx.Client, last: str) -> None:
    assert client.get("/api/v1/events", headers={"Last-Event-ID": last}).status_code == 400
