"""Real servers for the tests: Redis, PostgreSQL, and the whole running system, each on free ports in folders of its own."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

import httpx
import psycopg
import pytest

from bot.settings import Settings, load
from connectors.supervisor import control, health, parts
from connectors.supervisor.layout import ROOT, Layout
from connectors.supervisor.system import running

T = TypeVar("T")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


def wait_until(found: Callable[[], T], seconds: float = 60, what: str = "it") -> T:
    """What `found` gives as soon as that is true; AssertionError after so many seconds."""
    deadline = time.monotonic() + seconds
    while not (value := found()):
        assert time.monotonic() < deadline, f"{what} did not happen within {seconds:.0f} s"
        time.sleep(0.05)
    return value


async def eventually(is_so: Callable[[], Awaitable[bool]], seconds: float = 30) -> None:
    """Returns as soon as it is so; TimeoutError after so many seconds."""
    async with asyncio.timeout(seconds):
        while True:
            if await is_so():
                return
            await asyncio.sleep(0.01)


@contextmanager
def redis_server(folder: Path, port: int | None = None) -> Iterator[str]:
    """A Redis that keeps nothing; its URL."""
    port = port or free_port()
    command = ["redis-server", "--bind", "127.0.0.1", "--port", str(port), "--save", "", "--dir", str(folder)]
    with subprocess.Popen([*command, "--logfile", "redis.log"]) as server:
        url = f"redis://127.0.0.1:{port}/0"
        try:
            wait_until(lambda: health.redis_answers(url), what="an answer of Redis")
            yield url
        finally:
            server.terminate()


@contextmanager
def postgresql_server(fsync: str = "off") -> Iterator[str]:
    """A PostgreSQL that forgets everything at the end; the URL of its server, to which a database's name is added."""
    binaries = max(Path("/usr/lib/postgresql").glob("*/bin"))
    # It refuses to be run by root, and could not enter the tests' own folder.
    as_other: dict[str, Any] = {"user": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}
    folder = Path(tempfile.mkdtemp(prefix="minsheng-postgresql-"))
    if as_other:
        shutil.chown(folder, "postgres")
    data, port = folder / "data", free_port()
    make = [
        binaries / "initdb",
        "-A",
        "trust",
        "-U",
        "minsheng",
        "-E",
        "UTF8",
        "--locale",
        "C",
        "--no-sync",
        "-D",
        data,
    ]
    serve = [binaries / "postgres", "-D", data, "-p", str(port), "-k", folder, "-c", "listen_addresses=127.0.0.1"]
    try:
        subprocess.run(make, cwd=folder, check=True, capture_output=True, **as_other)
        with (
            (folder / "log").open("wb") as log,
            subprocess.Popen([*serve, "-c", f"fsync={fsync}"], cwd=folder, stderr=log, **as_other) as server,
        ):
            url = f"postgresql+psycopg://minsheng@127.0.0.1:{port}"
            try:
                wait_until(lambda: _postgresql_answers(url), what="an answer of PostgreSQL")
                yield url
            finally:
                server.send_signal(signal.SIGINT)
    finally:
        shutil.rmtree(folder)


def make_postgresql_database(server: str, name: str, template: str = "template1") -> str:
    """The URL of a new database."""
    with psycopg.connect(_plain(server), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"'.encode())
    return f"{server}/{name}"


def _plain(server: str) -> str:
    return server.replace("+psycopg", "") + "/postgres"


def _postgresql_answers(server: str) -> bool:
    with suppress(psycopg.OperationalError), psycopg.connect(_plain(server)):
        return True
    return False


@dataclass(frozen=True)
class Whole:
    """The whole running system."""

    layout: Layout
    settings: Settings

    @property
    def url(self) -> str:
        """Of the gateway."""
        return self.layout.gateway_url

    def client(self, token: str | None = None) -> httpx.Client:
        """A client of the gateway: with a token a known citizen, else one who gets a cookie."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return httpx.Client(base_url=self.url, headers=headers, timeout=30, trust_env=False)

    def pid(self, part: str) -> int:
        """The process of a part; 0 while it does not run."""
        states = control.states(self.layout)
        assert states is not None
        return states[part].pid

    def supervisorctl(self, *words: str) -> None:
        """As the person who looks after it would stop and start a part."""
        command = [sys.executable, "-m", "supervisor.supervisorctl", "-c", str(self.layout.configuration), *words]
        subprocess.run(command, check=True, capture_output=True)

    def environment(self) -> dict[str, str]:
        """For a program that is to find this system."""
        return {**os.environ, **self.layout.environment()}

    def degraded(self) -> list[str] | None:
        """The parts that do not work, as the gateway tells; None while it does not answer."""
        with suppress(httpx.HTTPError), self.client() as client:
            return list(client.get("/readyz").json()["degraded"])
        return None


def copy_of_what_is_built(state: Path) -> Path:
    """A state folder with the models and the index that `make test` has built, and nothing else."""
    built = ROOT / "var"
    assert (built / "index").is_dir(), "`minsheng train` and `minsheng policies build` come first"
    state.mkdir(parents=True)
    (state / "models").symlink_to(built / "models")
    shutil.copytree(built / "index", state / "index")
    return state


@contextmanager
def whole_system(state: Path) -> Iterator[Whole]:
    """Redis, Rasa, gateway and worker, on free ports. All tests come from one address, so that is let through."""
    variables = {
        "MODE": "local",
        "STATE": str(copy_of_what_is_built(state)),
        "PORT": str(free_port()),
        "RASA_URL": f"http://127.0.0.1:{free_port()}",
        "REDIS_URL": f"redis://127.0.0.1:{free_port()}/0",
        "DATABASE_URL": f"sqlite:///{state / 'minsheng.db'}",
        "RATE_PER_ADDRESS": "1000000",
    }
    with ExitStack() as stack:
        with pytest.MonkeyPatch.context() as environment:  # only what starts now shall see it
            for name, value in variables.items():
                environment.setenv(f"MINSHENG_{name}", value)
            settings = load()
            layout = replace(Layout.of(settings), starts_redis=True)
            stack.enter_context(running(layout, parts.of(layout), lambda _line: None))
        whole = Whole(layout, settings)
        wait_until(lambda: whole.degraded() == [], what="everything being ready")
        yield whole
