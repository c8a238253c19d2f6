"""Papers over HTTP and in the conversation of the running system, read by the real reader."""

from __future__ import annotations

import secrets
import uuid
from random import Random
from typing import Any

import httpx
import numpy as np
import pytest
from PIL import Image

from bench.specimens import draw
from bench.specimens.damage import photo
from tests.documents import files
from tests.servers import Whole, eventually


def citizen(whole: Whole) -> httpx.Client:
    return whole.client(secrets.token_urlsafe(32))


def photographed(kind: str, side: str, *damages: tuple[str, str], seed: int = 3) -> bytes:
    taken = photo(draw(kind, seed=seed, side=side), Random(seed), *damages)
    return files.saved(Image.fromarray(np.asarray(taken.image)), "JPEG")


def hand_in(client: httpx.Client, file: bytes, **what_for: str) -> httpx.Response:
    return client.post("/api/v1/documents", content=file, params=what_for)


def say(client: httpx.Client, text: str) -> str:
    answer = client.post("/api/v1/messages", json={"id": uuid.uuid4().hex, "text": text}).raise_for_status().json()
    return "\n".join(reply["text"] for reply in answer["replies"])


def told(client: httpx.Client) -> list[dict[str, Any]]:
    messages = client.get("/api/v1/messages").raise_for_status().json()["messages"]
    return [message for message in messages if message["papers"]]


async def is_told(client: httpx.Client) -> dict[str, Any]:
    async def there() -> bool:
        return bool(told(client))

    await eventually(there, 120)
    [message] = told(client)
    return message


async def test_a_card_is_handed_in_read_told_shown_and_deleted(whole: Whole) -> None:
    with citizen(whole) as client:
        papers = hand_in(client, photographed("id-card", "front"), service="jiehun")
        assert papers.status_code == 202
        assert papers.json()["outcome"] == "reading"
        assert papers.json()["taken"] == [page["id"] for page in papers.json()["pages"]]
        [card] = (await is_told(client))["papers"]
        assert card["name"] == "居民身份证·人像面"
        assert any(finding["said"] == "号码没有问题。" and finding["area"] for finding in card["findings"])
        assert any("国徽面" in finding["said"] and finding["outcome"] == "fix" for finding in card["findings"])
        picture = client.get(card["picture"])
        assert picture.headers["content-type"] == "image/jpeg"
        assert "no-store" in picture.headers["cache-control"]
        with citizen(whole) as other:
            assert other.get(card["picture"]).status_code == 404
            assert other.delete(f"/api/v1/documents/{card['id']}").status_code == 204
        assert client.get(card["picture"]).status_code == 200
        assert client.delete(f"/api/v1/documents/{card['id']}").status_code == 204
        assert client.get(card["picture"]).status_code == 404
        assert client.get("/api/v1/documents").json()["outcome"] == "nothing"


async def test_glare_is_told_with_how_to_do_better(whole: Whole) -> None:
    with citizen(whole) as client:
        hand_in(client, photographed("id-card", "front", ("glare", "heavy")), service="jiehun")
        message = await is_told(client)
        assert message["papers"][0]["outcome"] == "fix"
        assert "反光" in message["text"]


def test_photographs_are_deleted_by_a_word_in_the_middle_of_a_booking(whole: Whole) -> None:
    with citizen(whole) as client:
        hand_in(client, photographed("id-card", "back"))
        assert "1张证件照片" in say(client, "你们存了我什么")
        asked = say(client, "我要预约结婚登记")
        assert "哪个登记处" in asked
        assert "1张照片" in say(client, "删掉我的照片")
        assert client.get("/api/v1/documents").json()["pages"] == []
        assert "没有照片" in say(client, "把我的照片都删了")
        assert "哪一天" in say(client, "越秀")


@pytest.mark.parametrize(
    ("file", "status", "code", "said"),
    [
        (b"", 422, "cannot_open", "空的"),
        (b"../../etc/passwd", 422, "cannot_open", "不是"),
        (b"<svg onload='alert(1)'/>", 422, "cannot_open", "矢量图"),
        (b"x" * 20_000_001, 413, "too_long", "20MB"),
    ],
    ids=["empty", "a path", "svg", "huge"],
)
def test_what_is_no_photograph_gets_a_clear_answer(
    whole: Whole, file: bytes, status: int, code: str, said: str
) -> None:
    with citizen(whole) as client:
        answer = hand_in(client, file)
        assert answer.status_code == status
        assert answer.json()["error"]["code"] == code
        assert said in answer.json()["error"]["message"]
        assert client.get("/api/v1/documents").json()["outcome"] == "nothing"


def test_what_they_are_for_must_be_known(whole: Whole) -> None:
    with citizen(whole) as client:
        assert hand_in(client, b"x", service="nosuch").json()["error"]["code"] == "unknown_subject"
        assert hand_in(client, b"x", booking="123").json()["error"]["code"] == "bad_number"
    with whole.client() as stranger:
        assert hand_in(stranger, b"x").status_code == 401


async def test_how_to_show_papers_is_said_in_the_conversation(whole: Whole) -> None:
    with citizen(whole) as client:
        assert "拍照" in say(client, "我要拍照预审")
        assert "结婚登记" in say(client, "帮我看看办结婚登记的照片行不行")
