"""Papers that citizens show: the shape of a paper's file, `knowledge/papers/<id>.yaml`, and which paper a material means.

A file says how each side is recognised, where its fields stand and how they are read, and which checks apply.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, NamedTuple

from pydantic import Field, StringConstraints, field_validator, model_validator

from knowledge.record import Record, Slug, Text
from knowledge.yaml_file import ListError, line_of, read_record

PAPERS = Path(__file__).parent / "papers"
_EITHER = re.compile(r"或|任选|有一样就可以")


class Value(StrEnum):
    """How a field's value is read."""

    NAME = "name"
    SEX = "sex"
    NATION = "nation"
    DATE = "date"
    NUMBER = "number"
    """Eighteen characters of GB 11643."""
    CODE = "code"
    """What the field's `pattern` matches, without spaces."""
    ADDRESS = "address"
    """Over several lines."""
    TEXT = "text"
    AMOUNT = "amount"
    """Yuan, as digits and a point."""
    COUNT = "count"
    CHOICE = "choice"
    """One of the field's `options`."""
    INK = "ink"
    """Whether somebody wrote something to the right of the caption: yes or no."""


class PaperCheck(StrEnum):
    """What is checked on a paper."""

    NUMBER = "number"
    """By GB 11643."""
    VALIDITY = "validity"
    HOLDER = "holder"
    """That it is the applicant's."""
    AGREEMENT = "agreement"
    """With the other papers."""
    PORTRAIT = "portrait"
    SIGNATURE = "signature"


def _regex(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"no regular expression: {error}") from error
    return pattern


Pattern = Annotated[str, StringConstraints(min_length=1)]
FieldId = Annotated[str, Field(pattern=r"^[a-z]+(_[a-z0-9]+)*$")]


class Anchor(Record):
    """Words printed on a side by which it is known; one of them is enough."""

    words: tuple[Text, ...] = ()
    pattern: Pattern | None = None
    """Or a regular expression on a line."""
    weight: Annotated[int, Field(ge=1, le=10)]

    @model_validator(mode="after")
    def _one_way(self) -> Anchor:
        if bool(self.words) == (self.pattern is not None):
            raise ValueError("an anchor has words or a pattern")
        return self

    _is_regex = field_validator("pattern")(lambda pattern: pattern and _regex(pattern))


class PaperField(Record):
    """Something that stands on a side. Read by its caption; or else from a line alone; or else from the running text."""

    id: FieldId
    name: Text
    """As citizens call it."""
    value: Value
    captions: tuple[Text, ...] = ()
    nth: Literal[1, 2] | None = None
    """On a paper of two people: whose it is. Both have the same captions, one block below the other."""
    part: Literal["first", "last"] | None = None
    """Of a period, 2016.05.12-2036.05.12: its first or last day."""
    below: bool = False
    """Whether the value may stand below its caption."""
    pattern: Pattern | None = None
    """Of a code or a text: what it looks like."""
    line: Pattern | None = None
    """Matches a line of its own; the group `value`, if it has one, is the value."""
    prose: Pattern | None = None
    """The same on all lines joined without spaces."""
    which: Literal["first", "last", "only"] = "only"
    """Of several lines that match. `only`: more than one match is none."""
    options: tuple[Text, ...] = ()
    required: bool = True
    """Whether a paper without it is not legible."""

    _are_regexes = field_validator("pattern", "line", "prose")(lambda pattern: pattern and _regex(pattern))

    @model_validator(mode="after")
    def _whole(self) -> PaperField:
        if not (self.captions or self.line or self.prose):
            raise ValueError("a field has captions, line or prose")
        if (self.value == Value.CHOICE) != bool(self.options):
            raise ValueError("a choice, and nothing else, has options")
        if self.value == Value.CODE and self.pattern is None:
            raise ValueError("a code has a pattern")
        if self.part is not None and self.value != Value.DATE:
            raise ValueError("only a date is part of a period")
        return self


