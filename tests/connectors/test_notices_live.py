"""What is queued comes to the citizen's open page and, where a number is known, into the folder of SMS."""

from __future__ import annotations

import json
import secrets

from sqlalchemy import select

from bot.clock import now
from bot.db import connect
from bot.messages import Reply
from bot.notices import Notice, queue
from bot.privacy import Cipher
from bot.tables import conversations
from tests.servers import Whole, wait_until

PHONE, TEXT = "13811112222", "您明天上午要来办事。请带身份证。"


def queued(whole: Whole) -> None:
    """For the citizen who came last, by both ways."""
    settings, key = whole.settings, secrets.token_hex(8)
    cipher = Cipher(settings.keys.get_secret_value(), settings.lookup_key.get_secret_value())
    engine = connect(settings.database)
    with engine.begin() as db:
        found = db.scalars(select(conversations.c.id).order_by(conversations.c.created_at.desc()).limit(1)).one()
        assert queue(db, cipher, Notice(key, "booking/1", found, PHONE, Reply(TEXT), now(), at_any_hour=True), now())
    engine.dispose()


def test_it_comes_live_and_by_sms_and_leaves_no_number_in_the_logs(whole: Whole) -> None:
    inside = {"X-Internal-Token": whole.settings.internal_token.get_secret_value()}
    with whole.client(secrets.token_urlsafe(32)) as citizen:
        citizen.post("/api/v1/messages", json={"id": "m1", "text": "低保怎么申请？"}).raise_for_status()
        with citizen.stream("GET", "/api/v1/events", params={"after": 2}) as events:
            assert len(citizen.get("/api/v1/messages").json()["messages"]) == 2
            queued(whole)
            for due in ("news", "notices", "notices"):
                assert citizen.post(f"/internal/{due}", headers=inside).status_code == 204
            line = next(line for line in events.iter_lines() if line.startswith("data:") and TEXT in line)
        assert json.loads(line.removeprefix("data:"))["text"] == TEXT
        texts = [message["text"] for message in citizen.get("/api/v1/messages").json()["messages"]]
        assert texts.count(TEXT) == 1
    folder = whole.settings.sms_path
    (sms,) = wait_until(lambda: list(folder.glob("[!.]*")), what="an SMS")
    assert sms.read_text(encoding="utf-8") == f"{PHONE}\n【民声】{TEXT}\n"
    worker = whole.layout.state / "log" / "worker.log"
    wait_until(lambda: b"sms_sent" in worker.read_bytes(), what="a line in the log")
    assert [log.name for log in worker.parent.iterdir() if PHONE.encode() in log.read_bytes()] == []
