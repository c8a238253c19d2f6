"""`minsheng bookings …`: what is booked, closing a day, cancelling for somebody, opening sessions. In Chinese, for the office."""

from __future__ import annotations

import sys
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from sqlalchemy.exc import OperationalError

from actions.booking import closures, listing, reading
from actions.booking.acts import Acts
from actions.booking.errors import Ended, TooLate, Unknown
from actions.booking.listing import Which
from actions.booking.model import Status
from bot.clock import SHANGHAI, now, today
from bot.db import connect
from bot.migrations.upgrade import upgrade
from bot.privacy import Cipher
from bot.retry import Unavailable
from bot.retry import run as run_again
from bot.settings import MissingSecret, load
from connectors.bookings_table import COLUMNS, WRITERS, local, row
from connectors.cli_places import day_or_exit, give_up, number_or_exit, office_or_exit, service_or_exit, slot_or_exit
from connectors.cli_policies import list_or_exit
from connectors.progress import progress_line
from knowledge.policy_list import PolicyList

HELP = """看预约、导出预约、临时停开、替人取消.

姓名、电话默认遮住；确实要用的时候加 --open。

例：minsheng bookings list --service zhucan --day 2026-11-27

例：minsheng bookings export 名单.xlsx --service zhucan --from 2026-11-23 --to 2026-11-27 --open

例：minsheng bookings close-day zhucan yangben-yi 2026-11-27 --why 暴雨
"""
app = typer.Typer(no_args_is_help=True, help=HELP)
AHEAD = 31
"""Days that are listed where none are named."""
WIDE = 200
"""Columns, where no terminal says how many it has."""
AT_ONCE = 50
"""Sessions opened in one transaction: others get their turn in between."""
EVERY = 200
ServiceOption = Annotated[str | None, typer.Option("--service", metavar="服务", help="只看这项服务（编号或名称）。")]
OfficeOption = Annotated[str | None, typer.Option("--office", metavar="地点", help="只看这个地点（编号或名称）。")]
Day = Annotated[str | None, typer.Option("--day", metavar="YYYY-MM-DD", help="只看这一天。")]
From = Annotated[str | None, typer.Option("--from", metavar="YYYY-MM-DD", help="从这一天起，默认今天。")]
To = Annotated[str | None, typer.Option("--to", metavar="YYYY-MM-DD", help=f"到这一天，默认往后{AHEAD}天。")]
Whole = Annotated[bool, typer.Option("--open", help="显示完整的姓名、电话和地址。")]
Every = Annotated[bool, typer.Option("--all", help="连取消了的、过了时间的一起。")]
Yes = Annotated[bool, typer.Option("--yes", help="不再问，直接办。")]
ServiceArgument = Annotated[str, typer.Argument(metavar="服务", help="服务的编号或名称。")]
OfficeArgument = Annotated[str, typer.Argument(metavar="地点", help="地点的编号或名称。")]
DateArgument = Annotated[str, typer.Argument(metavar="日期", help="YYYY-MM-DD。")]
Band = Annotated[str | None, typer.Option("--band", metavar="时段", help="只这个时段，默认一整天。")]


@app.command(
    "list", help="列出预约，按日期、服务、地点.\n\n例：minsheng bookings list --service zhucan --day 2026-11-27"
)
def list_(
    service: ServiceOption = None,
    day: Day = None,
    first: From = None,
    last: To = None,
    office: OfficeOption = None,
    every: Every = False,
    whole: Whole = False,
) -> None:
    """Exit 2 for a service, an office or a day that is none."""
    with _opened() as here:
        which = _which(here.policies, service, office, day, first, last, every=every)
        rows = list(_rows(here, which, "正在读取", whole=whole))
    table = Table(*COLUMNS, box=None, pad_edge=False, header_style="bold")
    for cells in rows:
        table.add_row(*cells)
    if rows:
        Console(width=None if sys.stdout.isatty() else WIDE, markup=False, highlight=False).print(table)
    typer.echo(f"共 {len(rows)} 个预约。")


