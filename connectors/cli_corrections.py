"""`minsheng corrections …`: what was told and stands otherwise now; nothing goes out before somebody approves. In Chinese."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Annotated, Any, NoReturn, TypeAlias

import typer
from redis.asyncio import Redis

from actions.corrections import decision
from actions.corrections.decision import Came, Correction, NoSuchCorrection
from actions.corrections.queue import APPROVED, DISMISSED, OVERTAKEN, WAITING
from bot.clock import SHANGHAI, now
from bot.db import connect
from bot.migrations.upgrade import upgrade
from bot.privacy import Cipher
from bot.settings import MissingSecret, Settings, load
from connectors.bell import Bell
from connectors.rate import REDIS_PATIENCE

HELP = """清单改了，以前说过的话要更正.

更正由系统写好，等工作人员看过、批了才发给市民；没有人批，就不发。
"""
app = typer.Typer(no_args_is_help=True, help=HELP)
SHORT = 8
"""Characters of an id that are shown in the list."""
STATUS = {WAITING: "等着批", APPROVED: "已发出", DISMISSED: "不发", OVERTAKEN: "清单又改了，不用发了"}
By = Annotated[str, typer.Option("--by", metavar="姓名", help="谁决定的。")]
Ids = Annotated[list[str], typer.Argument(metavar="编号…", help="编号，写前面几位也行。")]
Same = Annotated[bool, typer.Option("--same", help="同样的改动、说同样话的，一起。")]
AsJson = Annotated[bool, typer.Option("--json", help="打印 JSON。")]
Run: TypeAlias = Callable[..., Any]
"""`run(work, *arguments)` runs `work(connection, cipher, *arguments)`."""


@app.command("list", help="等着批的更正，先来的在前.")
def list_(
    every: Annotated[bool, typer.Option("--all", help="连已经决定的一起。")] = False,
    as_json: AsJson = False,
) -> None:
    """Neither texts nor names."""
    with _opened() as run:
        found = run(decision.read, None if every else WAITING)
    if as_json:
        rows = [{name: value for name, value in asdict(one).items() if name != "text"} for one in found]
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2, default=str))
        return
    alike = Counter((one.key, one.old) for one in found)
    for one in found:
        same = alike[one.key, one.old]
        typer.echo(f"{one.id[:SHORT]}  {_about(one)}  {_decided(one)}" + (f"  同样的共 {same} 条" if same > 1 else ""))
    waiting = sum(one.status == WAITING for one in found)
    typer.echo(f"{waiting} 条等着批。看内容：minsheng corrections show 编号")


@app.command(help="看一条更正：改了什么，要发的话.")
def show(
    beginning: Annotated[str, typer.Argument(metavar="编号", help="编号，写前面几位也行。")],
    as_json: AsJson = False,
) -> None:
    """Exit 1 if there is none."""
    with _opened() as run:
        one = run(decision.find, beginning)
    if as_json:
        typer.echo(json.dumps(asdict(one), ensure_ascii=False, indent=2, default=str))
        return
    typer.echo(f"编号：{one.id}\n对话：{one.conversation_id}\n{_about(one)}\n{_decided(one)}")
    typer.echo(f"\n{one.text}")


@app.command(help="批准：把更正发到市民的对话里.")
def approve(ids: Ids, by: By, same: Same = False) -> None:
    """Each is sent once, whoever approves at the same time; exit 1 if one was not."""
    _said("--by", by)
    with _opened() as run:
        tried = [(one, run(decision.approve, one, by.strip(), now())) for one in _meant(run, ids, same=same)]
        sent = [run(decision.find, one).conversation_id for one, came in tried if came is Came.DONE]
        asyncio.run(_ring(load(), sent))
        _report(run, tried)


@app.command(help="不发，写明原因.")
def dismiss(
    ids: Ids,
    by: By,
    why: Annotated[str, typer.Option("--why", metavar="原因", help="为什么不发。")],
    same: Same = False,
) -> None:
    """Exit 1 if one was decided before."""
    _said("--by", by)
    _said("--why", why)
    with _opened() as run:
        meant = _meant(run, ids, same=same)
        _report(run, [(one, run(decision.dismiss, one, by.strip(), why.strip(), now())) for one in meant])


def _said(option: str, value: str) -> None:
    if not value.strip():
        _give_up(f"{option} 不能空着：谁决定的、为什么，要留下记录。")


def _meant(run: Run, beginnings: list[str], *, same: bool) -> list[str]:
    ids = list(dict.fromkeys(run(decision.find, one).id for one in beginnings))
    return run(lambda db, _cipher: decision.alike(db, ids)) if same else ids


def _report(run: Run, tried: list[tuple[str, Came]]) -> None:
    """What became of each; exit 1 if one was not decided now."""
    for one_id, came in tried:
        one = run(decision.find, one_id)
        if came is Came.DONE:
            typer.echo(f"{one.id[:SHORT]}  {_decided(one)}")
        else:
            before = came is Came.DECIDED_BEFORE
            reason = _decided(one) if before else "清单又改过，系统还在对照，请过几分钟再批"
            typer.echo(f"{one.id[:SHORT]}  没有再动：{reason}", err=True)
    if any(came is not Came.DONE for _, came in tried):
        raise typer.Exit(1)


def _about(one: Correction) -> str:
    clauses = " ".join(one.clauses)
    return f"{one.said_on} 说的  {one.name}（{one.policy}）{clauses}  清单 {one.old} → {one.new}"


def _decided(one: Correction) -> str:
    if one.decided_at is None:
        return STATUS[one.status]
    when = f"{one.decided_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
    who = f"，{one.decided_by}" if one.decided_by else ""
    return f"{STATUS[one.status]}（{when}{who}{'：' + one.why if one.why else ''}）"


async def _ring(settings: Settings, conversations: list[str]) -> None:
    """So that open pages show it at once."""
    async with Redis.from_url(
        settings.redis_url, socket_timeout=REDIS_PATIENCE, socket_connect_timeout=REDIS_PATIENCE
    ) as redis:
        for conversation in conversations:
            await Bell(redis).ring(conversation)


@contextmanager
def _opened() -> Iterator[Run]:
    """Runs `work(connection, cipher, …)`, each in a transaction of its own."""
    try:
        settings = load()
    except MissingSecret as error:
        _give_up(str(error))
    upgrade(settings.database)
    engine = connect(settings.database)
    cipher = Cipher(settings.keys.get_secret_value(), settings.lookup_key.get_secret_value())

    def run(work: Callable[..., Any], *arguments: Any) -> Any:
        with engine.begin() as db:
            return work(db, cipher, *arguments)

    try:
        yield run
    except NoSuchCorrection as error:
        _give_up(f"没有编号以“{error}”开头的更正，或者不止一条。编号用 minsheng corrections list 看。")
    finally:
        engine.dispose()


def _give_up(message: str) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(1)
