"""`minsheng screen-batch`: the whole list for every row of a bureau's register. In Chinese, for clerks."""

from __future__ import annotations

import codecs
import csv
import io
import os
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Annotated, NoReturn, TextIO

import typer

from bot.clock import today
from bot.settings import Settings
from connectors.cli_lists import Region
from connectors.cli_policies import list_or_exit
from connectors.progress import progress_line
from connectors.sheet_file import as_text, only_whole_csv
from knowledge.policy_list import PolicyList
from knowledge.register import BadHeader, Register

HELP = """给名册里的每个人核对整份清单：哪些可以享受，哪些不符合，哪些还不能确定.

名册是 CSV 文件 (UTF-8，或 Excel 另存的 GB18030)，第一行是列名。

认得的列 (年龄、户籍、残疾等级……) 用来核对，别的列 (姓名、证件号……) 原样抄到结果里。空着的格当作不知道。

结果是一个新文件：原来的列，每项政策一列，最好先问清什么，这一行有什么问题。

屏幕上只显示人数，不显示任何人的内容。
"""
ENCODINGS = ("utf-8-sig", "gb18030")
CHUNK = 1 << 16
"""Bytes."""
ROWS = 500
"""After so many rows the progress is shown."""
On = Annotated[str | None, typer.Option("--on", metavar="YYYY-MM-DD", help="按哪一天的规定，默认今天。")]
Force = Annotated[bool, typer.Option("--force", help="结果文件已经有了，也换成新的。")]


class Unreadable(ValueError):
    """The file cannot be read; the message (Chinese) says why, and no cell of it."""


class Counted:
    """How many rows there were, and how they stand; nothing of anybody."""

    def __init__(self) -> None:
        self.rows = 0
        self.with_problems = 0
        self.outcomes: Counter[tuple[str, str]] = Counter()


def screen_batch(
    file: Annotated[Path, typer.Argument(metavar="名册.csv", help="要核对的名册。")],
    out: Annotated[Path, typer.Argument(metavar="结果.csv", help="结果写到哪里。")],
    region: Region = None,
    on: On = None,
    force: Force = False,
) -> None:
    """Exit 2 for what cannot be read or must not be overwritten, 1 if writing fails; then OUT is as it was."""
    day = _day(on)
    policies = list_or_exit()
    place = policies.region_of(region or Settings().region)
    if place is None:
        _give_up(f"清单里没有这个地区：{region or Settings().region}。有的是：{'、'.join(policies.regions)}。")
    target = _target(file, out, force=force)
    try:
        with file.open(encoding=_encoding(file), newline="") as text, only_whole_csv(target) as result:
            register, counted = _screen(text, result, policies, place, day)
    except (Unreadable, BadHeader) as error:
        _give_up(f"{file.name}：{error}")
    except OSError as error:
        _give_up(f"没有写成：{error.strerror}。", code=1)
    _report(register, counted, out)


def _screen(
    text: io.TextIOWrapper, result: TextIO, policies: PolicyList, region: str, day: date
) -> tuple[Register, Counted]:
    """Row after row, so that a register of any length takes the same memory."""
    size, counted, rows = os.fstat(text.fileno()).st_size, Counted(), _rows(text)
    header = next(rows, [])
    register, width = Register(policies, region, day, header), len(header)
    writer = csv.writer(result)
    writer.writerow([*map(as_text, header), *register.added])
    with progress_line("正在核对") as progress:
        for cells in rows:
            row = register.screen(cells)
            kept = [*map(as_text, cells[:width]), *[""] * (width - len(cells))]
            writer.writerow([*kept, *row.cells])
            counted.rows += 1
            counted.with_problems += bool(row.problems)
            counted.outcomes.update(zip(register.policies, row.outcomes, strict=True))
            if counted.rows % ROWS == 0:
                progress(os.lseek(text.fileno(), 0, os.SEEK_CUR), size)
        progress(size, size)
    return register, counted


def _rows(text: TextIO) -> Iterator[list[str]]:
    """All that are not blank."""
    lines = csv.reader(text, strict=True)
    try:
        yield from (cells for cells in lines if any(cell.strip() for cell in cells))
    except csv.Error as error:
        where = f"第{lines.line_num}行不合 CSV 的写法，多半是引号没有配对。"
        raise Unreadable(f"{where}请用 Excel 打开，另存为 CSV 再来。") from error


def _encoding(file: Path) -> str:
    """The first encoding in which the whole file makes sense. Unreadable if there is none."""
    with file.open("rb") as content:
        start = content.read(len(codecs.BOM_UTF8))
        if not start:
            raise Unreadable("文件是空的，一个字也没有。")
        for encoding in ENCODINGS[:1] if start == codecs.BOM_UTF8 else ENCODINGS:
            content.seek(0)
            if _makes_sense(content, codecs.getincrementaldecoder(encoding)()):
                return encoding
    raise Unreadable("认不出文字的编码，要 UTF-8 或 GB18030。请用 Excel 打开，另存为“CSV UTF-8”再来。")


def _makes_sense(content: io.BufferedReader, decoder: codecs.IncrementalDecoder) -> bool:
    try:
        while chunk := content.read(CHUNK):
            if "\0" in decoder.decode(chunk):
                return False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _target(file: Path, out: Path, *, force: bool) -> Path:
    """Where the result goes; ends the command if it cannot go there, or if there is nothing to read."""
    if not file.is_file():
        _give_up(f"这是一个文件夹，不是文件：{file}" if file.is_dir() else f"没有这个文件：{file}")
    target = out.resolve()
    if not target.parent.is_dir():
        _give_up(f"没有这个文件夹：{out.parent}")
    if target.exists() and not target.is_file():
        _give_up(f"结果要写成一个文件，这里不是：{out}")
    if target.exists() and not force:
        _give_up(f"已经有这个文件，没有动它：{out}。要换成新的，加 --force。")
    return target


def _report(register: Register, counted: Counted, out: Path) -> None:
    typer.echo(f"写好了：{out}。共 {counted.rows} 人，{counted.with_problems} 行有问题（见最后一列）。")
    typer.echo(f"用来核对的列：{'、'.join(register.facts)}。")
    said: dict[str, list[str]] = {name: [] for name in register.policies}
    for (policy, outcome), people in counted.outcomes.most_common():
        if outcome:
            said[policy].append(f"{outcome} {people}")
    for policy, counts in said.items():
        typer.echo(f"{policy}：{'，'.join(counts)}")


def _day(on: str | None) -> date:
    try:
        return date.fromisoformat(on) if on is not None else today()
    except ValueError:
        _give_up(f"“{on}”不是日期，要写成 2026-01-31 这样。")


def _give_up(message: str, code: int = 2) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(code)
