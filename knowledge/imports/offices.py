"""A clerk's table of a service's offices, and of how many places each has, becomes the offices of the service's file."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from knowledge.imports.columns import Header, find_header, is_section
from knowledge.imports.naming import slug
from knowledge.imports.shape import Cell, Document, Row, Table, Unread
from knowledge.imports.words import words
from knowledge.service import Capacity, Dimension, Service
from knowledge.text import normalise

ALL_DAY, EVERY_BAND = ("全天", "整天", "每天", "一天", "全日"), ("", "全部", "所有", "每个时段", "各时段", "所有时段")
TOLD = {"district": "区", "address": "地址", "phone": "电话", "how_to_get_there": "怎么去"}
QUOTAS = {"public": "公众名额", "counter": "窗口名额", "all": "共用名额"}
_AMOUNT = re.compile(r"(\d{1,6})\s*\w?")
_SEPARATORS = re.compile(r"[、，,；;/\n]+")


@dataclass
class _Office:
    """One, gathered from its rows."""

    name: str
    place: str
    """Its first row."""
    told: dict[str, str] = field(default_factory=dict)
    words: tuple[str, ...] = ()
    amounts: dict[tuple[str, str], dict[str, int]] = field(default_factory=dict)
    """By dimension and band (`ALL_DAY[0]`: over the day); by quota."""


@dataclass
class Offices:
    """What was read: the offices of each service as its file has them, and what is wrong; then nothing is to be written."""

    records: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    wrong: list[Unread] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    """Columns that are not known, rows that are a heading."""


def read_offices(document: Document, services: Mapping[str, Service]) -> Offices:
    """Of all tables in a file; `services` are those that it may speak of. A table that names none is of the only one."""
    found = Offices(unread=list(document.unread))
    reading = _Reading(services, found)
    for table in document.tables:
        reading.read(table)
    for service_id, offices in reading.offices.items():
        records = [_record(services[service_id], office, found) for office in offices.values()]
        found.records[service_id] = _with_ids(services[service_id], records)
    return found


class _Reading:
    """Goes down the tables' rows; an empty cell of service or office means the one above."""

    def __init__(self, services: Mapping[str, Service], found: Offices) -> None:
        self.services, self.found = services, found
        self.named = {normalise(name): one.id for one in services.values() for name in (one.id, one.name, *one.aliases)}
        self.offices: dict[str, dict[str, _Office]] = {}
        self.service: Service | None = next(iter(services.values())) if len(services) == 1 else None
        self.office: _Office | None = None

    def read(self, table: Table) -> None:
        header = find_header(table, "office_columns", "office")
        if header is None:
            if any(row.texts for row in table.rows):
                wanted = "、".join(words("office_columns")["office"])
                self._wrong(table.place, f"没有认出表头。表头里要有一列是：{wanted}，另外至少再有一列认得的。")
            return
        for column, cell in zip(header.columns, table.rows[header.below - 1].cells, strict=False):
            if column.target is None and column.header:
                self.found.unread.append(Unread(cell.place, f"不认识列名“{cell.text}”，这一列没有读。"))
        for row in table.rows[header.below :]:
            if is_section(row):
                self.found.unread.append(Unread(row.place, f"整行是一格，没有读：{row.texts[0][:30]}"))
            elif row.texts:
                self._take(row, _cells(row, header))

    def _wrong(self, place: str, what: str) -> None:
        self.found.wrong.append(Unread(place, what))

    def _take(self, row: Row, cells: dict[str, Cell]) -> None:
        if "service" in cells:
            known = self.named.get(normalise(cells["service"].text))
            if known is None:
                names = "、".join(one.name for one in self.services.values())
                self._wrong(row.place, f"没有这个服务：{cells['service'].text}。有的是：{names}。")
                self.service = self.office = None
                return
            if self.service is None or self.service.id != known:
                self.service, self.office = self.services[known], None
        if self.service is None:
            self._wrong(row.place, "没有写是哪个服务。")
            return
        if "office" in cells:
            name = " ".join(cells["office"].text.split())
            mine = self.offices.setdefault(self.service.id, {})
            self.office = mine.setdefault(name, _Office(name, row.place))
        if self.office is None:
            self._wrong(row.place, "没有写网点的名称。")
            return
        self._tell(self.office, cells)
        self._count(self.service, self.office, row, cells)

    def _tell(self, office: _Office, cells: dict[str, Cell]) -> None:
        for name, title in TOLD.items():
            if name in cells and office.told.setdefault(name, cells[name].text) != cells[name].text:
                self._wrong(cells[name].place, f"“{office.name}”的{title}和上面写的不一样：{cells[name].text}")
        if "words" in cells:
            office.words = tuple(word.strip() for word in _SEPARATORS.split(cells["words"].text) if word.strip())

    def _count(self, service: Service, office: _Office, row: Row, cells: dict[str, Cell]) -> None:
        amounts = {quota: self._amount(cells[quota]) for quota in QUOTAS if quota in cells}
        if not amounts:
            if "band" in cells or "dimension" in cells:
                self._wrong(row.place, "写了时段或项目，没有写名额。")
            return
        dimension = self._dimension(service, row, cells)
        bands = self._bands(service, cells)
        if "all" in amounts and len(amounts) > 1:
            self._wrong(row.place, "共用名额和公众名额、窗口名额只能写一样：共用的，是两边从同一份里取。")
        elif "all" not in amounts and "public" not in amounts:
            self._wrong(row.place, "只写了窗口名额，还要写公众名额（没有就写0）。")
        elif dimension is not None and None not in amounts.values():
            whole = {quota: amount for quota, amount in amounts.items() if amount is not None}
            for band in bands:
                if office.amounts.setdefault((dimension.id, band), whole) is not whole:
                    self._wrong(row.place, f"“{office.name}”这个时段的{dimension.name}上面已经写过了。")

    def _amount(self, cell: Cell) -> int | None:
        found = _AMOUNT.fullmatch(unicodedata.normalize("NFKC", cell.text).strip())
        if found is None:
            self._wrong(cell.place, f"名额要写整数，这里是：{cell.text}")
            return None
        return int(found[1])

    def _dimension(self, service: Service, row: Row, cells: dict[str, Cell]) -> Dimension | None:
        names = "、".join(one.name for one in service.dimensions)
        if "dimension" not in cells:
            always = [one for one in service.dimensions if one.least] or list(service.dimensions)
            if len(always) > 1:
                self._wrong(row.place, f"{service.name}要写明是哪个项目的名额：{names}。")
            return always[0] if len(always) == 1 else None
        text = normalise(cells["dimension"].text)
        for one in service.dimensions:
            if text in (normalise(one.name), one.id):
                return one
        self._wrong(
            cells["dimension"].place, f"{service.name}没有这个项目：{cells['dimension'].text}。有的是：{names}。"
        )
        return None

    def _bands(self, service: Service, cells: dict[str, Cell]) -> list[str]:
        text = cells["band"].text if "band" in cells else ""
        if text in ALL_DAY:
            return [ALL_DAY[0]]
        if text in EVERY_BAND:
            return [band.id for band in service.bands]
        named = {normalise(name): one.id for one in service.bands for name in (one.id, one.name, *one.words)}
        found = []
        for part in filter(str.strip, _SEPARATORS.split(text)):
            band = named.get(normalise(part))
            if band is None:
                names = "、".join(one.name for one in service.bands)
                self._wrong(
                    cells["band"].place, f"{service.name}没有这个时段：{part.strip()}。有的是：{names}，或者全天。"
                )
            else:
                found.append(band)
        return found


