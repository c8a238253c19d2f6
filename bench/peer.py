"""The other side: a Rasa project as Rasa's documentation sets one up (bench/stock)."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import aiohttp

from bench.sides import ROOT, STATE, Side, WrongAnswer, free_port

PROJECT = ROOT / "bench/stock"
SENTENCES = ROOT / "nlu/intents"
QUIET = {"RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3"}


class Stock(Side):
    """Stock Rasa server, stock action server, Redis for trackers and locks."""

    name = "stock"

    def __init__(self, python: Path = ROOT / ".venv-rasa/bin/python", folder: Path = STATE / "stock") -> None:
        super().__init__()
        self._python = python
        self._folder = folder
        self._port, self._redis_port, self._actions_port = free_port(), free_port(), free_port()
        self.url = f"http://127.0.0.1:{self._port}"
        self._env = QUIET | {
            "STOCK_REDIS_PORT": str(self._redis_port),
            "STOCK_ACTIONS_PORT": str(self._actions_port),
        }

    def train(self) -> None:
        """Copy the project, add our sentences, and train it, unless a model newer than all of them is there."""
        models = sorted((self._folder / "models").glob("*.tar.gz"))
        files = [path for folder in (PROJECT, SENTENCES) for path in folder.rglob("*") if path.is_file()]
        if models and models[-1].stat().st_mtime > max(path.stat().st_mtime for path in files):
            return
        shutil.rmtree(self._folder, ignore_errors=True)
        shutil.copytree(PROJECT, self._folder)
        shutil.copytree(SENTENCES, self._folder / "data/nlu")
        env = os.environ | self._env
        subprocess.run([self._python, "-m", "rasa", "train", "--quiet"], cwd=self._folder, env=env, check=True)

    def launch(self) -> None:
        """Start Redis, the action server and Rasa."""
        redis = ["redis-server", "--port", str(self._redis_port), "--save", ""]
        actions = ["rasa_sdk", "--actions", "actions", "--port", str(self._actions_port)]
        rasa = ["rasa", "run", "--interface", "127.0.0.1", "--port", str(self._port)]
        self.run(redis, {})
        self.run([self._python, "-m", *actions], self._env, self._folder)
        self.run([self._python, "-m", *rasa], self._env, self._folder)

    async def ready(self, session: aiohttp.ClientSession) -> bool:
        """Tell whether Rasa has its model and the action server answers."""
        async with session.get(f"http://127.0.0.1:{self._actions_port}/health") as actions:
            if actions.status != 200:
                return False
        async with session.get(self.url + "/") as rasa:
            return rasa.status == 200

    async def send(self, session: aiohttp.ClientSession, conversation: str, text: str) -> None:
        """Ask and require a text."""
        message = {"sender": conversation, "message": text}
        async with session.post(self.url + "/webhooks/rest/webhook", json=message) as response:
            body = await response.json()
        if not any(reply.get("text") for reply in body):
            raise WrongAnswer(f"{self.name}: {text} → {body}")