@app.command(help="看一个预约.\n\n例：minsheng bookings show 123456782")
def show(
    given: Annotated[str, typer.Argument(metavar="号码", help="9位数字，中间可以有空格或短横。")], whole: Whole = False
) -> None:
    """Exit 1 if there is none."""
    with _opened() as here:
        found = here.run(reading.by_number, here.cipher, number_or_exit(given))
    for name, cell in zip(COLUMNS, row(here.policies, found, whole=whole), strict=True):
        typer.echo(f"{name}：{cell}")
    typer.echo(f"时间：{local(found)}\n订于：{found.created_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}")


@app.command(
    help="导出成 .csv 或 .xlsx，用 Excel 打开.\n\n例：minsheng bookings export 名单.xlsx --service zhucan --day 2026-11-27 --open"
)
def export(
    out: Annotated[Path, typer.Argument(metavar="文件", help="写到哪里：.csv 或 .xlsx。")],
    service: ServiceOption = None,
    day: Day = None,
    first: From = None,
    last: To = None,
    office: OfficeOption = None,
    every: Every = False,
    whole: Whole = False,
    force: Annotated[bool, typer.Option("--force", help="文件已经有了，也换成新的。")] = False,
) -> None:
    """Exit 2 if it cannot be written there, 1 if writing fails; then the file is as it was."""
    write = WRITERS.get(out.suffix.lower())
    if write is None:
        give_up(f"文件名要以 {' 或 '.join(WRITERS)} 结尾：{out.name}")
    if not out.resolve().parent.is_dir():
        give_up(f"没有这个文件夹：{out.parent}")
    if out.exists() and not (force and out.is_file()):
        give_up(f"已经有这个文件，没有动它：{out}。要换成新的，加 --force。")

    with _opened() as here:
        which = _which(here.policies, service, office, day, first, last, every=every)
        try:
            count = write(out.resolve(), _rows(here, which, "正在导出", whole=whole))
        except OSError as error:
            give_up(f"没有写成：{error.strerror}。", 1)
    typer.echo(f"写好了：{out}，共 {count} 个预约。" + ("里面有姓名和电话，用完请删掉。" if whole else ""))


@app.command(
    "close-day",
    help="某个地点某一天（或一个时段）停开.\n\n例：minsheng bookings close-day zhucan yangben-yi 2026-11-27 --why 暴雨",
)
def close_day(
    service: ServiceArgument,
    office: OfficeArgument,
    day: DateArgument,
    why: Annotated[str, typer.Option("--why", metavar="原因", help="为什么停，市民会看到。")],
    band: Band = None,
    yes: Yes = False,
) -> None:
    """Asks before, and prints the numbers that have to be moved or cancelled. Exit 1 if it is not done."""
    if not why.strip():
        give_up("--why 不能空着：市民要知道为什么。")
    with _opened() as here:
        slot, told = slot_or_exit(here.policies, service, office, day, band)
        if standing := here.run(listing.closures_of, slot):
            give_up(f"{told} 已经停开了（{'；'.join(standing.values())}）。", 1)
        count = here.run(listing.live, slot)
        typer.echo(f"{told}：现在有 {count} 个预约。")
        if not yes:
            typer.confirm("停开吗？", abort=True)
        closure = here.run(closures.close, slot, why.strip(), now())
        typer.echo(f"已停开：{told}（{why.strip()}）。")
        numbers = list(_affected(here, closure))
    typer.echo(
        f"{len(numbers)} 个已确认的预约要改期或取消，一分钟内会通知他们：" if numbers else "没有已确认的预约受影响。"
    )
    for one in numbers:
        typer.echo(one)


@app.command(help="停开的恢复.\n\n例：minsheng bookings reopen zhucan yangben-yi 2026-11-27")
def reopen(service: ServiceArgument, office: OfficeArgument, day: DateArgument, band: Band = None) -> None:
    """Exit 1 if it was not closed."""
    with _opened() as here:
        slot, told = slot_or_exit(here.policies, service, office, day, band)
        standing = here.run(listing.closures_of, slot)
        if not standing:
            give_up(f"{told} 没有停开。整天停开的，不要加 --band。", 1)
        for closure in standing:
            here.run(here.acts.reopen, closure, now())
        still = here.run(closures.standing, slot)
    typer.echo(f"已恢复：{told}。" + ("但是整天还停着。" if still else "没有改期、没有取消的预约照常。"))


