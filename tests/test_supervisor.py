"""The supervisor with stub programs: starting, failing, restarting, stopping, and leaving nothing behind."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from connectors.supervisor import configuration, control, doctor, health, parts, preflight
from connectors.supervisor.finding import Finding, Level
from connectors.supervisor.layout import ROOT, Layout
from connectors.supervisor.parts import Part
from connectors.supervisor.run import run
from connectors.supervisor.system import PartFailed, System, running

MAIN = """
import sys
from pathlib import Path
from tests.test_supervisor import make_layout, web_server
from connectors.supervisor.run import run
layout = make_layout(Path(sys.argv[1]), int(sys.argv[2]))
raise SystemExit(run(layout, [web_server("one", layout), web_server("two", layout, layout.rasa_port)]))
"""


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


def make_layout(state: Path, port: int) -> Layout:
    return Layout(
        state=state,
        host="127.0.0.1",
        port=port,
        redis_url=f"redis://127.0.0.1:{free_port()}/0",
        starts_redis=True,
        rasa_url=f"http://127.0.0.1:{free_port()}",
        internal_token="a very secret token",
    )


def web_server(name: str, layout: Layout, port: int | None = None) -> Part:
    """A part that answers 200, from an empty folder."""
    port = port or layout.port
    command = (sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1", "--directory", str(layout.state))
    return Part(name, command, lambda: health.http_ok(f"http://127.0.0.1:{port}/"), patience=30, mend="mend it")


def script(name: str, code: str, patience: float = 30) -> Part:
    return Part(name, (sys.executable, "-c", code), lambda: False, patience=patience, mend="turn it off and on")


def wait_for(condition: Callable[[], bool], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.05)


def is_alive(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists() and "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()


def pids(layout: Layout) -> list[int]:
    states = control.states(layout)
    assert states is not None
    return [state.pid for state in states.values()]


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    return make_layout(tmp_path / "state", free_port())


@pytest.fixture
def system(layout: Layout) -> Iterator[System]:
    with running(layout, [web_server("page", layout)]) as system:
        yield system


def test_a_system_starts_tells_of_each_part_and_leaves_nothing(layout: Layout) -> None:
    told: list[str] = []
    with running(layout, [web_server("one", layout), web_server("two", layout, layout.rasa_port)], told.append):
        assert health.http_ok(f"{layout.gateway_url}/")
        started = pids(layout)
    assert sorted(line.split()[0] for line in told) == ["one", "two"]
    assert not any(is_alive(pid) for pid in started)
    assert control.states(layout) is None
    assert health.is_free("127.0.0.1", layout.port)


def test_a_crashed_part_is_started_again(layout: Layout, system: System) -> None:
    first = pids(layout)[0]
    os.kill(first, signal.SIGKILL)
    wait_for(lambda: pids(layout)[0] not in (0, first))
    wait_for(lambda: health.http_ok(f"{layout.gateway_url}/"))


def test_children_of_a_part_are_stopped_with_it(layout: Layout) -> None:
    child = layout.state / "child"
    code = f"import os, subprocess as s; c = s.Popen(['sleep', '600']); open({str(child)!r}, 'w').write(str(c.pid)); c.wait()"
    parent = replace(script("parent", code), probe=lambda: child.is_file() and bool(child.read_text()))
    with running(layout, [parent]):
        pid = int(child.read_text())
        assert is_alive(pid)
    wait_for(lambda: not is_alive(pid))


def test_a_part_that_ends_is_named_with_the_end_of_its_log_and_how_to_mend_it(layout: Layout) -> None:
    log = layout.log("broken")
    log.parent.mkdir(parents=True)
    log.write_text("from the run before\n")
    broken = script("broken", "print('no model found'); raise SystemExit(3)")
    started = []
    with pytest.raises(PartFailed) as failure, running(layout, [web_server("page", layout), broken], started.append):
        pass
    text = str(failure.value)
    assert text.startswith("broken is not healthy: it stopped by itself.")
    assert "| no model found" in text
    assert "from the run before" not in text
    assert "To mend it: turn it off and on" in text
    assert control.states(layout) is None
    assert health.is_free("127.0.0.1", layout.port)


def test_a_part_that_never_answers_is_given_up_after_its_patience(layout: Layout) -> None:
    silent = script("silent", "import time; time.sleep(600)", patience=1.5)
    with (
        pytest.raises(PartFailed, match="silent is not healthy: it did not answer within 2 s"),
        running(layout, [silent]),
    ):
        pass


def test_run_names_the_taken_port_and_the_setting_that_changes_it(
    layout: Layout, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server((layout.host, layout.port)):
        assert run(layout, [replace(web_server("gateway", layout))]) == 1
    said = capsys.readouterr().out
    assert f"Port {layout.port} of 127.0.0.1, which gateway needs, is taken" in said
    assert "MINSHENG_PORT" in said
    assert not layout.configuration.exists()


def test_run_refuses_a_second_system_in_the_same_folder(
    layout: Layout, system: System, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(replace(layout, port=free_port()), [web_server("other", layout)]) == 1
    assert "running already" in capsys.readouterr().out


def test_run_names_a_missing_file_that_a_part_needs(layout: Layout) -> None:
    part = replace(web_server("gateway", layout), needs=layout.rasa_model)
    assert preflight.problems(layout, [part]) == [f"gateway: there is no {layout.rasa_model}. mend it"]


def test_run_names_a_missing_program(layout: Layout) -> None:
    part = Part("ghost", ("/no/such/program",), lambda: True, patience=1, mend="Install it.")
    assert preflight.problems(layout, [part]) == ["ghost: there is no program /no/such/program. Install it."]


def start_run(layout: Layout) -> subprocess.Popen[str]:
    """`run` in a process of its own, read up to the line that says that it is ready."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", MAIN, str(layout.state), str(layout.port)]
    process = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    for line in process.stdout:
        if "is ready" in line:
            return process
    raise AssertionError("run ended before it was ready")


