"""Settings: local secrets are made once and kept to their owner; production makes none."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.privacy import Cipher
from bot.settings import SECRETS, MissingSecret, Settings, fresh_secrets, load

ROOT = Path(__file__).parents[2]
PRINT = """
import json, sys
from bot.settings import SECRETS, load
sys.stdin.readline()
settings = load()
print(json.dumps([getattr(settings, name).get_secret_value() for name in SECRETS]))
"""


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MINSHENG_STATE", str(tmp_path / "state"))
    return tmp_path / "state"


def secrets_of(settings: Settings) -> list[str]:
    return [getattr(settings, name).get_secret_value() for name in SECRETS]


def test_local_secrets_are_made_once_and_their_owner_only_reads_them(state: Path) -> None:
    first = load()
    assert all(secrets_of(first))
    assert secrets_of(load()) == secrets_of(first)
    (file,) = (state / "keys").iterdir()
    assert file.stat().st_mode & 0o777 == 0o600


def test_processes_that_start_at_once_agree_on_the_secrets(state: Path) -> None:
    command = [sys.executable, "-c", PRINT]
    together = [
        subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(4)
    ]
    for process in together:  # all wait for a line, so that they ask at the same moment
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    answers = [process.communicate()[0] for process in together]
    assert len(set(answers)) == 1
    assert json.loads(answers[0]) == secrets_of(load())


def test_a_secret_that_is_given_is_not_replaced(state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINSHENG_INTERNAL_TOKEN", "given")
    settings = load()
    assert settings.internal_token.get_secret_value() == "given"
    assert settings.keys.get_secret_value()


def test_production_refuses_to_start_without_its_secrets_and_names_them(
    state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MINSHENG_MODE", "production")
    monkeypatch.setenv("MINSHENG_LOOKUP_KEY", "given")
    with pytest.raises(MissingSecret, match="MINSHENG_KEYS, MINSHENG_INTERNAL_TOKEN;"):
        load()
    assert not state.exists()


def test_production_starts_with_what_fresh_secrets_gives(state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINSHENG_MODE", "production")
    fresh = fresh_secrets()
    for name, value in fresh.items():
        monkeypatch.setenv(f"MINSHENG_{name.upper()}", value)
    assert secrets_of(load()) == list(fresh.values())
    cipher = Cipher(fresh["keys"], fresh["lookup_key"])
    assert cipher.decrypt(cipher.encrypt("低保")) == "低保"


def test_secrets_are_not_shown_with_the_settings(state: Path) -> None:
    settings = load()
    assert not [secret for secret in secrets_of(settings) if secret in repr(settings) + settings.model_dump_json()]


@pytest.mark.parametrize(("name", "value"), [("PORT", "eight"), ("MODE", "test"), ("KEEP_DAYS", "")])
def test_a_wrong_value_is_refused_and_its_setting_named(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"MINSHENG_{name}", value)
    with pytest.raises(ValidationError, match=name.lower()):
        load()


def test_what_is_made_at_run_time_lies_in_the_state_folder(state: Path) -> None:
    settings = Settings()
    assert settings.database == f"sqlite:///{state / 'minsheng.db'}"
    assert settings.index_path.parent == state
