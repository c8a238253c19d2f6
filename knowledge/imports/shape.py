"""The one plain shape that every format is read into: paragraphs and tables, each with its place in the file."""

from __future__ import annotations

from dataclasses import dataclass, field


class UnreadableFile(Exception):
    """The whole file cannot be read; the message (Chinese) says why, and what to do instead."""


@dataclass(frozen=True)
class Unread:
    """Something in the file that no draft carries."""

    place: str
    """工作表“标准”第3行B列, or 第12段."""
    what: str

    def __str__(self) -> str:
        return f"{self.place}：{self.what}"


@dataclass(frozen=True)
class Paragraph:
    """One line of running text."""

    text: str
    place: str


@dataclass(frozen=True)
class Cell:
    """One cell of a table, as a person sees it."""

    text: str
    place: str
    merged: bool = False
    """Filled in from the first cell of a merged area."""


@dataclass(frozen=True)
class Row:
    """The cells of one row, empty ones too."""

    cells: tuple[Cell, ...]
    place: str

    @property
    def texts(self) -> list[str]:
        """What stands in the cells that are not empty."""
        return [cell.text for cell in self.cells if cell.text]


@dataclass(frozen=True)
class Table:
    """A table with all its rows: which one is the header is found out later."""

    rows: tuple[Row, ...]
    place: str
    title: str = ""
    """A sheet's name, which may say what the table is about."""


@dataclass
class Document:
    """What a reader made of a file."""

    name: str
    """The file's name, without folders."""
    paragraphs: list[Paragraph] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    labels: dict[str, str] = field(default_factory=dict)
    """What the file says of itself: a page's meta elements."""
    unread: list[Unread] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    """What a clerk should know about how it was read."""
