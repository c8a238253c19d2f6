"""Fixtures of all tests: databases of both kinds, a real Redis, the index, and the whole running system."""

from __future__ import annotations

import itertools
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest
from redis.asyncio import Redis

from bot.alarm import Watch
from bot.db import Database, connect
from bot.history import History
from bot.mailbox import Mailbox
from bot.migrations.upgrade import upgrade
from bot.privacy import Cipher
from bot.settings import Settings, fresh_secrets
from connectors.build import open_index
from tests.fakes import Clock, Transact
from tests.servers import (
    Whole,
    copy_of_what_is_built,
    make_postgresql_database,
    postgresql_server,
    redis_server,
    whole_system,
)

if TYPE_CHECKING:
    from knowledge.index import Index  # takes seconds to import: only the tests that need it do

_NUMBERS = itertools.count(1)


@pytest.fixture(autouse=True, scope="session")
def _settings_of_the_tests_only() -> Iterator[None]:
    """Whoever runs the tests may have settings of their own."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("MINSHENG_")]:
            patch.delenv(name)
        patch.setitem(Settings.model_config, "env_file", None)
        yield


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """A PostgreSQL server with a database `migrated`, in the newest shape."""
    with postgresql_server() as server:
        upgrade(make_postgresql_database(server, "migrated"))
        yield server


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file in the newest shape, to be copied."""
    path = tmp_path_factory.mktemp("sqlite") / "migrated.db"
    upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database of either kind with nothing in it."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.db'}"
    return make_postgresql_database(request.getfixturevalue("postgresql"), f"empty{next(_NUMBERS)}")


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database of either kind in the newest shape, without rows."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("migrated_sqlite"), tmp_path / "minsheng.db")
        return f"sqlite:///{tmp_path / 'minsheng.db'}"
    server = request.getfixturevalue("postgresql")
    return make_postgresql_database(server, f"test{next(_NUMBERS)}", template="migrated")


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = Database(database_url)
    yield database
    database.close()


@pytest.fixture
def transact(database_url: str) -> Iterator[Transact]:
    """Runs `work(connection, *arguments)` in a transaction; from any thread."""
    engine = connect(database_url)

    def run(work: Transact, *arguments: object) -> object:
        with engine.begin() as connection:
            return work(connection, *arguments)

    yield run
    engine.dispose()


@pytest.fixture(scope="session")
def cipher() -> Cipher:
    secrets = fresh_secrets()
    return Cipher(secrets["keys"], secrets["lookup_key"])


@pytest.fixture
def mailbox(cipher: Cipher) -> Mailbox:
    return Mailbox(cipher)


@pytest.fixture
def history(cipher: Cipher) -> History:
    return History(cipher)


@pytest.fixture(scope="session")
def watch() -> Watch:
    """For danger to life, as the gateway has it."""
    from connectors import emergencies  # takes seconds to import
    from knowledge.policy_list import load

    return emergencies.watch(load())


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with redis_server(tmp_path_factory.mktemp("redis")) as url:
        yield url


@pytest.fixture
async def redis(redis_url: str) -> AsyncIterator[Redis]:
    async with Redis.from_url(redis_url) as client:
        await client.flushall()
        yield client


@pytest.fixture(scope="session")
def built_state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A state folder in which everything is built."""
    return copy_of_what_is_built(tmp_path_factory.mktemp("built") / "state")


@pytest.fixture(scope="session")
def index(built_state: Path) -> Index:
    """Of the shipped list."""
    return open_index(Settings(state=built_state))


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Whole]:
    """The whole system, really running. A test that stops a part of it starts it again."""
    with whole_system(tmp_path_factory.mktemp("whole") / "state") as whole:
        yield whole


@pytest.fixture(scope="session")
def site(whole: Whole) -> str:
    """The address of the whole running system."""
    return whole.url


@pytest.fixture(scope="session")
def rasa(whole: Whole) -> Iterator[httpx.Client]:
    """The running system's Rasa, let in by its token."""
    with httpx.Client(
        base_url=whole.layout.rasa_url, params={"token": whole.layout.rasa_token}, timeout=30, trust_env=False
    ) as client:
        yield client
