"""Runs a program and gives its output line by line, while it runs."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator


def lines(command: list[str], **environment: str) -> Iterator[str]:
    """What the program writes, errors included. Raises `subprocess.CalledProcessError` at the end when it fails."""
    settings = {**os.environ, **environment}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=settings
    ) as process:
        assert process.stdout is not None
        yield from process.stdout
    if process.returncode != 0:
        raise subprocess.CalledProcessError(process.returncode, command)
