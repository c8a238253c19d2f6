"""Our side: the whole system as `make run` starts it, asked through its public HTTP API."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from pathlib import Path

import aiohttp

from bench.sides import ROOT, STATE, Side, WrongAnswer, free_port

UNLIMITED = "1000000"


class Ours(Side):
    """Minsheng with a database, keys and Redis of its own under var/bench."""

    name = "minsheng"

    def __init__(self, command: Sequence[str | Path] = (ROOT / ".venv/bin/minsheng", "run")) -> None:
        super().__init__()
        self._command = command
        self._ids = itertools.count(1)
        gateway, rasa, redis = free_port(), free_port(), free_port()
        self.url = f"http://127.0.0.1:{gateway}"
        self._env = {
            "MINSHENG_PORT": str(gateway),
            "MINSHENG_RASA_URL": f"http://127.0.0.1:{rasa}",
            "MINSHENG_REDIS_URL": f"redis://127.0.0.1:{redis}/0",
            "MINSHENG_DATABASE_URL": f"sqlite:///{STATE}/minsheng.db",
            "MINSHENG_RATE_PER_SENDER": UNLIMITED,
            "MINSHENG_RATE_PER_ADDRESS": UNLIMITED,
        }
        self._redis_port = redis

    def launch(self) -> None:
        """Start Redis and the system."""
        for path in STATE.glob("minsheng.db*"):
            path.unlink()
        self.run(["redis-server", "--port", str(self._redis_port), "--save", ""], {})
        self.run(self._command, self._env)

    async def ready(self, session: aiohttp.ClientSession) -> bool:
        """Tell whether every part is ready, Rasa too."""
        async with session.get(self.url + "/readyz") as response:
            return response.status == 200 and not (await response.json()).get("degraded")

    async def send(self, session: aiohttp.ClientSession, conversation: str, text: str) -> None:
        """Ask and require an answer from the list, with its sources."""
        message = {"id": f"bench-{next(self._ids)}", "text": text}
        headers = {"Authorization": f"Bearer {conversation:-<32}"}
        async with session.post(self.url + "/api/v1/messages", json=message, headers=headers) as response:
            body = await response.json()
        replies = body.get("replies") or []
        answered = [reply for reply in replies if str(reply.get("outcome")).startswith("answered")]
        if not any(reply.get("text") and reply.get("sources") for reply in answered):
            raise WrongAnswer(f"{self.name}: {text} → {body}")
