"""A correction that is approved comes to the citizen's open page, and stands in the history."""

from __future__ import annotations

import asyncio
import json
import secrets
import shutil
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

from actions.corrections import decision
from actions.corrections.decision import Correction
from actions.corrections.queue import SETTLED, Corrections
from bot.clock import now
from bot.db import Database
from bot.history import History
from bot.privacy import Cipher
from knowledge.policy_list import LISTS, load
from tests.servers import Whole, wait_until

MINSHENG = Path(sys.executable).with_name("minsheng")
FILE = "guangzhou/policies/canji-huli-butie.yaml"


async def queued(whole: Whole, folder: Path, token: str) -> list[Correction]:
    """What waits for that citizen when the list in that folder is compared with what was told."""
    settings, shipped = whole.settings, load()
    database = Database(settings.database)
    cipher = Cipher(settings.keys.get_secret_value(), settings.lookup_key.get_secret_value())
    queue = Corrections(database, cipher, {shipped.version: shipped}.get)
    newer = load(folder)
    for at in (now(), now() + SETTLED + timedelta(seconds=1)):
        await queue.run(newer, at)
    waiting = await database.run(decision.read, cipher)
    mine = await database.run(History(cipher).find, "web", token)
    database.close()
    return [one for one in waiting if mine is not None and one.conversation_id == mine.id]


def test_it_comes_live_once_it_is_approved(whole: Whole, tmp_path: Path) -> None:
    shutil.copytree(LISTS, tmp_path / "lists")
    path = tmp_path / "lists" / FILE
    path.write_text(path.read_text(encoding="utf-8").replace("290", "300"), encoding="utf-8")
    token = secrets.token_urlsafe(32)
    with whole.client(token) as citizen:
        citizen.post(
            "/api/v1/messages", json={"id": "m1", "text": "重度残疾人护理补贴每个月多少钱？"}
        ).raise_for_status()

        def approved() -> bool:
            """The running system knows of no newer list: where it says so in between, it is compared again."""
            (one,) = asyncio.run(queued(whole, tmp_path / "lists", token))
            command = [MINSHENG, "corrections", "approve", one.id, "--by", "样本职员"]
            return subprocess.run(command, env=whole.environment(), capture_output=True, check=False).returncode == 0

        with citizen.stream("GET", "/api/v1/events", params={"after": 2}) as events:
            assert len(citizen.get("/api/v1/messages").json()["messages"]) == 2
            wait_until(approved, what="an approval")
            line = next(line for line in events.iter_lines() if line.startswith("data:") and "更正" in line)
        message = json.loads(line.removeprefix("data:"))
        assert (message["seq"], message["from"]) == (3, "bot")
        assert "每人每月300元" in message["text"]
        assert [card["policy"] for card in message["sources"]] == ["重度残疾人护理补贴"]
        assert citizen.get("/api/v1/messages").json()["messages"][-1] == message