def _cells(row: Row, header: Header) -> dict[str, Cell]:
    """The first that is filled in of each kind."""
    found: dict[str, Cell] = {}
    for column, cell in zip(header.columns, row.cells, strict=False):
        if column.target is not None and cell.text:
            found.setdefault(column.target, cell)
    return found


def _record(service: Service, office: _Office, found: Offices) -> dict[str, Any]:
    """As the file has it; what the table does not say stays as it was there."""
    before = next((one for one in service.offices if normalise(one.name) == normalise(office.name)), None)
    told = {name: office.told.get(name) or (getattr(before, name) if before else "") for name in TOLD}
    if missing := [TOLD[name] for name, text in told.items() if not text]:
        found.wrong.append(Unread(office.place, f"“{office.name}”没有填{'、'.join(missing)}。"))
    record: dict[str, Any] = {"id": before.id if before else slug(office.name), "name": office.name}
    if said := office.words or (before.words if before else ()):
        record["words"] = list(said)
    record |= told
    always = {dimension.id for dimension in service.dimensions if dimension.least}
    with_places = {band for dimension, band in office.amounts if dimension in always}
    bands = tuple(band.id for band in service.bands if band.id in with_places) or (before.bands if before else ())
    if bands and len(bands) < len(service.bands):
        record["bands"] = list(bands)
    if capacity := _capacity(service, office, before.capacity if before else (), bands):
        record["capacity"] = capacity
    return record


def _capacity(
    service: Service, office: _Office, before: tuple[Capacity, ...], bands: tuple[str, ...]
) -> list[dict[str, Any]]:
    """What the table says, and of what it does not speak of what held before; nothing if that is the service's own."""
    found: list[dict[str, Any]] = []
    for (dimension, band), amounts in office.amounts.items():
        if band == ALL_DAY[0]:
            found.append({"what": dimension, "per": "day", **amounts})
            continue
        alike = next(
            (o for o in found if "bands" in o and o == {"what": dimension, **amounts, "bands": o["bands"]}), None
        )
        if alike is None:
            found.append({"what": dimension, **amounts, "bands": [band]})
        else:
            alike["bands"].append(band)
    for one in found:
        if set(one.get("bands", ())) >= set(bands or [band.id for band in service.bands]):
            one.pop("bands", None)
    told = {(one["what"], one.get("per", "band")) for one in found}
    kept = [one for one in before or service.capacity if (one.what, one.per) not in told]
    whole = [*found, *(one.model_dump(mode="json", exclude_defaults=True) for one in kept)]
    same = [Capacity.model_validate(one) for one in whole]
    return [] if sorted(map(repr, same)) == sorted(map(repr, service.capacity)) else whole


def _with_ids(service: Service, records: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Two offices of one sound get different ids."""
    taken: set[str] = {office.id for office in service.offices}
    old = {normalise(office.name) for office in service.offices}
    found = []
    for record in records:
        made, number = record["id"], 2
        while normalise(record["name"]) not in old and made in taken:
            made, number = f"{record['id']}-{number}", number + 1
        taken.add(made)
        found.append({**record, "id": made})
    return found
