"""Services as tables for the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from rich.console import Console
from rich.table import Table

from knowledge.service import Capacity, Office, Service
from knowledge.service_days import horizon, is_open

WEEKDAYS = "一二三四五六日"
MADE_UP = "（演示数据）"


def of_all(services: Iterable[Service], today: date) -> None:
    """One line each."""
    table = _table("编号", "服务", "网点", "时段", "提前几天", "接着几天能约")
    for service in services:
        ahead = [today + timedelta(days=days) for days in range(1, horizon(service) + 1)]
        table.add_row(
            service.id,
            service.name + (MADE_UP if service.demonstration else ""),
            str(len(service.offices)),
            str(len(service.bands)),
            str(horizon(service)),
            str(sum(is_open(service, day) for day in ahead)),
        )
    Console().print(table)


def of_one(service: Service) -> None:
    """Its days and moments, then a line for each office."""
    console = Console()
    console.print(f"{service.name}（{service.id}）" + (MADE_UP if service.demonstration else ""))
    console.print("\n".join(_lines(service)), highlight=False)
    table = _table("网点", "区", "时段", "名额")
    for office in service.offices:
        bands = "\n".join(f"{band.name} {band.starts:%H:%M}-{band.ends:%H:%M}" for band in service.bands_of(office))
        table.add_row(f"{office.name}\n{office.phone}", office.district, bands, "\n".join(_places(service, office)))
    console.print(table)


def _lines(service: Service) -> Iterator[str]:
    days = service.days
    parts = [
        f"{one.around}前{one.before}天到后{one.after}天" if one.around else f"{one.starts}到{one.ends}"
        for one in days.seasons
    ]
    if days.dates:
        parts.append("、".join(map(str, days.dates)))
    elif isinstance(days.which, str):
        parts.append({"every": "每天", "working": "工作日"}[days.which])
    else:
        parts.append("周" + "".join(WEEKDAYS[day - 1] for day in days.which))
    if days.also:
        parts.append(f"另加{'、'.join(map(str, days.also))}")
    yield f"日子：{'，'.join(parts)}"
    booking = service.booking
    moments = {
        "开约": booking.opens,
        "截止": booking.closes,
        "改和取消截止": booking.changes,
        "窗口余号放出": booking.release,
    }
    said = [
        f"{name}：前{one.days}{'个工作日' if one.working else '天'}{one.at:%H:%M}"
        for name, one in moments.items()
        if one
    ]
    yield "，".join(said)
    for popular in service.popular:
        waves = "；".join(f"前{wave.opens.days}天{wave.opens.at:%H:%M}放{wave.percent}%" for wave in popular.waves)
        yield f"热门日子 {popular.name}：{waves}"


def _places(service: Service, office: Office) -> Iterator[str]:
    for one in office.capacity or service.capacity:
        dimension = service.dimension[one.what]
        bands = "全天" if one.per == "day" else "、".join(service.band[b].name for b in one.bands) or "每个时段"
        yield f"{dimension.name}（{dimension.unit}）{bands}：{_amount(one)}"


def _amount(one: Capacity) -> str:
    if one.all is not None:
        return f"共用{one.all}"
    return f"公众{one.public}" + ("" if one.counter is None else f"、窗口{one.counter}")


def _table(*titles: str) -> Table:
    table = Table(box=None, pad_edge=False)
    for title in titles:
        table.add_column(title, overflow="fold")
    return table
