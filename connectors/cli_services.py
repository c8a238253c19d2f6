"""`minsheng services …`: what can be booked: check, look at, open. Import is in `cli_offices`."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

from actions.booking.bookings import Bookings
from actions.booking.opening import Trouble, Why
from bot.clock import now, today
from bot.db import Database
from bot.migrations.upgrade import upgrade
from bot.privacy import Cipher
from bot.settings import MissingSecret, load
from connectors import cli_offices, service_table
from connectors.cli_policies import list_or_exit
from connectors.patience import patience
from knowledge.policy_list import PolicyList

app = typer.Typer(no_args_is_help=True, help="What can be booked: check, list, import offices, open sessions.")
app.add_typer(cli_offices.app)
WHY = {
    Why.SHORT: "more is booked than there is now",
    Why.GONE: "it is booked, but the file has it no more: closed to new bookings, what is booked stands",
    Why.KEPT: "the file has something of it no more, or shares it in another way, and it is in use: it stays as it was",
}


@app.command("check")
def check() -> None:
    """Say everything that is wrong with the services' files; exit 1 if there is anything. `policies check` says it too."""
    from knowledge.check_services import problems

    policies = list_or_exit()
    found = problems(policies, today())
    for problem in found:
        typer.echo(problem, err=True)
    offices = sum(len(service.offices) for service in policies.services.values())
    typer.echo(f"list {policies.version}: {len(policies.services)} services, {offices} offices, {len(found)} problems")
    if found:
        raise typer.Exit(1)


@app.command("list")
def show(
    service_id: Annotated[
        str | None, typer.Argument(metavar="[ID]", help="One service, with all of its offices.")
    ] = None,
) -> None:
    """Show the services with their days, offices and horizon; of one, its bands and how many places each office has."""
    policies = list_or_exit()
    if service_id is None:
        service_table.of_all(policies.services.values(), today())
    elif service_id in policies.services:
        service_table.of_one(policies.services[service_id])
    else:
        typer.echo(f"no service {service_id}; there are: {', '.join(policies.services)}", err=True)
        raise typer.Exit(1)


@app.command("open")
def open_() -> None:
    """Open the sessions that can be booked by now, as the files have them; exit 1 if something booked stands in the way."""
    try:
        settings = load()
    except MissingSecret as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    policies = list_or_exit()
    upgrade(settings.database)
    database = Database(settings.database)
    cipher = Cipher(settings.keys.get_secret_value(), settings.lookup_key.get_secret_value())
    try:
        with patience("Opening the sessions"):
            troubles = asyncio.run(Bookings(lambda: policies, database, cipher).open_all(now()))
    finally:
        database.close()
    for trouble in troubles:
        typer.echo(f"{_said(policies, trouble)}: {WHY[trouble.why]}", err=True)
    typer.echo(f"{len(policies.services)} services are open, {len(troubles)} sessions are not as their files have them")
    if troubles:
        raise typer.Exit(1)


def _said(policies: PolicyList, trouble: Trouble) -> str:
    """结婚登记 样本天河婚姻登记处 2026-11-30 上午9点到10点半."""
    slot = trouble.slot
    service = policies.services.get(slot.service)
    office = service.office.get(slot.office) if service else None
    band = service.band.get(slot.band) if service else None
    names = (
        service.name if service else slot.service,
        office.name if office else slot.office,
        str(slot.date),
        band.name if band else slot.band or "全天",
    )
    return " ".join(names)