class Side(Record):
    """A side or page of a paper."""

    id: Slug
    name: Text
    required: bool = True
    """Whether it must be shown."""
    shared: bool = False
    """Whether it is shown once for the pages of several people."""
    anchors: tuple[Anchor, ...] = ()
    against: tuple[Text, ...] = ()
    """Words that never stand on it."""
    not_line: Pattern | None = None
    """A line that never stands on it."""
    stops: tuple[Text, ...] = ()
    """Other captions of this side: a value ends before them."""
    fields: tuple[PaperField, ...] = ()

    _is_regex = field_validator("not_line")(lambda pattern: pattern and _regex(pattern))

    @model_validator(mode="after")
    def _whole(self) -> Side:
        ids = [field.id for field in self.fields]
        if len(set(ids)) != len(ids):
            raise ValueError("a field stands there twice")
        return self


class PaperValidity(Record):
    """How long a paper holds: to the day of one of its fields, or some months from one."""

    until: FieldId | None = None
    since: FieldId | None = None
    months: Annotated[int, Field(ge=1, le=600)] | None = None

    @model_validator(mode="after")
    def _one_way(self) -> PaperValidity:
        if (self.until is None) == (self.months is None):
            raise ValueError("a validity has until or months")
        if self.months is not None and self.since is None:
            raise ValueError("months are counted since a field")
        return self


class PaperPerson(Record):
    """Somebody who stands on a paper: the fields that say who it is."""

    name: FieldId
    number: FieldId | None = None
    sex: FieldId | None = None
    birth: FieldId | None = None
    address: FieldId | None = None


class Paper(Record):
    """A kind of paper."""

    id: Slug
    name: Text
    called: tuple[Text, ...] = ()
    """What else citizens and the list's materials call it."""
    not_called: tuple[Text, ...] = ()
    """Words of materials that sound like it and mean another paper."""
    sides: Annotated[tuple[Side, ...], Field(min_length=1)]
    people: tuple[PaperPerson, ...] = ()
    """Whom it is about; any of them may be its holder."""
    family: bool = False
    """Whether somebody else of the family may be its holder."""
    validity: PaperValidity | None = None
    checks: tuple[PaperCheck, ...] = ()

    @model_validator(mode="after")
    def _whole(self) -> Paper:
        known = {field.id for side in self.sides for field in side.fields}
        named = {id_ for person in self.people for id_ in person.model_dump().values()}
        named |= {self.validity.until, self.validity.since} if self.validity else set()
        if unknown := named - known - {None}:
            raise ValueError(f"no side has a field {', '.join(sorted(unknown))}")
        return self

    def side(self, id_: str) -> Side:
        """The side of that id. KeyError if there is none."""
        return {side.id: side for side in self.sides}[id_]

    def field(self, id_: str) -> PaperField | None:
        """The field of that id, whichever side it stands on."""
        return next((field for side in self.sides for field in side.fields if field.id == id_), None)


class Meant(NamedTuple):
    """The papers that a material of the list means, and whether another paper, of them or not, does as well."""

    kinds: tuple[str, ...]
    either: bool


def read_papers(folder: Path = PAPERS) -> dict[str, Paper]:
    """Every paper of the folder by its id. ListError, with file and line, for what is not in order."""
    papers: dict[str, Paper] = {}
    for path in sorted(folder.glob("*.yaml")):
        paper = read_record(path, Paper)
        if paper.id != path.stem:
            raise ListError(f"{path}:{line_of(path, 'id')}: id: {paper.id} is not the file's name")
        papers[paper.id] = paper
    return papers


@cache
def papers() -> dict[str, Paper]:
    """The papers shipped."""
    return read_papers()


@cache
def meant_by(material: str) -> Meant:
    """Which papers a material means (居民户口簿和居民身份证 → both); none for one that only staff can look at."""
    found: dict[int, str] = {}
    taken: set[int] = set()
    called = [(word, paper) for paper in papers().values() for word in (paper.name, *paper.called)]
    barred = [(word, None) for paper in papers().values() for word in paper.not_called]
    for word, paper in sorted((*barred, *called), key=lambda item: len(item[0]), reverse=True):
        for match in re.finditer(re.escape(word), material):
            span = set(range(*match.span()))
            if not span & taken:
                taken |= span
                if paper is not None:
                    found[match.start()] = paper.id
    kinds = tuple(dict.fromkeys(found[start] for start in sorted(found)))
    return Meant(kinds, bool(kinds) and _EITHER.search(material) is not None)
