"""Reads .csv in UTF-8 or GBK, separated by commas, tabs or semicolons."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from knowledge.imports.encoding import decode
from knowledge.imports.shape import Cell, Document, Row, Table, UnreadableFile
from knowledge.imports.spreadsheet import MOST_ROWS

_SEPARATORS = ",\t;，"


def read(path: Path) -> Document:
    """One table. UnreadableFile names the line where it is no CSV."""
    document = Document(path.name)
    text, encoding = decode(path.read_bytes())
    if not encoding.startswith("utf-8"):
        document.remarks.append(f"文件不是 UTF-8 编码，按 {encoding} 来读。请看一眼中文有没有乱。")
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    rows = []
    try:
        for cells in lines:
            place = f"第{lines.line_num}行"
            if lines.line_num > MOST_ROWS:
                raise UnreadableFile(f"表格超过 {MOST_ROWS} 行。请分成几个文件再导入。")
            rows.append(Row(tuple(Cell(c.strip(), f"{place}第{i}列") for i, c in enumerate(cells, 1)), place))
    except csv.Error as error:
        raise UnreadableFile(
            f"第{lines.line_num}行不合 CSV 的写法（{error}），多半是引号没有配对。请用 Excel 另存为 .xlsx 再导入。"
        ) from error
    document.tables.append(Table(tuple(rows), "表格"))
    return document


def _separator(text: str) -> str:
    """The one that the first line has most of."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max(_SEPARATORS, key=first.count)
