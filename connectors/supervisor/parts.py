"""The parts of a running system: what starts each, what shows that it is healthy, how to mend it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from connectors.supervisor import health
from connectors.supervisor.layout import Layout

Probe = Callable[[], bool]
"""Whether the part answers just now; never raises."""


@dataclass(frozen=True)
class Part:
    """One process under the supervisor."""

    name: str
    command: tuple[str, ...]
    """`%(ENV_NAME)s` stands for an environment variable."""
    probe: Probe
    patience: float
    """Seconds it may take to become healthy, on a slow machine."""
    mend: str
    """What to do when it does not start."""
    hidden: tuple[str, ...] = ()
    """Settings it is started without."""
    needs: Path | None = None
    """A file it cannot do without."""


def of(layout: Layout) -> list[Part]:
    """The parts of this system, in the order of their start; they are stopped in the reverse order."""
    return [*([redis(layout)] if layout.starts_redis else []), rasa(layout), gateway(layout), worker()]


def redis(layout: Layout) -> Part:
    """Redis for locks, limits and live events. Nothing in it is missed when it is gone, so nothing goes to the disk."""
    command = (
        "redis-server",
        "--bind",
        "127.0.0.1",
        "--port",
        str(layout.redis_port),
        "--dir",
        str(layout.state / "run"),
    )
    return Part(
        "redis",
        (*command, "--save", "", "--appendonly", "no"),
        lambda: health.redis_answers(layout.redis_url),
        patience=20,
        mend="Is redis-server installed (apt-get install redis-server)? MINSHENG_REDIS_URL may name another Redis.",
    )


def rasa(layout: Layout) -> Part:
    """Rasa in its own environment, on the loopback. It never sees the database nor its keys."""
    python = str(layout.root / ".venv-rasa/bin/python")
    command = (python, "-m", "nlu.components", "run", "--model", str(layout.rasa_model))
    dialogue = layout.root / "bot" / "dialogue"
    files = ("--endpoints", str(dialogue / "endpoints.yml"), "--credentials", str(dialogue / "credentials.yml"))
    doors = ("--interface", "127.0.0.1", "--port", str(layout.rasa_port))
    return Part(
        "rasa",
        (*command, *files, *doors, "--enable-api", "--auth-token", "%(ENV_MINSHENG_RASA_TOKEN)s"),
        lambda: health.http_ok(f"{layout.rasa_url}/status", token=layout.rasa_token),
        patience=180,
        mend="`make train` trains a model; after a change of requirements/rasa.txt `make setup` renews .venv-rasa.",
        hidden=("MINSHENG_KEYS", "MINSHENG_LOOKUP_KEY", "MINSHENG_DATABASE_URL"),
        # Without a model Rasa would start and have nothing to say.
        needs=layout.rasa_model,
    )


def gateway(layout: Layout) -> Part:
    """The doors, and the index loaded once."""
    command = (sys.executable, "-m", "uvicorn", "connectors.app:create", "--factory", "--no-access-log")
    # Pages hold an event stream open: without a limit they would hold up every stop.
    doors = ("--host", layout.host, "--port", str(layout.port), "--timeout-graceful-shutdown", "5")
    return Part(
        "gateway",
        (*command, *doors),
        lambda: health.http_ok(f"{layout.gateway_url}/readyz"),
        patience=120,
        mend="`make train` builds the index it needs.",
    )


def worker() -> Part:
    """What is due: outbox, reminders, retention. It has no door: that it keeps running is its health."""
    command = (str(Path(sys.executable).with_name("minsheng")), "worker")
    mend = "It needs the database that MINSHENG_DATABASE_URL names."
    return Part("worker", command, lambda: True, patience=60, mend=mend)