@app.command(help="替市民取消一个预约.\n\n例：minsheng bookings cancel 123456782 --late")
def cancel(
    given: Annotated[str, typer.Argument(metavar="号码", help="9位数字。")],
    late: Annotated[bool, typer.Option("--late", help="过了截止时间也取消。")] = False,
    yes: Yes = False,
) -> None:
    """Exit 1 if it is not done."""
    with _opened() as here:
        found = here.run(reading.by_number, here.cipher, number_or_exit(given))
        if found.status is Status.CANCELLED:
            typer.echo("这个预约以前已经取消了。")
            return
        typer.echo("  ".join(filter(None, row(here.policies, found, whole=False))))
        if not yes:
            typer.confirm("取消吗？", abort=True)
        try:
            here.run(here.acts.cancel, found.number, f"cli/{uuid.uuid4().hex}", now(), late)
        except TooLate as error:
            give_up(f"过了截止时间（{error.since.astimezone(SHANGHAI):%Y-%m-%d %H:%M}）。确实要取消，加 --late。", 1)
        except Ended:
            give_up("这个预约已经结束，不能取消。", 1)
    typer.echo(f"已取消：{found.number}。")


@dataclass(frozen=True)
class _Here:
    """What a command works with."""

    run: Callable[..., Any]
    """`run(work, *arguments)` runs `work(connection, *arguments)` in a transaction of its own."""
    cipher: Cipher
    policies: PolicyList
    acts: Acts


@contextmanager
def _opened() -> Iterator[_Here]:
    """Ends the command if there are no secrets, no database, or no such booking."""
    policies = list_or_exit()
    try:
        settings = load()
    except MissingSecret as error:
        give_up(str(error), 1)
    engine = connect(settings.database)
    cipher = Cipher(settings.keys.get_secret_value(), settings.lookup_key.get_secret_value())
    try:
        upgrade(settings.database)
        acts = Acts(cipher, policies, settings.keep_photo_days)
        yield _Here(lambda work, *arguments: run_again(engine, work, *arguments), cipher, policies, acts)
    except Unknown:
        give_up("没有这个预约。", 1)
    except (Unavailable, OperationalError):
        give_up("数据库现在连不上，什么也没有改。请过一会儿再试。", 1)
    finally:
        engine.dispose()


def _affected(here: _Here, closure: str) -> Iterator[int]:
    after = 0
    while some := here.run(closures.affected, closure, EVERY, after):
        yield from some
        after = some[-1]


def _rows(here: _Here, which: Which, title: str, *, whole: bool) -> Iterator[list[str]]:
    """Some at a time, each in a transaction of its own."""
    numbers = here.run(listing.numbers, which)
    with progress_line(title) as progress:
        for done in range(0, len(numbers), EVERY):
            for one in here.run(listing.of_numbers, here.cipher, numbers[done : done + EVERY]):
                yield row(here.policies, one, whole=whole)
            progress(min(done + EVERY, len(numbers)), len(numbers))


def _which(
    policies: PolicyList,
    service: str | None,
    office: str | None,
    day: str | None,
    first: str | None,
    last: str | None,
    *,
    every: bool,
) -> Which:
    from_day, to_day = day or first, day or last
    begins = day_or_exit(from_day) if from_day else today()
    ends = day_or_exit(to_day) if to_day else begins + timedelta(days=AHEAD)
    if ends < begins:
        give_up(f"{ends} 在 {begins} 之前。")
    its = service_or_exit(policies, service) if service else None
    if office and its is None:
        give_up("说了 --office，也要说 --service。")
    where = office_or_exit(its, office) if office and its else None
    which = Which(begins, ends, its.id if its else None, where)
    return Which(begins, ends, which.service, where, tuple(Status)) if every else which
