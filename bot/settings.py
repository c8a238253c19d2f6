"""Settings, read once from the environment (`MINSHENG_…`) and a `.env` file."""

from __future__ import annotations

import json
import os
import secrets
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Literal

from cryptography.fernet import Fernet
from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

SECRETS = ("keys", "lookup_key", "internal_token")


class MissingSecret(Exception):
    """A secret that production must be given is not set; the message names its variable."""


class Settings(BaseSettings):
    """One field a variable: `port` is MINSHENG_PORT."""

    model_config = SettingsConfigDict(env_prefix="MINSHENG_", env_file=".env", extra="ignore", frozen=True)

    mode: Literal["local", "production"] = "local"
    """local makes its own secrets; production refuses to start without them."""
    state: Path = Path("var")
    """Folder of everything made at run time."""
    host: str = "127.0.0.1"
    port: int = 8000
    database_url: str = ""
    """SQLAlchemy URL; empty: a SQLite file in `state`."""
    redis_url: str = "redis://127.0.0.1:6390/0"
    rasa_url: str = "http://127.0.0.1:5105"
    lists: Path | None = None
    """Folder of policy lists, instead of the one that comes along."""
    encoder: Path | None = None
    """A sentence-transformers model, instead of the one trained here."""
    region: str = "guangzhou"
    """The place whose list is answered from."""
    keys: SecretStr = SecretStr("")
    """Fernet keys, comma separated, the newest first: it encrypts, all decrypt."""
    lookup_key: SecretStr = SecretStr("")
    """Key of the hash by which a sender is found again; never changed."""
    internal_token: SecretStr = SecretStr("")
    """Shared by gateway, Rasa and worker."""
    rate_per_sender: int = 30
    """Messages a minute."""
    rate_per_address: int = 300
    """Requests a minute from one network address."""
    keep_days: int = 180
    """Conversations untouched for longer are deleted."""
    keep_profile_days: int = 730
    """What a citizen asked us to remember is deleted after so long."""
    keep_photo_days: int = 7
    """Photographs of papers are deleted after so many days, those for an appointment once it is over; 0: none is kept
    once it is read."""
    sms_folder: Path | None = None
    """Where SMS are written for the program that sends them; else a folder in `state`."""

    @property
    def database(self) -> str:
        """The database's URL, with the default filled in."""
        return self.database_url or f"sqlite:///{self.state / 'minsheng.db'}"

    @property
    def sms_path(self) -> Path:
        """The folder of SMS, with the default filled in."""
        return self.sms_folder or self.state / "sms"

    @property
    def index_path(self) -> Path:
        """Where the indexes are kept, each in a folder named by its content."""
        return self.state / "index"


def load() -> Settings:
    """The settings, with all secrets. In local mode missing ones are made once and kept in `state`; in production
    MissingSecret names the variable."""
    settings = Settings()
    missing = [name for name in SECRETS if not getattr(settings, name).get_secret_value()]
    if not missing:
        return settings
    if settings.mode == "production":
        names = ", ".join(f"MINSHENG_{name.upper()}" for name in missing)
        raise MissingSecret(f"production needs {names}; `minsheng keys` prints a fresh set")
    kept = _local_secrets(settings.state / "keys" / "local.json")
    return settings.model_copy(update={name: SecretStr(kept[name]) for name in missing})


def fresh_secrets() -> dict[str, str]:
    """A new value for every secret."""
    return {
        "keys": Fernet.generate_key().decode(),
        "lookup_key": secrets.token_urlsafe(32),
        "internal_token": secrets.token_urlsafe(32),
    }


def _local_secrets(path: Path) -> dict[str, str]:
    """Made once, also when several processes start at the same moment: the first whole file stays."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        with NamedTemporaryFile("w", dir=path.parent, encoding="utf-8") as file:  # readable by its owner only
            json.dump(fresh_secrets(), file)
            file.flush()
            with suppress(FileExistsError):
                os.link(file.name, path)
    kept: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return kept
