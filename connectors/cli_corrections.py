"""`minsheng corrections …`: what was told and stands otherwise now; nothing goes out before a member of staff agrees."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from typing import Annotated, TypeVar

import typer
from sqlalchemy import Connection

from actions.corrections import queue
from bot.clock import SHANGHAI, now
from bot.db import connect
from bot.migrations.upgrade import upgrade
from bot.privacy import Cipher
from bot.settings import load
from connectors.cli_policies import AsJson

app = typer.Typer(
    no_args_is_help=True, help="Answers that a change of the list has made wrong: list, approve, dismiss."
)
By = Annotated[str, typer.Option("--by", metavar="NAME", help="Who decides.")]
Ids = Annotated[list[str], typer.Argument(metavar="ID…")]
T = TypeVar("T")


@app.command("list")
def list_(
    every: Annotated[bool, typer.Option("--all", help="Those decided before, too.")] = False,
    as_json: AsJson = False,
) -> None:
    """The corrections that wait for a decision, the oldest first."""
    found = _run(lambda db, cipher: queue.read(db, cipher, None if every else queue.WAITING))
    if as_json:
        typer.echo(json.dumps([asdict(one) for one in found], ensure_ascii=False, indent=2, default=str))
        return
    for one in found:
        day = one.created_at.astimezone(SHANGHAI)
        decided = f" {one.decided_by or ''} {one.reason or ''}".rstrip()
        typer.echo(f"{one.id}  {day:%Y-%m-%d %H:%M}  {one.policy}  {one.old} → {one.new}  {one.status}{decided}")
        typer.echo("    " + one.text.replace("\n", "\n    "))
    typer.echo(f"{len(found)} corrections")


@app.command()
def approve(ids: Ids, by: By) -> None:
    """Tell the citizens. What was decided before stays as it is; exit 1 if there was any such."""
    _decide(ids, lambda db, cipher, one: queue.approve(db, cipher, one, by, now()), "told")


@app.command()
def dismiss(ids: Ids, by: By, why: Annotated[str, typer.Option("--why", help="The reason, for the record.")]) -> None:
    """Do not tell them. What was decided before stays as it is; exit 1 if there was any such."""
    _decide(ids, lambda db, _cipher, one: queue.dismiss(db, one, by, why, now()), "dismissed")


def _decide(ids: list[str], decide: Callable[[Connection, Cipher, str], bool], done: str) -> None:
    refused = 0
    for one in ids:
        decided = _run(lambda db, cipher, one=one: decide(db, cipher, one))  # type: ignore[misc]
        typer.echo(f"{one}: {done if decided else 'not waiting'}", err=not decided)
        refused += not decided
    if refused:
        raise typer.Exit(1)


def _run(work: Callable[[Connection, Cipher], T]) -> T:
    settings = load()
    upgrade(settings.database)
    engine = connect(settings.database)
    cipher = Cipher(settings.keys.get_secret_value(), settings.lookup_key.get_secret_value())
    try:
        with engine.begin() as db:
            return work(db, cipher)
    finally:
        engine.dispose()
