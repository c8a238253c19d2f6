"""`minsheng run`: the whole system in the foreground, until Ctrl-C."""

from __future__ import annotations

import signal
from collections.abc import Sequence

from connectors.supervisor import parts as all_parts
from connectors.supervisor import preflight
from connectors.supervisor.layout import Layout
from connectors.supervisor.parts import Part
from connectors.supervisor.system import PartFailed, running


def run(layout: Layout, parts: Sequence[Part] | None = None) -> int:
    """Start the system, say where it is, stop all of it on Ctrl-C or SIGTERM. The process's exit status.

    0 after it was asked to stop; 1 when it could not start or its supervisor ended. `parts`: else those of `layout`.
    """
    parts = all_parts.of(layout) if parts is None else parts
    in_the_way = preflight.problems(layout, parts)
    if in_the_way:
        print("\n".join(in_the_way))
        return 1
    # SIGINT too: a shell starts its background jobs with it ignored.
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, signal.default_int_handler)
    try:
        return _until_interrupted(layout, parts)
    except KeyboardInterrupt:
        print("Everything is stopped.", flush=True)
        return 0


def _until_interrupted(layout: Layout, parts: Sequence[Part]) -> int:
    print(f"Starting {', '.join(part.name for part in parts)}; logs in {layout.state / 'log'}", flush=True)
    try:
        with running(layout, parts, _show) as system:
            print(addresses(layout), flush=True)
            system.watch(_show)
    except PartFailed as failure:
        print(f"\n{failure}\n`minsheng doctor` looks at everything else.", flush=True)
    return 1


def addresses(layout: Layout) -> str:
    """Where to go, when all is healthy."""
    rows = [
        ("the chat page", f"{layout.gateway_url}/"),
        ("its API (OpenAPI)", f"{layout.gateway_url}/openapi.json"),
        ("health", f"{layout.gateway_url}/readyz"),
        ("metrics", f"{layout.gateway_url}/metrics"),
        ("in the terminal", "make chat"),
    ]
    lines = [f"  {name:<20} {address}" for name, address in rows]
    return "\n".join(["", "Minsheng 民声 is ready. Ctrl-C stops all of it.", *lines])


def _show(line: str) -> None:
    print(line, flush=True)
