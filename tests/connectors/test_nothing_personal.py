"""After personal data has been said to the running system, it can be read in none of its files and nowhere in its Redis."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from tests.servers import Whole

IDENTITY, PHONE, CARD, MAIL = "440106194912310028", "13926543210", "6222021234567890123", "wang.guifang@mail.cn"
NAME = "欧阳桂芳菲"
FACTS = ["1947年5月13日", "1947-05-13", '"hukou": {"value"']
"""What somebody tells of his mother, as he says it and as it is kept when he wishes that."""
SAID = [
    f"我叫{NAME}，身份证{IDENTITY}，电话{PHONE}，低保怎么申请？",
    f"+86 {PHONE[:3]} {PHONE[3:7]} {PHONE[7:]} 转人工 {NAME}",
    f"我卡号{CARD}，邮箱 {MAIL} ，{NAME}着火了",
    f"{NAME} {PHONE}",
    f"我妈{FACTS[0]}出生，广州户口，能领什么",
    "先看结果",
    "记住这些，有新政策告诉我",
    "你们存了我什么",
]
MASKED = [IDENTITY, PHONE, f"{PHONE[:3]} {PHONE[3:7]}", CARD, MAIL, NAME]
PERSONAL = [*MASKED, *FACTS]


@pytest.fixture(scope="module")
def token(whole: Whole) -> str:
    """Of a citizen who has said it all: in messages, and where none belongs."""
    token = secrets.token_urlsafe(32)
    with whole.client(token) as client:
        for number, text in enumerate(SAID):
            client.post("/api/v1/messages", json={"id": f"m{number}", "text": text}).raise_for_status()
        assert client.post("/api/v1/messages", json={"id": "x", "text": [PHONE, NAME]}).status_code == 400
        assert client.post("/api/v1/messages", content=f'{{"text": "{NAME}{PHONE}').status_code == 400
        assert client.get("/api/v1/messages", params={"after": 0, "phone": PHONE, "name": NAME}).status_code == 200
        assert client.get("/no/such/page", params={"phone": PHONE, "name": NAME}).status_code == 404
    return token


def spellings(word: str) -> Iterator[bytes]:
    """As it stands in files, in JSON, and in a URL."""
    yield word.encode()
    if not word.isascii():
        yield word.encode("unicode-escape")
        yield "".join(f"%{byte:02X}" for byte in word.encode()).encode()


def found_in(content: bytes, words: list[str]) -> list[str]:
    return [word for word in words if any(spelling in content for spelling in spellings(word))]


def test_nothing_personal_is_in_any_log(whole: Whole, token: str) -> None:
    logs = sorted((whole.layout.state / "log").iterdir())
    assert {"gateway.log", "rasa.log", "redis.log", "worker.log", "supervisord.log"} <= {log.name for log in logs}
    assert b'"answered"' in whole.layout.log("gateway").read_bytes()
    assert {log.name: found_in(log.read_bytes(), [*PERSONAL, token]) for log in logs} == {log.name: [] for log in logs}


def test_nothing_personal_is_in_redis(whole: Whole, token: str) -> None:
    with redis.Redis.from_url(whole.layout.redis_url) as client:
        keys = list(client.scan_iter())
        content = b"".join([*keys, *(client.dump(key) or b"" for key in keys), *(_value(client, key) for key in keys)])
    assert b"rasa:tracker:" in content
    assert found_in(content, [*PERSONAL, token, "低保"]) == []


def _value(client: redis.Redis, key: bytes) -> bytes:
    return (client.get(key) or b"") if client.type(key) == b"string" else b""


def test_nothing_personal_can_be_read_in_any_file(whole: Whole, token: str) -> None:
    files = [path for path in whole.layout.state.rglob("*") if path.is_file() and "models" not in path.parts]
    assert whole.layout.state / "minsheng.db" in files
    wrong = {path: words for path in files if (words := found_in(Path(path).read_bytes(), [*PERSONAL, token]))}
    assert wrong == {}


def test_only_the_owner_reaches_keys_and_logs(whole: Whole) -> None:
    state = whole.layout.state
    closed = [*(state / "keys").iterdir(), state / "log", state / "run"]
    assert [path for path in closed if path.stat().st_mode & 0o077] == []


def test_the_citizen_still_reads_the_own_words(whole: Whole, token: str) -> None:
    with whole.client(token) as client:
        messages = client.get("/api/v1/messages").json()["messages"]
    assert [message["text"] for message in messages if message["from"] == "citizen"] == SAID
    assert not [
        message for message in messages if message["from"] == "bot" and found_in(message["text"].encode(), MASKED)
    ]
    assert any("记住了您母亲的这些情况" in message["text"] for message in messages)
