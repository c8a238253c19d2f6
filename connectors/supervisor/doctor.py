"""`minsheng doctor`: what is missing or unhealthy, and how to mend it."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import ValidationError
from rich.console import Console
from rich.table import Table

from bot.settings import MissingSecret, Settings, load
from connectors.supervisor import checks_installed, checks_running
from connectors.supervisor.finding import Check, Finding, Level
from connectors.supervisor.layout import ROOT

CHECKS: list[Check] = [
    checks_installed.setup,
    checks_installed.disk,
    checks_installed.rasa_model,
    checks_installed.index,
    checks_running.ports,
    checks_running.database,
    checks_running.redis,
    checks_running.rasa,
    checks_running.gateway,
]
STYLES = {Level.OK: "green", Level.WARN: "yellow", Level.FAIL: "bold red"}


def examine() -> list[Finding]:
    """Everything that was looked at, in the order of `CHECKS`. A check that breaks is a finding, not an error."""
    try:
        settings = load()
    except (ValidationError, MissingSecret) as error:
        return [Finding(Level.FAIL, "settings", str(error), "Correct it in .env; see .env.example")]
    return [Finding(Level.OK, "settings", f"{settings.mode} mode"), *_all(settings)]


def report(findings: list[Finding]) -> int:
    """Print the findings. The process's exit status: 1 when one fails."""
    table = Table(box=None, pad_edge=False)
    for title in ("", "what", "found", "how to mend it"):
        table.add_column(title, overflow="fold")
    for finding in findings:
        style = STYLES[finding.level]
        table.add_row(f"[{style}]{finding.level}[/]", finding.what, finding.found, finding.mend)
    Console().print(table)
    failed = sum(finding.level is Level.FAIL for finding in findings)
    Console().print(f"{failed} failed." if failed else "Nothing failed.")
    return 1 if failed else 0


def _all(settings: Settings) -> Iterator[Finding]:
    for check in CHECKS:
        try:
            yield from check(settings)
        except Exception as error:  # whatever a check trips over is itself something to tell
            mend = f"Run it from {ROOT}, set up by `make setup`."
            yield Finding(Level.FAIL, check.__name__, f"{type(error).__name__}: {error}", mend)
