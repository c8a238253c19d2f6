"""Bookings as rows of a table for the office, on the screen or in a file. Names and telephones are masked unless asked for."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from openpyxl import Workbook

from actions.booking.masked import masked_name, masked_phone
from actions.booking.model import Appointment, Status
from bot.clock import SHANGHAI
from connectors.sheet_file import as_text, only_whole, only_whole_csv
from knowledge.policy_list import PolicyList
from knowledge.service import Asks, Question, Service

COLUMNS = ("日期", "服务", "地点", "时段", "号码", "状态", "姓名", "电话", "数量", "情况", "代订", "备注")
WIDTHS = (12, 12, 24, 8, 12, 10, 14, 14, 16, 40, 8, 20)
STATUS = {
    Status.HELD: "保留中",
    Status.CONFIRMED: "已确认",
    Status.ATTENDED: "来了",
    Status.NO_SHOW: "没有来",
    Status.CANCELLED: "已取消",
    Status.LAPSED: "过了时间",
}
CLOSED = "停开，要改期或取消"
DEMONSTRATION = "演示数据"
YES_NO = {True: "是", False: "否"}


def row(policies: PolicyList, found: Appointment, *, whole: bool) -> list[str]:
    """One booking; `whole`: with names, telephone and what only the office may know."""
    service, slot, who = policies.services.get(found.slot.service), found.slot, found.who
    office = service.office.get(slot.office) if service else None
    band = service.band.get(slot.band) if service else None
    names = who["names"] if whole else [masked_name(name) for name in who["names"]]
    notes = [CLOSED if found.closure_id and found.status is Status.CONFIRMED else "", _demonstration(service)]
    return [
        f"{slot.date}",
        service.name if service else slot.service,
        office.name if office else slot.office,
        band.name if band else slot.band,
        str(found.number),
        STATUS[found.status],
        "、".join(names),
        who["phone"] if whole else masked_phone(who["phone"]),
        "、".join(_amount(service, name, amount) for name, amount in found.amounts.items()),
        "；".join(_answers(service, found, whole=whole)),
        who["booked_by"] or "",
        "；".join(filter(None, notes)),
    ]


def write_csv(target: Path, rows: Iterable[list[str]]) -> int:
    """With the header first; how many rows it wrote. OSError."""
    count = 0
    with only_whole_csv(target) as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for one in rows:
            writer.writerow([as_text(cell) for cell in one])
            count += 1
    return count


def write_xlsx(target: Path, rows: Iterable[list[str]]) -> int:
    """The same as a workbook; every cell is text. OSError."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("预约")
    sheet.freeze_panes = "A2"
    for letter, width in zip("ABCDEFGHIJKL", WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.append(COLUMNS)
    count = 0
    for one in rows:
        sheet.append([as_text(cell) for cell in one])
        count += 1
    with only_whole(target) as file:
        book.save(file)
    return count


WRITERS: dict[str, Callable[[Path, Iterable[list[str]]], int]] = {".csv": write_csv, ".xlsx": write_xlsx}


def _answers(service: Service | None, found: Appointment, *, whole: bool) -> Iterator[str]:
    given = found.who["answers"]
    for question in service.questions if service else ():
        if question.id in given and question.kind is not Asks.COUNT and (whole or not question.private):
            said = _said(question, given[question.id])
            if said:
                yield f"{question.name}：{said}"
    if found.who["subsidised"]:
        yield "用补贴"


def _said(question: Question, answer: bool | str | list[str]) -> str:
    if isinstance(answer, bool):
        return YES_NO[answer]
    names = {option.id: option.name for option in question.options}
    return answer if isinstance(answer, str) else "、".join(names.get(one, one) for one in answer)


def _amount(service: Service | None, name: str, amount: int) -> str:
    dimension = service.dimension.get(name) if service else None
    return f"{dimension.name}{amount}{dimension.unit}" if dimension else f"{name} {amount}"


def _demonstration(service: Service | None) -> str:
    return DEMONSTRATION if service and service.demonstration else ""


def local(found: Appointment) -> str:
    """When it begins and ends, in China."""
    starts, ends = (moment.astimezone(SHANGHAI) for moment in (found.starts_at, found.ends_at))
    return f"{starts:%Y-%m-%d %H:%M} 到 {ends:%H:%M}"
