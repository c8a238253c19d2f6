"""`minsheng services import`: a clerk's table of offices and places becomes a draft of the service's file. In Chinese."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, NoReturn

import typer

from connectors.cli_lists import OUTCOMES, list_and_region, section
from connectors.patience import patience
from knowledge.imports.offices import Offices, read_offices
from knowledge.imports.shape import UnreadableFile
from knowledge.imports.writing import still_to_fill, write_text
from knowledge.policy_list import PolicyList
from knowledge.service import Service

app = typer.Typer()
HELP = """把网点和名额的表格读成服务文件的草稿 (.xlsx .csv).

一行一个网点的一个时段。认得的列：服务、网点、别名、区、地址、电话、怎么去、时段、项目、公众名额、窗口名额、共用名额；先后不要紧。

服务、网点空着，就是和上面一行一样；时段空着，就是每个时段；时段写“全天”，就是一天的上限。

表里没有写的（时段的钟点、问题、提示），照清单里原来的。一个服务的网点，以表里的为准：表里没有的，草稿里就没有。

草稿不进清单：看差别，核对，用 minsheng policies check --drafts 检查，再移到清单的 services 目录里。
"""


@app.command("import", help=HELP)
def import_offices(
    file: Annotated[Path, typer.Argument(metavar="文件", help="要读的表格。")],
    service: Annotated[
        str | None, typer.Option("--service", metavar="编号", help="表里没有“服务”这一列时，是哪个服务。")
    ] = None,
    into: Annotated[
        Path | None, typer.Option("--into", metavar="目录", help="草稿放在哪里，默认是 drafts/<地区>。")
    ] = None,
    region: Annotated[str | None, typer.Option("--region", metavar="地区", help="默认是设置里的地区。")] = None,
    replace: Annotated[bool, typer.Option("--replace", help="已有不同的草稿，换成新的。")] = False,
) -> None:
    """Exit 1, with nothing written, if anything in the table is wrong; also if a draft was held back."""
    from knowledge.imports.importing import read_file

    if not file.is_file():
        _give_up(f"没有这个文件：{file}")
    policies, place = list_and_region(region)
    services = _services(policies, place, service)
    try:
        with patience(f"正在读 {file.name}"):
            found = read_offices(read_file(file), services)
    except UnreadableFile as error:
        _give_up(f"{file.name}：没有读。{error}")
    section("没有读的内容", [str(one) for one in found.unread])
    if found.wrong:
        _give_up("\n".join([f"{file.name}：有 {len(found.wrong)} 处要改，草稿没有写：", *map(str, found.wrong)]))
    if not found.records:
        _give_up(f"{file.name}：没有读出任何网点。")
    _write(found, services, policies.folder / place / "services", into or Path("drafts") / place, file.name, replace)


def _services(policies: PolicyList, place: str, service: str | None) -> dict[str, Service]:
    services = {one.id: one for one in policies.services.values() if one.region == place}
    if service is None:
        return services
    if service not in services:
        _give_up(f"没有这个服务：{service}。有的是：{'、'.join(services) or '一个也没有'}。")
    return {service: services[service]}


def _write(found: Offices, services: dict[str, Service], folder: Path, into: Path, origin: str, replace: bool) -> None:
    from knowledge.imports.office_drafts import difference, with_offices

    held_back = False
    for name, records in found.records.items():
        there, draft = folder / f"{name}.yaml", into / "services" / f"{name}.yaml"
        text = with_offices(there, records, origin)
        try:
            written = write_text(draft, text, replace=replace)
        except OSError as error:
            _give_up(f"草稿写不成：{error}")
        held_back = held_back or written.outcome == "kept"
        typer.echo(f"{OUTCOMES[written.outcome]}：{draft}")
        typer.echo(written.difference if written.outcome == "kept" else difference(there, text))
        section("请留意", _remarks(services[name], {record["id"] for record in records}))
        section("还要补的内容", still_to_fill(draft))
    if held_back:
        raise typer.Exit(1)


def _remarks(service: Service, kept: set[str]) -> list[str]:
    gone = [office.name for office in service.offices if office.id not in kept]
    found = [f"表里没有的网点：{'、'.join(gone)}。收进清单以后不再接新预约，已经约好的照旧。"] if gone else []
    if service.demonstration:
        found.append("这个服务还标着演示数据。都换成真的以后，把 demonstration 改成 false。")
    return found


def _give_up(message: str) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(1)
