"""Which row of a table is the header, and what each column holds, by the words in it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from knowledge.imports.shape import Paragraph, Row, Table
from knowledge.imports.words import words

_BRACKETED = re.compile(r"[（(]([^）)]*)[）)]")
_MONEY = re.compile(r"元|%|岁|天|日|月|次|份")
_SEARCHED = 15
"""Rows in which a header is looked for: titles and notes stand above it."""
_LONGEST_HEADER = 20


@dataclass(frozen=True)
class Column:
    """What a column holds."""

    target: str | None
    """A word of `columns` in words.yaml; None for a header that is not known."""
    header: str
    """As it is written, without its bracket."""
    unit: str | None
    """标准（元/人/月）: the unit of a bare number in it."""


@dataclass(frozen=True)
class Header:
    """The header of a table."""

    columns: tuple[Column, ...]
    below: int
    """Index of the first row under it."""

    def column_of(self, target: str) -> int | None:
        """Index of the first column of that kind."""
        return next((i for i, column in enumerate(self.columns) if column.target == target), None)


def find_header(table: Table, section: str = "columns", key: str = "name") -> Header | None:
    """The row that names most columns of that section of words.yaml, with the one that a row must have (the name of the policy)
    among them; None if no row does."""
    best: Header | None = None
    for index, row in enumerate(table.rows[:_SEARCHED]):
        columns = tuple(_column(cell.text, section) for cell in row.cells)
        header = Header(columns, index + 1)
        if header.column_of(key) is not None and _known(header) > max(1, _known(best) if best else 0):
            best = header
    return _with_second_row(best, table, section, key) if best else None


def _known(header: Header) -> int:
    return len({column.target for column in header.columns if column.target})


def _with_second_row(header: Header, table: Table, section: str, key: str) -> Header:
    """标准 over 城镇 and 农村: the row below is part of the header when the name's cell reaches down into it."""
    name = header.column_of(key)
    assert name is not None
    if header.below >= len(table.rows):
        return header
    above, below = table.rows[header.below - 1], table.rows[header.below]
    if name >= len(below.cells) or not (below.cells[name].merged and below.cells[name].text == above.cells[name].text):
        return header
    columns = []
    for column, cell in zip(header.columns, below.cells, strict=False):
        own = _column(cell.text, section)
        same = cell.text == "" or own.header == column.header
        columns.append(
            column if same else Column(column.target or own.target, column.header + own.header, own.unit or column.unit)
        )
    return Header(tuple(columns), header.below + 1)


def _column(text: str, section: str) -> Column:
    """The known word that stands last in the header decides, and of those that end there the longest."""
    bracket = _BRACKETED.search(text)
    header = re.sub(r"[\s　:：*]", "", _BRACKETED.sub("", text))
    if len(header) > _LONGEST_HEADER:
        return Column(None, header, None)
    found = [
        (header.rfind(word) + len(word), len(word), target)
        for target, known in words(section).items()
        for word in known
        if word in header
    ]
    unit = bracket[1].removeprefix("单位").strip("：: ") if bracket and _MONEY.search(bracket[1]) else None
    return Column(max(found)[2] if found else None, header, unit)


def above_header(table: Table) -> list[Paragraph]:
    """The lines that stand over a table's header: its title, its document number."""
    header = find_header(table)
    rows = table.rows[: header.below - 1] if header else ()
    return [Paragraph(text, row.place) for row in rows for text in dict.fromkeys(row.texts)]


def is_section(row: Row) -> bool:
    """A row that is one cell over the whole width: a category's heading."""
    filled = [cell for cell in row.cells if cell.text]
    return len(filled) > 1 and len({cell.text for cell in filled}) == 1 and all(cell.merged for cell in filled[1:])
