"""Asks supervisord, at its Unix socket, how its parts are."""

from __future__ import annotations

import http.client
import xmlrpc.client
from dataclasses import dataclass
from typing import cast

from supervisor.xmlrpc import SupervisorTransport

from connectors.supervisor.layout import Layout


@dataclass(frozen=True)
class State:
    """How one part is, in supervisord's words."""

    name: str
    word: str
    """STARTING, RUNNING, BACKOFF (it stopped at once), EXITED, FATAL (given up), STOPPING, STOPPED."""
    pid: int
    """0 while it does not run."""


def states(layout: Layout) -> dict[str, State] | None:
    """Every part's state by name; None when no supervisord answers there."""
    transport = SupervisorTransport(None, None, f"unix://{layout.socket}")
    try:
        with xmlrpc.client.ServerProxy("http://127.0.0.1", transport=transport) as server:
            rows = cast("list[dict[str, object]]", server.supervisor.getAllProcessInfo())
    except (OSError, http.client.HTTPException, xmlrpc.client.Error):
        return None
    return {str(row["name"]): _state(row) for row in rows}


def _state(row: dict[str, object]) -> State:
    return State(str(row["name"]), str(row["statename"]), int(str(row["pid"])))
