"""Drafts of sources and policies, and the clauses in them, as the files of the list have them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Literal

from knowledge.imports.figures import figures, tell_apart
from knowledge.imports.head import Head
from knowledge.imports.naming import Names
from knowledge.imports.shape import Unread
from knowledge.imports.words import words
from knowledge.policy import Kind

Folder = Literal["sources", "policies"]


@dataclass
class Draft:
    """One file of the list, not yet accepted. Fields that nothing was found for are left out."""

    folder: Folder
    record: dict[str, Any]
    places: dict[str, str] = field(default_factory=dict)
    """Where in the file each clause stands, by its id."""
    advice: list[str] = field(default_factory=list)
    """Told in the draft itself, for the clerk."""

    @property
    def id(self) -> str:
        """The file's name too."""
        return str(self.record["id"])


@dataclass
class Drafts:
    """What was made of a file."""

    made: list[Draft] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def source_draft(head: Head, names: Names, drafts: Drafts) -> str:
    """The source's id; its draft is added, unless the list has the document already."""
    source_id, listed = names.source(head.title or head.name, head.number)
    if listed:
        drafts.remarks.append(f"清单里已有文件{head.number}（{source_id}），不再写出处草稿，条款直接引用它。")
        drafts.remarks += _differences(head, names, source_id)
    elif source_id not in {draft.id for draft in drafts.made if draft.folder == "sources"}:
        missing = [words("fields")[name] for name in ("number", "published", "lapses") if getattr(head, name) is None]
        advice = [f"没有找到{'、'.join(missing)}；文件上有的，请补上。"] if missing else []
        drafts.made.append(Draft("sources", {"id": source_id, **head.record()}, advice=[*head.doubts, *advice]))
    return source_id


def _differences(head: Head, names: Names, source_id: str) -> list[str]:
    """Days that the file gives and the list has otherwise."""
    known, labels = names.policies.sources[source_id], words("fields")
    return [
        f"{labels[name]}不一样：清单里是 {listed}，这份文件里是 {said}，请核对。"
        for name in ("published", "effective", "lapses")
        if (said := getattr(head, name)) is not None and said != (listed := getattr(known, name))
    ]


def kind_of(text: str, headings: str = "") -> Kind:
    """What a text tells, by the words in it; a heading's words count twice. `basis` when none are known."""
    points = {
        kind: sum(weight * (min(text.count(word), 3) + 2 * headings.count(word)) for word, weight in said.items())
        for kind, said in words("kinds").items()
    }
    best = max(points, key=lambda kind: points[kind])
    return Kind(best) if points[best] else Kind.BASIS


class Clauses:
    """The clauses of one policy draft, numbered within their kinds."""

    def __init__(self) -> None:
        self.records: list[dict[str, Any]] = []
        self.places: dict[str, str] = {}
        self._said: set[tuple[Kind, str, str]] = set()
        self._counts: Counter[Kind] = Counter()

    def add(self, kind: Kind, text: str, source: str, place: str, subject: str, **more: Any) -> None:
        """One clause with its figures, unless it stands there already; `more`: article, effective, lapses, a column's unit."""
        if (kind, text, source) in self._said:
            return
        self._said.add((kind, text, source))
        self._counts[kind] += 1
        unit = more.pop("unit", None)
        record: dict[str, Any] = {"id": f"{kind.value}-{self._counts[kind]}", "kind": kind.value, "text": text}
        record |= {"source": source, **{key: value for key, value in more.items() if value is not None}}
        if found := figures(text, subject, unit):
            record["figures"] = found
        self.records.append(record)
        self.places[record["id"]] = place

    def finished(self) -> list[dict[str, Any]]:
        """The records, their figures told apart."""
        tell_apart(self.records)
        return self.records
