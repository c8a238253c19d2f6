"""Reads .docx: paragraphs and tables in their order, and says what Word shows but the text does not hold."""

from __future__ import annotations

from itertools import count
from pathlib import Path
from typing import Any

import docx
from docx.table import Table as WordTable
from docx.text.paragraph import Paragraph as WordParagraph

from knowledge.imports.shape import Cell, Document, Paragraph, Row, Table, Unread, UnreadableFile


def read(path: Path) -> Document:
    """Everything in the body. UnreadableFile if Word's file is damaged."""
    try:
        content = docx.Document(str(path))
    except Exception as error:  # a damaged file makes python-docx raise anything
        raise UnreadableFile(f"文件打不开，可能已经损坏（{error}）。请用 Word 打开，另存一次再导入。") from error
    document = Document(path.name)
    paragraphs, tables = count(1), count(1)
    for block in content.iter_inner_content():
        if isinstance(block, WordParagraph):
            _add_paragraph(document, block, f"第{next(paragraphs)}段")
        else:
            document.tables.append(_table(document, block, f"第{next(tables)}个表格"))
    _name_the_rest(document, content)
    return document


def _add_paragraph(document: Document, paragraph: WordParagraph, place: str) -> None:
    text = paragraph.text.strip()
    if paragraph._p.xpath("./w:pPr/w:numPr") and text:
        document.unread.append(Unread(place, f"用了自动编号，编号读不到，请对照原文补上：{text[:20]}"))
    document.paragraphs += [Paragraph(line.strip(), place) for line in text.splitlines() if line.strip()]


def _table(document: Document, table: WordTable, place: str) -> Table:
    rows, any_merged = [], False
    seen: set[Any] = set()
    for number, row in enumerate(table.rows, 1):
        cells = []
        for column, cell in enumerate(row.cells, 1):
            merged = cell._tc in seen
            seen.add(cell._tc)
            any_merged = any_merged or merged
            cells.append(Cell(cell.text.strip(), f"{place}第{number}行第{column}列", merged))
        rows.append(Row(tuple(cells), f"{place}第{number}行"))
    if any_merged:
        document.remarks.append(f"{place}有合并单元格，每一格都按左上角那格的内容来读。")
    return Table(tuple(rows), place)


def _name_the_rest(document: Document, content: Any) -> None:
    """Text that stands in the file and in none of the above: tracked changes, text boxes, fill-in fields."""
    body = content.element.body
    read = {*(p.text for p in document.paragraphs), *(c.text for t in document.tables for r in t.rows for c in r.cells)}
    whole = "".join("".join(read).split())
    for paragraph in body.iter("{*}p"):
        for run in paragraph.xpath(".//w:t"):
            words = "".join((run.text or "").split())
            if words and words not in whole:
                document.unread.append(Unread("正文", f"修订、文本框或控件里的字没有读：{words[:30]}"))
    if pictures := len(body.xpath(".//pic:pic")):
        document.unread.append(Unread("正文", f"有 {pictures} 张图片，图里的字读不到。"))
    notes = [part for part in content.part.package.iter_parts() if str(part.partname).endswith("footnotes.xml")]
    if any(b"<w:t" in part.blob for part in notes):
        document.unread.append(Unread("脚注", "没有读，请对照原文。"))
