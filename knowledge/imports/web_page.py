"""Reads a government web page saved as .html: its meta elements, and the text and tables of its main part."""

from __future__ import annotations

import re
from itertools import count
from pathlib import Path
from typing import Any

from lxml import etree, html

from knowledge.imports.encoding import decode
from knowledge.imports.shape import Cell, Document, Paragraph, Row, Table, Unread, UnreadableFile
from knowledge.imports.words import words

_CHARSET = re.compile(rb"""<meta[^>]+charset=["']?\s*([\w-]+)""", re.IGNORECASE)
_SAVED_FROM = re.compile(r"<!-- saved from url=\(\d+\)(https?://\S+) -->")
"""What browsers write into a page that they save."""
_BLOCKS = frozenset(
    [
        "p",
        "div",
        "li",
        "tr",
        "td",
        "th",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "section",
        "article",
        "dd",
        "dt",
        "blockquote",
        "center",
        "body",
    ]
)
_SILENT = ("script", "style", "noscript", "template", "nav", "header", "footer", "form", "iframe", "svg", "button")
_LEAST = 100
"""Characters; a shorter main part is a wrong guess."""
_MOST_SPANNED = 200


def read(path: Path) -> Document:
    """The main part, found by the names that government sites give it, else the whole page."""
    content = path.read_bytes()
    declared = _CHARSET.search(content[:4096])
    text, _ = decode(content, declared[1].decode() if declared else None)
    document = Document(path.name)
    try:
        page = html.document_fromstring(text.encode(), parser=html.HTMLParser(encoding="utf-8"))
    except (etree.ParserError, ValueError) as error:
        raise UnreadableFile("网页里没有内容。请在浏览器里打开原网页，另存为“仅网页，HTML”再导入。") from error
    document.labels = _labels(page)
    if saved := _SAVED_FROM.search(text):
        document.labels["url"] = saved[1]
    etree.strip_elements(page, *_SILENT, etree.Comment, etree.ProcessingInstruction, with_tail=False)
    main = _main_part(page)
    if main is None:
        main = page.find("body") if page.find("body") is not None else page
        document.remarks.append("没有认出网页的正文部分，整页都看了一遍，导航和页脚可能混进来，请对照原文。")
    if pictures := len(main.findall(".//img")):
        document.unread.append(Unread("正文", f"有 {pictures} 张图片，图里的字读不到。"))
    _take_tables(document, main)
    document.paragraphs = [Paragraph(line, f"第{n}段") for n, line in zip(count(1), _lines(main))]
    return document


def _labels(page: Any) -> dict[str, str]:
    """The page's meta elements and its title: `ArticleTitle`, `PubDate` and so on."""
    named = {m.get("name", "").lower(): m.get("content", "").strip() for m in page.iter("meta") if m.get("content")}
    title = page.findtext(".//title")
    return named | ({"title": title.strip()} if title else {})


def _main_part(page: Any) -> Any | None:
    """The element with most text of those whose id or class is one that sites use for the text of an article."""
    wanted = {name.lower() for name in words("page")["main"]}
    found = [
        element
        for element in page.iter("div", "article", "section", "td", "main", "ucapcontent")
        if wanted & {element.get("id", "").lower(), *element.get("class", "").lower().split(), element.tag}
    ]
    best = max(found, key=lambda element: len(element.text_content()), default=None)
    return best if best is not None and len(best.text_content().strip()) >= _LEAST else None


def _take_tables(document: Document, main: Any) -> None:
    """Takes the tables that hold data out of the page; one of a single cell or column is layout, and stays text."""
    number = count(1)
    for element in main.xpath(".//table[not(.//table)]"):
        rows = element.xpath(".//tr")
        if max((len(row.xpath("./td|./th")) for row in rows), default=0) < 2:
            continue
        place = f"第{next(number)}个表格"
        document.tables.append(_table(document, rows, place))
        element.drop_tree()


def _table(document: Document, rows: list[Any], place: str) -> Table:
    """The grid that a browser would show: a cell with a span stands in each place it covers."""
    filled: dict[tuple[int, int], Cell] = {}
    for y, row in enumerate(rows):
        x = 0
        for element in row.xpath("./td|./th"):
            while (y, x) in filled:
                x += 1
            text = " ".join(element.text_content().split())
            height, width = _span(element, "rowspan"), _span(element, "colspan")
            for down in range(min(height, len(rows) - y)):
                for right in range(width):
                    where = f"{place}第{y + down + 1}行第{x + right + 1}列"
                    filled[y + down, x + right] = Cell(text, where, merged=bool(down or right))
    if any(cell.merged for cell in filled.values()):
        document.remarks.append(f"{place}有合并单元格，每一格都按左上角那格的内容来读。")
    width = max((x for _, x in filled), default=-1) + 1
    empty = Cell("", place)
    return Table(
        tuple(
            Row(tuple(filled.get((y, x), empty) for x in range(width)), f"{place}第{y + 1}行") for y in range(len(rows))
        ),
        place,
    )


def _span(element: Any, name: str) -> int:
    value = element.get(name, "1").strip()
    return max(1, min(int(value), _MOST_SPANNED)) if value.isdecimal() else 1


def _lines(element: Any) -> list[str]:
    """The text as a browser breaks it into lines."""
    parts: list[str] = []

    def walk(node: Any) -> None:
        block = node.tag in _BLOCKS
        if block or node.tag == "br":
            parts.append("\n")
        parts.append(" ".join((node.text or "").split("\n")))
        for child in node:
            walk(child)
            parts.append(" ".join((child.tail or "").split("\n")))
        if block:
            parts.append("\n")

    walk(element)
    return [line for line in (" ".join(part.split()) for part in "".join(parts).split("\n")) if line]
