"""Writes supervisord's configuration for a system."""

from __future__ import annotations

import os
import shlex
from collections.abc import Sequence

from connectors.supervisor.layout import Layout
from connectors.supervisor.parts import Part

HEAD = """\
; Made by `minsheng run`; do not edit. To look or to stop one part while it runs:
;   .venv/bin/supervisorctl -c {configuration} status

[supervisord]
nodaemon = true
silent = true
{user}
directory = {root}
logfile = {log}
logfile_maxbytes = 10MB
logfile_backups = 3
pidfile = {state}/run/supervisord.pid

[unix_http_server]
file = {socket}
chmod = 0700

[rpcinterface:supervisor]
supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface

[supervisorctl]
serverurl = unix://{socket}
"""

PROGRAM = """
[program:{name}]
command = {command}
priority = {priority}
autorestart = true
startsecs = 1
startretries = 5
stopwaitsecs = 15
stopasgroup = true
killasgroup = true
redirect_stderr = true
stdout_logfile = {log}
stdout_logfile_maxbytes = 10MB
stdout_logfile_backups = 5
"""


def render(layout: Layout, parts: Sequence[Part]) -> str:
    """The configuration's text: no secret in it, every path absolute."""
    state = layout.state.resolve()
    head = {
        "configuration": state / "run" / "supervisord.conf",
        "user": "user = root" if os.geteuid() == 0 else "",
        "root": layout.root,
        "state": state,
        "log": state / "log" / "supervisord.log",
        "socket": layout.socket,
    }
    text = HEAD.format(**{name: _escaped(str(value)) for name, value in head.items()})
    for priority, part in enumerate(parts, start=1):
        # supervisord expands a log's path twice.
        log = _escaped(_escaped(str(state / "log" / f"{part.name}.log")))
        text += PROGRAM.format(name=part.name, command=_command(part), priority=priority, log=log)
    return text


def write(layout: Layout, parts: Sequence[Part]) -> None:
    """Write it where `layout.configuration` says, with the folders that the parts need."""
    for folder in ("run", "log"):
        (layout.state / folder).mkdir(parents=True, exist_ok=True, mode=0o700)
    layout.configuration.write_text(render(layout, parts), encoding="utf-8")


def _command(part: Part) -> str:
    without = [word for name in part.hidden for word in ("-u", name)]
    words = ["env", *without, *part.command] if without else part.command
    return " ".join(word if word.startswith("%(ENV_") else _escaped(shlex.quote(word)) for word in words)


def _escaped(text: str) -> str:
    return text.replace("%", "%%")
