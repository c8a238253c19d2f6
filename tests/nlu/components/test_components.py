"""What of ours runs inside Rasa does there what it says. The checks of in_rasa.py run in Rasa's own environment."""

import ast
import json
import os
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
RASA_PYTHON = ROOT / ".venv-rasa/bin/python"
CHECKS = Path(__file__).with_name("in_rasa.py")


def names() -> list[str]:
    """The checks: in_rasa.py's public coroutines that take the URL alone."""
    functions = [node for node in ast.parse(CHECKS.read_text()).body if isinstance(node, ast.AsyncFunctionDef)]
    return [function.name for function in functions if len(function.args.args) == 1]


@pytest.fixture(scope="module")
def own_redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    folder = tmp_path_factory.mktemp("redis")
    server = subprocess.Popen(["redis-server", "--port", str(port), "--save", "", "--dir", folder, "--logfile", "log"])
    deadline = time.monotonic() + 10
    while True:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        assert time.monotonic() < deadline, "redis-server does not listen"
    yield f"redis://127.0.0.1:{port}/0"
    server.terminate()
    server.wait(timeout=10)


@pytest.fixture(scope="module")
def outcomes(own_redis: str) -> dict[str, str | None]:
    """Every check's outcome: Rasa is imported once for all of them, which takes seconds."""
    env = os.environ | {"PYTHONPATH": str(ROOT), "TF_CPP_MIN_LOG_LEVEL": "3", "RASA_TELEMETRY_ENABLED": "false"}
    command = [RASA_PYTHON, "-W", "ignore", CHECKS, ",".join(names()), own_redis]
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=200, check=False)
    assert done.returncode == 0, done.stderr
    found: dict[str, str | None] = json.loads(done.stdout.splitlines()[-1])
    return found


@pytest.mark.parametrize("name", names())
def test_inside_rasa(name: str, outcomes: dict[str, str | None]) -> None:
    assert outcomes[name] is None, outcomes[name]
