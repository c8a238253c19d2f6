"""The command line: `minsheng`."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from dataclasses import asdict
from typing import Annotated

import typer

from bot import settings as configuration
from bot.clock import today
from connectors import (
    build,
    cli_bookings,
    cli_corrections,
    cli_documents,
    cli_doors,
    cli_eligibility,
    cli_emergencies,
    cli_nlu,
    cli_notices,
    cli_policies,
    cli_precheck,
    cli_screen_batch,
    cli_services,
    cli_simulate,
    cli_torture,
)

app = typer.Typer(
    no_args_is_help=True, add_completion=False, help="Minsheng 民声: the assistant of a civil-affairs bureau."
)
app.add_typer(cli_policies.app, name="policies")
app.add_typer(cli_services.app, name="services")
app.add_typer(cli_corrections.app, name="corrections")
app.add_typer(cli_bookings.app, name="bookings")
app.add_typer(cli_doors.app, name="doors")
app.add_typer(cli_documents.app, name="documents")
app.add_typer(cli_notices.app, name="notices")
app.add_typer(cli_nlu.app, name="nlu")
app.add_typer(cli_emergencies.app, name="emergencies")
app.command()(cli_eligibility.eligible)
app.command()(cli_eligibility.screen)
app.command()(cli_precheck.precheck)
app.command(help=cli_screen_batch.HELP)(cli_screen_batch.screen_batch)
app.command()(cli_simulate.interview_sim)
app.command()(cli_torture.booking_torture)


@app.command()
def ask(
    question: str,
    on: cli_policies.On = None,
    region: cli_policies.InRegion = None,
    as_json: cli_policies.AsJson = False,
) -> None:
    """Answer one question from the list, without Rasa and without a running system."""
    index, settings = cli_policies.index_or_exit(), configuration.Settings()
    from knowledge import answer, evaluate

    day = cli_policies.parse_day(on)
    found = answer.ask(index, evaluate.asked(index, question, today(), settings.region, day, region))
    if as_json:
        typer.echo(json.dumps(asdict(found), ensure_ascii=False, indent=2, default=str))
        return
    typer.echo(f"[{found.outcome}]\n{found.text}")
    for option in found.options:
        typer.echo(f"  · {option}")


@app.command()
def train(
    everything: Annotated[bool, typer.Option("--all", help="Also when it is up to date.")] = False,
) -> None:
    """Train Rasa's model where it is missing or older than what it is trained on."""
    settings = configuration.Settings()
    if everything or build.rasa_model_is_stale(settings):
        typer.echo("Training Rasa's model (about a minute) …")
        try:
            build.train_rasa(settings)
        except build.TrainingFailed as error:
            typer.echo(str(error), err=True)
            raise typer.Exit(1) from error
    typer.echo("Rasa's model is up to date.")


@app.command()
def run() -> None:
    """Start the whole system, print its addresses, and stop all of it on Ctrl-C."""
    from connectors.supervisor.layout import Layout
    from connectors.supervisor.run import run as run_system

    raise typer.Exit(run_system(Layout.of(_settings_or_exit())))


@app.command()
def doctor() -> None:
    """Say what is missing or unhealthy, and how to mend it; exit 1 if something fails."""
    from connectors.supervisor import doctor as examination

    raise typer.Exit(examination.report(examination.examine()))


@app.command()
def chat() -> None:
    """Talk to the assistant in the terminal; starts the system for as long as it takes if it is not running."""
    from connectors.terminal.chat import chat as talk

    raise typer.Exit(talk(_settings_or_exit()))


@app.command()
def worker() -> None:
    """Do what is due, until stopped. `minsheng run` starts it."""
    from connectors.worker import work

    with suppress(KeyboardInterrupt):
        asyncio.run(work(_settings_or_exit()))


@app.command()
def keys() -> None:
    """Print a fresh set of secrets for production, as lines of a .env file."""
    for name, value in configuration.fresh_secrets().items():
        typer.echo(f"MINSHENG_{name.upper()}={value}")


@app.command()
def rekey() -> None:
    """Write everything kept in the database anew under the first of MINSHENG_KEYS, so that the others can go."""
    import actions.booking.tables
    import actions.dispatch.tables
    import actions.documents.tables  # noqa: F401  what is encrypted there is written anew too
    from bot.db import connect
    from bot.privacy import Cipher, InvalidToken
    from bot.rekey import rekey as write_anew

    settings = _settings_or_exit()
    cipher = Cipher(settings.keys.get_secret_value(), settings.lookup_key.get_secret_value())
    try:
        with connect(settings.database).begin() as connection:
            typer.echo(f"{write_anew(connection, cipher)} values are written under the newest key")
    except InvalidToken as error:
        typer.echo("a value was written under a key that MINSHENG_KEYS does not hold; nothing was changed", err=True)
        raise typer.Exit(1) from error


def _settings_or_exit() -> configuration.Settings:
    try:
        return configuration.load()
    except configuration.MissingSecret as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
