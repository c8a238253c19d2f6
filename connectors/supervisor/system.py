"""A running system: supervisord as a child of this process, and its parts."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from connectors.supervisor import configuration, control
from connectors.supervisor.control import State
from connectors.supervisor.layout import Layout
from connectors.supervisor.parts import Part

Show = Callable[[str], None]
ENDED = {"BACKOFF", "EXITED", "FATAL"}
PR_SET_PDEATHSIG = 1
STOP_SECONDS = 60.0


class PartFailed(Exception):
    """A part did not become healthy; the text says which, why, what its log ends with, and how to mend it."""


class System:
    """The parts under their supervisor. Made by `running`."""

    def __init__(self, layout: Layout, parts: Sequence[Part]) -> None:
        """Starts supervisord, which starts every part at once."""
        self.layout = layout
        self.parts = parts
        configuration.write(layout, parts)
        # What a part writes from now on: older lines of its log are not about this start.
        self._log_starts = {part.name: _size(layout, part.name) for part in parts}
        self._supervisor = subprocess.Popen(
            [sys.executable, "-m", "supervisor.supervisord", "-c", str(layout.configuration)],
            env={**os.environ, **layout.environment()},
            cwd=layout.root,
            umask=0o077,  # the database and the logs are their owner's only
            # Ctrl-C reaches this process only, which then stops supervisord in good order.
            start_new_session=True,
            preexec_fn=_end_with_parent,  # noqa: PLW1509  nothing here has threads yet
        )

    def wait_until_healthy(self, show: Show) -> None:
        """Return when every part is healthy, telling of each as it gets there. Raises `PartFailed`."""
        began = time.monotonic()
        waiting = {part.name: part for part in self.parts}
        first_pids: dict[str, int] = {}
        while waiting:
            states = self._states()
            for name, part in list(waiting.items()):
                state = states.get(name)
                if state is None:
                    continue
                if state.pid:
                    first_pids.setdefault(name, state.pid)
                passed = time.monotonic() - began
                if state.word in ENDED or state.pid not in (0, first_pids.get(name, 0)):
                    raise self._failure(part, "it stopped by itself")
                if state.word == "RUNNING" and part.probe():
                    show(f"  {name:<8} ready after {passed:.1f} s")
                    del waiting[name]
                elif passed > part.patience:
                    raise self._failure(part, f"it did not answer within {part.patience:.0f} s")
            time.sleep(0.1)

    def watch(self, show: Show) -> None:
        """Tell of every part that stops or comes back, until interrupted. Raises `PartFailed` when supervisord ends."""
        known = self._states()
        while self._supervisor.poll() is None:
            states = self._states()
            for part in self.parts:
                line = self._news(part, known.get(part.name), states.get(part.name))
                if line is not None:
                    show(line)
            known = states or known
            time.sleep(1)

    def stop(self) -> None:
        """Stop every part and the supervisor, and wait until they are gone."""
        self._supervisor.terminate()
        try:
            self._supervisor.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._supervisor.kill()
            self._supervisor.wait()

    def _states(self) -> dict[str, State]:
        if self._supervisor.poll() is not None:
            log = self.layout.state / "log" / "supervisord.log"
            raise PartFailed(f"The supervisor ended (exit status {self._supervisor.returncode}). {log} may say why.")
        return control.states(self.layout) or {}

    def _news(self, part: Part, before: State | None, now: State | None) -> str | None:
        if before is None or now is None or (before.word, before.pid) == (now.word, now.pid):
            return None
        if now.word == "FATAL":
            return str(self._failure(part, "it stops again and again, and is no longer restarted"))
        if now.word == "RUNNING":
            return f"  {part.name:<8} runs again (process {now.pid})"
        return f"  {part.name:<8} {now.word.lower()}"

    def _failure(self, part: Part, reason: str) -> PartFailed:
        log = self.layout.log(part.name)
        lines = "\n".join(f"  | {line}" for line in self._last_lines(part.name))
        return PartFailed(f"{part.name} is not healthy: {reason}.\nThe end of {log}:\n{lines}\nTo mend it: {part.mend}")

    def _last_lines(self, name: str, count: int = 15) -> list[str]:
        path = self.layout.log(name)
        if not path.is_file():
            return []
        with path.open("rb") as file:
            file.seek(min(self._log_starts[name], path.stat().st_size))
            return file.read().decode(errors="replace").splitlines()[-count:]


@contextmanager
def running(layout: Layout, parts: Sequence[Part], show: Show = print) -> Iterator[System]:
    """A healthy system; every part of it is stopped at the end. Raises `PartFailed`, with nothing left running."""
    system = System(layout, parts)
    try:
        system.wait_until_healthy(show)
        yield system
    finally:
        system.stop()


def _size(layout: Layout, name: str) -> int:
    path = layout.log(name)
    return path.stat().st_size if path.is_file() else 0


def _end_with_parent() -> None:
    """Have the kernel stop supervisord, and so every part, when this process is killed outright (Linux)."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
