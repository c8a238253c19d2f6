"""`minsheng policies import` and `export`: a bureau's files into drafts, the list onto paper. In Chinese, for clerks."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from bot.clock import today
from bot.settings import Settings
from connectors import build
from connectors.patience import patience
from knowledge.imports.drafting import Drafts
from knowledge.imports.shape import UnreadableFile
from knowledge.imports.writing import Written, still_to_fill
from knowledge.imports.writing import write as write_draft
from knowledge.policy_list import PolicyList
from knowledge.yaml_file import ListError

app = typer.Typer()

IMPORT_HELP = """把单位公布的表格或通知读成 YAML 草稿 (.xlsx .csv .docx .html).

通知：每条原文一条条款；表格：每个项目一份政策。读不出的，逐处说明工作表、行、列或段落。

草稿不进清单，分四步收进去：

一、导入，看提示；

二、改草稿：改写成大白话，核对数字和日期，补上缺的，删掉 # 开头的行；

三、minsheng policies check --drafts drafts/guangzhou，直到没有问题；

四、把文件移到清单的同名目录里。

已经有的草稿不会被覆盖：内容不同时只显示差别，加 --replace 才换成新的。
"""
EXPORT_HELP = """把清单印出来：网页 (--html) 或 PDF (--pdf), A4 大字.

只印所选那一天有效的条款，以及已到期而没有新文件的条款 (标明已到期).
"""
OUTCOMES = {
    "new": "写好草稿",
    "same": "没有变化",
    "replaced": "已换成新的",
    "kept": "没有写：已有不同的草稿。要换成新的，加 --replace",
}
Region = Annotated[str | None, typer.Option("--region", metavar="地区", help="哪个地区的清单，默认是设置里的地区。")]


@app.command("import", help=IMPORT_HELP)
def import_drafts(
    file: Annotated[Path, typer.Argument(metavar="文件", help="要读的文件。")],
    into: Annotated[
        Path | None, typer.Option("--into", metavar="目录", help="草稿放在哪里，默认是 drafts/<地区>。")
    ] = None,
    region: Region = None,
    replace: Annotated[bool, typer.Option("--replace", help="已有不同的草稿，换成新的。")] = False,
) -> None:
    """Writes the drafts, tells what is unread and what is missing; exit 1 if nothing was read or a draft was held back."""
    from knowledge.imports.importing import import_file

    if not file.is_file():
        _give_up(f"没有这个文件：{file}")
    policies, place = list_and_region(region)
    try:
        with patience(f"正在读 {file.name}"):
            drafts = import_file(file, policies, place)
    except UnreadableFile as error:
        _give_up(f"{file.name}：没有读。{error}")
    folder = into or Path("drafts") / place
    try:
        written = [write_draft(draft, folder, file.name, replace=replace) for draft in drafts.made]
    except OSError as error:
        _give_up(f"草稿写不成：{error}")
    _report(drafts, written)
    if not written:
        _give_up(f"{file.name}：没有读出任何政策或条款。")
    if any(one.outcome == "kept" for one in written):
        raise typer.Exit(1)


def _report(drafts: Drafts, written: list[Written]) -> None:
    for one in written:
        typer.echo(f"{OUTCOMES[one.outcome]}：{one.path}")
        if one.difference:
            typer.echo(one.difference)
    section("请留意", drafts.remarks)
    section("没有读的内容", [str(unread) for unread in drafts.unread])
    section("还要补的内容", [line for one in written for line in still_to_fill(one.path)])


def section(title: str, lines: list[str]) -> None:
    """A heading with the number of its lines, each once; nothing where there is none."""
    if lines:
        typer.echo(f"\n{title}（{len(lines)} 处）：")
        for line in dict.fromkeys(lines):
            typer.echo(f"  {line}")


@app.command("export", help=EXPORT_HELP)
def export(
    html: Annotated[Path | None, typer.Option("--html", metavar="文件", help="写成网页。")] = None,
    pdf: Annotated[Path | None, typer.Option("--pdf", metavar="文件", help="写成 PDF。")] = None,
    region: Region = None,
    on: Annotated[str | None, typer.Option("--on", metavar="YYYY-MM-DD", help="哪一天有效的，默认今天。")] = None,
    policy: Annotated[list[str] | None, typer.Option("--policy", metavar="编号", help="只印这项，可以写几次。")] = None,
) -> None:
    """Writes the printable list; exit 1 for what is not in it, or when the PDF's libraries are missing."""
    from knowledge.export.pages import as_html, as_pdf
    from knowledge.export.printable import UnknownPolicy, printable

    if html is None and pdf is None:
        _give_up("要写成什么？请加 --html 文件，或 --pdf 文件。")
    policies, place = list_and_region(region)
    try:
        content = printable(policies, place, _day(on), policy or [])
    except UnknownPolicy as error:
        _give_up(f"清单里没有这些编号：{error}。用 minsheng policies search 可以查到编号。")
    page = as_html(content)
    try:
        if html is not None:
            html.write_text(page, encoding="utf-8")
            typer.echo(f"写好网页：{html}（{content.count} 项政策）")
        if pdf is not None:
            with patience(f"正在排版 {content.count} 项政策"):
                pages = as_pdf(page, pdf)
            typer.echo(f"写好 PDF：{pdf}（{content.count} 项政策，{pages} 页）")
    except OSError as error:
        _give_up(f"写不成：{error}")


def list_and_region(region: str | None) -> tuple[PolicyList, str]:
    """The list and the id of a region of it; what is wrong with either is told in Chinese and ends the command."""
    settings = Settings()
    try:
        policies = build.open_list(settings)
    except ListError as error:
        _give_up(f"清单本身有错，请先改好：\n{error}")
    place = policies.region_of(region or settings.region)
    if place is None:
        _give_up(f"清单里没有这个地区：{region or settings.region}。有的是：{'、'.join(policies.regions)}。")
    return policies, place


def _day(on: str | None) -> date:
    try:
        return date.fromisoformat(on) if on is not None else today()
    except ValueError:
        _give_up(f"“{on}”不是日期，要写成 2026-01-31 这样。")


def _give_up(message: str) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(1)
