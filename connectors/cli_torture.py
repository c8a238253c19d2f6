"""`minsheng booking-torture`: whether bookings hold when processes are killed in the middle of them."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Annotated

import typer

from connectors.cli_policies import AsJson
from connectors.progress import progress_line


def booking_torture(
    db: Annotated[str, typer.Option("--db", metavar="URL", help="A database of its own, SQLite or PostgreSQL.")],
    seconds: Annotated[float, typer.Option("--seconds", min=1, metavar="N", help="For how long.")] = 30,
    kills: Annotated[int, typer.Option("--kills", min=0, metavar="N", help="How often a process is killed.")] = 50,
    as_json: AsJson = False,
) -> None:
    """Book, move and cancel from several processes that are killed at random moments, then look whether it all adds up.

    Every number that was confirmed must be there, no capacity exceeded, no hold left over, every repeated request carried
    out once, the ledger balanced. Exit 1 if not, or if somebody else has booked in that database.
    """
    from connectors.torture import InUse, torture

    try:
        with progress_line("Killing") as progress:
            outcome = torture(db, seconds, kills, progress)
    except InUse as error:
        typer.echo("somebody has booked in that database; give another one", err=True)
        raise typer.Exit(1) from error
    if as_json:
        typer.echo(json.dumps(asdict(outcome), ensure_ascii=False, indent=2))
    else:
        for problem in outcome.problems:
            typer.echo(problem, err=True)
        typer.echo(
            f"{outcome.kills} kills, {outcome.asked} requests, {outcome.confirmed} confirmed, {outcome.cancelled} of them "
            f"cancelled, {outcome.standing} standing, {len(outcome.problems)} problems"
        )
    if outcome.problems:
        raise typer.Exit(1)
