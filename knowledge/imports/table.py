"""A table becomes one policy for each item, with a clause for each column that is filled in."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from knowledge.imports.columns import Column, Header, find_header, is_section
from knowledge.imports.dates import day_in, end_in
from knowledge.imports.drafting import Clauses, Draft, Drafts, source_draft
from knowledge.imports.head import Head, number_in
from knowledge.imports.naming import Names, has_chinese
from knowledge.imports.shape import Cell, Row, Table, Unread
from knowledge.imports.words import words
from knowledge.policy import Kind

_KIND = {"phone": Kind.WHERE} | {kind.value: kind for kind in Kind}
_SECTION = re.compile(r"^(?:[（(]?[一二三四五六七八九十]+[）)]?[、.\s]*)")
_SENTENCE_END = "。！？；"
_NOT_A_NAME = re.compile(r"^(?:合计|小计|总计|注[：:]|备注[：:]|说明[：:]|填表)")
_SEPARATORS = re.compile(r"[、，,；;/\n]+")


@dataclass
class _Item:
    """The policy of one or several rows."""

    record: dict[str, Any]
    rows: list[str]
    clauses: Clauses = field(default_factory=Clauses)


class TableDrafting:
    """Goes down a table's rows. `head` is what the file says of itself: the source of rows that name no document."""

    def __init__(self, table: Table, head: Head, names: Names, drafts: Drafts) -> None:
        self.table, self.head, self.names, self.drafts = table, head, names, drafts
        self.items: dict[str, _Item] = {}
        self.documents: dict[str, Head] = {}
        self.category: str | None = None

    def draft(self) -> None:
        """Adds a draft for each item; a table without a known header is told as unread."""
        header = find_header(self.table)
        if header is None:
            if any(row.texts for row in self.table.rows):
                wanted = "、".join(words("columns")["name"])
                self.drafts.unread.append(
                    Unread(
                        self.table.place,
                        f"没有认出表头，整张表没有读。表头里要有一列是：{wanted}，另外至少再有一列认得的。",
                    )
                )
            return
        self._tell_unknown_columns(header)
        for row in self.table.rows[header.below :]:
            self._take(row, header)
        for document in self.documents.values():
            source_draft(document, self.names, self.drafts)
        for item in self.items.values():
            self._finish(item)

    def _tell_unknown_columns(self, header: Header) -> None:
        named = self.table.rows[header.below - 1]
        for column, cell in zip(header.columns, named.cells, strict=False):
            if column.target is None and column.header:
                self.drafts.unread.append(Unread(cell.place, f"不认识列名“{cell.text}”，这一列没有读。"))

    def _take(self, row: Row, header: Header) -> None:
        if not row.texts:
            return
        if is_section(row):
            self.category = _SECTION.sub("", row.texts[0])
            return
        cells: dict[str, list[tuple[Column, Cell]]] = {}
        for index, cell in enumerate(row.cells):
            column = header.columns[index] if index < len(header.columns) else None
            if cell.text and column is None:
                self.drafts.unread.append(Unread(cell.place, f"在表头之外，没有读：{cell.text[:30]}"))
            elif cell.text and column is not None and column.target is not None:
                cells.setdefault(column.target, []).append((column, cell))
        name = _first(cells, "name")
        if not has_chinese(name) or _NOT_A_NAME.match(name):
            why = f"“{name[:15]}”不是政策名称" if name else "没有政策名称"
            self.drafts.unread.append(Unread(row.place, f"{why}，这一行没有读：{' | '.join(row.texts)[:60]}"))
            return
        self._add(" ".join(name.split()), cells, row)

    def _add(self, name: str, cells: dict[str, list[tuple[Column, Cell]]], row: Row) -> None:
        source, days = self._source(cells)
        item = self.items.get(name)
        if item is None:
            policy_id, listed = self.names.policy(name)
            item = self.items[name] = _Item({"id": policy_id, "name": name}, [])
            if listed:
                self.drafts.remarks.append(f"清单里已有政策“{name}”（{policy_id}），请对照着改，不要两份都留。")
        item.rows.append(row.place)
        said = {
            "aliases": [alias for alias in _SEPARATORS.split(_first(cells, "aliases")) if alias.strip()],
            "category": _first(cells, "category") or self.category,
            "issuer": _first(cells, "issuer") or self.documents[source].issuer or self.head.issuer,
            "summary": _first(cells, "summary"),
        }
        for key, value in said.items():
            if value and key not in item.record:
                item.record[key] = value
        detail = "、".join(cell.text for _, cell in cells.get("detail", []))
        for target, found in cells.items():
            for column, cell in found:
                if target in _KIND:
                    self._clause(item, _KIND[target], column, cell, source, detail, _first(cells, "unit"), days)

    def _clause(
        self,
        item: _Item,
        kind: Kind,
        column: Column,
        cell: Cell,
        source: str,
        detail: str,
        unit: str,
        days: dict[str, Any],
    ) -> None:
        name = item.record["name"]
        whose = f"{name}（{detail}）" if detail else name
        text = "；".join(line.strip() for line in cell.text.splitlines() if line.strip())
        shown_unit = column.unit or (unit if kind is Kind.AMOUNT else "") or None
        if shown_unit and re.fullmatch(r"[\d,，.\s]+", text):
            text += shown_unit  # a bare number says nothing without it
        end = "" if text.endswith(tuple(_SENTENCE_END)) else "。"
        item.clauses.add(
            kind,
            f"{whose}的{column.header}：{text}{end}",
            self._source_id(source),
            cell.place,
            whose + column.header,
            unit=shown_unit,
            **days,
        )

    def _source(self, cells: dict[str, list[tuple[Column, Cell]]]) -> tuple[str, dict[str, Any]]:
        """The document a row rests on, by its name as written, and the days in which the row differs from it."""
        written = "；".join(cell.text for _, cell in cells.get("document", []))
        if written not in self.documents:
            self.documents[written] = self._document(written) if written else self.head
        document = self.documents[written]
        effective = day_in(_first(cells, "effective"))
        said = {
            "published": day_in(_first(cells, "published")),
            "effective": effective,
            "lapses": self._end(cells, effective or document.effective),
        }
        differing: dict[str, Any] = {}
        for key, day in said.items():
            if day is not None and getattr(document, key) is None:
                setattr(document, key, day)
            elif day is not None and key != "published" and getattr(document, key) != day:
                differing[key] = day
        return written, differing

    def _end(self, cells: dict[str, list[tuple[Column, Cell]]], effective: Any) -> Any:
        for column, cell in cells.get("lapses", []):
            if end := end_in(cell.text, effective, bare=True):
                return end
            if "有效期" not in column.header and (day := day_in(cell.text)):
                return day
            if "长期" not in cell.text:
                self.drafts.unread.append(Unread(cell.place, f"看不出哪天到期：{cell.text[:20]}"))
        return None

    def _document(self, written: str) -> Head:
        title = re.search(r"《([^》]+)》", written)
        return Head(title=title[1] if title else written.splitlines()[0][:60], number=number_in(written))

    def _source_id(self, written: str) -> str:
        document = self.documents[written]
        return self.names.source(document.title or document.name, document.number)[0]

    def _finish(self, item: _Item) -> None:
        record = {**item.record, "region": self.names.region, "clauses": item.clauses.finished()}
        if not record["clauses"]:
            self.drafts.unread.append(Unread("、".join(item.rows), f"“{record['name']}”除了名称什么也没有，没有读。"))
            return
        draft = Draft("policies", record, item.clauses.places)
        if len(item.rows) > 1:
            self.drafts.remarks.append(f"{'、'.join(item.rows)}是同一项政策“{record['name']}”，合成了一份草稿。")
        self.drafts.made.append(draft)


def _first(cells: dict[str, list[tuple[Column, Cell]]], target: str) -> str:
    return cells[target][0][1].text if target in cells else ""
