"""`minsheng notices …`: what the bot says on its own accord and has not sent yet, and what it gave up. In Chinese."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Annotated, Any, NoReturn

import typer

from bot import notices_listed
from bot.clock import SHANGHAI, now
from bot.db import connect
from bot.migrations.upgrade import upgrade
from bot.notices import KEPT, State, Way
from bot.notices_listed import Listed, NoSuchDelivery
from bot.settings import MissingSecret, load

HELP = """系统主动发的通知：预约提醒、候补空位、停办、政策变化.

发不出去的，会隔一会儿再试；试了多次还不行就放着，等工作人员处理。
"""
app = typer.Typer(no_args_is_help=True, help=HELP)
SHORT = 8
"""Characters of an id that are shown in the list."""
WAYS = {Way.CONVERSATION: "对话", Way.SMS: "短信"}
STATES = {
    State.WAITING: "等着发",
    State.SENDING: "正在发",
    State.SENT: "已发出",
    State.DEAD: "发不出去",
    State.EXPIRED: "过时没发",
    State.WITHDRAWN: "已撤回",
}


@app.command("list", help="还没发出的通知，该先发的在前.")
def list_(
    dead: Annotated[bool, typer.Option("--dead", help="只看发不出去的。")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="打印 JSON。")] = False,
) -> None:
    """Neither texts nor numbers."""
    with _opened() as run:
        found = run(notices_listed.read, (State.DEAD,) if dead else KEPT)
    if as_json:
        typer.echo(json.dumps([asdict(one) for one in found], ensure_ascii=False, indent=2, default=str))
        return
    for one in found:
        typer.echo(_line(one))
    given_up = sum(one.state == State.DEAD for one in found)
    typer.echo(f"{len(found) - given_up} 条等着发，{given_up} 条发不出去。再发一次：minsheng notices retry 编号")


@app.command(help="发不出去的，再发一次.")
def retry(beginning: Annotated[str, typer.Argument(metavar="编号", help="编号，写前面几位也行。")]) -> None:
    """Exit 1 if it was not given up, or would come too late."""
    with _opened() as run:
        one = run(notices_listed.find, beginning)
        done = run(notices_listed.retry, one.id, now())
        one = run(notices_listed.find, one.id)
    if not done:
        why = "已经过时，不再发" if one.state == State.DEAD else STATES[State(one.state)]
        _give_up(f"{one.id[:SHORT]}  没有再发：{why}。")
    typer.echo(f"{one.id[:SHORT]}  会再发一次。")


def _line(one: Listed) -> str:
    when = f"{one.try_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
    tried = f"  试过 {one.attempts} 次" if one.attempts else ""
    wrong = f"  {one.error}" if one.error else ""
    return f"{one.id[:SHORT]}  {WAYS[Way(one.way)]}  {one.about}  {STATES[State(one.state)]}  {when}{tried}{wrong}"


@contextmanager
def _opened() -> Iterator[Callable[..., Any]]:
    """Runs `work(connection, …)`, each in a transaction of its own."""
    try:
        settings = load()
    except MissingSecret as error:
        _give_up(str(error))
    upgrade(settings.database)
    engine = connect(settings.database)

    def run(work: Callable[..., Any], *arguments: Any) -> Any:
        with engine.begin() as db:
            return work(db, *arguments)

    try:
        yield run
    except NoSuchDelivery as error:
        _give_up(f"没有编号以“{error}”开头的通知，或者不止一条。编号用 minsheng notices list 看。")
    finally:
        engine.dispose()


def _give_up(message: str) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(1)
