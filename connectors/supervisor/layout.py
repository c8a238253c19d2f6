"""Where one running system lives: its folders, addresses and tokens."""

from __future__ import annotations

import hashlib
import hmac
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from bot.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
LONGEST_SOCKET_PATH = 100
"""Bytes; Linux refuses a Unix socket's path from 108 on."""


@dataclass(frozen=True)
class Layout:
    """One system on this machine. Two with different `state` and ports do not touch each other."""

    state: Path
    """The folder of everything made at run time."""
    host: str
    """Where the gateway listens."""
    port: int
    redis_url: str
    starts_redis: bool
    """Whether a Redis of its own is started at `redis_url`'s port."""
    rasa_url: str
    """Loopback; Rasa is started at its port."""
    internal_token: str = field(repr=False)
    """What Rasa shows at the gateway's internal routes."""
    root: Path = ROOT

    @classmethod
    def of(cls, settings: Settings) -> Layout:
        """The system that these settings describe. It starts a Redis of its own unless MINSHENG_REDIS_URL was given."""
        return cls(
            state=settings.state,
            host=settings.host,
            port=settings.port,
            redis_url=settings.redis_url,
            starts_redis="redis_url" not in settings.model_fields_set,
            rasa_url=settings.rasa_url,
            internal_token=settings.internal_token.get_secret_value(),
        )

    @property
    def rasa_model(self) -> Path:
        """Rasa's trained model."""
        return self.state / "models" / "rasa" / "minsheng.tar.gz"

    @property
    def gateway_url(self) -> str:
        """The gateway as this machine reaches it."""
        host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(self.host, self.host)  # noqa: S104
        return f"http://{host}:{self.port}"

    @property
    def redis_port(self) -> int:
        """The port of `redis_url`."""
        return urlsplit(self.redis_url).port or 6379

    @property
    def rasa_port(self) -> int:
        """The port of `rasa_url`."""
        return urlsplit(self.rasa_url).port or 5005

    @property
    def rasa_token(self) -> str:
        """The token of Rasa's API: one of its own, as Rasa takes it on its command line, where others can read it."""
        return hmac.new(self.internal_token.encode(), b"rasa", hashlib.sha256).hexdigest()

    @property
    def configuration(self) -> Path:
        """The supervisord configuration made for this system."""
        return self.state / "run" / "supervisord.conf"

    @property
    def socket(self) -> Path:
        """The Unix socket at which supervisord is asked; in the temporary folder where `state` has too long a path."""
        path = self.state.resolve() / "run" / "supervisor.sock"
        if len(bytes(path)) <= LONGEST_SOCKET_PATH:
            return path
        name = hashlib.sha256(bytes(path)).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"minsheng-{name}.sock"

    def log(self, part: str) -> Path:
        """The log of one part."""
        return self.state / "log" / f"{part}.log"

    def environment(self) -> dict[str, str]:
        """The settings that every part is started with; they never touch the disk."""
        return {
            "MINSHENG_STATE": str(self.state.resolve()),
            "MINSHENG_HOST": self.host,
            "MINSHENG_PORT": str(self.port),
            "MINSHENG_REDIS_URL": self.redis_url,
            "MINSHENG_RASA_URL": self.rasa_url,
            "MINSHENG_INTERNAL_TOKEN": self.internal_token,
            "MINSHENG_RASA_TOKEN": self.rasa_token,
            "MINSHENG_ACTIONS_URL": f"{self.gateway_url}/internal/actions",
            "RASA_TELEMETRY_ENABLED": "false",
            "PYTHONPATH": str(self.root),
            "PYTHONUNBUFFERED": "1",
        }
