"""Reads .xlsx: every visible sheet as a table, merged cells filled from their first."""

from __future__ import annotations

import re
import warnings
import zipfile
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from knowledge.imports.shape import Cell, Document, Row, Table, Unread, UnreadableFile

MOST_ROWS = 5_000
MOST_COLUMNS = 100
_SUFFIX = re.compile(r'[0#?]\s*"([^"]+)"')
"""A unit that the cell's number format shows: 0"元/月"."""


def read(path: Path) -> Document:
    """One table a sheet. UnreadableFile if it is no workbook."""
    document = Document(path.name)
    shown, formulas = _open(path, data_only=True), _open(path, data_only=False)
    if pictures := _pictures(path):
        document.unread.append(Unread("文件", f"有 {pictures} 张图片，图里的字读不到。"))
    for sheet in shown.worksheets:
        if sheet.sheet_state != "visible":
            document.unread.append(Unread(f"工作表“{sheet.title}”", "是隐藏的，没有读。要读的话，先取消隐藏。"))
            continue
        document.tables.append(_table(sheet, formulas[sheet.title], document))
    return document


def _open(path: Path, *, data_only: bool) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of styles and extensions that carry no text
        try:
            return load_workbook(path, data_only=data_only)
        except Exception as error:  # a damaged workbook makes openpyxl raise anything
            raise UnreadableFile(f"表格打不开，可能已经损坏（{error}）。请用 Excel 打开，另存一次再导入。") from error


def _pictures(path: Path) -> int:
    with zipfile.ZipFile(path) as package:
        return sum("/media/" in name for name in package.namelist())


def _table(sheet: Any, formulas: Any, document: Document) -> Table:
    place = f"工作表“{sheet.title}”"
    if sheet.max_row > MOST_ROWS or sheet.max_column > MOST_COLUMNS:
        document.unread.append(Unread(place, f"只读了前 {MOST_ROWS} 行、前 {MOST_COLUMNS} 列，后面的没有读。"))
    first_of = _merged(sheet)
    rows = []
    for cells in sheet.iter_rows(max_row=min(sheet.max_row, MOST_ROWS), max_col=min(sheet.max_column, MOST_COLUMNS)):
        number = cells[0].row
        if sheet.row_dimensions[number].hidden:
            if any(cell.value is not None for cell in cells):
                document.unread.append(Unread(f"{place}第{number}行", "是隐藏的，没有读。要读的话，先取消隐藏。"))
            continue
        read_cells = tuple(_cell(place, cell, first_of, sheet, formulas, document) for cell in cells)
        rows.append(Row(read_cells, f"{place}第{number}行"))
    if first_of:
        areas = "、".join(str(area) for area in sheet.merged_cells.ranges)
        document.remarks.append(f"{place}有合并单元格（{areas}），每一格都按左上角那格的内容来读。")
    return Table(tuple(rows), place, title=sheet.title)


def _merged(sheet: Any) -> dict[tuple[int, int], tuple[int, int]]:
    """Of every cell of a merged area but its first: the first one's row and column."""
    return {
        (row, column): (area.min_row, area.min_col)
        for area in sheet.merged_cells.ranges
        for row, column in area.cells
        if (row, column) != (area.min_row, area.min_col)
    }


def _cell(place: str, cell: Any, first_of: Any, sheet: Any, formulas: Any, document: Document) -> Cell:
    where = f"{place}第{cell.row}行{get_column_letter(cell.column)}列"
    first = first_of.get((cell.row, cell.column))
    shown = sheet.cell(*first) if first else cell
    if shown.data_type == "e":
        document.unread.append(Unread(where, f"单元格是错误值 {shown.value}。"))
        return Cell("", where)
    if shown.value is None and formulas.cell(shown.row, shown.column).data_type == "f":
        document.unread.append(Unread(where, "公式没有算好的结果。请用 Excel 打开，保存一次再导入。"))
    return Cell(as_shown(shown.value, shown.number_format), where, merged=first is not None)


def as_shown(value: Any, number_format: str) -> str:
    """A cell's value as Excel would show it, with a percent sign or a unit that only the format adds."""
    match value:
        case None:
            return ""
        case bool():
            return "是" if value else "否"
        case datetime() | date():
            return f"{value.year}年{value.month}月{value.day}日"
        case time():
            return value.strftime("%H:%M")
        case int() | float() if "%" in number_format:
            return f"{value * 100:.12g}%"
        case int() | float():
            unit = _SUFFIX.search(number_format)
            return f"{value:.12g}{unit[1] if unit else ''}"
        case _:
            return str(value).strip()
