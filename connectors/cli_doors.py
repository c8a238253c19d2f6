"""`minsheng doors …`: personal links and PINs for canteens, counters, providers and staff. In Chinese, for the office."""

from __future__ import annotations

from typing import Annotated

import typer

from actions.doors import keys
from actions.doors.keys import Kind, UnknownDoor
from bot.clock import now
from bot.db import connect
from bot.migrations.upgrade import upgrade
from bot.privacy import Cipher
from bot.retry import run
from bot.settings import load

app = typer.Typer(no_args_is_help=True, help="饭堂、窗口、上门服务人员、工作人员的工作页面：每人一个链接，一个密码。")
DoorId = Annotated[str, typer.Argument(metavar="编号", help="用 minsheng doors list 看。")]
NAMES = {Kind.CANTEEN: "饭堂", Kind.COUNTER: "窗口", Kind.PROVIDER: "上门", Kind.STAFF: "工作人员"}


@app.command(help="开一个。\n\n例：minsheng doors add 样本一街长者饭堂 canteen --of zhucan/yangben-yi")
def add(
    name: Annotated[str, typer.Argument(metavar="名称", help="给谁用。")],
    kind: Annotated[Kind, typer.Argument(help="canteen 饭堂，counter 窗口，provider 上门人员，staff 工作人员。")],
    of: Annotated[str, typer.Option("--of", help="服务/网点，或者上门人员的编号。工作人员不用写。")] = "",
) -> None:
    """Prints link and PIN, once."""
    if (kind is not Kind.STAFF) != bool(of):
        _give_up("饭堂、窗口要写 --of 服务/网点，上门人员要写 --of 编号；工作人员不用写。")
    settings = load()
    upgrade(settings.database)
    cipher = Cipher(settings.keys.get_secret_value(), settings.lookup_key.get_secret_value())
    made = run(connect(settings.database), keys.add, cipher, name, kind, of, now())
    typer.echo(f"{name}（{NAMES[kind]}）开好了。链接和密码只显示这一次，请分开交给他：")
    typer.echo(f"  链接  http://{settings.host}:{settings.port}/desk/enter/{made.token}")
    typer.echo(f"  密码  {made.pin}")


@app.command("list", help="看有哪些。")
def list_() -> None:
    """Without links and PINs: nobody has them but their owners."""
    for door in run(connect(load().database), keys.listed):
        typer.echo(f"{door.id}  {NAMES[door.kind]}  {door.name}  {door.of}{'  （已收回）' if door.revoked else ''}")


@app.command("new-pin", help="忘了密码，换一个新的。")
def new_pin(door: DoorId) -> None:
    """Prints it, once."""
    try:
        typer.echo(f"新密码  {run(connect(load().database), keys.new_pin, door)}")
    except UnknownDoor:
        _give_up("没有这个编号，或者已经收回。")


@app.command(help="收回：链接马上不能用。")
def revoke(door: DoorId) -> None:
    """Who is in is out at once."""
    try:
        run(connect(load().database), keys.revoke, door, now())
    except UnknownDoor:
        _give_up("没有这个编号，或者已经收回。")
    typer.echo("已收回。")


def _give_up(message: str) -> None:
    typer.echo(message, err=True)
    raise typer.Exit(1)