@pytest.mark.parametrize("name", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_run_stops_everything_when_asked_to(layout: Layout, name: signal.Signals) -> None:
    with start_run(layout) as process:
        started = pids(layout)
        process.send_signal(name)
        said, _ = process.communicate()
    assert process.returncode == 0
    assert "Everything is stopped" in said
    assert not any(is_alive(pid) for pid in started)


def test_nothing_survives_a_run_that_is_killed_outright(layout: Layout) -> None:
    with start_run(layout) as process:
        started = pids(layout)
        process.kill()
        process.communicate()
    wait_for(lambda: not any(is_alive(pid) for pid in started))


def test_the_configuration_holds_no_secret_and_its_owner_only_reaches_the_socket(
    layout: Layout, system: System
) -> None:
    real = configuration.render(layout, parts.of(layout))
    assert layout.internal_token not in real
    assert layout.rasa_token not in real
    assert "env -u MINSHENG_KEYS" in real
    assert layout.socket.stat().st_mode & 0o077 == 0


def test_every_part_of_the_real_system_has_its_own_address(layout: Layout) -> None:
    assert [part.name for part in parts.of(layout)] == ["redis", "rasa", "gateway", "worker"]
    assert [part.name for part in parts.of(replace(layout, starts_redis=False))] == ["rasa", "gateway", "worker"]
    assert len(set(preflight.doors(layout).values())) == 3


def test_a_state_folder_with_a_long_path_still_has_a_socket(tmp_path: Path) -> None:
    layout = make_layout(tmp_path / ("long" * 30), free_port())
    with running(layout, [web_server("page", layout)]):
        assert control.states(layout) is not None


def test_a_percent_sign_in_a_path_is_no_riddle_to_supervisord(tmp_path: Path) -> None:
    layout = make_layout(tmp_path / "100% of it", free_port())
    with running(layout, [web_server("page", layout)]):
        assert layout.log("page").exists()


def test_the_doctor_fails_when_one_finding_fails(capsys: pytest.CaptureFixture[str]) -> None:
    fine = Finding(Level.OK, "disk space", "much")
    assert doctor.report([fine, Finding(Level.WARN, "Rasa", "does not answer", "make run")]) == 0
    assert doctor.report([fine, Finding(Level.FAIL, "index", "is missing", "make train")]) == 1
    assert "make train" in capsys.readouterr().out


def test_the_doctor_tells_what_an_empty_folder_lacks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINSHENG_STATE", str(tmp_path / "new"))
    monkeypatch.setenv("MINSHENG_PORT", str(free_port()))
    found = {finding.what: finding for finding in doctor.examine()}
    assert found["Rasa's model"].level is Level.FAIL
    assert "make train" in found["Rasa's model"].mend
    assert found["encoder"].level is Level.OK
    assert found["index"].level is Level.FAIL
    assert found["gateway"].level is Level.WARN


def test_the_doctor_tells_of_missing_secrets_in_production(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINSHENG_MODE", "production")
    (finding,) = doctor.examine()
    assert finding.level is Level.FAIL
    assert "MINSHENG_KEYS" in finding.found
